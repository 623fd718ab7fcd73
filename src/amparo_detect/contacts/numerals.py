"""The pieces of numbers among a post's tokens, and what number words make together: "oitenta e quatro" is
84.
"""

import numpy as np

from amparo_detect.contacts.spelled import (
    ARABIC,
    FRENCH,
    HUNDRED,
    HUNDREDFOLD,
    JOIN,
    SWAHILI,
    TEEN,
    TENS,
    UNIT,
    ZEROS,
    letter_of,
)
from amparo_detect.loops import inlined, inner_uncounted

FIGURES, LETTERS_ONLY = 20, 21  # kinds of piece beside those of `spelled`: digits, look-alike letters alone
PIECE = 8  # columns of a piece: kind, value, languages, begin, end, first token, loose, last token


@inlined
def leet(code: int, inside: bool, capital: bool) -> int:
    """The digit that a letter is drawn like, or -1. Some are believed only with digits on both sides."""
    if code == 111:  # o
        return 0
    if code == 108 or code == 105:  # l i
        return 1
    if code == 122:  # z
        return 2
    if code == 115:  # s
        return 5
    if code == 98:  # B b
        return 8 if capital else 6
    if code == 103:  # G g
        return 6 if capital else 9
    if code == 113:  # Q q
        return 0 if capital else 9
    if code == 0x437:  # the Cyrillic letters ze, be and che
        return 3
    if code == 0x431:
        return 6
    if code == 0x447:
        return 4
    if inside:
        if code == 101:  # e
            return 3
        if code == 97:  # a
            return 4
        if code == 116:  # t
            return 7
        if code == 33:  # !
            return 1
    return -1


@inner_uncounted
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
            letter = letter_of(chars[look])
            if letter < 0:
                break
            state = step[state, letter]
            if state == 0:
                break
            look += 1
            if kinds[state] != 0 and (
                kinds[state] != ZEROS or look == end
            ):  # "zeroseis" is no "zeros" and "eis"
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
        row[7] = token
        at += 1
        place = stop
    return at


@inner_uncounted
def _spell_apart(text, token, last, spell, pieces, count):  # type: ignore[no-untyped-def]
    """Number words whose letters stand apart, always with the same one mark between: "o i t o", "z-e-r-o".

    `(pieces then, next token)`; as many pieces as before if there are none.
    """
    chars, begins, ends = text.chars, text.begin, text.end
    step, kinds, values, languages, loose = spell
    stop = token
    while (
        stop < last
        and ends[stop] - begins[stop] == 1
        and 97 <= chars[begins[stop]] <= 122
        and (stop == token or begins[stop] - ends[stop - 1] == 1)
        and (stop <= token + 1 or chars[ends[stop - 1]] == chars[ends[token]])
    ):
        stop += 1
    at = count
    place = token
    while place < stop and stop - token >= 2 and at < len(pieces):
        state = np.int64(1)
        best = np.int64(0)
        end = place
        look = place
        while look < stop:
            state = np.int64(step[state, chars[begins[look]] - 97])
            if state == 0:
                break
            look += 1
            if kinds[state] != 0:
                best = state
                end = look
        if best == 0:
            break
        row = pieces[at]
        row[0] = kinds[best]
        row[1] = values[best]
        row[2] = languages[best]
        row[3] = begins[place]
        row[4] = ends[end - 1]
        row[5] = place
        row[6] = loose[best]
        row[7] = end - 1
        at += 1
        place = end
    # two letters are a word only behind another one whose letters stand apart
    behind = count > 0 and pieces[count - 1, 7] == token - 1 and pieces[count - 1, 5] < token - 1
    return (at, place) if place - token >= (2 if behind else 3) else (count, token)


@inner_uncounted
def _is_leet(text, token, inside):  # type: ignore[no-untyped-def]
    for place in range(text.begin[token], text.end[token]):
        if leet(text.chars[place], inside, text.capital[place]) < 0:
            return False
    return True


@inner_uncounted
def _is_one(text, token, stop, last):  # type: ignore[no-untyped-def]
    """Whether a ! between the tokens `stop - 1` and `stop`, alone and beside figures, is written for a 1."""
    chars, begins, ends, kinds = text.chars, text.begin, text.end, text.kind
    if begins[stop] - ends[stop - 1] != 1 or chars[ends[stop - 1]] != 33:
        return False
    if kinds[stop - 1] == 1 and ends[stop - 1] - begins[stop - 1] > 3:
        return False
    if kinds[stop] == 1 and ends[stop] - begins[stop] > 3:
        return False
    if stop - 1 > token and chars[begins[stop - 1] - 1] == 33:
        return False
    return not (stop + 1 < last and chars[ends[stop]] == 33 and begins[stop + 1] - ends[stop] == 1)


