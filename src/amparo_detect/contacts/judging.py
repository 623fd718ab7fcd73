"""Whether units read as one telephone number are one, which number, and how much that is believed."""

import numpy as np

from amparo_detect.contacts.origin import Written, judge
from amparo_detect.contacts.otherwise import (
    counted,
    degrees,
    dotted_on,
    located,
    mixed_marks,
    numbered,
    of_years,
    ordered,
)
from amparo_detect.contacts.surroundings import backward_near, bracketed, cue_after, cut_out, edge_after
from amparo_detect.contacts.units import BEGIN, COUNTED, END, FIRST, FLAGS, LAST, LENGTH
from amparo_detect.loops import inlined, inner_uncounted

# Points that a home or international number may cost, without and with a word that speaks of calling.
LIMIT, LIMIT_CUED = 45, 75
TURNED = 4  # the reading of a number from its end
FARTHEST = 20  # digits after which no cut is tried
_FILLED = 25  # points that a number may cost with other words in it, where none speaks of calling
_CUT = 20  # points at either end for which a number is cut out of a longer one
_BEHIND = 2 * FARTHEST  # where there is room in their row for the same digits, turned


@inner_uncounted
def judged(text, known, units, bounds, asked, read):  # type: ignore[no-untyped-def]
    """`(number, badness, country code, confidence, points)` of units that are read as one number; number 0
    where they are none.
    """
    at, last, size, cost, before, parts, fillers, worded, lettered, language = read
    said, cue, hidden = asked
    cells = units.cells
    none = (np.int64(0), np.int64(0), np.int64(0), 0.0, np.int64(0))
    spoken_of = cue or cue_after(text.word, known[0], cells[last, LAST], bounds[3])
    digits = units.row
    if said[0] & TURNED:
        if not backward_near(text.word, known[0], cells[at, FIRST], cells[last, LAST], bounds):
            return none
        digits = units.row[_BEHIND:]
        _turn(units.row, size, digits)
    written = Written(digits, size, cells[at, LENGTH], parts, hidden, language)
    leads = last > at and cells[at, LENGTH] <= 3
    everywhere, close = said[5]
    if close < 0:
        close = bracketed(text, said[6], cells[last, LAST], bounds[3])
    number, coded, trust, told = _whose(written, known, said, (everywhere, close), (spoken_of, leads))
    barred = said[3] and said[1] == 0 and worded < 4 and not told
    if number == 0 or (fillers and trust < (91 if spoken_of else 95)) or barred:
        return none
    if coded == 0 and trust != 95 and mixed_marks(text.chars, cells[at, BEGIN], cells[last, END]):
        return none
    if cut_out(text.chars, units, at, last, bounds[4]):
        return none
    if counted(units, at, last) or (coded == 0 and located(text.chars, units, at, last, bounds[4])):
        return none
    if trust < 95 and (
        of_years(text.chars, units, at, last) or numbered(text, known[0], cells[at, FIRST], bounds[2])
    ):
        return none
    behind = edge_after(text.chars, units, last, bounds[4], lettered > 0)
    listed = ordered(text.chars, units, at, last) or degrees(text.chars, units, at, last)
    if not spoken_of and (listed or min(behind, before) >= _CUT):
        return none
    if coded == 0 and (dotted_on(text.chars, units, at) or (trust < 95 and behind >= _CUT)):
        return none  # a part of something longer
    total = cost + behind
    if cells[last, FLAGS] & COUNTED:
        total += 20
    if told:
        total = np.int64(0)
    if fillers and trust == 95 and not spoken_of and total > _FILLED:
        return none
    if total > _allowed(trust, spoken_of):
        return none
    badness = total + 2 * (100 - trust) - (4 if coded else 2) * size
    return number, np.int64(badness), np.int64(coded), trust / 100.0, np.int64(total)


@inner_uncounted
def _whose(written, known, said, named, asked):  # type: ignore[no-untyped-def]
    """What `judge` says, and whether the number begins with a country code because what is before says so.

    `asked`: whether a word speaks of calling, and whether the first unit could be a country code.
    """
    _, _, numbering, near = known
    _, plus, _, _, dial, _, _ = said
    spoken_of, leads = asked
    number, coded, trust = judge(written, numbering, near, named, plus, spoken_of)
    if plus == 0 and leads and dial > (trust == 95):
        abroad = judge(written, numbering, near, named, np.int64(1), spoken_of)
        if abroad[1] == 1:
            return abroad[0], abroad[1], abroad[2], True
    return number, coded, trust, False


@inner_uncounted
def _turn(row, size, turned):  # type: ignore[no-untyped-def]
    """Write the first `size` digits of a row from the last to the first."""
    for place in range(size):
        turned[place] = row[size - 1 - place]


@inlined
def _allowed(trust, spoken_of):  # type: ignore[no-untyped-def]
    """Points that a number of this trust may cost, with and without a word that speaks of calling."""
    if trust < 90:
        return 40 if spoken_of else 8
    if trust == 96:  # 00 may be two zeros
        return 20
    return LIMIT_CUED if spoken_of else LIMIT
