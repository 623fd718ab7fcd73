"""What figures are that look like a telephone number and are none: years, degrees, counts, addresses, running
numbers.
"""

import numpy as np

from amparo_detect.contacts.lexicon import PHONE, WEAK
from amparo_detect.contacts.units import BEGIN, DIGIT, END, FIRST, LAST, LENGTH, ORIGIN, value_of
from amparo_detect.loops import inner_uncounted


@inner_uncounted
def of_years(chars, units, at, last):  # type: ignore[no-untyped-def]
    """Whether units are years, two of them side by side at least, or begin as what is numbered by the year
    does: 2009, 2010; 2015/123456/07.
    """
    cells = units.cells
    years = 0
    for unit in range(at, last + 1):
        year = cells[unit, LENGTH] == 4 and 1500 <= value_of(units, unit) <= 2100
        years = years + 1 if year else 0
        if years == 2 or (year and unit == at and chars[cells[at, END]] == 47):
            return True
    return False


@inner_uncounted
def located(chars, units, at, last, count):  # type: ignore[no-untyped-def]
    """Whether units are one of two numbers that say where a place is: -17.327997, 31.304575."""
    if not degrees(chars, units, at, last):
        return False
    before = at >= 2 and degrees(chars, units, at - 2, at - 1)
    return before or (last + 2 < count and degrees(chars, units, last + 1, last + 2))


@inner_uncounted
def degrees(chars, units, at, last):  # type: ignore[no-untyped-def]
    """Whether units are written as a degree of latitude or longitude is."""
    cells = units.cells
    if last != at + 1 or cells[at, LENGTH] > 3 or not 4 <= cells[last, LENGTH] <= 8:
        return False
    end = cells[at, END]
    return cells[last, BEGIN] == end + 1 and chars[end] == 46 and value_of(units, at) <= 180