@inlined
def _goes_on(text, at, begin, end, pieces, count):  # type: ignore[no-untyped-def]
    """Whether a capital by itself is a part of what stands right behind figures from `at` on: the last of
    8I2 000 03Z A and of 8I2 000 03A.
    """
    behind = count > 0 and pieces[count - 1, 0] >= FIGURES and at - pieces[count - 1, 4] == 1
    return behind and end - begin == 1 and text.capital[begin]


@inlined
def _is_plain(text, token, last, spell):  # type: ignore[no-untyped-def]
    """Whether a token is a word that no number is, told by its first letters: most of what is read."""
    begin, end = text.begin[token], text.end[token]
    first = text.chars[begin]
    if text.kind[token] != 1 or end - begin < 2:
        return False
    if token + 1 < last and (text.begin[token + 1] == end or text.chars[end] == 33):
        return False
    if not 97 <= first <= 122:
        letter = letter_of(first)
        return leet(first, False, False) < 0 and (letter < 0 or spell[0][1, letter] == 0)
    second = text.chars[begin + 1]
    if end - begin <= 8 and leet(first, False, False) >= 0 and leet(second, False, False) >= 0:
        return False
    step, kinds = spell[0], spell[1]
    state = step[1, first - 97]
    if state == 0 or kinds[state] != 0 or not 97 <= second <= 122:
        return state == 0
    state = step[state, second - 97]
    if state == 0 or kinds[state] != 0 or end - begin == 2:
        return state == 0 or kinds[state] == 0
    third = text.chars[begin + 2]
    return 97 <= third <= 122 and step[state, third - 97] == 0


@inner_uncounted
def _is_disguised(text, token, stop, spell, pieces, count):  # type: ignore[no-untyped-def]
    """Whether the letters among glued tokens `[token, stop)` are drawn like digits, and no number words."""
    for part in range(token, stop):
        if text.kind[part] == 1:
            inside = part > token and part + 1 < stop
            begin, end = text.begin[part], text.end[part]
            last = inside or _goes_on(text, text.begin[token], begin, end, pieces, count)
            if end - begin > 8 or not _is_leet(text, part, last):
                return False
            if end - begin > 2 and _spell(text, part, spell, pieces, count) > 0:  # "82000seisseis43"
                return False
    return True


@inner_uncounted
def cut_pieces(text, first, last, spell, pieces):  # type: ignore[no-untyped-def]
    """The numbers' pieces of the tokens `[first, last)` in reading order; how many."""
    chars, begins, ends, kinds, _, _, _ = text
    count = np.int64(0)
    token = first
    room = len(pieces) - 40
    while token < last and count < room:
        if _is_plain(text, token, last, spell):
            token += 1
            continue
        if ends[token] - begins[token] == 1 and kinds[token] == 1:
            found, stop = _spell_apart(text, token, last, spell, pieces, count)
            if found > count:
                count, token = found, stop
                continue
        stop = token + 1
        figures = kinds[token] == 2
        while (
            stop < last
            and kinds[stop] != 3
            and kinds[token] != 3
            and (begins[stop] == ends[stop - 1] or _is_one(text, token, stop, last))
        ):
            figures = figures or kinds[stop] == 2 or begins[stop] > ends[stop - 1]
            stop += 1
        if stop - token > 1 and figures and _is_disguised(text, token, stop, spell, pieces, count):
            _row(pieces, count, FIGURES, begins[token], ends[stop - 1], token)
            pieces[count, 7] = stop - 1
            count += 1
            token = stop
            continue
        for part in range(token, stop):
            if kinds[part] == 2:
                _row(pieces, count, FIGURES, begins[part], ends[part], part)
                count += 1
                continue
            begin, end = begins[part], ends[part]
            code = chars[begin]
            found = np.int64(-1)
            letter = letter_of(code)
            if letter >= 0 and spell[0][1, letter] != 0:
                found = _spell(text, part, spell, pieces, count)
            if found > 0 and count < room:
                count = found
            elif (
                stop - token == 1
                and end - begin <= 8
                and (end - begin <= 2 or text.word[part] < 0)
                and _is_leet(text, part, _goes_on(text, begin, begin, end, pieces, count))
            ):
                _row(pieces, count, LETTERS_ONLY, begin, end, part)
                count += 1
        token = stop
    return count


@inlined
def _row(pieces, at, kind, begin, end, token):  # type: ignore[no-untyped-def]
    pieces[at, 0] = kind
    pieces[at, 2] = 0
    pieces[at, 3] = begin
    pieces[at, 4] = end
    pieces[at, 5] = token
    pieces[at, 6] = 0
    pieces[at, 7] = token


