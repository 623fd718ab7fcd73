"""What stands before, between and behind the numbers of a post: points against their being one telephone
number.
"""

import numpy as np

from amparo_detect.contacts.lexicon import (
    BACKWARD,
    BETWEEN,
    CURRENCY,
    DIAL,
    EITHER,
    IDENTITY,
    MONTH,
    PHONE,
    QUANTITY,
    WAGE,
    WEAK,
)
from amparo_detect.contacts.quantities import is_mark
from amparo_detect.contacts.units import (
    AMOUNT,
    BEGIN,
    DIGIT,
    END,
    FIRST,
    FLAGS,
    LAST,
    LENGTH,
    LOOSE,
    ORIGIN,
    PLUSSED,
    PURE,
    value_of,
)
from amparo_detect.loops import inlined, inner_uncounted
from amparo_detect.text.alphabet import TELEPHONE

NEVER = 1000  # points: these two units are not parts of one number
_LONGEST_FILLER = 12  # letters of a word that may stand within a number; Thai writes whole sentences as one
_CODE_REACH = 16  # characters between a number and the country code behind it
_CUE_REACH = 8  # tokens before a number in which a word like "ligue" speaks for it


@inner_uncounted
def has_plus(chars, units, at, floor):  # type: ignore[no-untyped-def]
    """1 where a plus sign (or its word) stands before the unit: what follows begins with a country code."""
    cells = units.cells
    if cells[at, FLAGS] & PLUSSED:
        return 1
    place = cells[at, BEGIN] - 1
    steps = 0
    while place >= floor and steps < 3 and (chars[place] == 32 or chars[place] == 40):
        place -= 1
        steps += 1
    if place >= floor and chars[place] == 43:
        return 1
    end = cells[at, END]  # (965+) 6600 0012: as a program that mixes directions turns it
    if end < len(chars) and chars[end] == 43 and cells[at, LENGTH] <= 3:
        return 1
    # …wa.me/258…, …phone=258…: a link's number is written with its country code and no sign
    if place >= floor + 3 and chars[place] == 47 and chars[place - 1] == 101 and chars[place - 2] == 109:
        return 1
    if place >= floor + 5 and chars[place] == 61 and chars[place - 1] == 101 and chars[place - 2] == 110:
        return 1
    return 0


@inner_uncounted
def in_brackets(chars, units, at, floor):  # type: ignore[no-untyped-def]
    """Whether a unit stands alone in brackets: "(265) 880 000 012" may begin with a country code."""
    begin, end = units.cells[at, BEGIN], units.cells[at, END]
    return begin > floor and chars[begin - 1] in (40, 91) and end < len(chars) and chars[end] in (41, 93)


@inner_uncounted
def with_plus(chars, begin, floor):  # type: ignore[no-untyped-def]
    """Where the number begins with its sign and bracket: (+258) …, + 258 …"""
    place = begin - 1
    while place >= floor and chars[place] == 32 and place > begin - 3:
        place -= 1
    if place < floor or chars[place] != 43:
        return begin
    return place - 1 if place > floor and chars[place - 1] == 40 else place


@inner_uncounted
def cues(text, facts, first, bounds):  # type: ignore[no-untyped-def]
    """Whether a word shortly before token `first` says that a telephone number comes, or that another number
    does.

    Only the nearest word that means something can bar: "NUIT nº 400…", "código do processo: …". And whether
    one of the four nearest says that a country code comes: "código 258, número 84…".
    """
    chars, begins, ends, kinds, words, _, _ = text
    floor = bounds[2]
    cue = phone = _is_drawn(chars, begins[first], bounds[0])
    barred = False
    nearest = True
    dial = False
    for back in range(1, _CUE_REACH + 1):
        token = first - back
        if token < floor:
            break
        sentence = ends[token] - begins[token] >= 6 or kinds[token] == 2  # and no abbreviation
        for place in range(ends[token], begins[token + 1]):
            stop = sentence and chars[place] == 46 and chars[place + 1] == 32
            if chars[place] == 10 or stop:
                nearest = False
        word = words[token]
        flag = facts[word] if word >= 0 else np.uint32(0)
        dial = dial or (back <= 4 and flag & DIAL != 0)
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
    return cue and not barred, barred, dial


@inner_uncounted
def _is_drawn(chars, begin, floor):  # type: ignore[no-untyped-def]
    """Whether a telephone is drawn before `begin`, nothing but a mark or two between."""
    for place in range(begin - 1, max(begin - 5, floor - 1), -1):
        code = chars[place]
        if code == TELEPHONE:
            return True
        if 48 <= code <= 57 or 97 <= code <= 122:
            return False
    return False


