"""Find telephone numbers, however hidden, and say which numbers they are (E.164), with how much confidence.

Every way of cutting the post's row of units is tried against the numbering plans; what stands between two units, before
and after them costs points, and the cheapest cut that a plan accepts wins. Confidence, 0–1: 0.97 with a country code, 0.95
for the home country's own form, less for a neighbour's, less for every point of cost.
"""

import functools
from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import (
    BETWEEN,
    EITHER,
    IDENTITY,
    PHONE,
    QUANTITY,
    WAGE,
    WEAK,
    Vocabulary,
    lists,
)
from amparo_detect.contacts.plans import FIXED, MOBILE, Plans, kinds_of, plans
from amparo_detect.contacts.spelled import FRENCH, SPANISH, spelled
from amparo_detect.contacts.tokens import Tokens
from amparo_detect.contacts.units import (
    AMOUNT,
    COUNTED,
    DIGIT,
    LEET,
    LONG,
    LOOSE,
    PLUSSED,
    PURE,
    WORD,
    is_mark,
    mark_amounts,
    read_units,
    scratch,
)
from amparo_detect.text.fold import Folded

NEVER = 1000  # points: these two units are not parts of one number
_CUE_REACH = 8  # tokens before a number in which a word like "ligue" speaks for it
_LIMIT, _LIMIT_CUED = 45, 75  # points that a home or international number may cost, without and with such a word
_FARTHEST = 20  # digits after which no cut is tried


class Home(NamedTuple):
    """The plans of the world in the order in which a number without country code is tried.

    Index 0 is the home country, `near` the number of regions that are tried for such a number.
    """

    plans: Plans
    near: int


@functools.cache
def home(country: str) -> Home:
    """The regions in order for `country` (ISO 3166-1 alpha-2). Raises KeyError for a country without numbering plan."""
    from phonenumbers import SUPPORTED_REGIONS

    regions = lists("regions")
    order = [country, *regions["neighbours"].get(country, "").split(), *regions["common"].split()]
    near = list(dict.fromkeys(order))
    rest = sorted(region for region in SUPPORTED_REGIONS if region not in near)
    return Home(plans((*near, *rest)), len(near))


class Found(NamedTuple):
    """Numbers found: post, E.164 digits as an integer, first and last folded character (exclusive), confidence."""

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

    `named[post]` has bit `i` set where the post names a place or currency of region `i` of `home(country)`; `called[token]`
    is the region of the place that the token is part of, or -1.
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
        folded.chars, folded.starts, cut, lexicon, tuple(spelled()), numbering, where.near, (named, called), units, out
    )
    return Found(*(column[:count] for column in out))


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
            best = _best(chars, cut, lexicon, numbering, near, (named[post], called), units, count, bounds, at)
            if best[0] < 0:
                at += 1
                continue
            better = False  # a cut that begins inside this one and costs clearly less
            for inside in range(at + 1, min(best[0] + 1, at + 4)):
                other = _best(chars, cut, lexicon, numbering, near, (named[post], called), units, count, bounds, inside)
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
                begin = _with_plus(chars, begin, starts[post])
            found_begin[made] = begin
            found_end[made] = units.end[best[0]]
            confidence[made] = max(0.3, best[4] - 0.002 * best[5])
            made += 1
            at = best[0] + 1
    return made