@inner_uncounted
def dotted_on(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether a dot joins a unit to the one before: 192.168.85.179 has no number within."""
    end = units.cells[at - 1, END]
    return at > 0 and units.cells[at, BEGIN] == end + 1 and chars[end] == 46


@inner_uncounted
def counted(units, at, last):  # type: ignore[no-untyped-def]
    """Whether units rise in equal steps: sizes 36, 38, 40, 42."""
    step = value_of(units, at + 1) - value_of(units, at) if last > at else np.int64(0)
    for unit in range(at + 1, last):
        if value_of(units, unit + 1) - value_of(units, unit) != step:
            return False
    return step > 0 and last - at >= 3


@inner_uncounted
def dated(chars, units, at, last):  # type: ignore[no-untyped-def]
    """Whether units end with a year behind a slash or a word: 87296/2022; 1 508 353 em 2017."""
    cells = units.cells
    if last == at or cells[last, LENGTH] != 4 or not 1950 <= value_of(units, last) <= 2040:
        return False
    end, begin = cells[last - 1, END], cells[last, BEGIN]
    if begin - end == 1 and chars[end] == 47:
        return last - at <= 2 and cells[at, ORIGIN] == DIGIT
    return begin - end == 4 and 97 <= chars[end + 1] <= 122 and 97 <= chars[end + 2] <= 122


@inner_uncounted
def enumerated(chars, units, at, last):  # type: ignore[no-untyped-def]
    """Whether units of as many figures are a list, the last of them behind a word: 865, 523 and 925."""
    cells = units.cells
    if last - at < 2 or cells[last, ORIGIN] != DIGIT or cells[last, LENGTH] != cells[at, LENGTH]:
        return False
    for unit in range(at, last - 1):
        end = cells[unit, END]
        if cells[unit + 1, BEGIN] != end + 2 or chars[end] != 44 or cells[unit, ORIGIN] != DIGIT:
            return False
    letter = chars[cells[last - 1, END] + 1]
    return cells[last, BEGIN] - cells[last - 1, END] >= 3 and not 33 <= letter <= 63


@inner_uncounted
def named_file(chars, end):  # type: ignore[no-untyped-def]
    """Whether what ends before `end` is the name of a file: 831052045.pdf."""
    if end + 3 >= len(chars) or chars[end] != 46:
        return False
    a, b, c = chars[end + 1], chars[end + 2], chars[end + 3]
    known = (
        (a == 112 and (b == 100 or b == 110))  # pdf, png
        or (a == 106 and b == 112)  # jpg, jpeg
        or (a == 109 and b == 112)  # mp3, mp4
        or (a == 100 and b == 111 and c == 99)  # doc, docx
        or (a == 120 and b == 108 and c == 115)  # xls, xlsx
        or (a == 111 and (b == 112 or b == 103))  # opus, ogg
        or (a == 116 and b == 120 and c == 116)  # txt
    )
    return known and (97 <= c <= 122 or 48 <= c <= 57)


@inner_uncounted
def dialled(chars, units, at, last):  # type: ignore[no-untyped-def]
    """Whether units are a part of a code that a telephone is told to do something by: *181*1*2*5212#."""
    cells = units.cells
    begin, end = cells[at, BEGIN], cells[last, END]
    if begin == 0 or chars[begin - 1] != 42 or end >= len(chars) or chars[end] != 35:
        return False
    for unit in range(at, last):  # noqa: SIM110 (numba knows no generators)
        if chars[cells[unit, END]] == 42:
            return True
    return False


@inner_uncounted
def masked(chars, end):  # type: ignore[no-untyped-def]
    """Whether figures are left out behind, 82 000 06__, or a letter that is counted by: 825900079-A."""
    if end + 1 >= len(chars):
        return False
    code = chars[end]
    lettered = code == 45 and 97 <= chars[end + 1] <= 122
    if lettered and (end + 2 >= len(chars) or not 97 <= chars[end + 2] <= 122):
        return True
    return chars[end + 1] == code and (code == 95 or code == 0xD7 or code == 0x2022)


@inner_uncounted
def glued(text, facts, units, at, last, bounds):  # type: ignore[no-untyped-def]
    """Whether units are a piece of figures and letters that are all joined, as a chassis' or a computer's
    numbers are: JTDBR32E467098594; zap840000012ok is none.
    """
    before, after = units.cells[at, FIRST] - 1, units.cells[last, LAST] + 1
    begin, end = units.cells[at, BEGIN], units.cells[last, END]
    if before <= bounds[2] or text.end[before] != begin or not 97 <= text.chars[begin - 1] <= 122:
        return False
    word = text.word[before]
    if word >= 0 and facts[word] & (PHONE | WEAK):
        return False
    for place in range(begin, end):
        if 97 <= text.chars[place] <= 122:
            return True
    goes_on = after < bounds[3] and text.begin[after] == end and 97 <= text.chars[end] <= 122
    return goes_on or (text.kind[before - 1] == 2 and text.end[before - 1] == text.begin[before])


@inner_uncounted
def numbered(text, facts, first, floor, home):  # type: ignore[no-untyped-def]
    """Whether a few capitals are joined to token `first` that do not speak of calling: JOB-18352814,
    DOC18352814; with a hyphen to no number of the `home` country.
    """
    before = first - 1
    if before < floor or text.kind[before] != 1:
        return False
    begin, end, word = text.begin[before], text.end[before], text.word[before]
    if text.begin[first] > end + 1 or not 2 <= end - begin <= 4:
        return False
    if text.begin[first] > end and (text.chars[end] != 45 or home):
        return False
    for place in range(begin, end):
        if not text.capital[place]:
            return False
    return word < 0 or not facts[word] & (PHONE | WEAK)


@inner_uncounted
def ordered(chars, units, at, last):  # type: ignore[no-untyped-def]
    """Whether units are written as a computer's address, 82.123.45.67, or count: 2, 3, 4, 5, 9, 10."""
    cells = units.cells
    rises, dots = 0, 0
    bytes_only = True
    for unit in range(at, last + 1):
        value = value_of(units, unit)
        bytes_only = bytes_only and cells[unit, LENGTH] <= 3 and value <= 255
        if unit < last:
            rises += value < value_of(units, unit + 1)
            end = cells[unit, END]
            dots += chars[end] == 46 and cells[unit + 1, BEGIN] == end + 1
    return (last - at >= 4 and rises == last - at) or (last - at == 3 and dots == 3 and bytes_only)


@inner_uncounted
def in_link(chars, begin, end, floor):  # type: ignore[no-untyped-def]
    """Whether a number is a part of a link's path: …://example.org/job/840000012; not wa.me/258840000012."""
    slashes = 0
    domain = False
    place = begin - 1
    while place > floor and chars[place] > 32:
        code, before = chars[place], chars[place - 1]
        if code == 64:  # who@example.org/840000012
            return False
        if code == 47:
            if before == 47 and place - 2 >= floor and chars[place - 2] == 58:
                return True
            slashes += 1
        domain = domain or (
            slashes > 0 and code == 46 and 97 <= before <= 122 and 97 <= chars[place + 1] <= 122
        )
        place -= 1
    goes_on = end < len(chars) and (chars[end] == 47 or 97 <= chars[end] <= 122)
    return domain and (slashes > 1 or goes_on)


@inner_uncounted
def mixed_marks(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether a slash and another mark stand between the figures: 9027-05/26 is a document's number."""
    slash = False
    other = False
    for place in range(begin, end):
        slash = slash or chars[place] == 47
        other = other or chars[place] == 45 or chars[place] == 46
    return slash and other
