"""Read the numbers of one post: digits, look-alike letters among them, and number words, as a row of units.

A unit is what its writer meant as one number: "84", "8A4" no, "O12" → 012, "oitenta e quatro" → 84, "double
zero" → 00, "themanini na nne" → 84, "quatre-vingt-dix-huit" → 98, "oitoquatro" → two units 8 and 4.
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.numerals import FIGURES, LETTERS_ONLY, beside, cut_pieces, leet, spoken
from amparo_detect.contacts.spelled import JOIN, PLUS, REPEAT, TENS, ZEROS

DIGIT, WORD, LEET, PURE = 1, 2, 4, 8  # how a unit is written; PURE: look-alike letters alone ("OOO")
AMOUNT, COUNTED, LOOSE, PLUSSED, LONG = 1, 2, 4, 8, 16  # what else is known of it
WIDEST = 30  # digits that a unit may have; a longer run is LONG and has none


class Units(NamedTuple):
    """Scratch for the units of one post, reused from post to post; each column is as long as the longest
    post has tokens.

    `begin`, `end` in `Folded.chars`; `first`, `last` token; `digits[:, :length]`; `origin` and `flags` as
    above; `language` bits of the words it was spelled in. `spare[:, :spares]` is the unit's other reading,
    where it has one: "oitenta quatro" is 84 or 80 and 4; the z of "84z000z0012" is a 2 or a mark between
    groups.
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
    return Units(
        whole(),
        whole(),
        whole(),
        whole(),
        whole(),
        small(),
        small(),
        small(),
        digits,
        whole(),
        spare,
        np.zeros(4 * WIDEST, dtype=np.uint8),
        pieces,
    )


@numba.njit(cache=True, nogil=True)
def read_units(text, first, last, spell, units):  # type: ignore[no-untyped-def]
    """Fill `units` with the numbers of the tokens `[first, last)`; how many there are."""
    chars, pieces = text.chars, units.pieces
    count = cut_pieces(text, first, last, spell, pieces)
    made = 0
    at = 0
    plussed = False
    while at < count and made < len(units.begin):
        kind = pieces[at, 0]
        if kind in (PLUS, JOIN, ZEROS):
            plussed = plussed or kind == PLUS
            at += 1
            continue
        after = at + 1
        length = 0
        state = 0
        units.spares[made] = 0
        if kind >= FIGURES:
            length, state = _figures(chars, pieces[at, 3], pieces[at, 4], units.digits[made])
            if state == 1 and kind == FIGURES and length > 0:
                units.spares[made] = _marked(chars, pieces[at, 3], pieces[at, 4], units.spare[made])
            units.origin[made] = PURE if kind == LETTERS_ONLY else LEET if state == 1 else DIGIT
            state = LONG if length == 0 else 0
            units.last[made] = pieces[at, 1]
        else:
            value, length, after = spoken(pieces, at, count)
            if after == at and kind == REPEAT and at + 1 < count and beside(pieces, at, at + 1):
                after, length = _repeat_figure(chars, pieces, at, units.digits[made])
            if after == at:
                at += 1
                plussed = False
                continue
            if length > 0 and not (pieces[after - 1, 0] >= FIGURES):
                for place in range(length):
                    units.digits[made, length - 1 - place] = value // 10**place % 10
                spaced = (
                    after == at + 2 and pieces[at + 1, 3] - pieces[at, 4] == 1 and chars[pieces[at, 4]] == 32
                )
                if spaced and kind == TENS and value % 10:  # no "e", "y", "na" between
                    units.spares[made] = 3
                    spare = units.spare[made]
                    spare[0], spare[1], spare[2] = value // 10, 0, value % 10
            units.origin[made] = WORD
            units.last[made] = pieces[after - 1, 5]
            if after == at + 1 and pieces[at, 6]:
                state = LOOSE
        units.begin[made] = pieces[at, 3]
        units.end[made] = pieces[after - 1, 4]
        units.first[made] = pieces[at, 5]
        units.length[made] = length
        units.language[made] = pieces[at, 2]
        if plussed and at > 0 and beside(pieces, at - 1, at):
            state |= PLUSSED
        units.flags[made] = state
        plussed = False
        made += 1
        at = after
    return made


@numba.njit(cache=True, nogil=True)
def _figures(chars, begin, end, digits):  # type: ignore[no-untyped-def]
    """Write the digits of a run, look-alike letters read as digits: `(length, 1 if there were letters)`;
    0 if too long.
    """
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


@numba.njit(cache=True, nogil=True)
def _repeat_figure(chars, pieces, at, digits):  # type: ignore[no-untyped-def]
    """ "double 0": `(next piece, digits)`; the same piece and 0 if no single digit follows."""
    after = at + 1
    if pieces[after, 0] == FIGURES and pieces[after, 4] - pieces[after, 3] == 1:
        digit = leet(chars[pieces[after, 3]], True)
        code = chars[pieces[after, 3]]
        if 48 <= code <= 57:
            digit = code - 48
        for place in range(pieces[at, 1]):
            digits[place] = digit
        return after + 1, pieces[at, 1]
    return at, 0