@numba.njit(cache=True, nogil=True)
def _best(chars, cut, lexicon, numbering, near, named, units, count, bounds, at):  # type: ignore[no-untyped-def]
    """The cheapest number that begins with unit `at`: `(last unit or -1, number, badness, international, confidence, cost)`."""
    nothing = (-1, np.int64(0), 0, 0, 0.0, 0)
    if units.flags[at] & (AMOUNT | LONG) or units.origin[at] == PURE or units.length[at] == 0:
        return nothing
    plus = _plus(chars, units, at, bounds[0])
    cue, barred = _cues(chars, cut, lexicon[0], units.first[at], bounds[2])
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
def _extend(chars, cut, lexicon, numbering, near, named, units, count, bounds, at, reading, plus, cue, barred):  # type: ignore[no-untyped-def]
    """Grow a number unit by unit from `at`. Reading 1 takes look-alike letters standing alone for digits, 2 the units' other
    reading, 3 both.
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
    before = _edge_before(chars, units, at, bounds)
    last = at
    here = at
    while here < count:
        if units.origin[here] == PURE and pure == 0:
            here += 1
            continue
        if units.flags[here] & (AMOUNT | LONG):
            break
        if here > at:
            step, between, called = _gap(chars, cut, lexicon, units, last, here, bounds[2], bounds[3])
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
        spoken_of = cue or _cue_after(cut[3], lexicon[0], units.last[last], bounds[3])
        judged = _judge(digits, size, units.length[at], parts, numbering, near, named, plus, spoken_of, hidden, language)
        if judged[0] == 0:
            continue
        total = cost + before + _edge_after(chars, units, last, count, bounds)
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


@numba.njit(cache=True, nogil=True)
def _plus(chars, units, at, floor):  # type: ignore[no-untyped-def]
    """1 where a plus sign (or its word) stands before the unit: what follows begins with a country code."""
    if units.flags[at] & PLUSSED:
        return 1
    place = units.begin[at] - 1
    steps = 0
    while place >= floor and steps < 3 and (chars[place] == 32 or chars[place] == 40):
        place -= 1
        steps += 1
    if place >= floor and chars[place] == 43:
        return 1
    # …wa.me/258…, …phone=258…: a link's number is written with its country code and no sign
    if place >= floor + 3 and chars[place] == 47 and chars[place - 1] == 101 and chars[place - 2] == 109:
        return 1
    if place >= floor + 5 and chars[place] == 61 and chars[place - 1] == 101 and chars[place - 2] == 110:
        return 1
    return 0


@numba.njit(cache=True, nogil=True)
def _with_plus(chars, begin, floor):  # type: ignore[no-untyped-def]
    """Where the number begins with its sign and bracket: (+258) …, + 258 …"""
    place = begin - 1
    while place >= floor and chars[place] == 32 and place > begin - 3:
        place -= 1
    if place < floor or chars[place] != 43:
        return begin
    return place - 1 if place > floor and chars[place - 1] == 40 else place


@numba.njit(cache=True, nogil=True)
def _cues(chars, cut, flags, first, floor):  # type: ignore[no-untyped-def]
    """Whether a word shortly before token `first` says that a telephone number comes, or that another number does.

    Only the nearest word that means something can bar: "NUIT nº 400…", "código do processo: …".
    """
    begins, ends, kinds, words, _ = cut
    cue = False
    barred = False
    phone = False
    nearest = True
    for back in range(1, _CUE_REACH + 1):
        token = first - back
        if token < floor:
            break
        for place in range(ends[token], begins[token + 1]):
            if chars[place] == 10:
                nearest = False
        word = words[token]
        flag = flags[word] if word >= 0 else 0
        if flag & PHONE:
            cue = True
            phone = phone or back <= 4
        elif flag & WEAK:
            cue = True
        if flag & IDENTITY:
            barred = barred or (nearest and not phone)
            nearest = False
        elif kinds[token] == 2 and begins[token + 1] - ends[token] == 1:
            continue  # the groups of one long number
        elif not flag & (WEAK | BETWEEN) and ends[token] - begins[token] > 2:
            nearest = False
    return cue and not barred, barred


@numba.njit(cache=True, nogil=True)
def _cue_after(words, flags, last, ceiling):  # type: ignore[no-untyped-def]
    """Whether one of the three words behind token `last` speaks of calling: "… WhatsApp"."""
    for token in range(last + 1, min(last + 4, ceiling)):
        if words[token] >= 0 and flags[words[token]] & PHONE:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _gap(chars, cut, lexicon, units, left, right, first, last):  # type: ignore[no-untyped-def]
    """What stands between two units: `(points, unknown words, whether one of them speaks of calling)`."""
    begins, ends, kinds, words, _ = cut
    flags, currency, period, month = lexicon
    begin, end = units.end[left], units.begin[right]
    known = 0
    unknown = 0
    called = False
    for token in range(units.last[left] + 1, units.first[right]):
        if kinds[token] == 2:
            return NEVER, 0, False
        word = words[token]
        if word >= 0:
            if flags[word] & (EITHER | QUANTITY | WAGE) or currency[word] or month[word]:
                return NEVER, 0, False
            if flags[word] & BETWEEN:
                known += 1
                continue
            if flags[word] & IDENTITY:
                return NEVER, 0, False
            called = called or (flags[word] & PHONE) != 0
        if begins[token] == begin and ends[token] == end and is_mark(chars, begins, ends, token, first, last):
            continue  # 84x000x0012
        unknown += 1
    if known > 5 or unknown > 3:
        return NEVER, 0, False
    if unknown and ((units.flags[left] | units.flags[right]) & LOOSE or (units.origin[left] | units.origin[right]) & PURE):
        return NEVER, 0, False
    points = known * 3 + (6 + unknown * 6 if unknown else 0) + (15 if units.flags[right] & PLUSSED else 0)
    size = end - begin
    if size > 60 or (unknown == 0 and known == 0 and size > 30):
        return NEVER, 0, False
    for place in range(begin, end):
        code = chars[place]
        if code == 43:
            return NEVER, 0, False
        if code == 10:
            points += 8
        elif code == 44 or code == 59:
            points += 6 if units.length[left] > 2 else 2
        elif code == 47 or code == 124:
            if units.length[left] >= 6 and units.length[right] >= 6:
                return NEVER, 0, False
            points += 3
        elif code == 58 or code == 61 or code == 37 or code == 64:
            points += 10
        elif (code == 46 or code == 33 or code == 63) and place + 1 < end and (unknown or units.length[left] > 4):
            points += 5
    if size > 3 and known + unknown == 0:
        points += 3
    return points, unknown, called


@numba.njit(cache=True, nogil=True)
def _tight(chars, units, left, right):  # type: ignore[no-untyped-def]
    """Whether two units stand together as the groups of one number do."""
    if units.flags[left] & LOOSE or units.flags[right] & LOOSE:
        return False
    size = units.begin[right] - units.end[left]
    if size <= 3 and units.length[left] <= 2 and units.length[right] <= 2 and units.first[right] - units.last[left] == 1:
        return True
    if size > 1:
        return False
    if size == 0:
        return True
    code = chars[units.end[left]]
    return code == 32 or code == 45 or code == 46


@numba.njit(cache=True, nogil=True)
def _edge_before(chars, units, at, bounds):  # type: ignore[no-untyped-def]
    """Points for figures that stand right before: perhaps the number is a piece of a longer one."""
    points = 0
    if at > 0 and units.origin[at - 1] != PURE and _tight(chars, units, at - 1, at):
        points = 25
        if units.length[at - 1] >= 7:
            points = 4
        elif units.length[at - 1] == 4 and units.digits[at - 1, 0] <= 2 and units.digits[at - 1, 0] >= 1:
            points = 15
    place = units.begin[at] - 1
    if place >= bounds[0] and (chars[place] == 45 or chars[place] == 95) and place - 1 >= bounds[0]:
        code = chars[place - 1]
        if 97 <= code <= 122 or 48 <= code <= 57:
            points += 10
    return points


@numba.njit(cache=True, nogil=True)
def _edge_after(chars, units, last, count, bounds):  # type: ignore[no-untyped-def]
    """Points for figures that stand right behind."""
    after = last + 1
    if after < count and units.origin[after] != PURE and _tight(chars, units, last, after):
        if units.flags[after] & AMOUNT:
            return 5
        if units.length[after] >= 7:
            return 4
        if units.length[after] == 4 and units.digits[after, 0] == 2 and units.digits[after, 1] == 0:
            return 12
        return 20
    return 0


@numba.njit(cache=True, nogil=True)
def _value(digits, first, last, code):  # type: ignore[no-untyped-def]
    value = np.int64(code)
    for place in range(first, last):
        value = value * 10 + digits[place]
    return value


@numba.njit(cache=True, nogil=True)
def _judge(digits, size, head, parts, numbering, near, named, plus, cue, hidden, language):  # type: ignore[no-untyped-def]
    """Which number the digits are: `(E.164 as an integer or 0, 1 if written with country code, trust in per cent)`."""
    if plus:
        value = _coded(digits, 0, size, numbering, len(numbering[2]), MOBILE | FIXED | 4)
        if value > 0:
            return value, 1, 97 if _usual(value, numbering) else 87
    if size > 9 and digits[0] == 0 and digits[1] == 0:
        value = _coded(digits, 2, size, numbering, near, MOBILE | FIXED)
        if value > 0 and _usual(value, numbering):
            return value, 1, 97
        value = _coded(digits, 2, size, numbering, len(numbering[2]), MOBILE | FIXED)
        if value > 0:
            return value, 1, 96
    step, accepts, begin, code, trunk, _, _ = numbering
    kinds = kinds_of(digits, 0, size, begin[0], step, accepts)
    skip = 0
    if plus:  # a sign before a number that no country code begins: only the home country's is believed
        return (_value(digits, 0, size, code[0]), 0, 90) if kinds & MOBILE else (np.int64(0), 0, 0)
    if kinds == 0 and trunk[0] >= 0 and digits[0] == trunk[0]:
        skip = 1
        kinds = kinds_of(digits, 1, size, begin[0], step, accepts)
    if kinds & MOBILE:
        return _value(digits, skip, size, code[0]), 0, 95
    if kinds & FIXED and (cue or hidden) and (parts <= 5 or hidden):
        return _value(digits, skip, size, code[0]), 0, 91 if cue else 70
    if size >= 10:
        value = _coded(digits, 0, size, numbering, 1, MOBILE | FIXED)
        if value > 0:
            return value, 1, 95
        value = _coded(digits, 0, size, numbering, near, MOBILE)
        if value > 0 and (size >= 11 or head <= 3):
            return value, 1, 91 if head <= 3 or cue or hidden else 85
    return _neighbour(digits, size, parts, numbering, near, named, cue, hidden, language)


@numba.njit(cache=True, nogil=True)
def _usual(number, numbering):  # type: ignore[no-untyped-def]
    """Whether an E.164 number is as long as its country's mobile numbers usually are."""
    by_code, usual = numbering[5], numbering[6]
    size = 0
    rest = number
    while rest:
        rest //= 10
        size += 1
    for width in range(1, 4):
        code = number // 10 ** (size - width)
        if by_code[code, 0] >= 0:
            return usual[by_code[code, 0]] == size - width
    return False


