"""From pairs of scripts that are alike to groups that are alike throughout.

The most alike pairs are joined first, and two groups only where a sample of the one is alike, on average, to
a sample of the other (average linkage): one post that resembles two campaigns does not chain them, however
many posts there are.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.likeness import Scripts, likeness, may_be_alike
from amparo_detect.templates.postings import Slice, Starts
from amparo_detect.templates.sketch import SIZE

CHAINED = 24  # sequences of a script by which it looks for neighbours: the lowest hashes that say something
SAYING = 1.0  # weight from which on a sequence says something
SAMPLE = 6  # scripts that stand for a group
ALIKE = 0.3  # likeness of two scripts that proposes to join their groups
THROUGHOUT = 0.15  # mean likeness of two groups that lets them join
_REMEMBERED = 1 << 20

Numbers = npt.NDArray[np.int32]


class Pairs(NamedTuple):
    """Pairs of scripts and how alike they are."""

    ones: Numbers
    others: Numbers
    alike: Floats


@numba.njit(cache=True, nogil=True)
def chained(starts: Starts, frequency: Counts, tells: Floats) -> npt.NDArray[np.bool_]:
    """Which occurrences a script looks for neighbours by."""
    out = np.zeros(len(frequency), dtype=np.bool_)
    for script in range(len(starts) - 1):
        chosen = 0
        for at in range(starts[script], starts[script + 1]):
            if frequency[at] > 1 and tells[at] >= SAYING:
                out[at] = True
                chosen += 1
                if chosen == CHAINED:
                    break
    return out


def neighbours(part: Slice, scripts: Scripts, chosen: npt.NDArray[np.bool_]) -> Pairs:
    """The neighbours in the posting lists of one slice that are alike."""
    ones, others, alike = _neighbours(part.script, part.place, part.runs, scripts, chosen)
    return Pairs(ones, others, alike)


@numba.njit(cache=True, nogil=True)
def _neighbours(
    script: Numbers, place: Starts, runs: Starts, scripts: Scripts, chosen: npt.NDArray[np.bool_]
) -> tuple[Numbers, Numbers, Floats]:
    room = 0
    for at in range(len(place)):
        room += chosen[place[at]]
    ones = np.empty(room, dtype=np.int32)
    others = np.empty(room, dtype=np.int32)
    alike = np.empty(room, dtype=np.float32)
    # The same pair is met in many lists: the last million of them are remembered, so that few are compared
    # twice.
    met = np.full((2, _REMEMBERED), -1, dtype=np.int32)
    marks = np.zeros((2, SIZE), dtype=np.bool_)
    found = 0
    for run in range(len(runs) - 1):
        before = -1
        for at in range(runs[run], runs[run + 1]):
            if not chosen[place[at]]:
                continue
            this = script[at]
            if before >= 0:
                slot = np.int64((_spread(before) ^ (_spread(this) >> np.uint64(7))) % np.uint64(_REMEMBERED))
                if met[0, slot] != before or met[1, slot] != this:
                    met[0, slot] = before
                    met[1, slot] = this
                    value = 0.0
                    if may_be_alike(scripts.hashes, scripts.starts, before, this):
                        value = likeness(scripts, before, this, marks, ALIKE)
                    if value >= ALIKE:
                        ones[found] = before
                        others[found] = this
                        alike[found] = value
                        found += 1
            before = this
    return ones[:found].copy(), others[:found].copy(), alike[:found].copy()


def join(scripts: Scripts, pairs: Pairs) -> Starts:
    """The group of each script, named by its first script."""
    groups = np.arange(len(scripts.starts) - 1)
    numbers, joined = join_in_order(scripts, best_first(pairs))
    groups[numbers] = joined
    return groups


def together(found: Sequence[Pairs]) -> Pairs:
    """All pairs of several searches."""
    return Pairs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def best_first(pairs: Pairs) -> Pairs:
    """The pairs in the order in which they are to be joined, the same whatever order they were found in."""
    order = np.lexsort((pairs.others, pairs.ones, -pairs.alike))
    return Pairs(pairs.ones[order], pairs.others[order], pairs.alike[order])


def join_in_order(scripts: Scripts, pairs: Pairs) -> tuple[Numbers, Numbers]:
    """The scripts that the pairs name, ascending, and the first script of the group of each.

    Pairs of scripts that no chain of pairs ties together do not touch: they may be given apart, with the same
    result.
    """
    met = np.zeros(len(scripts.starts) - 1, dtype=np.bool_)
    met[pairs.ones] = True
    met[pairs.others] = True
    numbers = np.flatnonzero(met).astype(np.int32)
    among = np.cumsum(met, dtype=np.int32) - np.int32(1)
    return numbers, numbers[_join(scripts, numbers, among[pairs.ones], among[pairs.others])]


@numba.njit(cache=True, nogil=True)
def tied(count: int, ones: Numbers, others: Numbers) -> Starts:
    """For each of `count` scripts the first one that a chain of pairs ties it to."""
    parent = np.arange(count)
    for pair in range(len(ones)):
        one = _root(parent, ones[pair])
        other = _root(parent, others[pair])
        parent[max(one, other)] = min(one, other)
    for script in range(count):
        parent[script] = _root(parent, script)
    return parent


@numba.njit(cache=True, nogil=True)
def _join(scripts: Scripts, numbers: Numbers, ones: Numbers, others: Numbers) -> Starts:
    """`ones` and `others` are places in `numbers`, and so is the group given for each of `numbers`."""
    count = len(numbers)
    parent = np.arange(count)
    sample = np.full((count, SAMPLE), -1, dtype=np.int32)
    sample[:, 0] = numbers
    size = np.ones(count, dtype=np.int32)
    marks = np.zeros((2, SIZE), dtype=np.bool_)
    both = np.empty(2 * SAMPLE, dtype=np.int32)
    keys = np.empty(2 * SAMPLE, dtype=np.uint64)
    for pair in range(len(ones)):
        one = _root(parent, ones[pair])
        other = _root(parent, others[pair])
        if one == other:
            continue
        if (size[one] > 1 or size[other] > 1) and _mean(scripts, sample, one, other, marks) < THROUGHOUT:
            continue
        first = min(one, other)
        second = max(one, other)
        parent[second] = first
        size[first] += size[second]
        members = 0
        for group in (first, second):
            for number in range(SAMPLE):
                if sample[group, number] >= 0:
                    both[members] = sample[group, number]
                    keys[members] = _spread(both[members])
                    members += 1
        # The lowest of a spread of all members' numbers: an even sample, whatever the order in which they
        # joined.
        lowest = np.argsort(keys[:members])
        for number in range(min(SAMPLE, members)):
            sample[first, number] = both[lowest[number]]
    for script in range(count):
        parent[script] = _root(parent, script)
    return parent


@numba.njit(cache=True, nogil=True)
def _mean(
    scripts: Scripts, sample: npt.NDArray[np.int32], one: int, other: int, marks: npt.NDArray[np.bool_]
) -> float:
    total = 0.0
    compared = 0
    for left in range(SAMPLE):
        for right in range(SAMPLE):
            if sample[one, left] >= 0 and sample[other, right] >= 0:
                total += likeness(scripts, sample[one, left], sample[other, right], marks)
                compared += 1
    return total / compared


@numba.njit(cache=True, nogil=True)
def _root(parent: Starts, script: int) -> int:
    while parent[script] != script:
        parent[script] = parent[parent[script]]
        script = parent[script]
    return int(script)


@numba.njit(cache=True, nogil=True)
def _spread(value: int) -> np.uint64:
    """SplitMix64's finaliser."""
    mixed = np.uint64(value) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def purity(part: Slice, groups: Starts, out: Floats) -> None:
    """Write into `out`, at each occurrence of one slice, how likely two posts that hold the hash are of one
    group.
    """
    _purity(part.script, part.place, part.runs, groups, out)


_LOOKED_AT = 64


@numba.njit(cache=True, nogil=True)
def _purity(script: Numbers, place: Starts, runs: Starts, groups: Starts, out: Floats) -> None:
    held_by = np.empty(_LOOKED_AT, dtype=np.int64)
    for run in range(len(runs) - 1):
        low = runs[run]
        held = runs[run + 1] - low
        value = 1.0
        if held > 3:
            looks = min(held, _LOOKED_AT)
            for look in range(looks):
                held_by[look] = groups[script[low + look * held // looks]]
            held_by[:looks].sort()
            same = 0
            length = 1
            for look in range(1, looks + 1):
                if look < looks and held_by[look] == held_by[look - 1]:
                    length += 1
                else:
                    same += length * (length - 1)
                    length = 1
            value = same / (looks * (looks - 1))
        for at in range(low, low + held):
            out[place[at]] = value
