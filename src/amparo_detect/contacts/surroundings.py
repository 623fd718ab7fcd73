"""What stands before, between and behind the numbers of a post: points against their being one telephone
number.
"""

import numba

from amparo_detect.contacts.lexicon import BETWEEN, EITHER, IDENTITY, PHONE, QUANTITY, WAGE, WEAK
from amparo_detect.contacts.quantities import is_mark
from amparo_detect.contacts.units import AMOUNT, LOOSE, PLUSSED, PURE

NEVER = 1000  # points: these two units are not parts of one number
_CUE_REACH = 8  # tokens before a number in which a word like "ligue" speaks for it


@numba.njit(cache=True, nogil=True)
def has_plus(chars, units, at, floor):  # type: ignore[no-untyped-def]
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
def with_plus(chars, begin, floor):  # type: ignore[no-untyped-def]
    """Where the number begins with its sign and bracket: (+258) …, + 258 …"""
    place = begin - 1
    while place >= floor and chars[place] == 32 and place > begin - 3:
        place -= 1
    if place < floor or chars[place] != 43:
        return begin
    return place - 1 if place > floor and chars[place - 1] == 40 else place


@numba.njit(cache=True, nogil=True)
def cues(text, flags, first, floor):  # type: ignore[no-untyped-def]
    """Whether a word shortly before token `first` says that a telephone number comes, or that another number
    does.

    Only the nearest word that means something can bar: "NUIT nº 400…", "código do processo: …".
    """
    chars, begins, ends, kinds, words, _ = text
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
def cue_after(words, flags, last, ceiling):  # type: ignore[no-untyped-def]
    """Whether one of the three words behind token `last` speaks of calling: "… WhatsApp"."""
    for token in range(last + 1, min(last + 4, ceiling)):
        if words[token] >= 0 and flags[words[token]] & PHONE:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def gap_between(text, lexicon, units, left, right, bounds):  # type: ignore[no-untyped-def]
    """What stands between two units: `(points, unknown words, whether one of them speaks of calling)`."""
    chars, begins, ends, kinds, words, _ = text
    flags, currency, month = lexicon
    first, last = bounds[2], bounds[3]
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
        if begins[token] == begin and ends[token] == end and is_mark(text, token, first, last):
            continue  # 84x000x0012
        unknown += 1
    if known > 5 or unknown > 3:
        return NEVER, 0, False
    if unknown and (
        (units.flags[left] | units.flags[right]) & LOOSE or (units.origin[left] | units.origin[right]) & PURE
    ):
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
        elif (
            (code == 46 or code == 33 or code == 63)
            and place + 1 < end
            and (unknown or units.length[left] > 4)
        ):
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
    if (
        size <= 3
        and units.length[left] <= 2
        and units.length[right] <= 2
        and units.first[right] - units.last[left] == 1
    ):
        return True
    if size > 1:
        return False
    if size == 0:
        return True
    code = chars[units.end[left]]
    return code == 32 or code == 45 or code == 46


@numba.njit(cache=True, nogil=True)
def edge_before(chars, units, at, bounds):  # type: ignore[no-untyped-def]
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
def edge_after(chars, units, last, count):  # type: ignore[no-untyped-def]
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
