"""Read the numbers of one post: digits, look-alike letters among them, and number words, as a row of units.

A unit is what its writer meant as one number: "84", "8A4" no, "O12" → 012, "oitenta e quatro" → 84, "double zero" → 00,
"themanini na nne" → 84, "quatre-vingt-dix-huit" → 98, "oitoquatro" → two units 8 and 4.
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import AGE_AFTER, IDENTITY, PHONE, QUANTITY, WAGE, WEAK
from amparo_detect.contacts.spelled import (
    FRENCH,
    HUNDRED,
    HUNDREDFOLD,
    JOIN,
    PLUS,
    REPEAT,
    SWAHILI,
    TEEN,
    TENS,
    UNIT,
    ZEROS,
)

DIGIT, WORD, LEET, PURE = 1, 2, 4, 8  # how a unit is written; PURE: look-alike letters alone ("OOO")
AMOUNT, COUNTED, LOOSE, PLUSSED, LONG = 1, 2, 4, 8, 16  # what else is known of it
_FIGURES, _LETTERS_ONLY = 20, 21  # piece kinds beside those of `spelled`
WIDEST = 30  # digits that a unit may have; a longer run is LONG and has none


class Units(NamedTuple):
    """Scratch for the units of one post, reused from post to post; each column is as long as the longest post has tokens.

    `begin`, `end` in `Folded.chars`; `first`, `last` token; `digits[:, :length]`; `origin` and `flags` as above; `language`
    bits of the words it was spelled in. `spare[:, :spares]` is the unit's other reading, where it has one: "oitenta quatro"
    is 84 or 80 and 4; the z of "84z000z0012" is a 2 or a mark between groups.
    """

    begin: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    origin: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint8]
    language: npt.NDArray[np.uint8]
    digits: npt.NDArray[np.uint8]
    spares: npt.NDArray[np.int32]
    spare: npt.NDArray[np.uint8]
    row: npt.NDArray[np.uint8]  # the digits of a number being put together
    pieces: npt.NDArray[np.int32]  # columns: kind, value, languages, begin, end, token, loose


def scratch(tokens: int) -> Units:
    """Room for a post of `tokens` tokens; a glued word may hold several numbers."""
    room = tokens * 4 + 64

    def whole() -> npt.NDArray[np.int32]:
        return np.zeros(room, dtype=np.int32)

    def small() -> npt.NDArray[np.uint8]:
        return np.zeros(room, dtype=np.uint8)

    digits = np.zeros((room, WIDEST), dtype=np.uint8)
    spare = np.zeros((room, WIDEST), dtype=np.uint8)
    pieces = np.zeros((room, 7), dtype=np.int32)
    return Units(whole(), whole(), whole(), whole(), whole(), small(), small(), small(), digits, whole(), spare, np.zeros(4 * WIDEST, dtype=np.uint8), pieces)


@numba.njit(cache=True, nogil=True, inline="always")
def leet(code: int, inside: bool) -> int:
    """The digit that a letter is drawn like, or -1. Some are believed only with digits on both sides."""
    if code == 111:  # o
        return 0
    if code == 108 or code == 105:  # l i
        return 1
    if code == 122:  # z
        return 2
    if code == 115:  # s
        return 5
    if code == 98:  # b
        return 8
    if inside:
        if code == 101:  # e
            return 3
        if code == 97:  # a
            return 4
        if code == 103 or code == 113:  # g q
            return 9
        if code == 116:  # t
            return 7
    return -1


@numba.njit(cache=True, nogil=True)
def _spell(chars, begin, end, token, step, kinds, values, languages, loose, pieces, count):  # type: ignore[no-untyped-def]
    """Cut a run of letters into number words, longest first; how many pieces there are then, or -1 if it is none."""
    place = begin
    at = count
    while place < end:
        state = 1
        best = 0
        stop = place
        look = place
        while look < end:
            code = chars[look]
            if code < 97 or code > 122:
                break
            state = step[state, code - 97]
            if state == 0:
                break
            look += 1
            if kinds[state] != 0:
                best = state
                stop = look
        if best == 0 or at >= len(pieces):
            return -1
        row = pieces[at]
        row[0] = kinds[best]
        row[1] = values[best]
        row[2] = languages[best]
        row[3] = place
        row[4] = stop
        row[5] = token
        row[6] = loose[best]
        at += 1
        place = stop
    return at


@numba.njit(cache=True, nogil=True)
def _is_leet(chars, begin, end, inside):  # type: ignore[no-untyped-def]
    for place in range(begin, end):
        if leet(chars[place], inside) < 0:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _pieces(chars, begins, ends, kinds, words, first, last, flags, spell, pieces):  # type: ignore[no-untyped-def]
    """The numbers' pieces of the tokens `[first, last)` in reading order; how many."""
    step, word_kinds, values, languages, loose = spell
    count = 0
    token = first
    room = len(pieces) - 40
    while token < last and count < room:
        stop = token + 1
        figures = kinds[token] == 2
        while stop < last and begins[stop] == ends[stop - 1] and kinds[stop] != 3 and kinds[token] != 3:
            figures = figures or kinds[stop] == 2
            stop += 1
        if stop - token > 1 and figures:
            disguised = True
            for part in range(token, stop):
                if kinds[part] == 1:
                    inside = part > token and part + 1 < stop
                    if ends[part] - begins[part] > 6 or not _is_leet(chars, begins[part], ends[part], inside):
                        disguised = False
                        break
            if disguised:
                _row(pieces, count, _FIGURES, begins[token], ends[stop - 1], token)
                pieces[count, 1] = stop - 1
                count += 1
                token = stop
                continue
        for part in range(token, stop):
            if kinds[part] == 2:
                _row(pieces, count, _FIGURES, begins[part], ends[part], part)
                pieces[count, 1] = part
                count += 1
                continue
            begin, end = begins[part], ends[part]
            if chars[begin] < 97 or chars[begin] > 122:
                continue
            found = _spell(chars, begin, end, part, step, word_kinds, values, languages, loose, pieces, count)
            if found > 0 and count < room:
                count = found
            elif stop - token == 1 and end - begin <= 5 and _is_leet(chars, begin, end, False):
                _row(pieces, count, _LETTERS_ONLY, begin, end, part)
                pieces[count, 1] = part
                count += 1
        token = stop
    return count


