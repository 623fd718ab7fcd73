"""Read the numbers of one post: digits, look-alike letters among them, and number words, as a row of units.

A unit is what its writer meant as one number: "84", "8A4" no, "O12" → 012, "oitenta e quatro" → 84, "double
zero" → 00, "themanini na nne" → 84, "quatre-vingt-dix-huit" → 98, "oitoquatro" → two units 8 and 4.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.numerals import FIGURES, LETTERS_ONLY, PIECE, beside, cut_pieces, leet, spoken
from amparo_detect.contacts.spelled import JOIN, PLUS, REPEAT, TENS, TIMES, UNIT, ZEROS
from amparo_detect.loops import inner_uncounted

DIGIT, WORD, LEET, PURE = 1, 2, 4, 8  # how a unit is written; PURE: look-alike letters alone ("OOO")
AMOUNT, COUNTED, LOOSE, PLUSSED, LONG = 1, 2, 4, 8, 16  # what else is known of it
_AGAIN = 80  # characters between the first and the last word of such a bracket
WIDEST = 30  # digits that a unit may have; a longer run is LONG and has none


# Columns of `Units.cells`.
BEGIN, END, FIRST, LAST, LENGTH, ORIGIN, FLAGS, LANGUAGE, SPARES = range(9)


class Units(NamedTuple):
    """Scratch for the units of one post, reused from post to post; a row for each unit.

    `cells[unit]`: `BEGIN`, `END` in `Folded.chars`; `FIRST`, `LAST` token; `LENGTH` of its digits in
    `digits[unit]`; `ORIGIN` and `FLAGS` as above; `LANGUAGE` bits of the words it was spelled in; `SPARES`,
    the length of its other reading in `spare[unit]`, where it has one: "oitenta quatro" is 84 or 80 and 4;
    the z of "84z000z0012" is a 2 or a mark between groups.
    """

    cells: npt.NDArray[np.int32]
    digits: npt.NDArray[np.uint8]
    spare: npt.NDArray[np.uint8]
    row: npt.NDArray[np.uint8]  # the digits of a number being put together
    pieces: npt.NDArray[np.int32]  # as in `numerals`


def scratch(tokens: int) -> Units:
    """Room for a post of `tokens` tokens; a glued word may hold several numbers."""
    room = tokens * 4 + 64
    return Units(
        np.zeros((room, SPARES + 1), dtype=np.int32),
        np.zeros((room, WIDEST), dtype=np.uint8),
        np.zeros((room, WIDEST), dtype=np.uint8),
        np.zeros(4 * WIDEST, dtype=np.uint8),
        np.zeros((room, PIECE), dtype=np.int32),
    )


@inner_uncounted
def value_of(units, unit):  # type: ignore[no-untyped-def]
    """The number that a unit's digits are."""
    value = np.int64(0)
    for place in range(units.cells[unit, LENGTH]):
        value = value * 10 + units.digits[unit, place]
    return value


@inner_uncounted
def read_units(text, first, last, spell, units):  # type: ignore[no-untyped-def]
    """Fill `units` with the numbers of the tokens `[first, last)`; how many there are."""
    chars, pieces, cells = text.chars, units.pieces, units.cells
    count = cut_pieces(text, first, last, spell, pieces)
    made = np.int64(0)
    at = np.int64(0)
    plussed = False
    while at < count and made < len(cells):
        kind = pieces[at, 0]
        if kind in (PLUS, JOIN, ZEROS, TIMES):
            plussed = plussed or kind == PLUS
            at += 1
            continue
        cells[made, SPARES] = 0
        state = 0
        after, length = _counted(chars, pieces, at, count, units.digits[made])
        if after > at:
            cells[made, ORIGIN] = DIGIT if kind == FIGURES and pieces[after - 1, 0] == FIGURES else WORD
        elif kind >= FIGURES:
            after = at + 1
            length, lettered = _figures(text, pieces[at, 3], pieces[at, 4], units.digits[made])
            if lettered and kind == FIGURES and length > 0:
                cells[made, SPARES] = _marked(chars, pieces[at, 3], pieces[at, 4], units.spare[made])
            if cells[made, SPARES] == 0 and pieces[at, 4] < len(chars) and chars[pieces[at, 4]] == 33:
                _exclaim(chars, pieces[at, 4], length, units, made)
            cells[made, ORIGIN] = PURE if kind == LETTERS_ONLY else LEET if lettered else DIGIT
            state = LONG if length == 0 else 0
        else:
            value, length, after = spoken(chars, pieces, at, count)
            if after == at:
                at += 1
                plussed = False
                continue
            for place in range(length):
                units.digits[made, length - 1 - place] = value % 10
                value //= 10
            _divide(chars, pieces, at, after, units, made)
            cells[made, ORIGIN] = WORD
            if after == at + 1 and pieces[at, 6]:
                state = LOOSE
        cells[made, BEGIN] = pieces[at, 3]
        cells[made, END] = pieces[after - 1, 4]
        cells[made, FIRST] = pieces[at, 5]
        cells[made, LAST] = pieces[after - 1, 7]
        cells[made, LENGTH] = length
        cells[made, LANGUAGE] = pieces[at, 2]
        if plussed and at > 0 and beside(pieces, at - 1, at):
            state |= PLUSSED
        cells[made, FLAGS] = state
        plussed = False
        at = after
        said = _again(chars, units, made)
        if said >= 0:
            cells[said, END] = cells[made, END] + 1
            cells[said, LAST] = cells[made, LAST]
            made = said
        made += 1
    return made