@inner_uncounted
def cue_after(words, facts, last, ceiling):  # type: ignore[no-untyped-def]
    """Whether one of the three words behind token `last` speaks of calling: "… WhatsApp"."""
    for token in range(last + 1, min(last + 4, ceiling)):
        if words[token] >= 0 and facts[words[token]] & PHONE:
            return True
    return False


@inner_uncounted
def gap_between(text, facts, units, left, right, bounds):  # type: ignore[no-untyped-def]
    """What stands between two units: `(points, unknown words, whether one of them speaks of calling)`."""
    cells = units.cells
    chars, begins, ends, kinds, words, _, _ = text
    first, last = bounds[2], bounds[3]
    begin, end = cells[left, END], cells[right, BEGIN]
    known = 0
    unknown = 0
    called = False
    for token in range(cells[left, LAST] + 1, cells[right, FIRST]):
        if kinds[token] == 2:
            return NEVER, 0, False
        word = words[token]
        if word >= 0:
            if facts[word] & (EITHER | QUANTITY | WAGE | CURRENCY | MONTH):
                return NEVER, 0, False
            if facts[word] & BETWEEN:
                known += 1
                continue
            if facts[word] & IDENTITY:
                return NEVER, 0, False
            called = called or (facts[word] & PHONE) != 0
        if begins[token] == begin and ends[token] == end and is_mark(text, token, first, last):
            continue  # 84x000x0012
        if begins[token] == begin and ends[token] == end and _strays(text, units, left, right):
            known += 2  # 84h0000012
            continue
        if _crosses(chars, begins[token], ends[token]):
            continue  # 84000 xx 0012
        if ends[token] - begins[token] > _LONGEST_FILLER:
            return NEVER, 0, False
        unknown += 1
    if known > 5 or unknown > 3:
        return NEVER, 0, False
    if unknown and (
        (cells[left, FLAGS] | cells[right, FLAGS]) & LOOSE
        or (cells[left, ORIGIN] | cells[right, ORIGIN]) & PURE
    ):
        return NEVER, 0, False
    if _is_nothing(chars, units, left, right):
        return NEVER, 0, False
    points = known * 3 + (6 + unknown * 6 if unknown else 0) + (15 if cells[right, FLAGS] & PLUSSED else 0)
    size = end - begin
    if size > 60 or (unknown == 0 and known == 0 and size > 30):
        return NEVER, 0, False
    marks = _marks_between(chars, cells, (left, right), begin, end, unknown)
    if marks >= NEVER:
        return NEVER, 0, False
    points += marks
    if size > 3 and known + unknown == 0:
        points += 3
    return points, unknown, called


@inner_uncounted
def _strays(text, units, left, right):  # type: ignore[no-untyped-def]
    """Whether one letter alone stands between two units that no other letters are joined to."""
    begin, end = units.cells[left, BEGIN], units.cells[right, END]
    if units.cells[right, BEGIN] - units.cells[left, END] != 1:
        return False
    before = begin > 0 and 97 <= text.chars[begin - 1] <= 122
    return not before and not (end < len(text.chars) and 97 <= text.chars[end] <= 122)


@inner_uncounted
def _is_nothing(chars, units, left, right):  # type: ignore[no-untyped-def]
    """Whether the right unit is only what a table writes behind a whole number: 840000012.0"""
    cells = units.cells
    end = cells[left, END]
    dotted = cells[right, BEGIN] == end + 1 and chars[end] == 46
    return dotted and cells[left, LENGTH] >= 7 and cells[right, LENGTH] <= 2 and value_of(units, right) == 0