@numba.njit(cache=True, nogil=True, inline="always")
def _row(pieces, at, kind, begin, end, token):  # type: ignore[no-untyped-def]
    pieces[at, 0] = kind
    pieces[at, 2] = 0
    pieces[at, 3] = begin
    pieces[at, 4] = end
    pieces[at, 5] = token
    pieces[at, 6] = 0


@numba.njit(cache=True, nogil=True, inline="always")
def _beside(pieces, left, right):  # type: ignore[no-untyped-def]
    """Whether two pieces stand together as words of one number do: one space or hyphen between them."""
    return pieces[right, 5] - pieces[left, 5] <= 1 and pieces[right, 3] - pieces[left, 4] <= 1


@numba.njit(cache=True, nogil=True)
def _tail(pieces, at, count, below):  # type: ignore[no-untyped-def]
    """The number below `below` (100 or 10) that is spelled from piece `at` on: `(value, next piece)`; value -1 for none."""
    if at >= count:
        return -1, at
    kind, value, language = pieces[at, 0], pieces[at, 1], pieces[at, 2]
    if kind == UNIT:
        if value == 4 and language & FRENCH and below > 10:  # quatre-vingt
            after = at + 1
            if after < count and _beside(pieces, at, after) and pieces[after, 0] == TENS and pieces[after, 1] == 20:
                if pieces[after, 2] & FRENCH:
                    return _teens(pieces, after, count, 80)
        return value, at + 1
    if below <= 10:
        return -1, at
    if kind == TEEN:
        return value, at + 1
    if kind == TENS:
        if value == 60 and language & FRENCH:
            return _teens(pieces, at, count, 60)
        after = at + 1
        joined = False
        if after < count and pieces[after, 0] == JOIN and _beside(pieces, at, after):
            joined = True
            after += 1
        if after < count and _beside(pieces, after - 1, after) and pieces[after, 0] == UNIT:
            unit = pieces[after, 1]
            fits = unit > 0
            if value == 10:
                fits = unit >= 7 if language & FRENCH else (joined and unit > 0)
            if fits:
                return value + unit, after + 1
        return value, at + 1
    return -1, at


