"""Whose telephone number a string of digits is: with its country code, at home, or as dialled in another
country.
"""

# ruff: noqa: SIM102 -- one condition a line reads better where each is a rule of its own

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.plans import CODE, FIXED, MOBILE, OTHER, START, TRUNK, USUAL, kinds_of
from amparo_detect.contacts.spelled import FRENCH, SPANISH
from amparo_detect.loops import inner_uncounted

NO_WORDS = 255
BARE = 25  # trust in per cent in what nothing but its digits says to be a number
HARDLY = 0.3  # confidence below which what looks like a number is taken for none, and that BARE is below


class Written(NamedTuple):
    """How a number stands there: `digits[:size]`, `head` of them before the first gap, in `parts` parts,
    `hidden` if not all in figures, `language` bits of the words it was spelled in (NO_WORDS for none).
    """

    digits: npt.NDArray[np.uint8]
    size: int | np.int64
    head: int
    parts: int | np.int64
    hidden: bool
    language: int | np.int64


@inner_uncounted
def _value(digits, first, last, code):  # type: ignore[no-untyped-def]
    value = np.int64(code)
    for place in range(first, last):
        value = value * 10 + digits[place]
    return value


@inner_uncounted
def judge(written, numbering, near, named, plus, cue):  # type: ignore[no-untyped-def]
    """Which number the digits are: `(E.164 as an integer or 0, 1 if written with country code, trust in
    per cent)`.
    """
    digits, size, head, parts, hidden, _ = written
    everywhere, none, both = np.int64(len(numbering[2])), np.int64(0), np.int64(MOBILE | FIXED)
    if plus:
        value = _coded(digits, none, size, numbering, everywhere, np.int64(MOBILE | FIXED | OTHER))
        if value > 0:
            return value, 1, 97 if _usual(value, numbering) else 87
    if size > 9 and digits[0] == 0 and digits[1] == 0:
        value = _coded(digits, np.int64(2), size, numbering, np.int64(near), both)
        if value > 0 and _usual(value, numbering):
            return value, 1, 97
        value = _coded(digits, np.int64(2), size, numbering, everywhere, both)
        if value > 0:
            return value, 1, 96
    step, accepts, regions, _ = numbering
    code, trunk = regions[0, CODE], regions[0, TRUNK]
    kinds = kinds_of(digits, 0, size, regions[0, START], step, accepts)
    skip = np.int64(0)
    if plus:  # a sign before a number that no country code begins: only the home country's is believed
        return (_value(digits, skip, size, code), 0, 90) if kinds & MOBILE else (np.int64(0), 0, 0)
    if kinds == 0 and trunk >= 0 and digits[0] == trunk:
        skip = np.int64(1)
        kinds = kinds_of(digits, 1, size, regions[0, START], step, accepts)
    if kinds & MOBILE:
        return _value(digits, skip, size, code), 0, 95
    if kinds and (cue or skip) and (parts <= 5 or hidden):  # a landline, or toll-free, shared-cost …
        return _value(digits, skip, size, code), 0, 91 if cue else 85
    if size >= 10 and named[0] >> np.uint64(1):  # (51) 97000 0012 in Brazil is none of Peru
        there = _named(written, numbering, near, named[0], cue)
        if there[0] > 0:
            return there
    if size >= 10:
        value = _coded(digits, none, size, numbering, np.int64(1), both)
        if value > 0:
            return value, 1, 95
        value = _coded(digits, none, size, numbering, np.int64(near), np.int64(MOBILE))
        if value > 0 and (size >= 11 or head <= 3):
            return value, 1, 91 if 2 <= head <= 3 or cue or hidden else 85
    abroad = _neighbour(written, numbering, near, named, cue)
    if abroad[0] == 0 and size >= 11 and (cue or hidden):
        value = _coded(digits, none, size, numbering, everywhere, np.int64(MOBILE))
        if value > 0 and _usual(value, numbering):
            return value, 1, 85
    return abroad


@inner_uncounted
def _usual(number, numbering):  # type: ignore[no-untyped-def]
    """Whether an E.164 number is as long as its country's mobile numbers usually are."""
    regions, by_code = numbering[2], numbering[3]
    size = 0
    rest = number
    while rest:
        rest //= 10
        size += 1
    for width in range(1, 4):
        code = number // 10 ** (size - width)
        if by_code[code, 0] >= 0:
            return (regions[by_code[code, 0], USUAL] >> (size - width)) & 1 == 1
    return False


