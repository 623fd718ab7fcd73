"""Find telephone numbers, however hidden, and say which numbers they are (E.164), with how much confidence.

Every way of cutting the post's row of units is tried against the numbering plans; what stands between two
units, before and after them costs points, and the cheapest cut that a plan accepts wins. Confidence, 0–1:
0.97 with a country code, 0.95 for the home country's own form, less for a neighbour's, less for every
point of cost.
"""

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.judging import FARTHEST, LIMIT_CUED, TURNED, judged
from amparo_detect.contacts.lexicon import BACKWARD, Vocabulary, facts, lists
from amparo_detect.contacts.origin import NO_WORDS
from amparo_detect.contacts.otherwise import in_link
from amparo_detect.contacts.plans import CODE, MOBILE, START, Plans, kinds_of, numbering, plans
from amparo_detect.contacts.quantities import mark_amounts
from amparo_detect.contacts.spelled import spelled
from amparo_detect.contacts.surroundings import (
    NEVER,
    cues,
    edge_before,
    either,
    gap_between,
    has_plus,
    in_brackets,
    listed,
    same_gap,
    slashed,
    with_plus,
)
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.contacts.units import (
    AMOUNT,
    BEGIN,
    COUNTED,
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
    read_units,
    scratch,
    value_of,
)
from amparo_detect.loops import inlined, inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_MOST = 4  # numbers that share the beginning of another
_SHARED = 0.1  # confidence that those lack that share figures with another
_UNBEATEN = -189.0  # no cut costs clearly less than one of this cost: none is surer than 97 in 100


class Home(NamedTuple):
    """The plans of the world in the order in which a number without country code is tried.

    Index 0 is the home country, `near` the number of regions that are tried for such a number.
    """

    plans: Plans
    near: int


@functools.cache
def home(country: str) -> Home:
    """The regions in order for `country` (ISO 3166-1 alpha-2). Raises KeyError for a country without
    numbering plan.
    """
    from phonenumbers import SUPPORTED_REGIONS

    regions = lists("regions")
    order = [country, *regions["neighbours"].get(country, "").split(), *regions["common"].split()]
    near = list(dict.fromkeys(order))
    rest = sorted(region for region in SUPPORTED_REGIONS if region not in near)
    return Home(plans((*near, *rest)), len(near))


class Found(NamedTuple):
    """Numbers found: post, E.164 digits as an integer, first and last folded character (exclusive),
    confidence.
    """

    post: npt.NDArray[np.uint32]
    number: npt.NDArray[np.int64]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float32]


def find_phones(
    folded: Folded,
    tokens: Tokens,
    vocabulary: Vocabulary,
    named: npt.NDArray[np.uint64],
    called: npt.NDArray[np.int8],
    *,
    country: str,
) -> Found:
    """The numbers of a batch.

    `named[post]` has bit `i` set where the post names a place or currency of region `i` of `home(country)`;
    `called[token]` is the region of the place that the token is part of, or -1.
    """
    where = home(country)
    most = int(np.max(np.diff(tokens.first), initial=0))
    units = scratch(most)
    room = int(len(tokens.begin) // 2 + 16)
    out = (
        np.empty(room, dtype=np.uint32),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.float32),
    )
    known = (facts(vocabulary), tuple(spelled()), numbering(where.plans), where.near)
    count = _scan(text_of(folded, tokens), folded.starts, known, (named, called), units, out)
    return Found(*trimmed(out, count))


@outer_uncounted
def _scan(text, starts, known, places, units, out):  # type: ignore[no-untyped-def]
    """Walk the posts; write what is found; how many."""
    cells = units.cells
    named, called = places
    made = 0
    for post in range(len(starts) - 1):
        a, b = text.first[post], text.first[post + 1]
        count = read_units(text, a, b, known[1], units)
        if count == 0:
            continue
        digits = 0
        for unit in range(count):
            digits += cells[unit, LENGTH]
        if digits < 7:
            continue
        mark_amounts(text, known[0], units, (starts[post], starts[post + 1], a, b, count))
        at = np.int64(0)
        turned = np.int64(TURNED) if _has_backward(text.word, known[0], a, b) else np.int64(0)
        bounds = (starts[post], starts[post + 1], a, b, count, turned)
        where = (named[post], called)
        while at < count and made < len(out[0]) - _MOST - 2:
            best = _best(text, known, where, units, bounds, at)
            if best[0] < 0:
                at += 1
                continue
            better = False  # a cut that begins inside this one and costs clearly less
            if best[5] - 200 * best[4] > _UNBEATEN:
                for inside in range(at + 1, min(best[0] + 1, at + 4)):
                    other = _best(text, known, where, units, bounds, inside)
                    if other[0] >= 0 and other[5] - 200 * other[4] + 5 < best[5] - 200 * best[4]:
                        better = True
                        break
            if better:
                at += 1
                continue
            if best[3] and _shared(text, known, where, units, bounds, (at, best[0])):
                at += 1
                continue
            begin = cells[at, BEGIN]
            told = has_plus(text.chars, units, at, starts[post])
            if not told and in_link(text.chars, begin, cells[best[0], END], starts[post]):
                at = best[0] + 1
                continue
            if best[3] == 1:
                begin = with_plus(text.chars, begin, starts[post])
            trust = max(0.3, best[4] - 0.002 * best[5])
            before = np.int64(0) if best[3] else _before(text, known, units, at, best[0])
            if before > 0:
                span = cells[at - 1, BEGIN], cells[at - 1, END]
                made = _note(out, made, post, before, span, trust - _SHARED)
            made = _note(out, made, post, best[1], (begin, cells[best[0], END]), trust)
            more = _behind(text, known, where, units, bounds, best[0])
            for other in range(best[0] + 1, best[0] + 1 + more):
                size = 10 ** np.int64(cells[other, LENGTH])
                span = cells[other, BEGIN], cells[other, END]
                number = best[1] - best[1] % size + value_of(units, other)
                made = _note(out, made, post, number, span, trust - _SHARED)
            at = best[0] + 1 + more
    return made


