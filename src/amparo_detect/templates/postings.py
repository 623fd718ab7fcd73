"""Who shares which letter sequence, in slices of the hash space, so that memory stays small however many
posts.

A posting list is the ascending list of scripts whose sketch holds one hash. Neighbours in a list are
compared, never all pairs: the work grows with the number of posts, and a sequence that everybody uses costs
no more than its length. A sequence that one script alone holds is in no list.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inner, inner_uncounted, outer
from amparo_detect.templates.sketch import SIZE

Hashes = npt.NDArray[np.uint32]
Starts = npt.NDArray[np.int64]
SLICE = 8_000_000  # occurrences sorted at a time
MOST = 2**32 - 1  # occurrences of all scripts together: their places have 32 bits
_SEEN = 100_000  # occurrences by which the borders of slices are told


class Posts(NamedTuple):
    """Posts or scripts: `hashes`, `places`, `starts` as in `sketch.Sketches`; `owners[n]`: a number for the
    contact that it shares with the fewest others, −1 for none.
    """

    hashes: Hashes
    places: npt.NDArray[np.uint16]
    starts: Starts
    owners: Starts


class Slice(NamedTuple):
    """The posting lists whose hash lies in one slice, ascending by hash, then by script.

    `script[k]` holds the hash at `place[k]` of the concatenated sketches; `runs[r]:runs[r + 1]` is one
    posting list.
    """

    script: npt.NDArray[np.int32]
    place: npt.NDArray[np.uint32]
    runs: npt.NDArray[np.int64]


def cut(hashes: Hashes, slices: int) -> list[int]:
    """The borders of slices of the hash space, 0 and 2³² among them, that hold about as many occurrences
    each.
    """
    count = max(1, slices)
    # Sketches hold low hashes: the slices are cut where the occurrences are, read off a sample.
    sample = np.sort(hashes[:: max(1, len(hashes) // _SEEN)])
    return [0, *(int(sample[len(sample) * step // count]) for step in range(1, count)), 2**32]


def between(hashes: Hashes, starts: Starts, low: int, high: int) -> Slice:
    """The posting lists of the hashes from `low` to below `high`."""
    return in_lists(_collect(hashes, starts, np.uint64(low), np.uint64(high)), starts)


def in_lists(keys: npt.NDArray[np.uint64], starts: Starts) -> Slice:
    """A slice from its occurrences in any order: `keys` are `hash << 32 | place`, and are sorted in place."""
    keys.sort()
    return Slice(*_lists(keys, starts))


@outer
def _collect(hashes: Hashes, starts: Starts, low: np.uint64, high: np.uint64) -> npt.NDArray[np.uint64]:
    """`hash << 32 | place` of every occurrence from `low` to below `high`."""
    scripts = len(starts) - 1
    begins = np.empty(scripts, dtype=np.uint8)
    count = 0
    for script in range(scripts):
        begin, end = starts[script], starts[script + 1]
        while begin < end:  # bisection
            middle = (begin + end) >> 1
            if hashes[middle] < low:
                begin = middle + 1
            else:
                end = middle
        begins[script] = begin - starts[script]
        while begin < starts[script + 1] and hashes[begin] < high:
            begin += 1
            count += 1
    keys = np.empty(count, dtype=np.uint64)
    used = 0
    for script in range(scripts):
        at = starts[script] + begins[script]
        while at < starts[script + 1] and hashes[at] < high:
            keys[used] = np.uint64(hashes[at]) << np.uint64(32) | np.uint64(at)
            used += 1
            at += 1
    return keys


@outer
def _lists(
    keys: npt.NDArray[np.uint64], starts: Starts
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The columns of a slice, from sorted keys: lists of one script are left out."""
    shift = np.uint64(32)
    count = len(keys)
    shared = 0
    lists = 0
    for at in range(count):
        after = at + 1 < count and keys[at + 1] >> shift == keys[at] >> shift
        before = at > 0 and keys[at - 1] >> shift == keys[at] >> shift
        shared += after or before
        lists += after and not before
    script = np.empty(shared, dtype=np.int32)
    place = np.empty(shared, dtype=np.uint32)
    runs = np.empty(lists + 1, dtype=np.int64)
    near = _near(starts)
    used = 0
    known = 0
    for at in range(count):
        after = at + 1 < count and keys[at + 1] >> shift == keys[at] >> shift
        before = at > 0 and keys[at - 1] >> shift == keys[at] >> shift
        if not (after or before):
            continue
        if not before:
            runs[known] = used
            known += 1
        here = np.int64(keys[at] & np.uint64(0xFFFFFFFF))
        holder = near[here >> 6]
        while starts[holder + 1] <= here:
            holder += 1
        place[used] = here
        script[used] = holder
        used += 1
    runs[known] = used
    return script, place, runs


@inner
def _near(starts: Starts) -> npt.NDArray[np.int32]:
    """For every 64th place the script that holds it: from there the script of any place is found at once."""
    near = np.empty((starts[-1] >> 6) + 1, dtype=np.int32)
    script = 0
    for step in range(len(near)):
        while script + 2 < len(starts) and starts[script + 1] <= step << 6:
            script += 1
        near[step] = script
    return near


@inner_uncounted
def same_owner(owners: Starts, one: int, other: int) -> bool:
    """Whether two scripts have their rarest contact in common; a number below 0 is no script."""
    return one >= 0 and other >= 0 and owners[one] >= 0 and owners[one] == owners[other]


@inner_uncounted
def complete_below(hashes: Hashes, starts: Starts, script: np.int64) -> np.uint64:
    """The hash below which the sketch of a script leaves nothing out."""
    if starts[script + 1] - starts[script] < SIZE:
        return np.uint64(2**32)
    return np.uint64(hashes[starts[script + 1] - 1]) + np.uint64(1)


@outer
def sketch_keys(hashes: Hashes, starts: Starts) -> npt.NDArray[np.uint64]:
    """A number for each sketch, equal for equal ones and 0 for one without any sequence."""
    keys = np.zeros(len(starts) - 1, dtype=np.uint64)
    for script in range(len(keys)):
        for at in range(starts[script], starts[script + 1]):
            mixed = np.uint64(hashes[at]) * np.uint64(0x9E3779B97F4A7C15)
            keys[script] += (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return keys


@outer
def copy_scripts(
    hashes: Hashes,
    places: npt.NDArray[np.uint16],
    starts: Starts,
    scripts: Starts,
    own_hashes: Hashes,
    own_places: npt.NDArray[np.uint16],
) -> None:
    """Write the occurrences of some scripts, one script after another, into the columns that are given."""
    used = 0
    for script in scripts:
        for at in range(starts[script], starts[script + 1]):
            own_hashes[used] = hashes[at]
            own_places[used] = places[at]
            used += 1
