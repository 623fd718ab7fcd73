"""New posts beside templates that are known: they join one, become one, or stay alone.

Nothing old is compared with anything old again. A new script is compared with those that stand beside it in
the posting lists of the new ones, and with a few kept scripts (`keeping`) that hold the same telling
sequences. What a sequence tells is taken as it was decided; where too few held it to decide, it is judged by
the new scripts and the kept ones that they met. The most alike are joined first, by average linkage against
the samples. Two old templates are never joined: that new scripts tie them together is told.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inner, outer
from amparo_detect.templates import evidence
from amparo_detect.templates.evidence import Floats
from amparo_detect.templates.find import FIRST, THEN
from amparo_detect.templates.gathering import (
    ALONE,
    RAREST,
    SAYING,
    UNSHARED,
    alike,
    best_first,
    root,
    throughout,
)
from amparo_detect.templates.keeping import (
    KEPT,
    SAMPLE,
    Counted,
    Kept,
    Memory,
    Numbers,
    Rows,
    keep,
    lowest,
    running,
    sampled,
    spread,
)
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import Hashes, Starts
from amparo_detect.templates.sketch import SIZE
from amparo_detect.templates.walk import Walker

LOOKED_UP = 6  # kept scripts looked up for a sequence, of each time
MET = 2  # sequences by which a kept script must be met to be compared
NEAR = 12  # kept scripts with which a new one is compared: those met by most
OF_OWNER = 2  # kept scripts with the same rarest contact, the latest, that are compared as well


class Day(NamedTuple):
    """New scripts, none of them equal to an old one: as `sketch.Sketches`, without empty ones.

    `owners` as for `evidence.recurrence`, the same numbers as of what is kept; `rows`: of their first posts,
    ascending and above all old ones; `copies`: how many posts each has.
    """

    hashes: Hashes
    places: npt.NDArray[np.uint16]
    starts: Starts
    owners: Starts
    rows: Rows
    copies: Numbers


class Added(NamedTuple):
    """`groups`: of each new script, −1 where it is alone. `joined`: row and group of kept scripts that were
    alone. `tied`: pairs of old templates that may be one script, the lower first.
    """

    groups: Numbers
    joined: tuple[Rows, Numbers]
    tied: list[tuple[int, int]]
    kept: Kept


def add(day: Day, memory: Memory, templates: Numbers, count: int, *, over: Walker) -> Added:
    """Templates of a day. `templates`: by old row; `count`: of all scripts, old and new."""
    if not len(day.rows):
        none = np.empty(0, dtype=np.float32)
        order, counts = np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.int32)
        scripts = Scripts(day.hashes, day.starts, none, none, order, day.owners)
        kept = keep(scripts, Counted(counts, counts), day.rows, np.empty(0, dtype=np.bool_))
        return Added(counts, (day.rows, counts), [], kept)
    return _Adding(day, memory, templates, count, over).added()


class _Adding:
    def __init__(self, day: Day, memory: Memory, templates: Numbers, count: int, over: Walker) -> None:
        self.day, self.memory, self.templates, self.over = day, memory, templates, over
        self.count = count
        distinct, of, new = np.unique(day.hashes, return_inverse=True, return_counts=True)
        counted, telling = memory.known(distinct)
        indexed = np.where(counted > 0, 0, memory.indexed(distinct))
        self.counted = Counted(
            *((each[of]).astype(np.int32) for each in (counted + indexed + new, indexed + new))
        )
        self.judged = (counted >= evidence.KNOWN)[of]
        self.known: Floats = telling[of]
        self.telling: Floats = np.where(self.judged, self.known, np.float32(1)).astype(np.float32)
        rarity = np.log((count + 1) / np.maximum(self.counted.all, 1), dtype=np.float32) + np.float32(0.5)
        self.rarity: Floats = np.minimum(rarity, np.float32(RAREST))
        self.order = np.empty(len(day.hashes), dtype=np.uint8)
        evidence.in_order(day.starts, day.places, self.order, 0, len(day.rows))
        self.script = np.repeat(np.arange(len(day.rows), dtype=np.int32), np.diff(day.starts))

    def added(self) -> Added:
        """Two rounds, as `find` does."""
        ones, rows = self._met()
        mine, theirs = self._owned()
        self.old = self._old(np.concatenate((rows, theirs)))
        self.settled = self.templates[self.old]
        self.near = (np.concatenate((ones, mine)), np.searchsorted(self.old, np.concatenate((rows, theirs))))
        held = self.memory.scripts(self.old)
        self.walk = self.over(
            np.concatenate((held.hashes, self.day.hashes)),
            np.concatenate((held.starts, held.starts[-1] + self.day.starts[1:])),
        )
        self._judge(held)
        groups, _, _ = self._gather(held, FIRST.alike)
        roots, asked = THEN[-1]
        doubt = roots * float(np.sqrt(self.count))
        telling = self.walk.purity(groups)[held.starts[-1] :]
        evidence.look_again(self.counted.all, self.telling, telling, doubt, 0, len(telling))
        self.telling = np.where(self.judged, self.known, telling)
        groups, names, tied = self._gather(held, asked.alike)
        return self._told(groups, names, tied)

    def _judge(self, held: Scripts) -> None:
        """What was not decided before, by what recurs among the scripts at hand."""
        recurring = self.walk.recurrence(np.concatenate((held.owners, self.day.owners)))[held.starts[-1] :]
        known = self.known * np.float32(evidence.RECURRING)
        telling = np.where(self.judged, known, recurring).astype(np.float32)
        evidence.tell(self.day.starts, self.order, self.counted.all, telling, 0, len(self.day.rows))
        self.telling = np.where(self.judged, self.known, telling)

    def _met(self) -> tuple[Starts, Rows]:
        """New scripts and the kept ones with which each has most telling sequences in common."""
        saying = np.flatnonzero(self.rarity * self.telling >= SAYING)
        hashes, of = np.unique(self.day.hashes[saying], return_inverse=True)
        at, rows = self.memory.holders(hashes, LOOKED_UP)
        order = np.argsort(at, kind="stable")
        at, rows = at[order], rows[order]
        low = np.searchsorted(at, of, side="left")
        count = np.searchsorted(at, of, side="right") - low
        place = np.repeat(low - (np.cumsum(count) - count), count) + np.arange(count.sum())
        script = np.repeat(self.script[saying], count).astype(np.uint64)
        pairs, hits = np.unique(script << np.uint64(32) | rows[place], return_counts=True)
        pairs, hits = pairs[hits >= MET], hits[hits >= MET]
        ones = (pairs >> np.uint64(32)).astype(np.int64)
        best = np.lexsort((pairs, -hits, ones))
        ones, pairs = ones[best], pairs[best]
        first = np.arange(len(ones)) - np.searchsorted(ones, ones, side="left") < NEAR
        return ones[first], (pairs[first] & np.uint64(0xFFFFFFFF)).astype(np.uint32)

    def _owned(self) -> tuple[Starts, Rows]:
        """New scripts and kept ones that have the same rarest contact."""
        mine = np.flatnonzero(self.day.owners >= 0)
        owners, rows = self.memory.owned(np.unique(self.day.owners[mine]))
        order = np.lexsort((rows, owners))
        owners, rows = owners[order], rows[order]
        high = np.searchsorted(owners, self.day.owners[mine], side="right")
        low = np.searchsorted(owners, self.day.owners[mine], side="left")
        looks = np.minimum(high - low, OF_OWNER)
        back = np.arange(looks.sum()) - np.repeat(np.cumsum(looks) - looks, looks) + 1
        return np.repeat(mine, looks), rows[np.repeat(high, looks) - back]

    def _old(self, rows: Rows) -> Rows:
        """The kept scripts that take part: those that were met, and the samples of their templates."""
        kept = self.memory.rows()
        names = np.unique(self.templates[rows])
        self.mates = kept[np.isin(self.templates[kept], names[names >= 0])]
        stand = self.mates[sampled(self.mates, self.templates[self.mates], SAMPLE)]
        return np.union1d(rows, stand).astype(np.uint32)

    def _gather(self, held: Scripts, least: float) -> tuple[Starts, Numbers, list[tuple[int, int]]]:
        """The group of each script, kept ones first, the name of each old group, and which are tied."""
        own = self._scripts()
        scripts = Scripts(
            np.concatenate((held.hashes, own.hashes)),
            np.concatenate((held.starts, held.starts[-1] + own.starts[1:])),
            np.concatenate((held.tells, own.tells)),
            np.concatenate((held.sums, own.sums)),
            np.concatenate((held.order, own.order)),
            np.concatenate((held.owners, own.owners)),
        )
        old = len(self.old)
        ones, others = self._beside(own.tells)
        mine, theirs = self._of_one_owner()
        ones = np.concatenate((ones + old, mine + old, self.near[1])).astype(np.int32)
        others = np.concatenate((others + old, theirs + old, self.near[0] + old)).astype(np.int32)
        pairs = best_first(
            alike(
                scripts, np.unique(ones.astype(np.uint64) << np.uint64(32) | others.astype(np.uint64)), least
            )
        )
        keys = spread(np.concatenate((self.old, self.day.rows)))
        names = np.concatenate((self.settled, np.full(len(self.day.rows), -1, dtype=np.int32)))
        groups, tied = _join(scripts, keys, names, np.argsort(names, kind="stable"), pairs.ones, pairs.others)
        found = sorted({(min(one, other), max(one, other)) for one, other in tied.tolist()})
        return groups, names, found

    def _scripts(self) -> Scripts:
        """The new ones as they are weighed now."""
        alone = self.counted.all == 1
        tells = self.rarity * self.telling * np.where(alone, np.float32(ALONE), np.float32(1))
        weighs = self.rarity * np.float32(UNSHARED) + np.float32(1 - UNSHARED) * tells
        day = self.day
        return Scripts(day.hashes, day.starts, tells, running(weighs, day.starts), self.order, day.owners)

    def _beside(self, tells: Floats) -> tuple[Numbers, Numbers]:
        """Neighbours in the posting lists of the new scripts."""
        saying, _ = lowest(self.day.starts, np.where(self.counted.new > 1, tells, np.float32(0)))
        order = saying[np.lexsort((self.script[saying], self.day.hashes[saying]))]
        same = self.day.hashes[order[1:]] == self.day.hashes[order[:-1]]
        return self.script[order[:-1]][same], self.script[order[1:]][same]

    def _of_one_owner(self) -> tuple[Starts, Starts]:
        owners = self.day.owners
        order = np.argsort(owners, kind="stable")
        order = order[owners[order] >= 0]
        same = owners[order[1:]] == owners[order[:-1]]
        return order[:-1][same], order[1:][same]

    def _told(self, groups: Starts, names: Numbers, tied: list[tuple[int, int]]) -> Added:
        rows = np.concatenate((self.old, self.day.rows))
        old = len(self.old)
        copies = np.concatenate((np.ones(old, dtype=np.int64), self.day.copies))
        posts = np.bincount(groups, weights=copies, minlength=len(rows))
        found = np.where(names[groups] >= 0, names[groups], np.where(posts[groups] > 1, rows[groups], -1))
        found = found.astype(np.int32)
        new = found[old:]
        alone = (self.settled < 0) & (found[:old] >= 0)
        # What is kept of a group is drawn from all that is kept of it; of that, what is new is kept now.
        of = np.concatenate((self.mates, self.day.rows))
        chosen = sampled(of, np.concatenate((self.templates[self.mates], new)), KEPT)[len(self.mates) :]
        kept = keep(self._scripts(), self.counted, self.day.rows, chosen)
        return Added(new, (self.old[alone], found[:old][alone]), tied, kept)


@outer
def _join(
    scripts: Scripts,
    keys: npt.NDArray[np.uint64],
    names: Numbers,
    by_name: Starts,
    ones: Numbers,
    others: Numbers,
) -> tuple[Starts, Numbers]:
    """The group of each script, named by its first one, and pairs of names that were tied.

    `names`: the old template of each script, −1 for none; of a group's first script it is the group's.
    `by_name`: the scripts in the order of their names.
    """
    count = len(keys)
    parent = np.arange(count)
    sample = np.full((count, SAMPLE), -1, dtype=np.int32)
    sample[:, 0] = np.arange(count)
    notes = np.zeros((3, SIZE), dtype=np.uint8)
    both = np.empty(2 * SAMPLE, dtype=np.int32)
    tied = np.empty((len(ones), 2), dtype=np.int32)
    met = 0
    for place in range(1, count):
        if names[by_name[place]] >= 0 and names[by_name[place]] == names[by_name[place - 1]]:
            _unite(parent, sample, keys, both, by_name[place - 1], by_name[place])
    for pair in range(len(ones)):
        one = root(parent, np.int64(ones[pair]))
        other = root(parent, np.int64(others[pair]))
        if one == other:
            continue
        if not throughout(scripts, sample, one, other, notes):
            continue
        if names[one] >= 0 and names[other] >= 0:
            tied[met, 0] = names[one]
            tied[met, 1] = names[other]
            met += 1
            continue
        name = max(names[one], names[other])
        names[_unite(parent, sample, keys, both, one, other)] = name
    for script in range(count):
        parent[script] = root(parent, script)
    return parent, tied[:met].copy()


@inner
def _unite(
    parent: Starts,
    sample: npt.NDArray[np.int32],
    keys: npt.NDArray[np.uint64],
    both: Numbers,
    one: int,
    other: int,
) -> int:
    """Make two groups one, with an even sample of both. Gives its first script."""
    one = root(parent, one)
    other = root(parent, other)
    first = min(one, other)
    second = max(one, other)
    parent[second] = first
    members = 0
    for group in (first, second):
        for number in range(SAMPLE):
            if sample[group, number] >= 0:
                both[members] = sample[group, number]
                members += 1
    lowest = np.argsort(keys[both[:members]])
    for number in range(min(SAMPLE, members)):
        sample[first, number] = both[lowest[number]]
    return first