@inner_uncounted
def _crosses(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether a word is a few crosses, xx or xxx: one stands between measures."""
    if not 2 <= end - begin <= 3:
        return False
    for place in range(begin, end):  # noqa: SIM110 (numba knows no generators)
        if chars[place] != 120:
            return False
    return True


@inner_uncounted
def _marks_between(chars, cells, sides, begin, end, unknown):  # type: ignore[no-untyped-def]
    """Points for the marks between two units; NEVER for one that stands in no number."""
    before, after = cells[sides[0], LENGTH], cells[sides[1], LENGTH]
    points = np.int64(0)
    for place in range(begin, end):
        code = chars[place]
        if code == 43 and place == begin and before <= 3 and begin + 1 < end:
            continue  # (965+) 6600 0012
        if code == 43:  # "84 + 000 + 0012", but no country code
            apart = begin < place < end - 1 and chars[place - 1] == 32 and chars[place + 1] == 32
            if not (apart or end - begin == 1) or before > 10 or after > 6:
                return np.int64(NEVER)
            points += 5
        if unknown and _ends_sentence(chars, place, end):
            return np.int64(NEVER)
        if code == 42 and place + 3 < end and _stars(chars, place):
            return np.int64(NEVER)
        if code == 10:
            points += 8
        elif code == 44 or code == 59:
            if before >= 5 and after >= 5:
                return np.int64(NEVER)
            points += 6 if before > 2 else 2
        elif code == 47 or code == 124:
            if before >= 6 and after >= 6:
                return np.int64(NEVER)
            points += 3
        elif code == 58 or code == 61 or code == 37 or code == 64:
            points += 10
        elif (code == 46 or code == 33 or code == 63) and place + 1 < end and (unknown or before > 4):
            points += 5
    return points


@inner_uncounted
def _ends_sentence(chars, place, end):  # type: ignore[no-untyped-def]
    """Whether a line or a sentence ends at `place` and another begins before `end`."""
    code = chars[place]
    return code == 10 or (code in (33, 46, 63) and place + 1 < end and chars[place + 1] == 32)


@inner_uncounted
def _stars(chars, place):  # type: ignore[no-untyped-def]
    """Whether figures are left out from `place` on: 84****12."""
    for step in range(1, 4):  # noqa: SIM110 (numba knows no generators)
        if chars[place + step] != 42:
            return False
    return True


@inner_uncounted
def same_gap(chars, units, left, middle, right):  # type: ignore[no-untyped-def]
    """Whether the same stands between units `left` and `middle` as between `middle` and `right`."""
    cells = units.cells
    begin, other = cells[left, END], cells[middle, END]
    size = cells[middle, BEGIN] - begin
    if cells[right, BEGIN] - other != size:
        return False
    for place in range(size):  # noqa: SIM110 (numba knows no generators)
        if chars[begin + place] != chars[other + place]:
            return False
    return True


@inner_uncounted
def backward_near(words, facts, first, last, bounds):  # type: ignore[no-untyped-def]
    """Whether a word near the tokens `[first, last]` says that a number is written from its end."""
    for token in range(max(bounds[2], first - 7), min(bounds[3], last + 5)):
        if words[token] >= 0 and facts[words[token]] & BACKWARD:
            return True
    return False


@inner_uncounted
def _tight(chars, units, left, right):  # type: ignore[no-untyped-def]
    """Whether two units stand together as the groups of one number do."""
    cells = units.cells
    if cells[left, FLAGS] & LOOSE or cells[right, FLAGS] & LOOSE:
        return False
    size = cells[right, BEGIN] - cells[left, END]
    if (
        size <= 3
        and cells[left, LENGTH] <= 2
        and cells[right, LENGTH] <= 2
        and (cells[left, ORIGIN] == cells[right, ORIGIN] or cells[left, LENGTH] + cells[right, LENGTH] == 2)
        and not is_point(chars, units, left)
        and chars[cells[left, END]] != 10
        and cells[right, FIRST] - cells[left, LAST] == 1
    ):
        return True
    if size > 1:
        return False
    if size == 0:
        return True
    code = chars[cells[left, END]]
    return code == 32 or code == 45 or code == 46


@inner_uncounted
def edge_before(chars, units, at, bounds):  # type: ignore[no-untyped-def]
    """Points for figures that stand right before: perhaps the number is a piece of a longer one."""
    cells = units.cells
    points = 0
    if at > 0 and cells[at - 1, ORIGIN] != PURE and _tight(chars, units, at - 1, at):
        points = 5 if cells[at - 1, FLAGS] & AMOUNT else 25
        if cells[at - 1, LENGTH] >= 7:
            points = 4
        elif cells[at - 1, LENGTH] == 4 and units.digits[at - 1, 0] <= 2 and units.digits[at - 1, 0] >= 1:
            points = 15
    elif at > 0 and cells[at - 1, ORIGIN] == DIGIT and slashed(chars, units, at - 1):
        alternative = cells[at - 1, LENGTH] >= 7 or cells[at - 1, LENGTH] == cells[at, LENGTH] <= 3
        points = 4 if alternative else 25
    place = cells[at, BEGIN] - 1
    if place >= bounds[0] and (chars[place] == 45 or chars[place] == 95) and place - 1 >= bounds[0]:
        code = chars[place - 1]
        if 97 <= code <= 122 or 48 <= code <= 57:
            points += 10
    return points


@inlined
def _is_figure(cells, unit):  # type: ignore[no-untyped-def]
    """Whether a unit is one figure by itself, not within a word: the 4 of "p1g4"."""
    return cells[unit, LENGTH] == 1 and cells[unit, ORIGIN] != PURE and not cells[unit, FLAGS] & AMOUNT


@inner_uncounted
def is_point(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether a unit numbers the points of a list: 2) 84 000 0012; not the first of (84) 000 0012."""
    cells = units.cells
    begin, end = cells[at, BEGIN], cells[at, END]
    if cells[at, LENGTH] > 2 or cells[at, ORIGIN] != DIGIT or end + 1 >= len(chars) or chars[end + 1] != 32:
        return False
    opened = begin > 0 and chars[begin - 1] == 40
    return not opened and (chars[end] == 41 or chars[end] == 46 or chars[end] == 45)


@inner_uncounted
def _is_always(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether a unit begins 24/7 or 24/24."""
    end = units.cells[at, END]
    return value_of(units, at) == 24 and end < len(chars) and chars[end] == 47


@inner_uncounted
def cut_out(chars, units, at, last, count):  # type: ignore[no-untyped-def]
    """Whether units `at` to `last` are a piece of a run of single figures that goes on in the same way before
    or behind: in 5|7|3|0|1|… no number begins with 7.
    """
    cells = units.cells
    if last < at + 2 or cells[at, LENGTH] != 1 or cells[last, LENGTH] != 1:
        return False
    before, after = at - 1, last + 1
    begun = before >= 0 and _is_figure(cells, before)
    if begun and _tight(chars, units, before, at) and same_gap(chars, units, before, at, at + 1):
        return True
    goes_on = after < count and _is_figure(cells, after)
    return goes_on and _tight(chars, units, last, after) and same_gap(chars, units, last - 1, last, after)


@inner_uncounted
def slashed(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether a slash, with or without a space on either side, and nothing else stands between a unit and the
    next.
    """
    end, begin = units.cells[at, END], units.cells[at + 1, BEGIN]
    if begin - end > 3:
        return False
    slash = False
    for place in range(end, begin):
        slash = slash or chars[place] == 47
        if chars[place] != 47 and chars[place] != 32:
            return False
    return slash


@inner_uncounted
def listed(chars, units, at):  # type: ignore[no-untyped-def]
    """Whether a comma and a space stand between a unit and the next."""
    end = units.cells[at, END]
    return units.cells[at + 1, BEGIN] == end + 2 and chars[end] == 44 and chars[end + 1] == 32


@inner_uncounted
def bracketed(text, called, last, ceiling):  # type: ignore[no-untyped-def]
    """The region of a place in brackets right behind token `last`, "071 300 0012 (Tanzania)", or -1."""
    after = last + 1
    if after >= ceiling or called[after] < 0 or text.begin[after] - text.end[last] > 2:
        return np.int64(-1)
    return np.int64(called[after]) if text.chars[text.begin[after] - 1] == 40 else np.int64(-1)


@inner_uncounted
def coded_behind(text, facts, units, last, bounds, by_code):  # type: ignore[no-untyped-def]
    """The region of a country code that stands right behind unit `last`, "71 300 0012 (+263)", "(indicativo
    351)", or -1.
    """
    cells = units.cells
    after = last + 1
    if after >= bounds[4] or cells[after, LENGTH] > 3 or cells[after, BEGIN] - cells[last, END] > _CODE_REACH:
        return np.int64(-1)
    told = has_plus(text.chars, units, after, bounds[0]) == 1
    for token in range(cells[last, LAST] + 1, cells[after, FIRST]):
        told = told or (text.word[token] >= 0 and facts[text.word[token]] & DIAL != 0)
    joined = after + 1 < bounds[4] and cells[after + 1, BEGIN] - cells[after, END] <= 2
    return np.int64(by_code[value_of(units, after), 0]) if told and not joined else np.int64(-1)


@inner_uncounted
def either(text, facts, units, at):  # type: ignore[no-untyped-def]
    """Whether a unit and the next are alternatives: 84/86, "84 ou 86"."""
    if slashed(text.chars, units, at):
        return True
    between = units.cells[at, LAST] + 1
    if units.cells[at + 1, FIRST] != between + 1 or text.word[between] < 0:
        return False
    apart = units.cells[at + 1, BEGIN] - units.cells[at, END] - (text.end[between] - text.begin[between])
    return apart == 2 and facts[text.word[between]] & EITHER != 0


@inner_uncounted
def edge_after(chars, units, last, count, lettered):  # type: ignore[no-untyped-def]
    """Points for figures that stand right behind; letters too where others of the number are figures."""
    cells = units.cells
    after = last + 1
    if after < count and cells[after, LENGTH] <= 4 and slashed(chars, units, last):
        return 4
    if after < count and (
        _is_nothing(chars, units, last, after)
        or is_point(chars, units, after)
        or _is_always(chars, units, after)
    ):
        return 0
    if after < count and (lettered or cells[after, ORIGIN] != PURE) and _tight(chars, units, last, after):
        if cells[after, FLAGS] & AMOUNT:
            return 5
        if cells[after, LENGTH] >= 7:
            return 4
        if cells[after, LENGTH] == 4 and units.digits[after, 0] == 2 and units.digits[after, 1] == 0:
            return 12
        return 20
    return 0