@numba.njit(cache=True, nogil=True)
def _teens(pieces, at, count, base):  # type: ignore[no-untyped-def]
    """French counts on from 60 and 80 to nineteen: soixante et onze, quatre-vingt-dix-huit."""
    after = at + 1
    if after < count and pieces[after, 0] == JOIN and _beside(pieces, at, after):
        after += 1
    if after < count and _beside(pieces, after - 1, after) and pieces[after, 2] & FRENCH:
        kind, value = pieces[after, 0], pieces[after, 1]
        if kind == TEEN and value < 20:
            return base + value, after + 1
        if kind == UNIT and value > 0:
            return base + value, after + 1
        if kind == TENS and value == 10:
            then = after + 1
            if then < count and _beside(pieces, after, then) and pieces[then, 0] == UNIT and pieces[then, 1] >= 7:
                return base + 10 + pieces[then, 1], then + 1
            return base + 10, then
    return base, at + 1


@numba.njit(cache=True, nogil=True)
def _spoken(pieces, at, count):  # type: ignore[no-untyped-def]
    """A number word or several that make one number: `(value, digits written, next piece)`; next is `at` for none."""
    kind, value, language = pieces[at, 0], pieces[at, 1], pieces[at, 2]
    after = at + 1
    if kind == REPEAT:
        if value == 0 and after < count and _beside(pieces, at, after) and pieces[after, 0] == UNIT:  # mara mbili
            value = pieces[after, 1]
            after += 1
            if value < 2 or value > 3:
                return 0, 0, at
        if after < count and _beside(pieces, after - 1, after):
            single = -1
            if pieces[after, 0] == UNIT:
                single = pieces[after, 1]
            if 0 <= single <= 9:
                return single * (11 if value == 2 else 111), value, after + 1
        return 0, 0, at
    if kind == UNIT and after < count and _beside(pieces, at, after):
        if pieces[after, 0] == ZEROS and 2 <= value <= 4:
            return 0, value, after + 1
        if pieces[after, 0] == HUNDREDFOLD and value > 0 and not pieces[after, 2] & SWAHILI:
            return _hundreds(pieces, after, count, value * 100)
    if kind == HUNDRED:
        return _hundreds(pieces, at, count, value)
    if kind == HUNDREDFOLD:
        if language & SWAHILI:  # mia mbili = 200
            if after < count and _beside(pieces, at, after) and pieces[after, 0] == UNIT and pieces[after, 1] > 0:
                return _hundreds(pieces, after, count, pieces[after, 1] * 100)
            return 100, 3, after
        if language & FRENCH:
            return _hundreds(pieces, at, count, 100)
        return 0, 0, at
    value, after = _tail(pieces, at, count, 100)
    if value < 0:
        return 0, 0, at
    return value, 2 if value >= 10 else 1, after


@numba.njit(cache=True, nogil=True)
def _hundreds(pieces, at, count, value):  # type: ignore[no-untyped-def]
    """What is added to hundreds whose last piece is `at`."""
    after = at + 1
    joined = False
    if after < count and pieces[after, 0] == JOIN and _beside(pieces, at, after):
        joined = True
        after += 1
    if after < count and _beside(pieces, after - 1, after):
        rest, then = _tail(pieces, after, count, 100)
        if rest > 0 and (joined or rest >= 10):
            return value + rest, 3, then
    return value, 3, at + 1


