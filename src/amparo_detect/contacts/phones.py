"""Find telephone numbers, however hidden, and say which numbers they are (E.164), with how much confidence.

Every way of cutting the post's row of units is tried against the numbering plans; what stands between two
units, before and after them costs points, and the cheapest cut that a plan accepts wins. Confidence, 0–1:
0.97 with a country code, 0.95 for the home country's own form, less for a neighbour's, less for every
point of cost.
"""

import functools
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import Vocabulary, lists
from amparo_detect.contacts.origin import Written, judge
from amparo_detect.contacts.plans import Plans, plans
from amparo_detect.contacts.quantities import mark_amounts
from amparo_detect.contacts.spelled import spelled
from amparo_detect.contacts.surroundings import (
    NEVER,
    cue_after,
    cues,
    edge_after,
    edge_before,
    gap_between,
    has_plus,
    with_plus,
)
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.contacts.units import AMOUNT, COUNTED, DIGIT, LONG, PURE, WORD, read_units, scratch
from amparo_detect.text.fold import Folded

# Points that a home or international number may cost, without and with a word that speaks of calling.
_LIMIT, _LIMIT_CUED = 45, 75
_FARTHEST = 20  # digits after which no cut is tried


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
    plan = where.plans
    most = int(np.max(np.diff(tokens.first), initial=0))
    units = scratch(most)
    room = int(len(tokens.begin) // 3 + 16)
    out = (
        np.empty(room, dtype=np.uint32),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.float32),
    )
    numbering = (plan.step, plan.accepts, plan.begin, plan.code, plan.trunk, plan.by_code, plan.usual)
    lexicon = (vocabulary.flags, vocabulary.currency, vocabulary.month)
    known = (lexicon, tuple(spelled()), numbering, where.near)
    count = _scan(text_of(folded, tokens), folded.starts, known, (named, called), units, out)
    return Found(*trimmed(out, count))


@numba.njit(cache=True, nogil=True)
def _scan(text, starts, known, places, units, out):  # type: ignore[no-untyped-def]
    """Walk the posts; write what is found; how many."""
    named, called = places
    posts, numbers, found_begin, found_end, confidence = out
    made = 0
    for post in range(len(starts) - 1):
        a, b = text.first[post], text.first[post + 1]
        count = read_units(text, a, b, known[1], units)
        if count == 0:
            continue
        digits = 0
        for at in range(count):
            digits += units.length[at]
        if digits < 7:
            continue
        mark_amounts(text, known[0], units, (starts[post], starts[post + 1], a, b, count))
        at = 0
        readings = 0
        for other in range(count):
            if units.origin[other] == PURE:
                readings |= 1
            if units.spares[other]:
                readings |= 2
        bounds = (starts[post], starts[post + 1], a, b, count, readings)
        while at < count and made < len(posts):
            best = _best(text, known, (named[post], called), units, bounds, at)
            if best[0] < 0:
                at += 1
                continue
            better = False  # a cut that begins inside this one and costs clearly less
            for inside in range(at + 1, min(best[0] + 1, at + 4)):
                other = _best(text, known, (named[post], called), units, bounds, inside)
                if other[0] >= 0 and other[5] - 200 * other[4] + 5 < best[5] - 200 * best[4]:
                    better = True
                    break
            if better:
                at += 1
                continue
            posts[made] = post
            numbers[made] = best[1]
            begin = units.begin[at]
            if best[3] == 1:
                begin = with_plus(text.chars, begin, starts[post])
            found_begin[made] = begin
            found_end[made] = units.end[best[0]]
            confidence[made] = max(0.3, best[4] - 0.002 * best[5])
            made += 1
            at = best[0] + 1
    return made


