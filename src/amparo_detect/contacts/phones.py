"""Find telephone numbers, however hidden, and say which numbers they are (E.164), with how much confidence.

Every way of cutting the post's row of units is tried against the numbering plans; what stands between two
units, before and after them costs points, and the cheapest cut that a plan accepts wins. Confidence, 0–1:
0.97 with a country code, 0.95 for the home country's own form, less for a neighbour's, less for every
point of cost.
"""

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.cutting import cheapest
from amparo_detect.contacts.introduced import introduction, unfit
from amparo_detect.contacts.judging import TURNED
from amparo_detect.contacts.lexicon import BACKWARD, Vocabulary, facts, lists
from amparo_detect.contacts.origin import BARE, HARDLY
from amparo_detect.contacts.otherwise import in_link
from amparo_detect.contacts.plans import Plans, numbering, plans
from amparo_detect.contacts.quantities import mark_amounts
from amparo_detect.contacts.sharing import MOST, before, behind, first_instead, shared
from amparo_detect.contacts.spelled import spelled
from amparo_detect.contacts.surroundings import has_plus, with_plus
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.contacts.units import BEGIN, END, FIRST, LAST, LENGTH, read_units, scratch, value_of
from amparo_detect.loops import inlined, inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_SHARED = 0.1  # confidence that those lack that share figures with another
_UNBEATEN = -189.0  # no cut costs clearly less than one of this cost: none is surer than 97 in 100


class Home(NamedTuple):
    """The plans of the world in the order in which a number without country code is tried.

    Index 0 is the home country, `near` the number of regions that are tried for such a number.
    """

    plans: Plans
    near: int


@functools.cache
def home(country: str) -> Home:
    """The regions in order for `country` (ISO 3166-1 alpha-2). Raises KeyError for a country without
    numbering plan.
    """
    from phonenumbers import SUPPORTED_REGIONS

    regions = lists("regions")
    order = [country, *regions["neighbours"].get(country, "").split(), *regions["common"].split()]
    near = list(dict.fromkeys(order))
    rest = sorted(region for region in SUPPORTED_REGIONS if region not in near)
    return Home(plans((*near, *rest)), len(near))


class Found(NamedTuple):
    """Numbers found: post, E.164 digits as an integer, first and last folded character (exclusive),
    confidence, and how they are introduced (see `introduced`).
    """

    post: npt.NDArray[np.uint32]
    number: npt.NDArray[np.int64]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float32]
    introduced: npt.NDArray[np.uint64]


class Others(NamedTuple):
    """Figures as many as a number has that are none: how they are introduced, and the figures."""

    introduced: npt.NDArray[np.uint64]
    value: npt.NDArray[np.int64]


def find_phones(
    folded: Folded,
    tokens: Tokens,
    vocabulary: Vocabulary,
    named: npt.NDArray[np.uint64],
    called: npt.NDArray[np.int8],
    *,
    country: str,
) -> tuple[Found, Others]:
    """The numbers of a batch, and what is none.

    `named[post]` has bit `i` set where the post names a place or currency of region `i` of `home(country)`;
    `called[token]` is the region of the place that the token is part of, or -1.
    """
    where = home(country)
    most = int(np.max(np.diff(tokens.first), initial=0))
    units = scratch(most)
    room = int(len(tokens.begin) // 2 + 16)
    out = (
        np.empty(room, dtype=np.uint32),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.float32),
        np.empty(room, dtype=np.uint64),
    )
    others = np.empty(room, dtype=np.uint64), np.empty(room, dtype=np.int64)
    known = (facts(vocabulary), tuple(spelled()), numbering(where.plans), where.near)
    count, none = _scan(text_of(folded, tokens), folded.starts, known, (named, called), units, (out, others))
    return Found(*trimmed(out, count)), Others(*trimmed(others, none))