@numba.njit(cache=True, nogil=True)
def read_units(chars, begins, ends, kinds, words, first, last, flags, spell, units):  # type: ignore[no-untyped-def]
    """Fill `units` with the numbers of the tokens `[first, last)`; how many there are."""
    pieces = units.pieces
    count = _pieces(chars, begins, ends, kinds, words, first, last, flags, spell, pieces)
    made = 0
    at = 0
    plussed = False
    while at < count and made < len(units.begin):
        kind = pieces[at, 0]
        if kind == PLUS:
            plussed = True
            at += 1
            continue
        if kind == JOIN or kind == ZEROS:
            at += 1
            continue
        after = at + 1
        length = 0
        state = 0
        units.spares[made] = 0
        if kind >= _FIGURES:
            length, state = _figures(chars, pieces[at, 3], pieces[at, 4], units.digits[made])
            if state == 1 and kind == _FIGURES and length > 0:
                units.spares[made] = _marked(chars, pieces[at, 3], pieces[at, 4], units.spare[made])
            units.origin[made] = PURE if kind == _LETTERS_ONLY else LEET if state == 1 else DIGIT
            state = LONG if length == 0 else 0
            units.last[made] = pieces[at, 1]
        else:
            value, length, after = _spoken(pieces, at, count)
            if after == at and kind == REPEAT and at + 1 < count and _beside(pieces, at, at + 1):
                after, length = _repeat_figure(chars, pieces, at, units.digits[made])
            if after == at:
                at += 1
                plussed = False
                continue
            if length > 0 and not (pieces[after - 1, 0] >= _FIGURES):
                whole = value
                for place in range(length):
                    units.digits[made, length - 1 - place] = value % 10
                    value //= 10
                spaced = after == at + 2 and pieces[at + 1, 3] - pieces[at, 4] == 1 and chars[pieces[at, 4]] == 32
                if spaced and kind == TENS and whole % 10:  # no "e", "y", "na" between
                    units.spares[made] = 3
                    units.spare[made, 0] = whole // 10
                    units.spare[made, 1] = 0
                    units.spare[made, 2] = whole % 10
            units.origin[made] = WORD
            units.last[made] = pieces[after - 1, 5]
            if after == at + 1 and pieces[at, 6]:
                state = LOOSE
        units.begin[made] = pieces[at, 3]
        units.end[made] = pieces[after - 1, 4]
        units.first[made] = pieces[at, 5]
        units.length[made] = length
        units.language[made] = pieces[at, 2]
        if plussed and at > 0 and _beside(pieces, at - 1, at):
            state |= PLUSSED
        units.flags[made] = state
        plussed = False
        made += 1
        at = after
    return made


@numba.njit(cache=True, nogil=True)
def _figures(chars, begin, end, digits):  # type: ignore[no-untyped-def]
    """Write the digits of a run, look-alike letters read as digits: `(length, 1 if there were letters)`; 0 if too long."""
    if end - begin > WIDEST:
        return 0, 0
    letters = 0
    for place in range(begin, end):
        code = chars[place]
        if 48 <= code <= 57:
            digits[place - begin] = code - 48
        else:
            digits[place - begin] = leet(code, True)
            letters = 1
    return end - begin, letters


@numba.njit(cache=True, nogil=True)
def _marked(chars, begin, end, digits):  # type: ignore[no-untyped-def]
    """The digits of a run without its letters, if one and the same letter stands between groups; how many, else 0."""
    mark = np.uint32(0)
    seen = 0
    size = 0
    for place in range(begin, end):
        code = chars[place]
        if 48 <= code <= 57:
            digits[size] = code - 48
            size += 1
            continue
        if (mark and code != mark) or place == begin or place + 1 == end or not 48 <= chars[place - 1] <= 57:
            return 0
        mark = code
        seen += 1
    return size if seen >= 2 else 0


@numba.njit(cache=True, nogil=True)
def _repeat_figure(chars, pieces, at, digits):  # type: ignore[no-untyped-def]
    """"double 0": `(next piece, digits)`; the same piece and 0 if no single digit follows."""
    after = at + 1
    if pieces[after, 0] == _FIGURES and pieces[after, 4] - pieces[after, 3] == 1:
        digit = leet(chars[pieces[after, 3]], True)
        code = chars[pieces[after, 3]]
        if 48 <= code <= 57:
            digit = code - 48
        for place in range(pieces[at, 1]):
            digits[place] = digit
        return after + 1, pieces[at, 1]
    return at, 0


