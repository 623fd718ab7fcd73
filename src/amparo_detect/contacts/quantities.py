"""Which numbers of a post are sums, counts, dates, times or part of a code: no part of a telephone number."""

# ruff: noqa: SIM102 -- one condition a line reads better where each is a rule of its own

from amparo_detect.contacts.lexicon import AGE_AFTER, CURRENCY, PHONE, QUANTITY, WEAK
from amparo_detect.contacts.units import (
    AMOUNT,
    BEGIN,
    COUNTED,
    DIGIT,
    END,
    FIRST,
    FLAGS,
    LAST,
    LENGTH,
    ORIGIN,
    PURE,
    WORD,
    value_of,
)
from amparo_detect.loops import inlined, inner_uncounted

WHOLE = 9  # figures from which on a run of them may be a whole telephone number


@inlined
def _sign(code: int) -> bool:
    """Whether the character is a sign of money."""
    return code == 36 or code == 0x20AC or code == 0xA3 or code == 0x20B9


@inner_uncounted
def mark_amounts(text, facts, units, bounds):  # type: ignore[no-untyped-def]
    """Flag the units that are sums, counts, dates, times or part of a code: no part of a telephone number."""
    cells = units.cells
    chars, begins, ends, _, words, _, _ = text
    floor, ceiling, first, last, count = bounds
    for at in range(count):
        if cells[at, ORIGIN] & (WORD | PURE) and cells[at, LENGTH] > 0:
            _after(text, facts, units, at, last, ceiling)
            continue
        begin, end = cells[at, BEGIN], cells[at, END]
        before, after = cells[at, FIRST] - 1, cells[at, LAST] + 1
        if end < ceiling and (chars[end] == 37 or chars[end] == 0xB0 or _sign(chars[end])):
            cells[at, FLAGS] |= AMOUNT
        ahead = begin - 1
        while ahead >= floor and ahead > begin - 3 and chars[ahead] == 32:
            ahead -= 1
        if ahead >= floor and _counts(chars, ahead, floor, cells[at, LENGTH]):
            cells[at, FLAGS] |= AMOUNT
        if before >= first and (
            begin - ends[before] <= 1 or (begin - ends[before] == 2 and chars[begin - 1] != 32)
        ):
            word = words[before]
            glued = ends[before] == begin
            if (
                word >= 0
                and facts[word] & CURRENCY
                and not (
                    before > first
                    and _is_figure(chars, begins[before - 1])
                    and begins[before] - ends[before - 1] <= 1
                )
            ):
                cells[at, FLAGS] |= AMOUNT
            elif (
                glued
                and ends[before] - begins[before] <= 2
                and not _is_number_sign(chars, begins[before], ends[before])
                and not (word >= 0 and facts[word] & (PHONE | WEAK))
            ):
                mark = is_mark(text, before, first, last) or _strays(text, units, at, before)
                spelled = at > 0 and cells[at - 1, LAST] == before
                if (
                    not mark
                    and not spelled
                    and not _is_figure(chars, begins[before])
                    and chars[begins[before]] < 0x500
                ):
                    cells[at, FLAGS] |= AMOUNT
        if after < last and begins[after] == end and _measured(text, facts, units, at, (first, last, count)):
            cells[at, FLAGS] |= AMOUNT
        _after(text, facts, units, at, last, ceiling)
    _spread(chars, units, count)
    _dates(chars, units, count, floor, ceiling)


@inner_uncounted
def _strays(text, units, at, before):  # type: ignore[no-untyped-def]
    """Whether token `before` is one letter between figures and the many of unit `at`: 84h0000012."""
    cells = units.cells
    if cells[at, LENGTH] < 5 or cells[at, FIRST] != before + 1 or text.end[before] - text.begin[before] != 1:
        return False
    joined = text.end[before] == cells[at, BEGIN] and text.end[before - 1] == text.begin[before]
    return before > 0 and joined and _is_figure(text.chars, text.begin[before - 1])