@outer_uncounted
def _scan(text, starts, known, places, units, out):  # type: ignore[no-untyped-def]
    """Walk the posts; write what is found and what is no number; how many of each."""
    cells = units.cells
    named, called = places
    made = none = np.int64(0)
    for post in range(len(starts) - 1):
        a, b = text.first[post], text.first[post + 1]
        count = read_units(text, a, b, known[1], units)
        if count == 0:
            continue
        digits = 0
        for unit in range(count):
            digits += cells[unit, LENGTH]
        if digits < 7:
            continue
        mark_amounts(text, known[0], units, (starts[post], starts[post + 1], a, b, count))
        turned = np.int64(TURNED) if _has_backward(text.word, known[0], a, b) else np.int64(0)
        bounds = (starts[post], starts[post + 1], a, b, count, turned)
        counts = (np.int64(post), made, none)
        made, none = _walk(text, known, (named[post], called), units, bounds, (out, counts))
    return made, none


@inner_uncounted
def _walk(text, known, where, units, bounds, into):  # type: ignore[no-untyped-def]
    """The same for one post, `into` the columns and how many rows these have."""
    cells, floor, count = units.cells, bounds[0], bounds[4]
    (numbers, others), (post, made, none) = into
    at = np.int64(0)
    last = np.int64(-1)  # the last unit of figures that may be no number
    phone = np.int64(-1)  # the last token of the last number
    while at < count and made < len(numbers[0]) - 2 * MOST - 2:
        best = cheapest(text, known, where, units, bounds, at)
        if best[0] < 0:
            if at > last:
                none += last >= 0
                last = unfit(text, units, bounds, at, (none, phone, others))
            at += 1
            continue
        if _begins_inside(text, known, where, units, bounds, (at, best)) or shared(
            text, known, where, units, bounds, (at, best[0], best[3])
        ):
            at += 1
            continue
        begin, end = cells[at, BEGIN], cells[best[0], END]
        if not has_plus(text.chars, units, at, floor) and in_link(text.chars, begin, end, floor):
            at = best[0] + 1
            continue
        begin = with_plus(text.chars, begin, floor) if best[3] == 1 else begin
        none += 0 <= last < at
        last = np.int64(-1)
        trust = max(min(HARDLY, best[4]), best[4] - 0.002 * best[5])
        told = (post, trust, introduction(text, cells[at, FIRST], begin, bounds, phone))
        for other in range(at if best[3] else first_instead(text, known[0], units, at), at):
            number = before(known, units, other, (at, best[0]))
            if number > 0:
                made = _note(numbers, made, number, (cells[other, BEGIN], cells[other, END]), told, _SHARED)
        made = _note(numbers, made, best[1], (begin, end), told, 0.0)
        more = behind(text, known, where, units, bounds, best[0])
        for other in range(best[0] + 1, best[0] + 1 + more):
            size = 10 ** np.int64(cells[other, LENGTH])
            number = best[1] - best[1] % size + value_of(units, other)
            made = _note(numbers, made, number, (cells[other, BEGIN], cells[other, END]), told, _SHARED)
        at = best[0] + 1 + more
        if best[4] > BARE / 100.0:
            phone = np.int64(cells[at - 1, LAST])
    return made, none + (last >= 0)


@inner_uncounted
def _begins_inside(text, known, where, units, bounds, read):  # type: ignore[no-untyped-def]
    """Whether a cut that begins inside the one that is `read` from a unit on costs clearly less."""
    at, best = read
    if best[5] - 200 * best[4] <= _UNBEATEN:
        return False
    signed = best[3] and has_plus(text.chars, units, at, bounds[0])
    for inside in range(at + 1, min(best[0] + 1, at + 4)):
        other = cheapest(text, known, where, units, bounds, inside)
        if signed and other[0] == best[0]:
            continue  # +265 (Malawi) 88 000 0012
        if other[0] >= 0 and other[5] - 200 * other[4] + 5 < best[5] - 200 * best[4]:
            return True
    return False


@inlined
def _note(out, made, number, span, told, less):  # type: ignore[no-untyped-def]
    """Write down one number; how many there are then."""
    posts, numbers, begin, end, confidence, introduced = out
    posts[made], numbers[made] = told[0], number
    begin[made], end[made] = span
    confidence[made], introduced[made] = told[1] - less, told[2]
    return made + 1


@inner_uncounted
def _has_backward(words, facts, first, last):  # type: ignore[no-untyped-def]
    for token in range(first, last):  # noqa: SIM110 (numba knows no generators)
        if words[token] >= 0 and facts[words[token]] & BACKWARD:
            return True
    return False
