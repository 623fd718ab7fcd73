"""From pairs of scripts that are alike to groups that are alike throughout.

The most alike pairs are joined first, and two groups only where a sample of the one is alike, on average, to
a sample of the other (average linkage): one post that resembles two campaigns does not chain them, however
many posts there are.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inner, inner_uncounted, outer, outer_uncounted
from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.likeness import Notes, Scripts, likeness, likenesses
from amparo_detect.templates.postings import Slice, Starts, same_owner
from amparo_detect.templates.sketch import SIZE

SAYING = 1.0  # weight from which on a sequence says something
SAMPLE = 6  # scripts that stand for a group
THROUGHOUT = 0.05  # mean likeness of two groups that lets them join …
SURER = 0.2  # … and this much more, the fewer pairs it is the mean of: divided by the root of their number …
CLEAR = 12  # after so many pairs it is enough that the mean is …
CLEARLY = 1.7  # … so many times what is asked, or less than one part in so many …
SLIGHT = 0.05  # … in which less than this may count as nothing
UNSHARED = 0.15  # what a sequence that tells nothing still weighs in the whole of its post
ALONE = 0.5  # what a sequence that nobody else has counts: a slot, a slip or a text of its own
APART = 2.0  # so many times as much is asked of two groups that are reached at different contacts …
REACHED = 3  # … shared within each of them by so many of its sample
RAREST = 12.0  # natural logarithm of posts per post that holds it: no sequence is rarer
OFTEN = 4096  # posts that hold a sequence up to which logarithms are kept

Numbers = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]
Marks = npt.NDArray[np.bool_]
Candidates = npt.NDArray[np.uint64]  # pairs of scripts: the earlier << 32 | the later


class Asked(NamedTuple):
    """What a round of gathering looks at: by how many of its sequences, those with the lowest hashes that say
    something, a script looks for neighbours, and how alike two must be to propose that their groups join.
    """

    chained: int
    alike: float


class Pairs(NamedTuple):
    """Pairs of scripts and how alike they are."""

    ones: Numbers
    others: Numbers
    alike: Floats


@outer
def weigh(scripts: Scripts, frequency: Counts, telling: Floats, which: Marks, low: int, high: int) -> None:
    """Fill in `tells` and `sums` of those scripts from `low` to below `high` that are marked in `which`."""
    every = len(scripts.starts)
    known = np.empty(OFTEN)
    for number in range(1, OFTEN):
        known[number] = _rarity(every, number)
    for script in range(low, high):
        if not which[script]:
            continue
        whole = 0.0
        for at in range(scripts.starts[script], scripts.starts[script + 1]):
            held = int(frequency[at])
            rarity = known[held] if held < OFTEN else _rarity(every, held)
            tells = rarity * telling[at]
            if held == 1:
                tells *= ALONE
            whole += rarity * UNSHARED + (1 - UNSHARED) * tells
            scripts.tells[at] = tells
            scripts.sums[at] = whole


@inner_uncounted
def _rarity(every: int, held: int) -> float:
    """Natural logarithm; 0.5 keeps something for a sequence that every post holds."""
    return min(RAREST, float(np.log(every / held)) + 0.5)


@outer_uncounted
def choose(
    scripts: Scripts, frequency: Counts, most: int, chosen: npt.NDArray[np.bool_], low: int, high: int
) -> None:
    """Mark the occurrences by which the scripts from `low` to below `high` look for neighbours: of each the
    `most` with the lowest hashes that say something.
    """
    for script in range(low, high):
        marked = 0
        for at in range(scripts.starts[script], scripts.starts[script + 1]):
            chosen[at] = frequency[at] > 1 and scripts.tells[at] >= SAYING and marked < most
            marked += chosen[at]


def candidates(part: Slice, chosen: Bits) -> Candidates:
    """The neighbours in the posting lists of one slice, each pair once, ascending. `chosen`: of each
    occurrence whether it is looked at, as `np.packbits` gives it in little order.
    """
    return distinct(_neighbours(part, chosen))


def distinct(pairs: Candidates) -> Candidates:
    """Each pair once, ascending; the array that is given is sorted in place."""
    pairs.sort()
    first = np.concatenate((np.ones(min(1, len(pairs)), dtype=np.bool_), pairs[1:] != pairs[:-1]))
    once: Candidates = pairs[first]
    return once


@outer
def _neighbours(part: Slice, chosen: Bits) -> Candidates:
    pairs = np.empty(len(part.place), dtype=np.uint64)
    found = 0
    for run in range(len(part.runs) - 1):
        before = np.int64(-1)
        for at in range(part.runs[run], part.runs[run + 1]):
            place = part.place[at]
            if chosen[place >> np.uint32(3)] >> (place & np.uint32(7)) & 1:
                this = np.int64(part.script[at])
                if before >= 0:
                    pairs[found] = np.uint64(before) << np.uint64(32) | np.uint64(this)
                    found += 1
                before = this
    return pairs[:found].copy()


def alike(scripts: Scripts, pairs: Candidates, least: float) -> Pairs:
    """Those of the candidates that are at least so alike."""
    ones = (pairs >> np.uint64(32)).astype(np.int32)
    others = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int32)
    values = likenesses(scripts, ones, others, least)
    enough = values >= least
    return Pairs(ones[enough], others[enough], values[enough])


def together(found: Sequence[Pairs]) -> Pairs:
    """All pairs of several searches."""
    if not found:
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    return Pairs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def some(pairs: Pairs, places: npt.NDArray[np.int64]) -> Pairs:
    """The pairs at these places, in this order."""
    return Pairs(pairs.ones[places], pairs.others[places], pairs.alike[places])


def best_first(pairs: Pairs) -> Pairs:
    """The pairs in the order in which they are to be joined, the same whatever order they were found in."""
    return some(pairs, np.lexsort((pairs.others, pairs.ones, -pairs.alike)))


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
    keys = np.empty(len(met), dtype=np.uint64)
    keys[numbers] = spread(numbers)
    return numbers, numbers[_join(scripts, numbers, keys, among[pairs.ones], among[pairs.others])]


@outer
def tied(count: int, ones: Numbers, others: Numbers) -> Starts:
    """For each of `count` scripts the first one that a chain of pairs ties it to."""
    parent = np.arange(count)
    for pair in range(len(ones)):
        one = root(parent, np.int64(ones[pair]))
        other = root(parent, np.int64(others[pair]))
        parent[max(one, other)] = min(one, other)
    for script in range(count):
        parent[script] = root(parent, script)
    return parent


def clumps(count: int, pairs: Pairs, parts: int) -> list[npt.NDArray[np.int64]]:
    """Which pairs are joined together, in at most so many parts: ascending, each clump whole in one part."""
    first = tied(count, pairs.ones, pairs.others)[pairs.ones]
    _, clump, sizes = np.unique(first, return_inverse=True, return_counts=True)
    part = np.empty(len(sizes), dtype=np.int64)
    part[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes)) % parts
    return [np.flatnonzero(part[clump] == each) for each in range(min(parts, len(sizes)))]


@outer
def _join(scripts: Scripts, numbers: Numbers, keys: Keys, ones: Numbers, others: Numbers) -> Starts:
    """`ones` and `others` are places in `numbers`, and so is the group given for each of `numbers`."""
    count = len(numbers)
    parent = np.arange(count)
    sample = np.full((count, SAMPLE), -1, dtype=np.int32)
    sample[:, 0] = numbers
    notes = np.zeros((3, SIZE), dtype=np.uint8)
    both = np.empty(2 * SAMPLE, dtype=np.int32)
    for pair in range(len(ones)):
        one = root(parent, np.int64(ones[pair]))
        other = root(parent, np.int64(others[pair]))
        if one != other and throughout(scripts, sample, one, other, notes):
            unite(parent, sample, keys, both, one, other)
    for script in range(count):
        parent[script] = root(parent, script)
    return parent


@inner
def unite(parent: Starts, sample: Numbers, keys: Keys, both: Numbers, one: int, other: int) -> int:
    """Make the groups of two roots one, with an even sample of both: those with the lowest keys, in whatever
    order they joined. Gives its root. `keys`: by script, as `spread` gives them; `both`: room to work in.
    """
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
    chosen = both[lowest[: min(SAMPLE, members)]]
    for number in range(len(chosen)):
        sample[first, number] = chosen[number]
    return first


@inner_uncounted
def throughout(scripts: Scripts, sample: Numbers, one: int, other: int, notes: Notes) -> bool:
    """Whether samples of two groups are alike on average; the more pairs, the surer, the less is asked."""
    total = 0.0
    compared = 0
    times = _asked(scripts.owners, sample, one, other)
    for turn in range(SAMPLE):  # first each of the one with one of the other, then with the next …
        for left in range(SAMPLE):
            right = (left + turn) % SAMPLE
            if sample[one, left] >= 0 and sample[other, right] >= 0:
                mine, theirs = np.int64(sample[one, left]), np.int64(sample[other, right])
                total += likeness(scripts, mine, theirs, notes, SLIGHT)
                compared += 1
        if compared >= CLEAR:  # … until there is no doubt
            asked = times * (THROUGHOUT + SURER / np.sqrt(compared))
            if total / compared > asked * CLEARLY or total / compared < asked / CLEARLY:
                break
    return bool(total / compared >= times * (THROUGHOUT + SURER / np.sqrt(compared)))


@inner_uncounted
def _asked(owners: Starts, sample: Numbers, one: int, other: int) -> float:
    """As a multiple what is asked of two groups: more where each has contacts, and none of the other's."""
    reached_one = 0
    reached_other = 0
    for left in range(SAMPLE):
        for right in range(SAMPLE):
            if same_owner(owners, sample[one, left], sample[other, right]):
                return 1.0
        reached_one += reached(owners, sample[one], left)
        reached_other += reached(owners, sample[other], left)
    return APART if min(reached_one, reached_other) >= REACHED else 1.0