@numba.njit(cache=True, nogil=True)
def _coded(digits, first, size, numbering, regions, wanted):  # type: ignore[no-untyped-def]
    """The number if the digits begin with the country code of one of the first `regions` regions, else 0."""
    step, accepts, begin, code, trunk, by_code, _ = numbering
    prefix = 0
    for width in range(1, 4):
        if first + width >= size:
            return np.int64(0)
        prefix = prefix * 10 + digits[first + width - 1]
        if prefix == 0:
            return np.int64(0)
        place = 0
        while by_code[prefix, place] >= 0:
            region = by_code[prefix, place]
            place += 1
            if region >= regions:
                continue
            origin = first + width
            if kinds_of(digits, origin, size, begin[region], step, accepts) & wanted:
                return _value(digits, origin, size, prefix)
            if trunk[region] >= 0 and digits[origin] == trunk[region]:  # +44 (0) 20 …
                if kinds_of(digits, origin + 1, size, begin[region], step, accepts) & wanted:
                    return _value(digits, origin + 1, size, prefix)
    return np.int64(0)


@numba.njit(cache=True, nogil=True)
def _neighbour(digits, size, parts, numbering, near, named, cue, hidden, language):  # type: ignore[no-untyped-def]
    """A number as dialled in another country: the one named beside it, one that the post names, then in the home's order."""
    begin = numbering[2]
    everywhere, close = named
    dialled = digits[0] == 0 and size >= 10
    if close > 0:
        found = _abroad(digits, size, numbering, close)
        if found > 0 and size >= 8:
            return found, 0, 93
    if not (cue or dialled or hidden) or size < 8:
        return np.int64(0), 0, 0
    if everywhere >> np.uint64(1):
        for region in range(1, min(near, 64)):
            if (everywhere >> np.uint64(region)) & np.uint64(1):
                found = _abroad(digits, size, numbering, region)
                if found > 0:
                    return found, 0, 92 if cue or dialled else 80
    if not dialled and (size < 9 and not (cue and parts <= 4)):
        return np.int64(0), 0, 0
    for turn in range(2):
        for region in range(1, near):
            if turn == 0 and not _likely(region, digits, parts, size, language, numbering):
                continue
            found = _abroad(digits, size, numbering, region)
            if found > 0:
                if dialled:
                    return found, 0, 91 if cue else 80
                if parts <= 5 or hidden:
                    return found, 0, 60
    return np.int64(0), 0, 0


@numba.njit(cache=True, nogil=True)
def _abroad(digits, size, numbering, region):  # type: ignore[no-untyped-def]
    """The number if the digits are a mobile number as written in `region`, else 0."""
    step, accepts, begin, code, trunk, _, _ = numbering
    skip = 1 if trunk[region] >= 0 and digits[0] == trunk[region] else 0
    if kinds_of(digits, skip, size, begin[region], step, accepts) & MOBILE:
        return _value(digits, skip, size, code[region])
    return np.int64(0)


@numba.njit(cache=True, nogil=True)
def _likely(region, digits, parts, size, language, numbering):  # type: ignore[no-untyped-def]
    """Whether the way of writing points to the region: French words or five pairs, Spanish words, 05… of the Gulf."""
    code = numbering[3][region]
    if code == 33:
        return language == FRENCH or (parts == 5 and size == 10 and language == 255)
    if code == 34:
        return language == SPANISH
    if code == 971 or code == 966:
        return digits[0] == 0 and digits[1] == 5 and size == 10
    return False
