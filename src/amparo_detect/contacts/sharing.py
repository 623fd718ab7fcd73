"""Numbers that share figures: 84/86 000 0012; 84 000 0012/13; 84 000 0012, 0013 ou 0014."""

import numpy as np

from amparo_detect.contacts.cutting import cheapest
from amparo_detect.contacts.judging import FARTHEST
from amparo_detect.contacts.plans import CODE, MOBILE, START, kinds_of
from amparo_detect.contacts.surroundings import either, listed
from amparo_detect.contacts.units import AMOUNT, COUNTED, DIGIT, FLAGS, LENGTH, ORIGIN, value_of
from amparo_detect.loops import inner_uncounted

MOST = 4  # numbers that share the beginning or the end of another


@inner_uncounted
def shared(text, known, where, units, bounds, read):  # type: ignore[no-untyped-def]
    """Whether the units `read` (first, last, whether with a country code), which look like a number, are
    home numbers that share their end: "84 / 83 000 0012" is none of Vietnam.
    """
    at, last, coded = read
    begin = np.int64(at)
    while begin < last and begin < at + MOST and _instead(text, known[0], units, begin):
        begin += 1
    if begin == at:
        return False
    inner = cheapest(text, known, where, units, bounds, begin)
    whole = inner[0] == last if coded else inner[0] >= last
    return whole and inner[3] == 0 and before(known, units, begin - 1, (begin, inner[0])) > 0


@inner_uncounted
def first_instead(text, facts, units, at):  # type: ignore[no-untyped-def]
    """The first of the units before `at` that may begin a number instead of it."""
    first = np.int64(at)
    while first > 0 and first > at - MOST and _instead(text, facts, units, first - 1):
        first -= 1
    return first


@inner_uncounted
def _instead(text, facts, units, at):  # type: ignore[no-untyped-def]
    """Whether a unit and the next may begin two numbers that share their end: 84/86, "84 ou 86", "84, 86"."""
    cells = units.cells
    size = cells[at, LENGTH]
    if cells[at + 1, LENGTH] != size or not 2 <= size <= 3:
        return False
    if cells[at, ORIGIN] != DIGIT or cells[at, FLAGS] & AMOUNT:
        return False
    return either(text, facts, units, at) or listed(text.chars, units, at)


@inner_uncounted
def before(known, units, instead, span):  # type: ignore[no-untyped-def]
    """The home number that begins with unit `instead` and not with the first of `span`: "84/86 000 0012"; or
    0.
    """
    cells, row = units.cells, units.row
    at, last = span
    if last == at:
        return np.int64(0)
    width = np.int64(0)
    for unit in range(at, last + 1):
        from_unit = instead if unit == at else unit
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
def behind(text, known, where, units, bounds, last):  # type: ignore[no-untyped-def]
    """How many units behind unit `last` stand for numbers that share the beginning of the one that ends
    there: 84 000 0012/13; 84 000 0012, 0013 ou 0014.
    """
    cells = units.cells
    found, size, after = 0, np.int64(0), last + 1
    said = False  # that the last of them is another number
    while after < bounds[4] and found < MOST:
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
    if not said or cheapest(text, known, where, units, bounds, last + 1)[0] > last + found:
        return 0  # none, or another number in full
    return found