@inner_uncounted
def reached(owners: Starts, sample: npt.NDArray[np.integer], number: int) -> bool:
    """Whether a script of a sample has its rarest contact in common with another of them."""
    for beside in range(len(sample)):
        if beside != number and same_owner(owners, sample[number], sample[beside]):
            return True
    return False


@inner_uncounted
def root(parent: Starts, script: int) -> int:
    """The script that a union-find names the group of `script` by; the way to it gets shorter."""
    while parent[script] != script:
        parent[script] = parent[parent[script]]
        script = parent[script]
    return script


def spread(numbers: npt.NDArray[np.integer]) -> Keys:
    """SplitMix64's finaliser: the lowest of it are an even sample."""
    with np.errstate(over="ignore"):
        mixed = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


LOOKED_AT = 64  # of those who hold a sequence


@outer
def purity(part: Slice, groups: Starts, out: Floats) -> None:
    """Write into `out`, at each occurrence of one slice, how likely two posts that hold the hash are of one
    group.
    """
    script, place, runs = part.script, part.place, part.runs
    held_by = np.empty(LOOKED_AT, dtype=np.int64)
    for run in range(len(runs) - 1):
        low = runs[run]
        held = runs[run + 1] - low
        value = 1.0
        if held > 3:
            looks = look_at(script, low, held, groups, held_by)
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


@inner_uncounted
def look_at(script: Numbers, low: int, held: int, groups: Starts, looked: Starts) -> int:
    """Write the groups of some of the `held` scripts of a list that begins at `low`; gives of how many."""
    looks = min(held, LOOKED_AT)
    for look in range(looks):
        looked[look] = groups[script[low + look * held // looks]]
    return looks
