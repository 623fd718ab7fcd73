"""Templates of any number of posts: what is weighed, compared and gathered, in what order.

1. Posts with the same sketch are one script. Scripts are put in the order of their lowest sequence: those
   that share it stand side by side, in memory and in posting lists.
2. Every letter sequence is weighed by how rare it is and by how far it tells a script from what everybody
   writes (`evidence`).
3. Scripts that stand side by side in a posting list are compared and gathered into groups (`gathering`).
4. What the groups show about the sequences weighs them again: one that is held across many groups tells
   nothing, one that a single group holds tells all; what holds a group together that is none (`hollow`) tells
   nothing in it. The scripts are compared and gathered twice more.
5. What is hollow all the same is taken apart, and its scripts are gathered by what is left of them.
6. Scripts that are left over are adopted by the group that holds most of each (`adopting`).

Work and memory grow with the number of posts: no step looks at all pairs of anything.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from amparo_detect.templates import adopting, evidence, gathering, hollow
from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.gathering import Asked, Marks
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import Posts, Starts, copy_scripts, sketch_keys
from amparo_detect.templates.room import Room
from amparo_detect.templates.walk import Walker

Groups = npt.NDArray[np.int32]

# The first two rounds only show what sequences tell, so they look at little. In the last one little
# boilerplate is left, and less is asked. The number before a round: how many posts, in roots of the number of
# scripts, hold a sequence of which half of what was believed remains (`evidence.look_again`).
FIRST = Asked(chained=8, alike=0.3)
THEN = ((3.0, Asked(chained=12, alike=0.3)), (5.0, Asked(chained=24, alike=0.2)))
AGAIN = 3  # times that hollow groups are taken apart at the end, at most


def find(
    posts: Posts,
    *,
    over: Walker,
    room: Room | None = None,
    told: Callable[[Scripts, Counts, Starts], None] | None = None,
) -> Groups:
    """The template of each post, named by the row of its first post; −1 for a post that is no copy of
    another.

    `over` walks the posting lists: here or on a cluster; the columns lie in `room`, else in memory. `told` is
    given the scripts with their weights as decided, how many hold each occurrence, and the first post of each
    script, in no order.
    """
    room = Room() if room is None else room
    first, of = _scripts(posts)
    own_starts = np.concatenate(([0], np.cumsum(np.diff(posts.starts)[first])))
    own_hashes = room.empty(int(own_starts[-1]), np.uint32)
    own_places = room.empty(int(own_starts[-1]), np.uint16)
    copy_scripts(posts.hashes, posts.places, posts.starts, first, own_hashes, own_places)
    own = Posts(own_hashes, own_places, own_starts, posts.owners[first])
    finding = _Finding(own, over, room)
    groups, scripts, frequency = finding.groups(), finding.scripts, finding.frequency
    del finding, own, own_places  # the posting lists are not needed any more
    if told is not None:
        told(scripts, frequency, first)
    names = np.full(len(first), len(posts.starts), dtype=np.int64)
    np.minimum.at(names, groups, first)
    named = names[groups][of]
    _, number, copies = np.unique(named, return_inverse=True, return_counts=True)
    return np.where(copies[number] > 1, named, -1).astype(np.int32)


def _scripts(posts: Posts) -> tuple[Starts, Starts]:
    """The first post of each distinct sketch, in the order of the lowest sequences, and which of these each
    post is. An empty sketch is alone, and last.
    """
    keys = sketch_keys(posts.hashes, posts.starts)
    empty = np.flatnonzero(keys == 0)
    keys[empty] = empty
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    filled = posts.starts[first] < posts.starts[first + 1]
    lowest = np.full(len(first), 2**32, dtype=np.int64)
    lowest[filled] = posts.hashes[posts.starts[first[filled]]]
    order = np.lexsort((first, lowest))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[of]


class _Finding:
    """One search, with what its rounds share."""

    def __init__(self, posts: Posts, over: Walker, room: Room) -> None:
        self.posts = posts
        hashes, places, self.starts, owners = posts
        self.walk = over(hashes, self.starts)
        order = room.empty(len(hashes), np.uint8)
        self._by_scripts(lambda low, high: evidence.in_order(self.starts, places, order, low, high))
        self.frequency = self.walk.frequency()
        self.chosen = room.empty(len(hashes), np.bool_)
        self.dull = room.full(len(hashes), np.bool_(False))
        tells, sums = (room.empty(len(hashes), np.float32) for _ in range(2))
        self.scripts = Scripts(hashes, self.starts, tells, sums, order, owners)
        self.of_one_owner = self._of_one_owner()

    def groups(self) -> Starts:
        """The group of each script."""
        return self._adopt(self._in_rounds())

    def _in_rounds(self) -> Starts:
        """The groups that the rounds above find."""
        told = self.walk.recurrence(self.posts.owners)
        self._by_scripts(
            lambda low, high: evidence.tell(self.starts, self.scripts.order, self.frequency, told, low, high)
        )
        groups = self._gather(told, FIRST)
        for roots, asked in THEN:
            self._hollow(groups)
            doubt = roots * float(np.sqrt(len(groups)))
            telling = self._look_again(told, self.walk.purity(groups), doubt)
            groups = self._gather(telling, asked)
        for _ in range(AGAIN):
            apart = self._hollow(groups)
            if not apart.any():
                break
            groups = np.where(apart, self._gather(telling, asked, apart), groups)
        return groups

    def _adopt(self, groups: Starts) -> Starts:
        """The groups with the scripts left over that a group holds most of."""
        count = len(groups)
        adopt, left = adopting.adopting(groups)
        lead = self.walk.leading(adopt)
        found = np.full(count, -1, dtype=np.int32), np.zeros(count, np.float32), np.zeros(count, np.float32)
        self._by_scripts(lambda low, high: adopting.held_by(self.scripts, lead, left, found, low, high))
        return adopting.adopted(groups, self.posts.owners, found)

    def _hollow(self, groups: Starts) -> Marks:
        """The scripts of hollow groups, if anything that holds one together was not known for boilerplate."""
        grouped = hollow.large(groups)
        apart = np.zeros(len(groups), dtype=np.bool_)
        before = np.count_nonzero(self.dull)
        self.walk.by_ranges(
            len(grouped.starts) - 1,
            lambda low, high: hollow.find_hollow(self.posts, grouped, self.dull, apart, low, high),
        )
        return apart & (np.count_nonzero(self.dull) > before)

    def _look_again(self, told: Floats, purity: Floats, doubt: float) -> Floats:
        """What sequences tell after groups were seen; it takes the place of `purity`."""
        self.walk.by_ranges(
            len(told),
            lambda low, high: evidence.look_again(self.frequency, told, purity, doubt, low, high),
        )
        return purity

    def _gather(self, telling: Floats, asked: Asked, only: Marks | None = None) -> Starts:
        """The groups by what occurrences tell now; of some scripts `only`, all others then being alone."""
        telling[self.dull] = 0
        which = np.ones(len(self.starts) - 1, dtype=np.bool_) if only is None else only
        self._by_scripts(
            lambda low, high: gathering.weigh(self.scripts, self.frequency, telling, which, low, high)
        )
        self._by_scripts(
            lambda low, high: gathering.choose(
                self.scripts, self.frequency, asked.chained, self.chosen, low, high
            )
        )
        more = self.of_one_owner
        if only is not None:
            self.chosen &= np.repeat(only, np.diff(self.starts))
            more = more[only[more >> np.uint64(32)] & only[more & np.uint64(0xFFFFFFFF)]]
        return self.walk.gather(self.scripts, np.packbits(self.chosen, bitorder="little"), more, asked.alike)

    def _of_one_owner(self) -> gathering.Candidates:
        """Neighbours among the scripts that have the same rarest contact."""
        order = np.argsort(self.posts.owners, kind="stable")
        order = order[self.posts.owners[order] >= 0]
        same = self.posts.owners[order[1:]] == self.posts.owners[order[:-1]]
        ones, others = order[:-1][same].astype(np.uint64), order[1:][same].astype(np.uint64)
        pairs: gathering.Candidates = ones << np.uint64(32) | others
        return pairs

    def _by_scripts(self, work: Callable[[int, int], None]) -> None:
        self.walk.by_ranges(len(self.starts) - 1, work)
