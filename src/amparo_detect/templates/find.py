"""Templates of any number of posts: what is weighed, compared and gathered, in what order.

1. Posts with the same sketch are one script.
2. Every letter sequence is weighed by how rare it is and by how far it tells a script from what everybody
   writes (`evidence`).
3. Scripts that stand side by side in a posting list are compared and gathered into groups (`gathering`).
4. What the groups show about the sequences weighs them again: one that is held across many groups tells
   nothing, one that a single group holds tells all. The scripts are compared and gathered once more.

Work and memory grow with the number of posts: no step looks at all pairs of anything.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from amparo_detect.templates import evidence, gathering
from amparo_detect.templates.evidence import Counts
from amparo_detect.templates.likeness import Scripts, likenesses
from amparo_detect.templates.postings import Hashes, Starts
from amparo_detect.templates.walk import Walker

Groups = npt.NDArray[np.int32]

RAREST = 12.0  # natural logarithm of posts per post that holds it: no sequence is rarer
UNSHARED = 0.15  # what a sequence that tells nothing still weighs in the whole of its post
MIXED, PURE = 0.1, 0.4  # purity up to which a sequence tells nothing, and from which on it tells all
SURELY_PURE = 0.5, 0.8  # the same for what looked like boilerplate


def find(
    hashes: Hashes,
    places: npt.NDArray[np.uint16],
    starts: Starts,
    owners: npt.NDArray[np.int64],
    *,
    over: Walker,
    told: Callable[[Scripts, Counts, Starts], None] | None = None,
) -> Groups:
    """The template of each post, named by the row of its first post; −1 for a post that is no copy of
    another.

    `hashes`, `places` and `starts` as in `sketch.Sketches`, for all posts. `owners[n]`: a number for the
    contact that a post shares with the fewest others, −1 for none. `over` walks the posting lists: here or on
    a cluster. `told` is given the scripts with their weights as decided, how many hold each occurrence, and
    the first post of each script.
    """
    first, of = _scripts(hashes, starts)
    lengths = np.diff(starts)[first]
    own_starts = np.concatenate(([0], np.cumsum(lengths)))
    taken = np.repeat(starts[:-1][first] - own_starts[:-1], lengths) + np.arange(own_starts[-1])
    finding = _Finding(hashes[taken], places[taken], own_starts, owners[first], over)
    groups = finding.groups()
    if told is not None:
        told(finding.scripts, finding.frequency, first)
    named = first[groups][of]
    _, number, copies = np.unique(named, return_inverse=True, return_counts=True)
    return np.where(copies[number] > 1, named, -1).astype(np.int32)


def _scripts(hashes: Hashes, starts: Starts) -> tuple[Starts, Starts]:
    """The first post of each distinct sketch, and which of these each post is. An empty sketch is alone."""
    sums = np.zeros(len(hashes) + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = hashes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        np.cumsum((mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9), out=sums[1:])
        keys = sums[starts[1:]] - sums[starts[:-1]]
    empty = np.diff(starts) == 0
    keys[empty] = np.flatnonzero(empty)
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[of]


class _Finding:
    """One search, with what its rounds share."""

    def __init__(
        self,
        hashes: Hashes,
        places: npt.NDArray[np.uint16],
        starts: Starts,
        owners: npt.NDArray[np.int64],
        over: Walker,
    ) -> None:
        self.hashes, self.starts, self.owners = hashes, starts, owners
        self.order = evidence.in_order(starts, places)
        self.walk = over(hashes, starts)
        self.frequency = self.walk.frequency()
        # Natural logarithm; 0.5 keeps something for a sequence that every post holds.
        scripts = max(1, len(starts) - 1)
        self.rarity = np.log((scripts + 1) / np.maximum(self.frequency, 1), dtype=np.float32)
        self.rarity = np.minimum(self.rarity + np.float32(0.5), np.float32(RAREST))

    def groups(self) -> Starts:
        """The group of each script, in two rounds."""
        recurring = self.walk.recurrence(self.owners)
        block = evidence.boilerplate(self.starts, self.order, self.frequency, recurring)
        telling = np.clip(recurring / np.float32(evidence.RECURRING), np.float32(evidence.LEAST), 1)
        telling[block] = 0
        pure = self.walk.purity(self._gather(telling))
        shown = np.clip((pure - np.float32(MIXED)) / np.float32(PURE - MIXED), 0, 1)
        low, high = SURELY_PURE
        surely = np.clip((pure - np.float32(low)) / np.float32(high - low), 0, 1)
        return self._gather(np.where(block, surely, np.maximum(shown, np.float32(0.5) * telling)))

    def _gather(self, telling: evidence.Floats) -> Starts:
        weighs = self.rarity * (np.float32(UNSHARED) + np.float32(1 - UNSHARED) * telling)
        tells = self.rarity * telling
        self.scripts = scripts = Scripts(self.hashes, self.starts, tells, weighs, self.order, self.owners)
        chosen = gathering.chained(self.starts, self.frequency, tells)
        return self.walk.gather(scripts, chosen, self._of_one_owner(scripts))

    def _of_one_owner(self, scripts: Scripts) -> gathering.Pairs:
        """Neighbours among the scripts that have the same rarest contact."""
        order = np.lexsort((np.arange(len(self.owners)), self.owners))
        order = order[self.owners[order] >= 0].astype(np.int32)
        same = self.owners[order[1:]] == self.owners[order[:-1]]
        ones, others = order[:-1][same], order[1:][same]
        alike = likenesses(scripts, ones, others)
        enough = alike >= gathering.ALIKE
        return gathering.Pairs(ones[enough], others[enough], alike[enough])
