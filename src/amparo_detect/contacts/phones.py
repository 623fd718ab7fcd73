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
from amparo_detect.contacts.origin import judge
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
from amparo_detect.contacts.tokens import Tokens, trimmed
from amparo_detect.contacts.units import AMOUNT, COUNTED, DIGIT, LONG, PURE, WORD, read_units, scratch
from amparo_detect.text.fold import Folded

_LIMIT, _LIMIT_CUED = (
    45,
    75,
)  # points that a home or international number may cost, without and with such a word
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
    lexicon = (vocabulary.flags, vocabulary.currency, vocabulary.period, vocabulary.month)
    cut = (tokens.begin, tokens.end, tokens.kind, tokens.word, tokens.first)
    count = _scan(
        folded.chars,
        folded.starts,
        cut,
        lexicon,
        tuple(spelled()),
        numbering,
        where.near,
        (named, called),
        units,
        out,
    )
    return Found(*trimmed(out, count))


@numba.njit(cache=True, nogil=True)
def _scan(chars, starts, cut, lexicon, spell, numbering, near, places, units, out):  # type: ignore[no-untyped-def]
    """Walk the posts; write what is found; how many."""
    begins, ends, kinds, words, first = cut
    named, called = places
    posts, numbers, found_begin, found_end, confidence = out
    made = 0
    for post in range(len(starts) - 1):
        a, b = first[post], first[post + 1]
        count = read_units(chars, begins, ends, kinds, words, a, b, lexicon[0], spell, units)
        if count == 0:
            continue
        digits = 0
        for at in range(count):
            digits += units.length[at]
        if digits < 7:
            continue
        mark_amounts(chars, begins, ends, words, a, b, starts[post], starts[post + 1], lexicon, units, count)
        at = 0
        readings = 0
        for other in range(count):
            if units.origin[other] == PURE:
                readings |= 1
            if units.spares[other]:
                readings |= 2
        bounds = (starts[post], starts[post + 1], a, b, readings)
        while at < count and made < len(posts):
            best = _best(
                chars, cut, lexicon, numbering, near, (named[post], called), units, count, bounds, at
            )
            if best[0] < 0:
                at += 1
                continue
            better = False  # a cut that begins inside this one and costs clearly less
            for inside in range(at + 1, min(best[0] + 1, at + 4)):
                other = _best(
                    chars, cut, lexicon, numbering, near, (named[post], called), units, count, bounds, inside
                )
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
                begin = with_plus(chars, begin, starts[post])
            found_begin[made] = begin
            found_end[made] = units.end[best[0]]
            confidence[made] = max(0.3, best[4] - 0.002 * best[5])
            made += 1
            at = best[0] + 1
    return made


@numba.njit(cache=True, nogil=True)
def _best(chars, cut, lexicon, numbering, near, named, units, count, bounds, at):  # type: ignore[no-untyped-def]
    """The cheapest number that begins with unit `at`: `(last unit or -1, number, badness, international,
    confidence, cost)`.
    """
    nothing = (-1, np.int64(0), 0, 0, 0.0, 0)
    if units.flags[at] & (AMOUNT | LONG) or units.origin[at] == PURE or units.length[at] == 0:
        return nothing
    plus = has_plus(chars, units, at, bounds[0])
    cue, barred = cues(chars, cut, lexicon[0], units.first[at], bounds[2])
    close = np.int64(-1)
    for back in range(1, 5):
        if units.first[at] - back >= bounds[2] and named[1][units.first[at] - back] >= 0:
            close = np.int64(named[1][units.first[at] - back])
            break
    where = (named[0], close)
    best = nothing
    for reading in range(4):
        if reading & ~bounds[4]:
            continue
        found = _extend(
            chars, cut, lexicon, numbering, near, where, units, count, bounds, at, reading, plus, cue, barred
        )
        if found[0] >= 0 and (best[0] < 0 or found[2] < best[2]):
            best = found
        if reading == 0 and best[0] >= 0 and best[4] >= 0.95 and best[5] <= 10:
            break
    return best


@numba.njit(cache=True, nogil=True)
def _extend(  # type: ignore[no-untyped-def]
    chars, cut, lexicon, numbering, near, named, units, count, bounds, at, reading, plus, cue, barred
):
    """Grow a number unit by unit from `at`. Reading 1 takes look-alike letters standing alone for digits, 2
    the units' other reading, 3 both.
    """
    best = (-1, np.int64(0), 0, 0, 0.0, 0)
    pure = reading & 1
    spare = reading & 2
    met_spare = False
    digits = units.row
    size = 0
    cost = 0
    fillers = 0
    parts = 0
    hidden = False
    worded = 0
    met_pure = False
    language = 255
    before = edge_before(chars, units, at, bounds)
    last = at
    here = at
    while here < count:
        if units.origin[here] == PURE and pure == 0:
            here += 1
            continue
        if units.flags[here] & (AMOUNT | LONG):
            break
        if here > at:
            step, between, called = gap_between(chars, cut, lexicon, units, last, here, bounds[2], bounds[3])
            if step >= NEVER:
                break
            cost += step
            fillers += between
            cue = cue or called
        if size >= _FARTHEST or parts > 24 or cost > 120:
            break
        if spare and units.spares[here]:
            met_spare = True
            for place in range(units.spares[here]):
                digits[size] = units.spare[here, place]
                size += 1
        else:
            for place in range(units.length[here]):
                digits[size] = units.digits[here, place]
                size += 1
        if size > _FARTHEST:
            break
        parts += 1
        origin = units.origin[here]
        hidden = hidden or origin != DIGIT
        if origin == PURE:
            met_pure = True
            cost += 10
        elif spare and units.spares[here]:
            cost += 10
        if origin == WORD:
            worded += 1
        if origin == WORD:
            language &= units.language[here]
        last = here
        here += 1
        if size < 7 or (pure and not met_pure) or (spare and not met_spare):
            continue
        if cost + before > _LIMIT_CUED:
            break
        spoken_of = cue or cue_after(cut[3], lexicon[0], units.last[last], bounds[3])
        judged = judge(
            digits, size, units.length[at], parts, numbering, near, named, plus, spoken_of, hidden, language
        )
        if judged[0] == 0:
            continue
        total = cost + before + edge_after(chars, units, last, count, bounds)
        if units.flags[last] & COUNTED:
            total += 20
        trust = judged[2]
        allowed = _LIMIT_CUED if spoken_of else _LIMIT
        if trust == 96:  # 00 may be two zeros
            allowed = 20
        if trust < 90:
            allowed = 25 if spoken_of else 8
        if fillers and trust < 95:
            continue
        if barred and plus == 0 and worded < 4:
            continue
        if total > allowed:
            continue
        badness = total + 2 * (100 - trust) - (4 if judged[1] else 2) * size
        if best[0] < 0 or badness <= best[2]:
            best = (last, judged[0], badness, judged[1], trust / 100.0, total)
    return best