@numba.njit(cache=True, nogil=True, inline="always")
def _sign(code: int) -> bool:
    """Whether the character is a sign of money."""
    return code == 36 or code == 0x20AC or code == 0xA3 or code == 0x20B9


@numba.njit(cache=True, nogil=True)
def mark_amounts(chars, begins, ends, words, first, last, floor, ceiling, lexicon, units, count):  # type: ignore[no-untyped-def]
    """Flag the units that are sums, counts, dates, times or part of a code: no part of a telephone number."""
    flags, currency, period, month = lexicon
    for at in range(count):
        if units.origin[at] & (WORD | PURE) and units.length[at] > 0:
            _after(chars, begins, ends, words, last, ceiling, flags, currency, period, month, units, at, count)
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
        if before >= first and (begin - ends[before] <= 1 or (begin - ends[before] == 2 and chars[begin - 1] != 32)):
            word = words[before]
            glued = ends[before] == begin
            if word >= 0 and currency[word] and not (before > first and _is_figure(chars, begins[before - 1]) and begins[before] - ends[before - 1] <= 1):
                units.flags[at] |= AMOUNT
            elif glued and ends[before] - begins[before] <= 2 and not (word >= 0 and flags[word] & (PHONE | WEAK)):
                mark = is_mark(chars, begins, ends, before, first, last)
                if not mark and not _is_figure(chars, begins[before]) and chars[begins[before]] < 0x500:
                    units.flags[at] |= AMOUNT
        if after < last and begins[after] == end and ends[after] - begins[after] <= 2:
            mark = is_mark(chars, begins, ends, after, first, last)
            if chars[begins[after]] < 0x500 and not mark and not (words[after] >= 0 and flags[words[after]] & PHONE) and not _is_figure(chars, begins[after]):
                units.flags[at] |= AMOUNT
        _after(chars, begins, ends, words, last, ceiling, flags, currency, period, month, units, at, count)
    _spread(chars, units, count)
    _dates(chars, units, count, floor, ceiling)


@numba.njit(cache=True, nogil=True)
def is_mark(chars, begins, ends, token, first, last):  # type: ignore[no-untyped-def]
    """Whether a letter only stands between groups of digits, as in 84x000x0012: alone, glued, and again two tokens on."""
    if ends[token] - begins[token] != 1 or token <= first or token + 1 >= last:
        return False
    if ends[token - 1] != begins[token] or begins[token + 1] != ends[token]:
        return False
    if not (_is_figure(chars, begins[token - 1]) and _is_figure(chars, begins[token + 1])):
        return False
    for other in (token - 2, token + 2):
        if first <= other < last and ends[other] - begins[other] == 1 and chars[begins[other]] == chars[begins[token]]:
            return True
    return False


@numba.njit(cache=True, nogil=True, inline="always")
def _is_figure(chars, place):  # type: ignore[no-untyped-def]
    return 48 <= chars[place] <= 57


@numba.njit(cache=True, nogil=True)
def _after(chars, begins, ends, words, last, ceiling, flags, currency, period, month, units, at, count):  # type: ignore[no-untyped-def]
    """What the word after a unit makes of it: money, or so many of something."""
    after = units.last[at] + 1
    if after >= last or words[after] < 0 or begins[after] - units.end[at] > 1:
        return
    if begins[after] > units.end[at] and chars[units.end[at]] != 32 and chars[units.end[at]] != 45:
        return
    if ends[after] < ceiling and chars[ends[after]] == 46 and ends[after] - begins[after] == 2:
        return  # a title: "84 000 0012 Sr. …"
    word = words[after]
    followed = after + 1 < last and _is_figure(chars, begins[after + 1]) and begins[after + 1] - ends[after] <= 1
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
    """Whether unit `at` and the next may be groups of one number: one space, dot or comma between, at most three digits."""
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
        while stop + 1 < count and units.begin[stop + 1] - units.end[stop] == 1 and units.origin[stop + 1] == DIGIT:
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
