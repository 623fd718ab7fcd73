"""The cheapest telephone number that begins with a unit: every way to go on from it is tried."""

import numpy as np

from amparo_detect.contacts.judging import FARTHEST, LIMIT_CUED, TURNED, judged
from amparo_detect.contacts.origin import NO_WORDS
from amparo_detect.contacts.surroundings import (
    NEVER,
    cues,
    edge_before,
    gap_between,
    has_plus,
    in_brackets,
    is_point,
    same_gap,
    slashed,
)
from amparo_detect.contacts.units import (
    AMOUNT,
    BEGIN,
    DIGIT,
    END,
    FIRST,
    FLAGS,
    LANGUAGE,
    LEET,
    LENGTH,
    LONG,
    ORIGIN,
    PURE,
    SPARES,
    WORD,
)
from amparo_detect.loops import inlined, inner_uncounted

_POINT = 15  # points for what numbers the points of a list and is taken for a part of a number


@inner_uncounted
def cheapest(text, known, named, units, bounds, at):  # type: ignore[no-untyped-def]
    """The cheapest number that begins with unit `at`: `(last unit or -1, number, badness, international,
    confidence, cost)`.
    """
    cells = units.cells
    nothing = (np.int64(-1), np.int64(0), np.int64(0), np.int64(0), 0.0, np.int64(0))
    if cells[at, FLAGS] & (AMOUNT | LONG) or cells[at, ORIGIN] == PURE or cells[at, LENGTH] == 0:
        return nothing
    readings = _readings(units, at, bounds)
    if readings < 0:
        return nothing
    plus = np.int64(has_plus(text.chars, units, at, bounds[0]))
    cue, barred, coded = cues(text, known[0], cells[at, FIRST], bounds)
    # a country code follows: 2 if a word says so, 1 if brackets around the figures look so
    dial = 2 if coded else 1 if in_brackets(text.chars, units, at, bounds[0]) else 0
    close = np.int64(-1)
    for back in range(5):  # the token of a number has the country of a flag before it
        if cells[at, FIRST] - back >= bounds[2] and named[1][cells[at, FIRST] - back] >= 0:
            close = np.int64(named[1][cells[at, FIRST] - back])
            break
    best = nothing
    for reading in range(2 * TURNED):
        if reading & ~readings:
            continue
        said = (reading, plus, cue, barred, dial, (named[0], close), named[1])
        found = _extend(text, known, units, bounds, at, said)
        if found[0] >= 0 and (best[0] < 0 or found[2] < best[2]):
            best = found
        if reading == 0 and best[0] >= 0 and best[4] >= 0.95 and best[5] <= 10:
            break
    return best


@inner_uncounted
def _extend(text, known, units, bounds, at, said):  # type: ignore[no-untyped-def]
    """Grow a number unit by unit from `at`. Reading 1 takes look-alike letters standing alone for digits, 2
    the units' other reading, 4 the digits from the end, and their sums all of these.
    """
    cells = units.cells
    best = (np.int64(-1), np.int64(0), np.int64(0), np.int64(0), 0.0, np.int64(0))
    facts = known[0]
    reading, cue = said[0], said[2]
    met = reading & TURNED  # what of the reading was made use of
    size = cost = fillers = parts = worded = lettered = np.int64(0)
    hidden = False
    language = np.int64(NO_WORDS)
    before = edge_before(text.chars, units, at, bounds) + (_POINT if is_point(text.chars, units, at) else 0)
    last = at
    previous = np.int64(-1)
    for here in range(at, bounds[4]):
        if cells[here, ORIGIN] == PURE and reading & 1 == 0:
            continue
        if cells[here, FLAGS] & (AMOUNT | LONG):
            break
        if here > at:
            step, between, called = gap_between(text, facts, units, last, here, bounds)
            if step >= NEVER:
                break
            if step > 2 and previous >= 0 and same_gap(text.chars, units, previous, last, here):
                step = max(2, step // 4)  # what comes again and again is a way of writing
            elif size >= 8 and slashed(text.chars, units, last):
                step += 30  # 84 000 0012/13
            if is_point(text.chars, units, here) and step <= 3:
                step += _POINT if previous < 0 or not is_point(text.chars, units, last) else 0
            cost += step
            fillers += between
            cue = cue or called
        if size >= FARTHEST or parts > 24 or cost > 120:
            break
        other = reading & 2 != 0 and cells[here, SPARES] > 0
        size = _put(units, here, other, size)
        if size > FARTHEST:
            break
        parts += 1
        origin = cells[here, ORIGIN]
        hidden = hidden or origin != DIGIT
        met |= (1 if origin == PURE else 0) | (2 if other else 0)
        if origin == PURE or other:
            cost += 2 if lettered and not other else 10
        lettered += origin == LEET
        if origin == WORD:
            worded += 1
            language &= cells[here, LANGUAGE]
        previous = last if here > at else previous
        last = here
        if size < 7 or reading & ~met:
            continue
        if cost + before > LIMIT_CUED:
            break
        read = (at, last, size, cost + before, before, parts, fillers, worded, lettered, language)
        number, badness, coded, trust, total = judged(text, known, units, bounds, (said, cue, hidden), read)
        if number != 0 and (best[0] < 0 or badness <= best[2]):
            best = (np.int64(last), number, badness, coded, trust, total)
    return best


@inner_uncounted
def _readings(units, at, bounds):  # type: ignore[no-untyped-def]
    """Which readings there are of the units from `at` on that can be parts of one number; -1 if they have too
    few digits.
    """
    cells = units.cells
    readings = bounds[5]
    digits = np.int64(0)
    for here in range(at, min(at + 25, bounds[4])):
        if cells[here, FLAGS] & (AMOUNT | LONG) and cells[here, ORIGIN] != PURE:
            break
        if here > at and cells[here, BEGIN] - cells[here - 1, END] > 60:
            break
        digits += max(cells[here, LENGTH], cells[here, SPARES])
        if cells[here, ORIGIN] == PURE:
            readings |= 1
        if cells[here, SPARES]:
            readings |= 2
    return readings if digits >= 7 else np.int64(-1)


@inlined
def _put(units, here, other, size):  # type: ignore[no-untyped-def]
    """Add a unit's digits, in its other reading if so asked, to the number; how many it has then."""
    cells = units.cells
    if other:
        for place in range(cells[here, SPARES]):
            units.row[size + place] = units.spare[here, place]
        return size + cells[here, SPARES]
    for place in range(cells[here, LENGTH]):
        units.row[size + place] = units.digits[here, place]
    return size + cells[here, LENGTH]
