"""How much a shared letter sequence says about two posts being one script.

Two questions are asked of every sequence that several posts hold. Do the posts that hold it share other
things as well (`recurrence`)? And does it stand in a long run of sequences that the same many posts hold,
while the rest of these posts is ever different (`tell`)? The first tells a script from what everybody
writes; the second finds a portal's header or footer, which may be longer than the offer itself and says
nothing about who wrote the offer.
"""

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inner_uncounted, outer, outer_uncounted
from amparo_detect.templates.postings import Hashes, Slice, Starts, complete_below, same_owner
from amparo_detect.templates.sketch import BEYOND, SIZE

Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int32]

KNOWN = 6  # posts that must hold a sequence before it is judged; what fewer hold is taken at its word
TRIPLES = 24  # triples of posts looked at for one sequence
LOOK = 48  # hashes of the first of them that are looked for in the others
CLEAR = 7  # after so many triples (counted from 0) a sequence is known, if what it says lies …
UNCLEAR = 0.02, 0.75  # … outside of this
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
PURITY = 0.1, 0.4  # purity up to which a sequence tells nothing, and from which on it tells all
BELIEF = 0.6  # how much of what a sequence told before there were groups it still tells, if few posts hold it
SURELY_PURE = 0.5, 0.8  # the same for what looked like boilerplate


@outer_uncounted
def count(part: Slice, frequency: Counts) -> None:
    """Write into `frequency`, at each occurrence of one slice, how many scripts hold that hash."""
    for run in range(len(part.runs) - 1):
        for at in range(part.runs[run], part.runs[run + 1]):
            frequency[part.place[at]] = part.runs[run + 1] - part.runs[run]


@outer_uncounted
def recurrence(part: Slice, owners: Starts, hashes: Hashes, starts: Starts, out: Floats) -> None:
    """Write into `out`, at each occurrence of one slice, how far its posts share more than the sequence.

    From 0 (nothing else) to 1. `owners[i]` is a number for the contact that post `i` shares with the fewest
    others, −1 for none: two posts with the same one share more than words.
    """
    for run in range(len(part.runs) - 1):
        low, high = part.runs[run], part.runs[run + 1]
        value = 1.0
        if high - low >= KNOWN:
            value = _recurrence(part.script[low:high], owners, hashes, starts)
        for at in range(low, high):
            out[part.place[at]] = value


@inner_uncounted
def _recurrence(script: npt.NDArray[np.int32], owners: Starts, hashes: Hashes, starts: Starts) -> float:
    """The recurrence of one posting list; clear cases are decided by the first triples."""
    held = len(script)
    shared = PRIOR
    seen = PRIOR
    drawn = np.uint64(held) * np.uint64(0x9E3779B97F4A7C15)
    for turn in range(min(TRIPLES, held)):
        # Neighbours in the list are much alike: only posts drawn at random say how it is as a whole.
        drawn, one = _draw(drawn, script)
        drawn, other = _draw(drawn, script)
        drawn, third = _draw(drawn, script)
        if one in (other, third) or other == third:
            continue
        size, block, beyond, aside = _triple(hashes, starts, one, other, third)
        if size == 0:
            continue
        rest = max(0.0, 1.0 - block / size - LITTLE)
        again = min(1.0, GAIN * beyond / max(1, size - aside))
        if same_owner(owners, one, other):
            again = 1.0
        shared += rest * again
        seen += rest
        if turn == CLEAR and not UNCLEAR[0] < shared / seen < UNCLEAR[1]:
            break
    return shared / seen


@inner_uncounted
def _draw(before: np.uint64, script: npt.NDArray[np.int32]) -> tuple[np.uint64, np.int64]:
    """The next of numbers that look like chance (Marsaglia's xorshift), and the script it falls on."""
    drawn = before ^ (before << np.uint64(13))
    drawn ^= drawn >> np.uint64(7)
    drawn ^= drawn << np.uint64(17)
    return drawn, np.int64(script[(drawn >> np.uint64(11)) % np.uint64(len(script))])


@inner_uncounted
def _triple(
    hashes: Hashes, starts: Starts, one: np.int64, other: np.int64, third: np.int64
) -> tuple[int, int, int, int]:
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
    for at in range(starts[one], min(starts[one + 1], starts[one] + LOOK)):
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


@outer
def in_order(
    starts: Starts, places: npt.NDArray[np.uint16], order: npt.NDArray[np.uint8], low: int, high: int
) -> None:
    """Write into `order`, for the scripts from `low` to below `high`, the numbers of their hashes as they
    stand in the text.
    """
    number_at = np.zeros(BEYOND, dtype=np.uint8)  # 1 + the number of the hash that stands there
    for script in range(low, high):
        start, end = starts[script], starts[script + 1]
        last = -1
        for at in range(start, end):
            if places[at] < BEYOND:
                number_at[places[at]] = at - start + 1
                last = max(last, int(places[at]))
        used = start
        for place in range(last + 1):
            if number_at[place]:
                order[used] = number_at[place] - 1
                number_at[place] = 0
                used += 1
        for at in range(start, end):
            if places[at] == BEYOND:
                order[used] = at - start
                used += 1


@outer
def tell(
    starts: Starts,
    order: npt.NDArray[np.uint8],
    frequency: Counts,
    recurring: Floats,
    low: int,
    high: int,
) -> None:
    """Turn recurrence into what an occurrence tells, for the scripts from `low` to below `high`.

    0 in a block that many posts hold whose other words have nothing to do with one another, else LEAST … 1.
    """
    at = np.empty(SIZE, dtype=np.int64)
    logs = np.empty(SIZE)
    block = np.empty(SIZE, dtype=np.bool_)
    for script in range(low, high):
        known = 0
        for step in range(starts[script], starts[script + 1]):
            occurrence = starts[script] + order[step]
            if frequency[occurrence] > 2:
                at[known] = occurrence
                logs[known] = np.log(frequency[occurrence])
                known += 1
        for middle in range(known):
            block[middle] = False
            if frequency[at[middle]] < COMMON:
                continue
            alike = 0
            total = 0.0
            for beside in range(max(0, middle - BESIDE), min(known, middle + BESIDE + 1)):
                if abs(logs[beside] - logs[middle]) < ALIKE:
                    alike += 1
                    total += recurring[at[beside]]
            block[middle] = alike >= RUN and total / alike < STRANGE
        for step in range(starts[script], starts[script + 1]):
            recurring[step] = min(1.0, max(LEAST, recurring[step] / RECURRING))
        for middle in range(known):
            if block[middle]:
                recurring[at[middle]] = 0.0


@outer_uncounted
def look_again(frequency: Counts, told: Floats, purity: Floats, doubt: float, low: int, high: int) -> None:
    """Put in the place of `purity` what occurrences tell, from what they told before there were groups
    (`tell`) and from how pure groups have shown them to be.

    The more posts hold a sequence, the less remains of what was believed of it: half where `doubt` posts do.
    """
    for at in range(low, high):
        if told[at] == 0.0:
            purity[at] = _between(purity[at], SURELY_PURE[0], SURELY_PURE[1])
        else:
            believed = BELIEF * told[at] * doubt / (doubt + frequency[at])
            purity[at] = max(believed, _between(purity[at], PURITY[0], PURITY[1]))


@inner_uncounted
def _between(value: float, none: float, all_of_it: float) -> float:
    return min(1.0, max(0.0, (value - none) / (all_of_it - none)))
