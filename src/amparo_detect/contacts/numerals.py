"""The pieces of numbers among a post's tokens, and what number words make together: "oitenta e quatro" is
84.
"""

import numba

from amparo_detect.contacts.spelled import (
    FRENCH,
    HUNDRED,
    HUNDREDFOLD,
    JOIN,
    REPEAT,
    SWAHILI,
    TEEN,
    TENS,
    UNIT,
    ZEROS,
)

FIGURES, LETTERS_ONLY = 20, 21  # kinds of piece beside those of `spelled`: digits, look-alike letters alone


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
def _spell(text, token, spell, pieces, count):  # type: ignore[no-untyped-def]
    """Cut a run of letters into number words, longest first; how many pieces there are then, or -1 if it
    is none.
    """
    chars, end = text.chars, text.end[token]
    step, kinds, values, languages, loose = spell
    place = text.begin[token]
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
    for place in range(begin, end):  # noqa: SIM110 (numba knows no generators)
        if leet(chars[place], inside) < 0:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def cut_pieces(text, first, last, spell, pieces):  # type: ignore[no-untyped-def]
    """The numbers' pieces of the tokens `[first, last)` in reading order; how many."""
    chars, begins, ends, kinds, _, _ = text
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
                    if ends[part] - begins[part] > 8 or not _is_leet(chars, begins[part], ends[part], inside):
                        disguised = False
                        break
            if disguised:
                _row(pieces, count, FIGURES, begins[token], ends[stop - 1], token)
                pieces[count, 1] = stop - 1
                count += 1
                token = stop
                continue
        for part in range(token, stop):
            if kinds[part] == 2:
                _row(pieces, count, FIGURES, begins[part], ends[part], part)
                pieces[count, 1] = part
                count += 1
                continue
            begin, end = begins[part], ends[part]
            if chars[begin] < 97 or chars[begin] > 122:
                continue
            found = _spell(text, part, spell, pieces, count)
            if found > 0 and count < room:
                count = found
            elif stop - token == 1 and end - begin <= 8 and _is_leet(chars, begin, end, False):
                _row(pieces, count, LETTERS_ONLY, begin, end, part)
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
def beside(pieces, left, right):  # type: ignore[no-untyped-def]
    """Whether two pieces stand together as words of one number do: one space or hyphen between them."""
    return pieces[right, 5] - pieces[left, 5] <= 1 and pieces[right, 3] - pieces[left, 4] <= 1


@numba.njit(cache=True, nogil=True)
def _tail(pieces, at, count, below):  # type: ignore[no-untyped-def]
    """The number below `below` (100 or 10) that is spelled from piece `at` on: `(value, next piece)`;
    value -1 for none.
    """
    if at >= count:
        return -1, at
    kind, value, language = pieces[at, 0], pieces[at, 1], pieces[at, 2]
    if kind == UNIT:
        if value == 4 and language & FRENCH and below > 10:  # quatre-vingt
            after = at + 1
            if (
                after < count
                and beside(pieces, at, after)
                and pieces[after, 0] == TENS
                and pieces[after, 1] == 20
            ) and pieces[after, 2] & FRENCH:
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
        if after < count and pieces[after, 0] == JOIN and beside(pieces, at, after):
            joined = True
            after += 1
        if after < count and beside(pieces, after - 1, after) and pieces[after, 0] == UNIT:
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
    if after < count and pieces[after, 0] == JOIN and beside(pieces, at, after):
        after += 1
    if after < count and beside(pieces, after - 1, after) and pieces[after, 2] & FRENCH:
        kind, value = pieces[after, 0], pieces[after, 1]
        if kind == TEEN and value < 20:
            return base + value, after + 1
        if kind == UNIT and value > 0:
            return base + value, after + 1
        if kind == TENS and value == 10:
            then = after + 1
            if (
                then < count
                and beside(pieces, after, then)
                and pieces[then, 0] == UNIT
                and pieces[then, 1] >= 7
            ):
                return base + 10 + pieces[then, 1], then + 1
            return base + 10, then
    return base, at + 1


@numba.njit(cache=True, nogil=True)
def spoken(pieces, at, count):  # type: ignore[no-untyped-def]
    """A number word or several that make one number: `(value, digits written, next piece)`; next is `at`
    for none.
    """
    kind, value, language = pieces[at, 0], pieces[at, 1], pieces[at, 2]
    after = at + 1
    if kind == REPEAT:
        if (
            value == 0 and after < count and beside(pieces, at, after) and pieces[after, 0] == UNIT
        ):  # mara mbili
            value = pieces[after, 1]
            after += 1
            if value < 2 or value > 3:
                return 0, 0, at
        if after < count and beside(pieces, after - 1, after):
            single = -1
            if pieces[after, 0] == UNIT:
                single = pieces[after, 1]
            if 0 <= single <= 9:
                return single * (11 if value == 2 else 111), value, after + 1
        return 0, 0, at
    if kind == UNIT and after < count and beside(pieces, at, after):
        if pieces[after, 0] == ZEROS and 2 <= value <= 4:
            return 0, value, after + 1
        if pieces[after, 0] == HUNDREDFOLD and value > 0 and not pieces[after, 2] & SWAHILI:
            return _hundreds(pieces, after, count, value * 100)
    if kind == HUNDRED:
        return _hundreds(pieces, at, count, value)
    if kind == HUNDREDFOLD:
        if language & SWAHILI:  # mia mbili = 200
            if (
                after < count
                and beside(pieces, at, after)
                and pieces[after, 0] == UNIT
                and pieces[after, 1] > 0
            ):
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
    if after < count and pieces[after, 0] == JOIN and beside(pieces, at, after):
        joined = True
        after += 1
    if after < count and beside(pieces, after - 1, after):
        rest, then = _tail(pieces, after, count, 100)
        if rest > 0 and (joined or rest >= 10):
            return value + rest, 3, then
    return value, 3, at + 1