@inner_uncounted
def _divide(chars, pieces, at, after, units, made):  # type: ignore[no-untyped-def]
    """Give a ten and a unit with only a space between their other reading: "oitenta quatro", 80 and 4."""
    if after != at + 2 or pieces[at, 0] != TENS or units.digits[made, 1] == 0:
        return
    if pieces[at + 1, 3] - pieces[at, 4] == 1 and chars[pieces[at, 4]] == 32:  # no "e", "y", "na" between
        units.cells[made, SPARES] = 3
        units.spare[made, 0] = units.digits[made, 0]
        units.spare[made, 1] = 0
        units.spare[made, 2] = units.digits[made, 1]


@inner_uncounted
def _exclaim(chars, end, length, units, made):  # type: ignore[no-untyped-def]
    """Give figures with one ! or two behind their other reading, in which these are written for ones."""
    more = 1
    if end + 1 < len(chars) and chars[end + 1] == 33:
        more = 2
    if not 0 < length < WIDEST - more:
        return
    for place in range(length):
        units.spare[made, place] = units.digits[made, place]
    for place in range(more):
        units.spare[made, length + place] = 1
    units.cells[made, SPARES] = length + more


@inner_uncounted
def _again(chars, units, at):  # type: ignore[no-untyped-def]
    """The unit of which a bracket that ends with unit `at` only says again, in words or in figures, what it
    is: "8 (oito)", "85 (oito cinco)"; or -1.
    """
    cells, digits = units.cells, units.digits
    none = np.int64(-1)
    if cells[at, END] >= len(chars) or chars[cells[at, END]] != 41:
        return none
    first = np.int64(at)
    size = np.int64(cells[at, LENGTH])
    while chars[cells[first, BEGIN] - 1] != 40:
        first -= 1
        if first < 0 or cells[at, BEGIN] - cells[first, BEGIN] > _AGAIN:
            return none
        size += cells[first, LENGTH]
    said = first - 1
    if said < 0 or cells[first, BEGIN] - cells[said, END] > 2 or size != cells[said, LENGTH]:
        return none
    place = np.int64(0)
    for unit in range(first, at + 1):
        if (cells[unit, ORIGIN] == WORD) == (cells[said, ORIGIN] == WORD):
            return none
        for digit in range(cells[unit, LENGTH]):
            if digits[unit, digit] != digits[said, place]:
                return none
            place += 1
    return said


@inner_uncounted
def _figures(text, begin, end, digits):  # type: ignore[no-untyped-def]
    """Write the digits of a run, look-alike letters read as digits: `(length, whether there were letters)`;
    0 if too long.
    """
    if end - begin > WIDEST:
        return 0, False
    lettered = False
    for place in range(begin, end):
        code = text.chars[place]
        if 48 <= code <= 57:
            digits[place - begin] = code - 48
        else:
            digits[place - begin] = leet(code, True, text.capital[place])
            lettered = True
    return end - begin, lettered


@inner_uncounted
def _marked(chars, begin, end, digits):  # type: ignore[no-untyped-def]
    """The digits of a run without its letters, if one and the same letter stands between groups; how
    many, else 0.
    """
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


@inner_uncounted
def _single(chars, pieces, at, count):  # type: ignore[no-untyped-def]
    """The number below ten that piece `at` is by itself, a word or one figure, or -1."""
    if at >= count:
        return np.int64(-1)
    if pieces[at, 0] == UNIT:
        return np.int64(pieces[at, 1])
    code = chars[pieces[at, 3]]
    if pieces[at, 0] == FIGURES and pieces[at, 4] - pieces[at, 3] == 1 and 48 <= code <= 57:
        return np.int64(code) - 48
    return np.int64(-1)


@inner_uncounted
def _times(chars, pieces, at, count):  # type: ignore[no-untyped-def]
    """Whether "times" stands behind piece `at`, and no digit that is meant behind that."""
    after = at + 1
    if after >= count or pieces[after, 0] != TIMES or not beside(pieces, at, after):
        return False
    return not (beside(pieces, after, after + 1) and _single(chars, pieces, after + 1, count) >= 0)


@inner_uncounted
def _counted(chars, pieces, at, count, digits):  # type: ignore[no-untyped-def]
    """A digit that is said or written so many times: "double 0", "mara mbili sifuri", "five zeros", "3 times
    one", "5x0": `(next piece, digits)`; the same piece and 0 for none.
    """
    after = at + 1
    if after >= count:
        return at, np.int64(0)
    many = _single(chars, pieces, at, count)
    digit = np.int64(-1)
    gap = pieces[after, 3] - pieces[at, 4]
    if pieces[at, 0] == REPEAT and beside(pieces, at, after):
        many = np.int64(pieces[at, 1])
        if many == 0:
            many = _single(chars, pieces, after, count)
            after += 1
        if after < count and beside(pieces, after - 1, after):
            digit = _single(chars, pieces, after, count)
    elif many > 1 and pieces[after, 0] == ZEROS and beside(pieces, at, after):
        digit = np.int64(0)
    elif many >= 0 and _single(chars, pieces, after, count) > 1 and _times(chars, pieces, after, count):
        digit, many = many, _single(chars, pieces, after, count)  # "zero 3 vezes"
        after += 1
    elif many > 1 and pieces[after, 0] == TIMES and beside(pieces, at, after):
        after += 1
        if after < count and beside(pieces, after - 1, after):
            digit = _single(chars, pieces, after, count)
    elif many > 1 and pieces[at, 0] == FIGURES and gap == 1 and chars[pieces[at, 4]] == 120:
        end = pieces[after, 4]
        closed = end >= len(chars) or chars[end] != 120
        if closed and (pieces[at, 3] == 0 or chars[pieces[at, 3] - 1] != 120):
            digit = _single(chars, pieces, after, count)
    if digit < 0 or many < 2 or many > 9:
        return at, np.int64(0)
    for place in range(many):
        digits[place] = digit
    return after + 1, many
