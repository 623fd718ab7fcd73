"""Which numbers of a post are sums, counts, dates, times or part of a code: no part of a telephone number."""

# ruff: noqa: SIM102 -- one condition a line reads better where each is a rule of its own

import numba

from amparo_detect.contacts.lexicon import AGE_AFTER, PHONE, QUANTITY, WEAK
from amparo_detect.contacts.units import AMOUNT, COUNTED, DIGIT, PURE, WORD


@numba.njit(cache=True, nogil=True, inline="always")
def _sign(code: int) -> bool:
    """Whether the character is a sign of money."""
    return code == 36 or code == 0x20AC or code == 0xA3 or code == 0x20B9


@numba.njit(cache=True, nogil=True)
def mark_amounts(text, lexicon, units, bounds):  # type: ignore[no-untyped-def]
    """Flag the units that are sums, counts, dates, times or part of a code: no part of a telephone number."""
    chars, begins, ends, _, words, _ = text
    floor, ceiling, first, last, count = bounds
    flags, currency, _ = lexicon
    for at in range(count):
        if units.origin[at] & (WORD | PURE) and units.length[at] > 0:
            _after(text, lexicon, units, at, last, ceiling)
            continue
        begin, end = units.begin[at], units.end[at]
        before, after = units.first[at] - 1, units.last[at] + 1
        if end < ceiling and (chars[end] == 37 or chars[end] == 0xB0 or _sign(chars[end])):
            units.flags[at] |= AMOUNT
        ahead = begin - 1
        while ahead >= floor and ahead > begin - 3 and chars[ahead] == 32:
            ahead -= 1
        if ahead >= floor and (_sign(chars[ahead]) or (chars[ahead] == 35 and units.length[at] < 9)):
            units.flags[at] |= AMOUNT
        if before >= first and (
            begin - ends[before] <= 1 or (begin - ends[before] == 2 and chars[begin - 1] != 32)
        ):
            word = words[before]
            glued = ends[before] == begin
            if (
                word >= 0
                and currency[word]
                and not (
                    before > first
                    and _is_figure(chars, begins[before - 1])
                    and begins[before] - ends[before - 1] <= 1
                )
            ):
                units.flags[at] |= AMOUNT
            elif (
                glued
                and ends[before] - begins[before] <= 2
                and not (word >= 0 and flags[word] & (PHONE | WEAK))
            ):
                mark = is_mark(text, before, first, last)
                if not mark and not _is_figure(chars, begins[before]) and chars[begins[before]] < 0x500:
                    units.flags[at] |= AMOUNT
        if after < last and begins[after] == end and ends[after] - begins[after] <= 2:
            mark = is_mark(text, after, first, last)
            if (
                chars[begins[after]] < 0x500
                and not mark
                and not (words[after] >= 0 and flags[words[after]] & PHONE)
                and not _is_figure(chars, begins[after])
            ):
                units.flags[at] |= AMOUNT
        _after(text, lexicon, units, at, last, ceiling)
    _spread(chars, units, count)
    _dates(chars, units, count, floor, ceiling)


@numba.njit(cache=True, nogil=True)
def is_mark(text, token, first, last):  # type: ignore[no-untyped-def]
    """Whether a letter only stands between groups of digits, as in 84x000x0012: alone, glued, and again
    two tokens on.
    """
    chars, begins, ends, _, _, _ = text
    if ends[token] - begins[token] != 1 or token <= first or token + 1 >= last:
        return False
    if ends[token - 1] != begins[token] or begins[token + 1] != ends[token]:
        return False
    if not (_is_figure(chars, begins[token - 1]) and _is_figure(chars, begins[token + 1])):
        return False
    for other in (token - 2, token + 2):
        if (
            first <= other < last
            and ends[other] - begins[other] == 1
            and chars[begins[other]] == chars[begins[token]]
        ):
            return True
    return False


@numba.njit(cache=True, nogil=True, inline="always")
def _is_figure(chars, place):  # type: ignore[no-untyped-def]
    return 48 <= chars[place] <= 57


