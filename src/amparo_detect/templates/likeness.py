"""How alike two scripts are, by the weights of what they share and do not share.

The likeness is a weighted cosine of the two sketches. If all that is shared stands in one piece, as a
paragraph does that two campaigns copied or a footer that slipped through, it counts half.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inner_uncounted, outer
from amparo_detect.templates.evidence import Floats
from amparo_detect.templates.postings import Hashes, Starts, same_owner
from amparo_detect.templates.sketch import SIZE

FEW = 3  # sequences that must be shared and say something
SPREAD = 0.2  # share of the weight outside the longest common piece from which on a likeness counts whole
ONE_PIECE = 0.4  # what a likeness counts, of which all stands in one piece
GAP = 2  # sequences that may differ inside a common piece
OWN = 0.15  # what the same rarest contact adds …
ALREADY = 0.15  # … to two scripts that are at least so alike
TELLS = 0.5  # weight from which on a sequence says something
GLANCE = 32  # sequences of either sketch after which two scripts that have little in common are let go …
HOPELESS = 0.3  # … that is, less than this share of the likeness that is asked for

Notes = npt.NDArray[np.uint8]


class Scripts(NamedTuple):
    """What is needed of all scripts to compare two: see `sketch.Sketches`.

    `tells` is the weight of each occurrence where it is shared; `sums` is the running sum, within its script,
    of the weights with which occurrences count in the whole; `order` as from `evidence.in_order`; `owners` as
    for `evidence.recurrence`.
    """

    hashes: Hashes
    starts: Starts
    tells: Floats
    sums: Floats
    order: npt.NDArray[np.uint8]
    owners: Starts


@inner_uncounted
def likeness(scripts: Scripts, one: np.int64, other: np.int64, notes: Notes, least: float) -> float:
    """0 (nothing in common) … about 1 (the same), or 0 if it is surely less than `least`.

    `notes[3, SIZE]` is room to work in.
    """
    starts, sums = scripts.starts, scripts.sums
    begins = starts[one], starts[other]
    ends = starts[one + 1], starts[other + 1]
    of_one = same_owner(scripts.owners, one, other)
    asked = min(least, ALREADY) if of_one else least
    glance = min(ends[0], begins[0] + GLANCE), min(ends[1], begins[1] + GLANCE)
    left, right, held = _along(scripts.hashes, begins, begins, glance, notes, np.int64(0))
    if left > begins[0] and right > begins[1]:
        seen = np.sqrt(sums[left - 1] * sums[right - 1])
        if _weight(scripts.tells, begins[0], notes, held)[0] < HOPELESS * asked * seen:
            return 0.0
    left, right, held = _along(scripts.hashes, begins, (left, right), ends, notes, held)
    common, saying = _weight(scripts.tells, begins[0], notes, held)
    if saying < FEW or common <= 0.0:
        return 0.0
    # What lies beyond the last hash of a full sketch is unknown there, and counts for neither.
    if left < ends[0] and ends[1] - begins[1] < SIZE:
        left = ends[0]
    if right < ends[1] and ends[0] - begins[0] < SIZE:
        right = ends[1]
    whole_one, whole_other = sums[left - 1], sums[right - 1]
    cosine = common / np.sqrt(whole_one * whole_other)
    owned = of_one and cosine >= ALREADY
    if cosine < least and not owned:
        return 0.0
    outside = (common - _longest(scripts, one, notes, 0, held, left - begins[0])) / whole_one
    if outside < SPREAD:
        longest = _longest(scripts, other, notes, 1, held, right - begins[1])
        outside = max(outside, (common - longest) / whole_other)
    alike = cosine * (ONE_PIECE + (1 - ONE_PIECE) * min(1.0, outside / SPREAD))
    if owned:
        alike = max(alike, cosine + OWN)
    return float(min(1.0, alike))


@inner_uncounted
def _along(
    hashes: Hashes,
    begins: tuple[np.int64, np.int64],
    at: tuple[np.int64, np.int64],
    ends: tuple[np.int64, np.int64],
    notes: Notes,
    held: np.int64,
) -> tuple[np.int64, np.int64, np.int64]:
    """Go along two sketches until one comes to its end: where, and how many hashes both hold so far. Their
    numbers in either sketch stand in the first two rows of `notes`.
    """
    left, right = at
    while left < ends[0] and right < ends[1]:
        mine, theirs = hashes[left], hashes[right]
        notes[0, held] = left - begins[0]
        notes[1, held] = right - begins[1]
        held += mine == theirs
        left += mine <= theirs
        right += theirs <= mine
    return left, right, held


@inner_uncounted
def _weight(tells: Floats, begin: np.int64, notes: Notes, held: np.int64) -> tuple[float, int]:
    """The weight of what both sketches hold, and how many of these say something."""
    common, saying = 0.0, 0
    for number in range(held):
        weight = tells[begin + notes[0, number]]
        common += weight
        saying += weight > TELLS
    return common, saying


@inner_uncounted
def _longest(
    scripts: Scripts, script: np.int64, notes: Notes, side: int, held: np.int64, complete: np.int64
) -> float:
    """The weight of the longest common piece, in the order of the text."""
    start = scripts.starts[script]
    notes[2] = 0
    for place in range(held):
        notes[2, notes[side, place]] = 1
    best = 0.0
    current = 0.0
    gap = 0
    for step in range(start, scripts.starts[script + 1]):
        number = np.int64(scripts.order[step])
        if number >= complete:
            continue
        if notes[2, number]:
            current += scripts.tells[start + number]
            best = max(best, current)
            gap = 0
        else:
            gap += 1
            if gap > GAP:
                current = 0.0
    return best


@outer
def likenesses(
    scripts: Scripts, ones: npt.NDArray[np.int32], others: npt.NDArray[np.int32], least: float
) -> Floats:
    """The likeness of each pair, 0 for one that is surely less than `least`."""
    out = np.empty(len(ones), dtype=np.float32)
    notes = np.zeros((3, SIZE), dtype=np.uint8)
    for pair in range(len(ones)):
        out[pair] = likeness(scripts, np.int64(ones[pair]), np.int64(others[pair]), notes, least)
    return out
