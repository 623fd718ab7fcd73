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
def likeness(
    scripts: Scripts, one: np.int64, other: np.int64, marks: npt.NDArray[np.bool_], least: float
) -> float:
    """0 (nothing in common) … about 1 (the same), or 0 if it is surely less than `least`.

    `marks[2, SIZE]` is room to work in.
    """
    hashes, starts, sums = scripts.hashes, scripts.starts, scripts.sums
    left, right = starts[one], starts[other]
    left_end, right_end = starts[one + 1], starts[other + 1]
    of_one = same_owner(scripts.owners, one, other)
    asked = min(least, ALREADY) if of_one else least
    common, saying = 0.0, 0
    left_glance, right_glance = min(left_end, left + GLANCE), min(right_end, right + GLANCE)
    left, right, common, saying = _along(scripts, left, right, (left_glance, right_glance), common, saying)
    if left > starts[one] and right > starts[other]:
        seen = np.sqrt(sums[left - 1] * sums[right - 1])
        if common < HOPELESS * asked * seen:
            return 0.0
    left, right, common, saying = _along(scripts, left, right, (left_end, right_end), common, saying)
    if saying < FEW or common <= 0.0:
        return 0.0
    # What lies beyond the last hash of a full sketch is unknown there, and counts for neither.
    if left < left_end and right_end - starts[other] < SIZE:
        left = left_end
    if right < right_end and left_end - starts[one] < SIZE:
        right = right_end
    whole_one, whole_other = sums[left - 1], sums[right - 1]
    cosine = common / np.sqrt(whole_one * whole_other)
    owned = of_one and cosine >= ALREADY
    if cosine < least and not owned:
        return 0.0
    _mark(hashes, starts, one, other, marks)
    outside = max(
        (common - _longest(scripts, one, marks[0], left - starts[one])) / whole_one,
        (common - _longest(scripts, other, marks[1], right - starts[other])) / whole_other,
    )
    alike = cosine * (ONE_PIECE + (1 - ONE_PIECE) * min(1.0, outside / SPREAD))
    if owned:
        alike = max(alike, cosine + OWN)
    return float(min(1.0, alike))


@inner_uncounted
def _along(
    scripts: Scripts,
    left: np.int64,
    right: np.int64,
    ends: tuple[np.int64, np.int64],
    common: float,
    saying: int,
) -> tuple[np.int64, np.int64, float, int]:
    """Go along two sketches until one comes to its end: where, with the weight of what both hold added to
    `common`, and to `saying` how many of these say something.
    """
    while left < ends[0] and right < ends[1]:
        mine, theirs = scripts.hashes[left], scripts.hashes[right]
        if mine == theirs:
            common += scripts.tells[left]
            saying += scripts.tells[left] > TELLS
        left += mine <= theirs
        right += theirs <= mine
    return left, right, common, saying


@inner_uncounted
def _mark(
    hashes: Hashes, starts: Starts, one: np.int64, other: np.int64, marks: npt.NDArray[np.bool_]
) -> None:
    """Mark what both sketches hold, in each of them."""
    marks[:] = False
    left, right = starts[one], starts[other]
    while left < starts[one + 1] and right < starts[other + 1]:
        mine, theirs = hashes[left], hashes[right]
        if mine == theirs:
            marks[0, left - starts[one]] = True
            marks[1, right - starts[other]] = True
        left += mine <= theirs
        right += theirs <= mine


@inner_uncounted
def _longest(scripts: Scripts, script: np.int64, shared: npt.NDArray[np.bool_], complete: np.int64) -> float:
    """The weight of the longest common piece, in the order of the text."""
    start = scripts.starts[script]
    best = 0.0
    current = 0.0
    gap = 0
    for step in range(start, scripts.starts[script + 1]):
        number = np.int64(scripts.order[step])
        if number >= complete:
            continue
        if shared[number]:
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
    marks = np.zeros((2, SIZE), dtype=np.bool_)
    for pair in range(len(ones)):
        out[pair] = likeness(scripts, np.int64(ones[pair]), np.int64(others[pair]), marks, least)
    return out
