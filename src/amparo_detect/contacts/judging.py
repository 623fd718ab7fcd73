"""Whether units read as one telephone number are one, which number, and how much that is believed."""

import numpy as np

from amparo_detect.contacts.origin import Written, judge
from amparo_detect.contacts.otherwise import (
    counted,
    dated,
    degrees,
    dialled,
    dotted_on,
    enumerated,
    glued,
    located,
    masked,
    mixed_marks,
    named_file,
    numbered,
    of_years,
    ordered,
)
from amparo_detect.contacts.surroundings import (
    backward_near,
    bracketed,
    coded_behind,
    cue_after,
    cut_out,
    edge_after,
)
from amparo_detect.contacts.units import BEGIN, COUNTED, END, FIRST, FLAGS, LAST, LENGTH
from amparo_detect.loops import inlined, inner_uncounted

# Points that a home or international number may cost, without and with a word that speaks of calling.
LIMIT, LIMIT_CUED = 45, 75
TURNED = 4  # the reading of a number from its end
FARTHEST = 20  # digits after which no cut is tried
_SINGLY = 6  # parts from which on a number is written figure by figure, with whatever marks between
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
    if close < 0:
        close = coded_behind(text, known[0], units, last, bounds, known[2][3])
    number, coded, trust, told = _whose(written, known, said, (everywhere, close), (spoken_of, leads))
    barred = said[3] and said[1] == 0 and worded < 4 and not told
    if number == 0 or (fillers and trust < (91 if spoken_of else 95)) or barred:
        return none
    if _is_something_else(text, known, units, bounds, (at, last), (said[1], coded, trust, parts)):
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
def _is_something_else(text, known, units, bounds, span, read):  # type: ignore[no-untyped-def]
    """Whether the units of `span` are no telephone number, `read`: whether a plus stands before, what `judge`
    says and in how many parts they are.
    """
    (at, last), (plus, coded, trust, parts) = span, read
    chars, begin, end = text.chars, units.cells[at, BEGIN], units.cells[last, END]
    first = units.cells[at, FIRST]
    if plus == 0 and (
        dated(chars, units, at, last)
        or enumerated(chars, units, at, last)
        or dialled(chars, units, at, last)
        or located(chars, units, at, last, bounds[4])
        or named_file(chars, end)
    ):
        return True
    if masked(chars, end) or glued(text, known[0], units, at, last, bounds):
        return True
    if cut_out(chars, units, at, last, bounds[4]) or counted(units, at, last):
        return True
    if coded == 0 and trust != 95 and parts < _SINGLY and mixed_marks(chars, begin, end):
        return True
    if trust < 95 and of_years(chars, units, at, last):
        return True
    return coded == 0 and numbered(text, known[0], first, bounds[2], trust == 95)


@inner_uncounted
def _whose(written, known, said, named, asked):  # type: ignore[no-untyped-def]
    """What `judge` says, and whether the number begins with a country code because what is before says so.

    `asked`: whether a word speaks of calling, and whether the first unit could be a country code.
    """
    _, _, numbering, near = known
    _, plus, _, _, dial, _, _ = said
    spoken_of, leads = asked
    number, coded, trust = judge(written, numbering, near, named, plus, spoken_of)
    known_there = coded == 0 and (trust >= 92 or trust == 80)  # at home, or of a country that the post names
    if plus == 0 and leads and dial > known_there:
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
        return 40 if spoken_of else 20 if trust == 80 else 8
    if trust == 96:  # 00 may be two zeros
        return 20
    return LIMIT_CUED if spoken_of else LIMIT