@numba.njit(cache=True, nogil=True)
def _best(text, known, named, units, bounds, at):  # type: ignore[no-untyped-def]
    """The cheapest number that begins with unit `at`: `(last unit or -1, number, badness, international,
    confidence, cost)`.
    """
    nothing = (-1, np.int64(0), 0, 0, 0.0, 0)
    if units.flags[at] & (AMOUNT | LONG) or units.origin[at] == PURE or units.length[at] == 0:
        return nothing
    plus = has_plus(text.chars, units, at, bounds[0])
    cue, barred = cues(text, known[0][0], units.first[at], bounds[2])
    close = np.int64(-1)
    for back in range(1, 5):
        if units.first[at] - back >= bounds[2] and named[1][units.first[at] - back] >= 0:
            close = np.int64(named[1][units.first[at] - back])
            break
    best = nothing
    for reading in range(4):
        if reading & ~bounds[5]:
            continue
        found = _extend(text, known, units, bounds, at, (reading, plus, cue, barred, (named[0], close)))
        if found[0] >= 0 and (best[0] < 0 or found[2] < best[2]):
            best = found
        if reading == 0 and best[0] >= 0 and best[4] >= 0.95 and best[5] <= 10:
            break
    return best


@numba.njit(cache=True, nogil=True)
def _extend(text, known, units, bounds, at, said):  # type: ignore[no-untyped-def]
    """Grow a number unit by unit from `at`. Reading 1 takes look-alike letters standing alone for digits, 2
    the units' other reading, 3 both.
    """
    best = (-1, np.int64(0), 0, 0, 0.0, 0)
    lexicon, _, numbering, near = known
    reading, plus, cue, barred, named = said
    met = 0  # what of the reading was made use of
    size = cost = fillers = parts = worded = 0
    hidden = False
    language = 255
    before = edge_before(text.chars, units, at, bounds)
    last = at
    for here in range(at, bounds[4]):
        if units.origin[here] == PURE and reading & 1 == 0:
            continue
        if units.flags[here] & (AMOUNT | LONG):
            break
        if here > at:
            step, between, called = gap_between(text, lexicon, units, last, here, bounds)
            if step >= NEVER:
                break
            cost += step
            fillers += between
            cue = cue or called
        if size >= _FARTHEST or parts > 24 or cost > 120:
            break
        other = reading & 2 != 0 and units.spares[here] > 0
        size = _put(units, here, other, size)
        if size > _FARTHEST:
            break
        parts += 1
        origin = units.origin[here]
        hidden = hidden or origin != DIGIT
        met |= (1 if origin == PURE else 0) | (2 if other else 0)
        if origin == PURE or other:
            cost += 10
        if origin == WORD:
            worded += 1
            language &= units.language[here]
        last = here
        if size < 7 or reading & ~met:
            continue
        if cost + before > _LIMIT_CUED:
            break
        spoken_of = cue or cue_after(text.word, lexicon[0], units.last[last], bounds[3])
        written = Written(units.row, size, units.length[at], parts, hidden, language)
        number, coded, trust = judge(written, numbering, near, named, plus, spoken_of)
        if number == 0 or (fillers and trust < 95) or (barred and plus == 0 and worded < 4):
            continue
        total = cost + before + edge_after(text.chars, units, last, bounds[4])
        if units.flags[last] & COUNTED:
            total += 20
        badness = total + 2 * (100 - trust) - (4 if coded else 2) * size
        if total <= _allowed(trust, spoken_of) and (best[0] < 0 or badness <= best[2]):
            best = (last, number, badness, coded, trust / 100.0, total)
    return best


@numba.njit(cache=True, nogil=True, inline="always")
def _put(units, here, other, size):  # type: ignore[no-untyped-def]
    """Add a unit's digits, in its other reading if so asked, to the number; how many it has then."""
    if other:
        for place in range(units.spares[here]):
            units.row[size + place] = units.spare[here, place]
        return size + units.spares[here]
    for place in range(units.length[here]):
        units.row[size + place] = units.digits[here, place]
    return size + units.length[here]


@numba.njit(cache=True, nogil=True, inline="always")
def _allowed(trust, spoken_of):  # type: ignore[no-untyped-def]
    """Points that a number of this trust may cost, with and without a word that speaks of calling."""
    if trust < 90:
        return 25 if spoken_of else 8
    if trust == 96:  # 00 may be two zeros
        return 20
    return _LIMIT_CUED if spoken_of else _LIMIT
