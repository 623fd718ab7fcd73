"""Who shares which letter sequence: walked slice by slice of the hash space, so that memory stays small
however many posts.

A posting list is the ascending list of scripts whose sketch holds one hash. Neighbours in a list are
compared, never all pairs: the work grows with the number of posts, and a sequence that everybody uses costs
no more than its length.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.templates.sketch import SIZE

Hashes = npt.NDArray[np.uint32]
Starts = npt.NDArray[np.int64]
SLICE = 4_000_000  # occurrences sorted at a time


class Slice(NamedTuple):
    """The occurrences whose hash lies in one slice: sorted by hash, then by script.

    `script[k]` holds the hash at `place[k]` of the concatenated sketches; `runs[r]:runs[r + 1]` is one
    posting list.
    """

    script: npt.NDArray[np.int32]
    place: npt.NDArray[np.int64]
    runs: npt.NDArray[np.int64]


def slices(hashes: Hashes, starts: Starts) -> Iterator[Slice]:
    """The posting lists of all sketches in ascending order of hash, some millions of occurrences a time."""
    cuts = cut(hashes, -(-len(hashes) // SLICE))
    cursor = starts[:-1].copy()
    for low, high in pairwise(cuts):
        if high > low:
            keys, place = _collect(hashes, starts, cursor, high)
            yield in_lists(keys, place)


def cut(hashes: Hashes, slices: int) -> list[int]:
    """The borders of slices of the hash space, 0 and 2³² among them, that hold about as many occurrences
    each.
    """
    count = max(1, slices)
    # Sketches hold low hashes: the slices are cut where the occurrences are, read off a sample.
    sample = np.sort(hashes[:: max(1, len(hashes) // 100_000)])
    return [0, *(int(sample[len(sample) * step // count]) for step in range(1, count)), 2**32]


def in_lists(keys: npt.NDArray[np.uint64], place: npt.NDArray[np.int64]) -> Slice:
    """A slice from its occurrences in any order: `keys` are `hash << 32 | script`."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    script = (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)
    runs = np.flatnonzero(np.diff(keys >> np.uint64(32), prepend=np.uint64(2**63), append=np.uint64(2**63)))
    return Slice(script, place[order], runs)


@numba.njit(cache=True, nogil=True)
def _collect(
    hashes: Hashes, starts: Starts, cursor: Starts, high: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """`(hash << 32 | script, place)` of every occurrence below `high`, from the cursors on; they move."""
    count = 0
    for script in range(len(cursor)):
        at = cursor[script]
        while at < starts[script + 1] and hashes[at] < high:
            at += 1
        count += at - cursor[script]
    keys = np.empty(count, dtype=np.uint64)
    place = np.empty(count, dtype=np.int64)
    used = 0
    for script in range(len(cursor)):
        at = cursor[script]
        while at < starts[script + 1] and hashes[at] < high:
            keys[used] = np.uint64(hashes[at]) << np.uint64(32) | np.uint64(script)
            place[used] = at
            used += 1
            at += 1
        cursor[script] = at
    return keys, place


@numba.njit(cache=True, nogil=True)
def complete_below(hashes: Hashes, starts: Starts, script: int) -> np.uint64:
    """The hash below which the sketch of a script leaves nothing out."""
    if starts[script + 1] - starts[script] < SIZE:
        return np.uint64(2**32)
    return np.uint64(hashes[starts[script + 1] - 1]) + np.uint64(1)
