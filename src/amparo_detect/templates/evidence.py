"""How much a shared letter sequence says about two posts being one script.

Two questions are asked of every sequence that several posts hold. Do the posts that hold it share other
things as well (`recurrence`)? And does it stand in a long run of sequences that the same many posts hold,
while the rest of these posts is ever different (`boilerplate`)? The first tells a script from what everybody
writes; the second finds a portal's header or footer, which may be longer than the offer itself and says
nothing about who wrote the offer.
"""

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.templates.postings import Hashes, Slice, Starts, complete_below
from amparo_detect.templates.sketch import SIZE

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int32]

KNOWN = 6  # posts that must hold a sequence before it is judged; what fewer hold is taken at its word
TRIPLES = 24  # triples of posts looked at for one sequence
GAIN = 2.5  # what is shared beyond the sequence's own block counts this much: 40 % is as good as all
LITTLE = 0.05  # a rest smaller than this share of a post is a slot, not a text of its own
PRIOR = 0.05  # weight of the belief, before any triple, that sharing the sequence says something
RECURRING = 0.5  # recurrence from which on a sequence counts whole
LEAST = 0.1  # what a sequence that everybody writes still counts
BESIDE = 8  # neighbours looked at on either side for boilerplate
ALIKE = 0.3  # log of the ratio of two frequencies up to which they are taken for the same block
RUN = 8  # neighbours of the same block, itself among them, that make boilerplate
STRANGE = 0.5  # mean recurrence under which a block is boilerplate
COMMON = 30  # posts that must hold a sequence for it to be boilerplate


@numba.njit(cache=True, nogil=True)
def count(script: npt.NDArray[np.int32], place: Starts, runs: Starts, frequency: Counts) -> None:
    """Write into `frequency`, at each occurrence of one slice, how many scripts hold that hash."""
    for run in range(len(runs) - 1):
        for at in range(runs[run], runs[run + 1]):
            frequency[place[at]] = runs[run + 1] - runs[run]


@numba.njit(cache=True, nogil=True)
def recurrence(part: Slice, owners: Starts, hashes: Hashes, starts: Starts, out: Floats) -> None:
    """Write into `out`, at each occurrence of one slice, how far its posts share more than the sequence.

    From 0 (nothing else) to 1. `owners[i]` is a number for the contact that post `i` shares with the fewest
    others, −1 for none: two posts with the same one share more than words.
    """
    script, place, runs = part.script, part.place, part.runs
    for run in range(len(runs) - 1):
        low = runs[run]
        held = runs[run + 1] - low
        value = 1.0
        if held >= KNOWN:
            shared = PRIOR
            seen = PRIOR
            looks = min(TRIPLES, held)
            for look in range(looks):
                first = look * held // looks
                one = script[low + first]
                other = script[low + (first + max(1, held // 3) + look) % held]
                third = script[low + (first + max(2, 2 * held // 3) + 2 * look + 1) % held]
                if one in (other, third) or other == third:
                    continue
                size, block, beyond, aside = _triple(hashes, starts, one, other, third)
                if size == 0:
                    continue
                rest = max(0.0, 1.0 - block / size - LITTLE)
                again = min(1.0, GAIN * beyond / max(1, size - aside))
                if owners[one] >= 0 and owners[one] == owners[other]:
                    again = 1.0
                shared += rest * again
                seen += rest
            value = shared / seen
        for at in range(low, low + held):
            out[place[at]] = value


@numba.njit(cache=True, nogil=True)
def _triple(hashes: Hashes, starts: Starts, one: int, other: int, third: int) -> tuple[int, int, int, int]:
    """Of the hashes of `one`: how many, how many all three hold, how many `other` holds and `third` does not,
    how many `third` holds; all under the hash up to which the three sketches are complete.
    """
    limit = min(
        complete_below(hashes, starts, one),
        complete_below(hashes, starts, other),
        complete_below(hashes, starts, third),
    )
    left = starts[other]
    right = starts[third]
    size = 0
    block = 0
    beyond = 0
    aside = 0
    for at in range(starts[one], starts[one + 1]):
        value = hashes[at]
        if value >= limit:
            break
        while left < starts[other + 1] and hashes[left] < value:
            left += 1
        while right < starts[third + 1] and hashes[right] < value:
            right += 1
        in_other = left < starts[other + 1] and hashes[left] == value
        in_third = right < starts[third + 1] and hashes[right] == value
        size += 1
        block += in_other and in_third
        beyond += in_other and not in_third
        aside += in_third
    return size, block, beyond, aside


@numba.njit(cache=True, nogil=True)
def in_order(starts: Starts, places: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
    """For each script, the numbers of its hashes in the order in which they stand in the text."""
    order = np.empty(len(places), dtype=np.uint8)
    for script in range(len(starts) - 1):
        order[starts[script] : starts[script + 1]] = np.argsort(places[starts[script] : starts[script + 1]])
    return order


@numba.njit(cache=True, nogil=True)
def boilerplate(
    starts: Starts, order: npt.NDArray[np.uint8], frequency: Counts, recurring: Floats
) -> npt.NDArray[np.bool_]:
    """Which occurrences stand in a block that many posts hold whose other words have nothing to do with one
    another.
    """
    out = np.zeros(len(frequency), dtype=np.bool_)
    at = np.empty(SIZE, dtype=np.int64)
    logs = np.empty(SIZE)
    for script in range(len(starts) - 1):
        known = 0
        for step in range(starts[script], starts[script + 1]):
            occurrence = starts[script] + order[step]
            if frequency[occurrence] > 2:
                at[known] = occurrence
                logs[known] = np.log(frequency[occurrence])
                known += 1
        for middle in range(known):
            if frequency[at[middle]] < COMMON:
                continue
            alike = 0
            total = 0.0
            for beside in range(max(0, middle - BESIDE), min(known, middle + BESIDE + 1)):
                if abs(logs[beside] - logs[middle]) < ALIKE:
                    alike += 1
                    total += recurring[at[beside]]
            out[at[middle]] = alike >= RUN and total / alike < STRANGE
    return out