@inlined
def _note(out, made, post, number, span, trust):  # type: ignore[no-untyped-def]
    """Write down one number; how many there are then."""
    posts, numbers, begin, end, confidence = out
    posts[made], numbers[made] = post, number
    begin[made], end[made] = span
    confidence[made] = trust
    return made + 1


@inner_uncounted
def _shared(text, known, where, units, bounds, span):  # type: ignore[no-untyped-def]
    """Whether the units of `span`, first and last, which look like a country code and a number, are two home
    numbers that share their end: "84 / 83 000 0012" is none of Vietnam.
    """
    cells, (at, last) = units.cells, span
    if last == at or cells[at, LENGTH] != cells[at + 1, LENGTH] or not either(text, known[0], units, at):
        return False
    inner = _best(text, known, where, units, bounds, at + 1)
    return inner[0] == last and inner[3] == 0 and _before(text, known, units, at + 1, last) > 0


@inner_uncounted
def _before(text, known, units, at, last):  # type: ignore[no-untyped-def]
    """The home number that shares its end with the one of units `at` to `last`: "84/86 000 0012"; or 0."""
    cells, row = units.cells, units.row
    size = cells[at, LENGTH]
    if at == 0 or last == at or cells[at - 1, LENGTH] != size or not 2 <= size <= 3:
        return np.int64(0)
    if cells[at - 1, ORIGIN] != DIGIT or cells[at - 1, FLAGS] & AMOUNT:
        return np.int64(0)
    if not either(text, known[0], units, at - 1):
        return np.int64(0)
    width = np.int64(0)
    for unit in range(at, last + 1):
        from_unit = at - 1 if unit == at else unit
        for place in range(cells[from_unit, LENGTH]):
            if width < FARTHEST:
                row[width] = units.digits[from_unit, place]
                width += 1
    step, accepts, regions, _ = known[2]
    if not kinds_of(row, 0, width, regions[0, START], step, accepts) & MOBILE:
        return np.int64(0)
    number = np.int64(regions[0, CODE])
    for place in range(width):
        number = number * 10 + row[place]
    return number


@inner_uncounted
def _behind(text, known, where, units, bounds, last):  # type: ignore[no-untyped-def]
    """How many units behind unit `last` stand for numbers that share the beginning of the one that ends
    there: 84 000 0012/13; 84 000 0012, 0013 ou 0014.
    """
    cells = units.cells
    found, size, after = 0, np.int64(0), last + 1
    said = False  # that the last of them is another number
    while after < bounds[4] and found < _MOST:
        length = np.int64(cells[after, LENGTH])
        other = either(text, known[0], units, after - 1)
        same = length == (size if found else cells[last, LENGTH])
        if not other and not (same and length >= 3 and listed(text.chars, units, after - 1)):
            break
        if found and not same:  # a date
            return 0
        if not 1 <= length <= min(4, cells[last, LENGTH]) or cells[after, ORIGIN] != DIGIT:
            break
        if cells[after, FLAGS] & (AMOUNT | COUNTED) or (
            length == 4 and 1900 <= value_of(units, after) <= 2100
        ):
            return 0
        size, said = length, other
        found += 1
        after += 1
    if not said or _best(text, known, where, units, bounds, last + 1)[0] > last + found:
        return 0  # none, or another number in full
    return found


@inner_uncounted
def _has_backward(words, facts, first, last):  # type: ignore[no-untyped-def]
    for token in range(first, last):  # noqa: SIM110 (numba knows no generators)
        if words[token] >= 0 and facts[words[token]] & BACKWARD:
            return True
    return False


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


@inner_uncounted
def _best(text, known, named, units, bounds, at):  # type: ignore[no-untyped-def]
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
    cue, barred, coded = cues(text, known[0], cells[at, FIRST], bounds[2])
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
    before = edge_before(text.chars, units, at, bounds)
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