@inlined
def _is_number_sign(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether a word is what № is folded to."""
    return end - begin == 2 and chars[begin] == 110 and chars[begin + 1] == 111


@inner_uncounted
def _measured(text, facts, units, at, bounds):  # type: ignore[no-untyped-def]
    """Whether the word joined to a unit makes a measure or a running number of it: 84kg, 400123456B; not
    "840000012ok".
    """
    cells = units.cells
    first, last, count = bounds
    after = cells[at, LAST] + 1
    word, code = text.word[after], text.chars[text.begin[after]]
    if text.end[after] - text.begin[after] > 2 or code >= 0x500 or _is_figure(text.chars, text.begin[after]):
        return False
    if cells[at, LENGTH] >= WHOLE and not text.capital[text.begin[after]]:
        return False
    read = at + 1 < count and cells[at + 1, FIRST] == after
    stray = at + 1 < count and _strays(text, units, at + 1, after)
    return not (read or stray or is_mark(text, after, first, last) or (word >= 0 and facts[word] & PHONE))


@inner_uncounted
def _counts(chars, place, floor, size):  # type: ignore[no-untyped-def]
    """Whether the sign at `place` makes a sum or a running number of the figures behind it: € 84, # 84.

    Not where it stands within a word or between figures: "t€l€phon€ 84", "84#000#0012".
    """
    code = chars[place]
    if place > floor and code == 35 and chars[place - 1] == 35:
        return False
    if place > floor and code != 36:
        before = chars[place - 1]
        if 97 <= before <= 122 or 48 <= before <= 57:
            return False
    return _sign(code) or (code == 35 and size < 9)


@inner_uncounted
def is_mark(text, token, first, last):  # type: ignore[no-untyped-def]
    """Whether a letter or three only stand between groups of digits, as in 84x000x0012: glued, and again two
    tokens on.
    """
    chars, begins, ends, _, _, _, _ = text
    size = ends[token] - begins[token]
    if size > 3 or token <= first or token + 1 >= last:
        return False
    if ends[token - 1] != begins[token] or begins[token + 1] != ends[token]:
        return False
    if not (_is_figure(chars, begins[token - 1]) and _is_figure(chars, begins[token + 1])):
        return False
    for other in (token - 2, token + 2):
        if first <= other < last and ends[other] - begins[other] == size:
            alike = True
            for place in range(size):
                alike = alike and chars[begins[other] + place] == chars[begins[token] + place]
            if alike:
                return True
    return False


@inlined
def _is_figure(chars, place):  # type: ignore[no-untyped-def]
    return 48 <= chars[place] <= 57


@inner_uncounted
def _after(text, facts, units, at, last, ceiling):  # type: ignore[no-untyped-def]
    """What the word after a unit makes of it: money, or so many of something."""
    cells = units.cells
    chars, begins, ends, _, words, _, _ = text
    after = cells[at, LAST] + 1
    if after >= last or words[after] < 0 or begins[after] - cells[at, END] > 1:
        return
    if begins[after] > cells[at, END] and chars[cells[at, END]] != 32 and chars[cells[at, END]] != 45:
        return
    word = words[after]
    dotted = ends[after] < ceiling and chars[ends[after]] == 46 and ends[after] - begins[after] == 2
    if dotted and not facts[word] & CURRENCY:
        return  # a title: "84 000 0012 Sr. …"
    followed = (
        after + 1 < last and _is_figure(chars, begins[after + 1]) and begins[after + 1] - ends[after] <= 1
    )
    if facts[word] & CURRENCY:
        cells[at, FLAGS] |= COUNTED if followed else AMOUNT
    elif facts[word] & (QUANTITY | AGE_AFTER):
        cells[at, FLAGS] |= COUNTED if cells[at, LENGTH] > 3 else AMOUNT


@inner_uncounted
def _spread(chars, units, count):  # type: ignore[no-untyped-def]
    """Carry AMOUNT over the parts of one sum: 15 000,00 MT; R 1.500,50; 8.000, 00 MT."""
    cells = units.cells
    for at in range(2, count):
        cents = chars[cells[at - 1, END]] == 44 and cells[at, LENGTH] == 2 and cells[at - 1, LENGTH] == 3
        if cents and chars[cells[at - 2, END]] == 46 and _part(chars, units, at - 1):  # 1.646.819,14
            cells[at, FLAGS] |= AMOUNT
    for at in range(count - 1, 0, -1):
        if cells[at, FLAGS] & AMOUNT and _part(chars, units, at - 1) and cells[at - 1, FLAGS] & AMOUNT == 0:
            if cells[at, LENGTH] == 3 or chars[cells[at - 1, END]] != 32:
                cells[at - 1, FLAGS] |= AMOUNT
    for at in range(1, count):
        if cells[at - 1, FLAGS] & AMOUNT and _part(chars, units, at - 1):
            if cells[at, LENGTH] == 3 or (chars[cells[at - 1, END]] != 32 and cells[at, LENGTH] == 2):
                cells[at, FLAGS] |= AMOUNT


@inner_uncounted
def _part(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether unit `at` and the next may be groups of one number: one space, dot or comma between, at
    most three digits.
    """
    cells = units.cells
    gap = cells[at + 1, BEGIN] - cells[at, END]
    code = chars[cells[at, END]]
    cents = gap == 2 and code == 44 and cells[at + 1, LENGTH] == 2 and chars[cells[at, END] + 1] == 32
    if (gap != 1 and not cents) or cells[at, LENGTH] > 3:
        return False
    return (code == 32 or code == 44 or code == 46) and cells[at, ORIGIN] == DIGIT


@inner_uncounted
def _dates(chars, units, count, floor, ceiling):  # type: ignore[no-untyped-def]
    """Flag 12/05/2027, 2027-05-12 and 14:30."""
    cells = units.cells
    at = 0
    while at < count:
        if cells[at, ORIGIN] != DIGIT:
            at += 1
            continue
        stop = at
        mark = 0
        while (
            stop + 1 < count
            and cells[stop + 1, BEGIN] - cells[stop, END] == 1
            and cells[stop + 1, ORIGIN] == DIGIT
        ):
            code = chars[cells[stop, END]]
            if code not in (45, 46, 47, 58) or (mark and code != mark):
                break
            mark = code
            stop += 1
        size = stop - at + 1
        if size == 3 and mark != 58 and not _after_bracket(chars, units, at):
            a, b, c = cells[at, LENGTH], cells[at + 1, LENGTH], cells[stop, LENGTH]
            year = at if a == 4 else stop
            day, month = value_of(units, at if a != 4 else stop), value_of(units, at + 1)
            long_year = cells[year, LENGTH] == 4 and 1900 <= value_of(units, year) <= 2100
            short_year = c == 2 and a <= 2
            last_day = 99 if long_year and mark == 47 and b == 2 and month <= 12 else 31  # or a wrong date
            if (
                a + c <= 6
                and b <= 2
                and (long_year or short_year)
                and 1 <= day <= last_day
                and 1 <= month <= 31
            ):
                for place in range(at, stop + 1):
                    cells[place, FLAGS] |= AMOUNT
        if mark == 58 and size <= 3 and cells[at, LENGTH] <= 2 and cells[at + 1, LENGTH] == 2:
            if value_of(units, at) < 25 and value_of(units, at + 1) < 60:
                for place in range(at, stop + 1):
                    cells[place, FLAGS] |= AMOUNT
        at = stop + 1


@inner_uncounted
def _after_bracket(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether a bracketed group stands right before: +265 (990) 02-24-73 is no date."""
    end = units.cells[at - 1, END]
    return at > 0 and 1 <= units.cells[at, BEGIN] - end <= 2 and chars[end] == 41
