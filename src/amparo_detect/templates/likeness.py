"""How alike two scripts are, by the weights of what they share and do not share.

The likeness is a weighted cosine of the two sketches. If all that is shared stands in one piece, as a
paragraph does that two campaigns copied or a footer that slipped through, it counts half.
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.templates.evidence import Floats
from amparo_detect.templates.postings import Hashes, Starts, complete_below
from amparo_detect.templates.sketch import SIZE

FEW = 3  # sequences that must be shared and say something
SPREAD = 0.2  # share of the weight outside the longest common piece from which on a likeness counts whole
GAP = 2  # sequences that may differ inside a common piece
OWN = 0.15  # what the same rarest contact adds …
ALREADY = 0.15  # … to two scripts that are at least so alike
WORTH = 0.08  # share of the shorter sketch that two scripts must have in common to be weighed
TELLS = 0.5  # weight from which on a sequence says something


class Scripts(NamedTuple):
    """What is needed of all scripts to compare two: see `sketch.Sketches`.

    `tells` and `weighs` are the weight of each occurrence where it is shared and where the whole is summed;
    `order` as from `evidence.in_order`; `owners` as for `evidence.recurrence`.
    """

    hashes: Hashes
    starts: Starts
    tells: Floats
    weighs: Floats
    order: npt.NDArray[np.uint8]
    owners: Starts


@numba.njit(cache=True, nogil=True)
def likeness(
    scripts: Scripts, one: int, other: int, marks: npt.NDArray[np.bool_], least: float = 0.0
) -> float:
    """0 (nothing in common) … about 1 (the same), or 0 if it is less than `least`. `marks[2, SIZE]` is room
    to work in.
    """
    hashes, starts, tells, weighs = scripts.hashes, scripts.starts, scripts.tells, scripts.weighs
    limit = min(complete_below(hashes, starts, one), complete_below(hashes, starts, other))
    left = starts[one]
    right = starts[other]
    whole_one = 0.0
    whole_other = 0.0
    common = 0.0
    saying = 0
    while left < starts[one + 1] and hashes[left] < limit:
        while right < starts[other + 1] and hashes[right] < hashes[left]:
            whole_other += weighs[right]
            marks[1, right - starts[other]] = False
            right += 1
        same = right < starts[other + 1] and hashes[right] == hashes[left]
        whole_one += weighs[left]
        marks[0, left - starts[one]] = same
        if same:
            common += tells[left]
            saying += tells[left] > TELLS
            whole_other += weighs[right]
            marks[1, right - starts[other]] = True
            right += 1
        left += 1
    while right < starts[other + 1] and hashes[right] < limit:
        whole_other += weighs[right]
        marks[1, right - starts[other]] = False
        right += 1
    if saying < FEW or common <= 0.0:
        return 0.0
    cosine = common / np.sqrt(whole_one * whole_other)
    same_owner = (
        scripts.owners[one] >= 0 and scripts.owners[one] == scripts.owners[other] and cosine >= ALREADY
    )
    if cosine < least and not same_owner:
        return 0.0
    outside = max(
        (common - _longest(scripts, one, marks[0], left - starts[one])) / whole_one,
        (common - _longest(scripts, other, marks[1], right - starts[other])) / whole_other,
    )
    alike = cosine * (0.5 + 0.5 * min(1.0, outside / SPREAD))
    if same_owner:
        alike = max(alike, cosine + OWN)
    return float(min(1.0, alike))


@numba.njit(cache=True, nogil=True)
def may_be_alike(hashes: Hashes, starts: Starts, one: int, other: int) -> bool:
    """A quick look at the hashes alone: whether two scripts share enough to be worth weighing."""
    left = starts[one]
    right = starts[other]
    needed = max(FEW, int(WORTH * min(starts[one + 1] - left, starts[other + 1] - right)))
    while left < starts[one + 1] and right < starts[other + 1]:
        if hashes[left] == hashes[right]:
            needed -= 1
            if needed == 0:
                return True
            left += 1
            right += 1
        elif hashes[left] < hashes[right]:
            left += 1
        else:
            right += 1
    return False


@numba.njit(cache=True, nogil=True)
def _longest(scripts: Scripts, script: int, shared: npt.NDArray[np.bool_], complete: int) -> float:
    """The weight of the longest common piece, in the order of the text."""
    start = scripts.starts[script]
    best = 0.0
    current = 0.0
    gap = 0
    for step in range(start, scripts.starts[script + 1]):
        number = scripts.order[step]
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


@numba.njit(cache=True, nogil=True)
def likenesses(scripts: Scripts, ones: npt.NDArray[np.int32], others: npt.NDArray[np.int32]) -> Floats:
    """The likeness of each pair."""
    out = np.empty(len(ones), dtype=np.float32)
    marks = np.zeros((2, SIZE), dtype=np.bool_)
    for pair in range(len(ones)):
        out[pair] = likeness(scripts, ones[pair], others[pair], marks)
    return out