@inlined
def beside(pieces, left, right):  # type: ignore[no-untyped-def]
    """Whether two pieces stand together as words of one number do: one space or hyphen between them."""
    return pieces[right, 5] - pieces[left, 7] <= 1 and pieces[right, 3] - pieces[left, 4] <= 1


@inner_uncounted
def _begins_eighty(chars, pieces, at, count):  # type: ignore[no-untyped-def]
    """Whether piece `at` is the quatre of a hyphenated quatre-vingt, with no hyphen before it."""
    after = at + 1
    return (
        pieces[at, 1] == 4
        and pieces[at, 2] & FRENCH != 0
        and after < count
        and pieces[after, 0] == TENS
        and pieces[after, 1] == 20
        and pieces[after, 3] - pieces[at, 4] == 1
        and chars[pieces[at, 4]] == 45
        and chars[pieces[at, 3] - 1] != 45
    )


@inner_uncounted
def _tail(chars, pieces, at, count):  # type: ignore[no-untyped-def]
    """The number below 100 that is spelled from piece `at` on: `(value, next piece)`; value -1 for none."""
    if at >= count:
        return -1, at
    kind, value, language = pieces[at, 0], pieces[at, 1], pieces[at, 2]
    if kind == UNIT:
        if value == 4 and language & FRENCH:  # quatre-vingt
            after = at + 1
            if (
                after < count
                and beside(pieces, at, after)
                and pieces[after, 0] == TENS
                and pieces[after, 1] == 20
            ) and pieces[after, 2] & FRENCH:
                return _teens(pieces, after, count, np.int64(80))
        if language & ARABIC and value > 0:
            return _arabic(pieces, at, count)
        return value, at + 1
    if kind == TEEN:
        return value, at + 1
    if kind == TENS:
        if value == 60 and language & FRENCH:
            return _teens(pieces, at, count, np.int64(60))
        after = at + 1
        joined = False
        if after < count and pieces[after, 0] == JOIN and beside(pieces, at, after):
            joined = True
            after += 1
        if after < count and beside(pieces, after - 1, after) and pieces[after, 0] == UNIT:
            unit = pieces[after, 1]
            fits = unit > 0 and not _begins_eighty(chars, pieces, after, count)
            if value == 10:
                fits = unit >= 7 if language & FRENCH else (joined and unit > 0)
            if fits:
                return value + unit, after + 1
        return value, at + 1
    return -1, at


@inner_uncounted
def _arabic(pieces, at, count):  # type: ignore[no-untyped-def]
    """Arabic says the unit first, five and ninety, and the teens without an and."""
    value, after = np.int64(pieces[at, 1]), at + 1
    joined = after < count and pieces[after, 0] == JOIN and beside(pieces, at, after)
    after += joined
    if after < count and pieces[after, 0] == TENS and pieces[after, 2] & ARABIC:
        ten = pieces[after, 1]
        if beside(pieces, after - 1, after) and (ten > 10) == joined:
            return value + ten, after + 1
    return value, at + 1


@inner_uncounted
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


@inner_uncounted
def spoken(chars, pieces, at, count):  # type: ignore[no-untyped-def]
    """A number word or several that make one number: `(value, digits written, next piece)`; next is `at`
    for none.
    """
    kind, value, language = pieces[at, 0], np.int64(pieces[at, 1]), pieces[at, 2]
    after = at + 1
    if (
        (kind == UNIT and value > 0 and after < count and beside(pieces, at, after))
        and pieces[after, 0] == HUNDREDFOLD
        and not pieces[after, 2] & SWAHILI
    ):
        return _hundreds(chars, pieces, after, count, value * 100)
    if kind == HUNDRED:
        return _hundreds(chars, pieces, at, count, value)
    if kind == HUNDREDFOLD:
        if language & SWAHILI:  # mia mbili = 200
            if (
                after < count
                and beside(pieces, at, after)
                and pieces[after, 0] == UNIT
                and pieces[after, 1] > 0
            ):
                return _hundreds(chars, pieces, after, count, np.int64(pieces[after, 1]) * 100)
            return 100, 3, after
        if language & FRENCH:
            return _hundreds(chars, pieces, at, count, np.int64(100))
        return 0, 0, at
    value, after = _tail(chars, pieces, at, count)
    if value < 0:
        return 0, 0, at
    return value, 2 if value >= 10 else 1, after


@inner_uncounted
def _hundreds(chars, pieces, at, count, value):  # type: ignore[no-untyped-def]
    """What is added to hundreds whose last piece is `at`."""
    after = at + 1
    joined = False
    if after < count and pieces[after, 0] == JOIN and beside(pieces, at, after):
        joined = True
        after += 1
    if after < count and beside(pieces, after - 1, after):
        rest, then = _tail(chars, pieces, after, count)
        if rest > 0 and (joined or rest >= 10):
            return value + rest, 3, then
    return value, 3, at + 1