@numba.njit(cache=True, nogil=True)
def _after(text, lexicon, units, at, last, ceiling):  # type: ignore[no-untyped-def]
    """What the word after a unit makes of it: money, or so many of something."""
    chars, begins, ends, _, words, _ = text
    flags, currency, _ = lexicon
    after = units.last[at] + 1
    if after >= last or words[after] < 0 or begins[after] - units.end[at] > 1:
        return
    if begins[after] > units.end[at] and chars[units.end[at]] != 32 and chars[units.end[at]] != 45:
        return
    if ends[after] < ceiling and chars[ends[after]] == 46 and ends[after] - begins[after] == 2:
        return  # a title: "84 000 0012 Sr. …"
    word = words[after]
    followed = (
        after + 1 < last and _is_figure(chars, begins[after + 1]) and begins[after + 1] - ends[after] <= 1
    )
    if currency[word]:
        units.flags[at] |= COUNTED if followed else AMOUNT
    elif flags[word] & (QUANTITY | AGE_AFTER):
        units.flags[at] |= COUNTED if units.length[at] > 3 else AMOUNT


@numba.njit(cache=True, nogil=True)
def _spread(chars, units, count):  # type: ignore[no-untyped-def]
    """Carry AMOUNT over the parts of one sum: 15 000,00 MT; R 1.500,50."""
    for at in range(count - 1, 0, -1):
        if units.flags[at] & AMOUNT and _part(chars, units, at - 1) and units.flags[at - 1] & AMOUNT == 0:
            if units.length[at] == 3 or chars[units.end[at - 1]] != 32:
                units.flags[at - 1] |= AMOUNT
    for at in range(1, count):
        if units.flags[at - 1] & AMOUNT and _part(chars, units, at - 1):
            if units.length[at] == 3 or (chars[units.end[at - 1]] != 32 and units.length[at] == 2):
                units.flags[at] |= AMOUNT


@numba.njit(cache=True, nogil=True)
def _part(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether unit `at` and the next may be groups of one number: one space, dot or comma between, at
    most three digits.
    """
    if units.begin[at + 1] - units.end[at] != 1 or units.length[at] > 3:
        return False
    code = chars[units.end[at]]
    return (code == 32 or code == 44 or code == 46) and units.origin[at] == DIGIT


@numba.njit(cache=True, nogil=True)
def _dates(chars, units, count, floor, ceiling):  # type: ignore[no-untyped-def]
    """Flag 12/05/2027, 2027-05-12 and 14:30."""
    at = 0
    while at < count:
        if units.origin[at] != DIGIT:
            at += 1
            continue
        stop = at
        mark = 0
        while (
            stop + 1 < count
            and units.begin[stop + 1] - units.end[stop] == 1
            and units.origin[stop + 1] == DIGIT
        ):
            code = chars[units.end[stop]]
            if code not in (45, 46, 47, 58) or (mark and code != mark):
                break
            mark = code
            stop += 1
        size = stop - at + 1
        if size == 3 and mark != 58:
            a, b, c = units.length[at], units.length[at + 1], units.length[stop]
            year = at if a == 4 else stop
            day, month = _number(units, at if a != 4 else stop), _number(units, at + 1)
            long_year = units.length[year] == 4 and 1900 <= _number(units, year) <= 2100
            short_year = c == 2 and a <= 2
            if a + c <= 6 and b <= 2 and (long_year or short_year) and 1 <= day <= 31 and 1 <= month <= 31:
                for place in range(at, stop + 1):
                    units.flags[place] |= AMOUNT
        if mark == 58 and size <= 3 and units.length[at] <= 2 and units.length[at + 1] == 2:
            if _number(units, at) < 25 and _number(units, at + 1) < 60:
                for place in range(at, stop + 1):
                    units.flags[place] |= AMOUNT
        at = stop + 1


@numba.njit(cache=True, nogil=True)
def _number(units, at):  # type: ignore[no-untyped-def]
    value = 0
    for place in range(units.length[at]):
        value = value * 10 + units.digits[at, place]
    return value