@inner_uncounted
def _coded(digits, first, size, numbering, regions, wanted):  # type: ignore[no-untyped-def]
    """The number if the digits begin with the country code of one of the first `regions` regions, else 0."""
    step, accepts, table, by_code = numbering
    prefix = np.int64(0)
    for width in range(1, 4):
        if first + width >= size:
            return np.int64(0)
        prefix = prefix * 10 + digits[first + width - 1]
        if prefix == 0:
            return np.int64(0)
        place = 0
        while by_code[prefix, place] >= 0:
            region = by_code[prefix, place]
            place += 1
            if region >= regions:
                continue
            origin = first + width
            trunk = table[region, TRUNK]
            if kinds_of(digits, origin, size, table[region, START], step, accepts) & wanted:
                return _value(digits, origin, size, prefix)
            if trunk >= 0 and digits[origin] == trunk:  # +44 (0) 20 …
                if kinds_of(digits, origin + 1, size, table[region, START], step, accepts) & wanted:
                    return _value(digits, origin + 1, size, prefix)
    return np.int64(0)


@inner_uncounted
def _neighbour(written, numbering, near, named, cue):  # type: ignore[no-untyped-def]
    """A number as dialled in another country: the one named beside it, one that the post names, then in
    the home's order.
    """
    digits, size, _, parts, hidden, language = written
    everywhere, close = named
    dialled = digits[0] == 0 and size >= 10
    if close > 0:
        found = _abroad(digits, size, numbering, np.int64(close), True)
        if found > 0 and size >= 8:
            return found, 0, 93
    if size < 8:
        return np.int64(0), 0, 0
    if size < 10 and everywhere >> np.uint64(1):  # the longer were asked about before
        there = _named(written, numbering, near, everywhere, cue)
        if there[0] > 0:
            return there
    disguised = hidden and size >= 9 and (language == NO_WORDS or parts == size)  # nobody counts like that
    bare = not dialled and not disguised and not (cue and (size >= 9 or parts <= 4))
    for turn in range(2):
        for region in range(np.int64(1), np.int64(near)):
            if turn == 0 and not _likely(region, written, numbering):
                continue
            found = _abroad(digits, size, numbering, region, False)
            if found > 0:
                if bare:
                    return found, 0, BARE
                if dialled:
                    return found, 0, 91 if cue else 80
                if parts <= 5 or parts == size or hidden:
                    return found, 0, 60
    return np.int64(0), 0, 0


@inner_uncounted
def _abroad(digits, size, numbering, region, unusual):  # type: ignore[no-untyped-def]
    """The number if the digits are a mobile number as written in `region`, else 0; of unusual length only
    where that may be.
    """
    step, accepts, regions, _ = numbering
    trunk = regions[region, TRUNK]
    skip = np.int64(1) if trunk >= 0 and digits[0] == trunk else np.int64(0)
    if not (unusual or (regions[region, USUAL] >> (size - skip)) & 1):
        return np.int64(0)
    if kinds_of(digits, skip, size, regions[region, START], step, accepts) & MOBILE:
        return _value(digits, skip, size, regions[region, CODE])
    return np.int64(0)


@inner_uncounted
def _named(written, numbering, near, everywhere, cue):  # type: ignore[no-untyped-def]
    """A number as dialled in one of the countries that the post names."""
    digits, size, _, parts, hidden, _ = written
    dialled = digits[0] == 0 and size >= 10
    grouped = parts >= 3 and size >= 9  # as no amount is
    for region in range(np.int64(1), min(near, 64)):
        if (everywhere >> np.uint64(region)) & np.uint64(1):
            found = _abroad(digits, size, numbering, region, False)
            if found > 0:
                return found, 0, 92 if cue or dialled else 80 if hidden or grouped else BARE
            if cue:
                found = _landline(digits, size, numbering, region)
                if found > 0:
                    return found, 0, 91
    return np.int64(0), 0, 0


@inner_uncounted
def _landline(digits, size, numbering, region):  # type: ignore[no-untyped-def]
    """The number if the digits are a landline as dialled from anywhere in `region`, else 0."""
    step, accepts, regions, _ = numbering
    trunk = regions[region, TRUNK]
    skip = np.int64(1) if trunk >= 0 and digits[0] == trunk else np.int64(0)
    if trunk == 0 and skip == 0:
        return np.int64(0)
    if kinds_of(digits, skip, size, regions[region, START], step, accepts) & FIXED:
        return _value(digits, skip, size, regions[region, CODE])
    return np.int64(0)


@inner_uncounted
def _likely(region, written, numbering):  # type: ignore[no-untyped-def]
    """Whether the way of writing points to the region: French words or five pairs, Spanish words, 05… of
    the Gulf.
    """
    digits, size, _, parts, _, language = written
    code = numbering[2][region, CODE]
    if code == 33:
        return language == FRENCH or (parts == 5 and size == 10 and language == NO_WORDS)
    if code == 34:
        return language == SPANISH
    if code == 971 or code == 966:
        return digits[0] == 0 and digits[1] == 5 and size == 10
    return False
