"""Find ages that an offer asks for: "18 a 25 anos", "aged 22-30", "idade: 19", "menores de 18"."""

# ruff: noqa: SIM102 -- one condition a line reads better where each is a rule of its own

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import (
    AGE_AFTER,
    AGE_BEFORE,
    AGE_OLD,
    CURRENCY,
    GROWN,
    LIMIT,
    MONTH,
    NOT_AGE,
    PERSON,
    QUANTITY,
    SINCE,
    UNDER,
    Vocabulary,
    facts,
)
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.loops import inlined, inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_YOUNGEST, _OLDEST = 5, 79  # years; other numbers before "anos" are how long something lasts
_YOUTH = 12  # the least age that a range of years alone is believed to begin with
_ADULT = 16  # the same for one number of years that stands by itself or behind "from"
_GROWN = 25  # as far as "18+" goes


class Ages(NamedTuple):
    """Ages found: post, least and most in years (equal for one age; least 0 for "under"), first and last
    character.
    """

    post: npt.NDArray[np.uint32]
    least: npt.NDArray[np.int32]
    most: npt.NDArray[np.int32]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def find_ages(folded: Folded, tokens: Tokens, vocabulary: Vocabulary) -> Ages:
    """The ages of a batch."""
    room = len(tokens.begin) // 2 + 8
    out = tuple(np.empty(room, dtype=kind) for kind in (np.uint32, np.int32, np.int32, np.int64, np.int64))
    count = _scan(text_of(folded, tokens), folded.starts, facts(vocabulary), out)
    return Ages(*trimmed(out, count))


@inner_uncounted
def _years(text, token):  # type: ignore[no-untyped-def]
    chars, begins, ends, kinds, _, _, _ = text
    if kinds[token] != 2 or ends[token] - begins[token] > 2:
        return -1
    value = 0
    for place in range(begins[token], ends[token]):
        value = value * 10 + (chars[place] - 48)
    return value if _YOUNGEST <= value <= _OLDEST else -1


@inner_uncounted
def _flag(words, flags, token):  # type: ignore[no-untyped-def]
    return flags[words[token]] if words[token] >= 0 else 0


@inlined
def _divides(code):  # type: ignore[no-untyped-def]
    """Whether the character ends a phrase: a comma, a full stop, a new line or the like."""
    return code == 10 or code == 44 or code == 46 or code == 59 or code == 33 or code == 63 or code == 124


@inner_uncounted
def _divided(text, left):  # type: ignore[no-untyped-def]
    """Whether a phrase ends between token `left` and the next."""
    chars, begins, ends, _, _, _, _ = text
    if begins[left + 1] - ends[left] > 3:
        return True
    for place in range(ends[left], begins[left + 1]):  # noqa: SIM110 (numba knows no generators)
        if _divides(chars[place]):
            return True
    return False


@inner_uncounted
def _said_after(text, flags, stop, last):  # type: ignore[no-untyped-def]
    """What stands behind a number: `(last token of "anos", "years of age", or -1; the flags of its phrase)`.

    Of the flags, AGE_OLD says that the words behind make it an age: "years old", "anos de idade".
    """
    _, begins, ends, _, words, _, _ = text
    if stop + 1 >= last or begins[stop + 1] - ends[stop] > 2:
        return np.int64(-1), np.int64(0)
    unit = np.int64(_flag(words, flags, stop + 1))
    if not unit & (AGE_AFTER | AGE_OLD):
        return np.int64(-1), np.int64(0)
    said = stop + 1
    gathered = unit & AGE_OLD
    for at in range(stop + 2, min(stop + 6, last)):
        if _divided(text, at - 1):
            break
        flag = np.int64(_flag(words, flags, at))
        if flag & (AGE_BEFORE | AGE_OLD) and at < stop + 5:
            said = at
            gathered |= AGE_OLD
        gathered |= flag & (NOT_AGE | LIMIT)
    return said, gathered


@inner_uncounted
def _lasting(text, flags, stop, last):  # type: ignore[no-untyped-def]
    """NOT_AGE and LIMIT among the four words behind token `stop` in its phrase."""
    gathered = np.int64(0)
    for at in range(stop + 1, min(stop + 5, last)):
        if _divided(text, at - 1):
            break
        gathered |= np.int64(_flag(text.word, flags, at)) & (NOT_AGE | LIMIT)
    return gathered


@inner_uncounted
def _asked_before(text, flags, token, first):  # type: ignore[no-untyped-def]
    """The words that ask for an age before a number: `(first token, whether they do, whether they say
    "under")`.
    """
    _, begins, ends, kinds, words, _, _ = text
    begin = token
    under = False
    for back in range(1, 4):
        if token - back < first or kinds[token - back] == 2:
            break
        flag = _flag(words, flags, token - back)
        if flag & AGE_BEFORE:
            return token - back, True, under
        if flag & UNDER:
            under = True
            begin = token - back
        elif ends[token - back] - begins[token - back] > 7:
            break
    return begin, False, under


@inner_uncounted
def _phrase_before(text, flags, token, first):  # type: ignore[no-untyped-def]
    """The flags of the words before a number in its phrase: whose years they may be, or what lasts them."""
    _, _, _, _, words, _, _ = text
    gathered = np.int64(0)
    for back in range(1, 7):
        at = token - back
        if at < first or _divided(text, at):
            break
        flag = np.int64(_flag(words, flags, at))
        gathered |= flag & NOT_AGE
        if back <= 4:
            gathered |= flag & PERSON
        if back <= 3:
            gathered |= flag & LIMIT
            if gathered & PERSON == 0:
                gathered |= flag & SINCE
    return gathered


@inner_uncounted
def _alone(text, begin, stop, starts, post):  # type: ignore[no-untyped-def]
    """Whether a number of years is an item by itself: behind a comma or a new line, and before one."""
    chars, begins, ends, _, _, _, _ = text
    before, after = begins[begin] - 1, ends[stop]
    while before >= starts[post] and chars[before] == 32:
        before -= 1
    while after < starts[post + 1] and chars[after] == 32:
        after += 1
    opened = before < starts[post] or _divides(chars[before]) or chars[before] == 40 or chars[before] == 58
    return opened and (after >= starts[post + 1] or _divides(chars[after]) or chars[after] == 41)


@inner_uncounted
def _plus(text, token, starts, post):  # type: ignore[no-untyped-def]
    """Whether the number is written 18+ or +18, and is no part of a telephone number or a sum."""
    chars, begins, ends, kinds, _, firsts, _ = text
    begin, end = begins[token], ends[token]
    if end < starts[post + 1] and chars[end] == 43:
        glued = token > firsts[post] and ends[token - 1] == begin
        more = token + 1 < firsts[post + 1] and begins[token + 1] <= end + 2 and kinds[token + 1] == 2
        return not glued and not more
    if begin > starts[post] and chars[begin - 1] == 43:
        more = token + 1 < firsts[post + 1] and begins[token + 1] <= end + 3 and kinds[token + 1] == 2
        return not more and (begin - 1 == starts[post] or chars[begin - 2] in (10, 32, 40))
    return False


@inner_uncounted
def _believed(least, most, alone, before, after, under):  # type: ignore[no-untyped-def]
    """Whether years are somebody's, by the flags of the phrase before and behind them."""
    if (before | after) & (NOT_AGE | SINCE):
        return False
    if before & PERSON or under:
        return True
    if most - least >= 2 and least >= _YOUTH:
        return True
    return least >= _ADULT and (alone or ((before | after) & LIMIT) != 0)


@inner_uncounted
def _range(text, token, last, least):  # type: ignore[no-untyped-def]
    """The end of a range that begins with the number at `token`: `(most, its token)`; the number itself if
    none.
    """
    _, begins, ends, kinds, _, _, _ = text
    after = token + 1
    if after >= last or begins[after] - ends[token] > 4:
        return least, token
    if (
        kinds[after] == 1
        and after + 1 < last
        and ends[after] - begins[after] <= 4
        and begins[after + 1] - ends[after] <= 1
    ):
        after += 1
        # "entre os 18 e os 25"
        if kinds[after] == 1 and after + 1 < last and ends[after] - begins[after] <= 3:
            if begins[after] - ends[after - 1] == 1 and begins[after + 1] - ends[after] == 1:
                after += 1
    other = _years(text, after)
    if other > least:
        return np.int64(other), after
    return least, token


@inner_uncounted
def _counts(text, flags, stop, last):  # type: ignore[no-untyped-def]
    """Whether what stands behind a number makes it a count, a sum, a date or a time of day."""
    chars, begins, ends, _, words, _, _ = text
    if ends[stop] < len(chars) and (stop + 1 >= last or ends[stop] < begins[stop + 1]):
        code = chars[ends[stop]]
        if code == 37 or code == 58 or code == 47 or code == 36 or code == 0x20AC or code == 0xB0:
            return True
    if stop + 1 >= last or begins[stop + 1] - ends[stop] > 2:
        return False
    if begins[stop + 1] == ends[stop]:
        return True
    if text.kind[stop + 1] == 2 or _divided(text, stop):
        return text.kind[stop + 1] == 2 and not _divided(text, stop)
    if stop + 2 < last and ends[stop + 1] - begins[stop + 1] <= 2 and _flag(words, flags, stop + 2) & MONTH:
        return True  # "18-20 de maio"
    return _flag(words, flags, stop + 1) & (QUANTITY | CURRENCY | MONTH | NOT_AGE) != 0


@inner_uncounted
def _of_people(text, flags, token, first, stop, ranged):  # type: ignore[no-untyped-def]
    """Whether a number without a unit is people's: "girls 18-25", "jovens dos 18 aos 25", "menores de 20".

    `(whether, whether they are under it, first token)`.
    """
    chars, begins, ends, kinds, words, _, _ = text
    if stop == token + 1 and chars[ends[token]] in (46, 47, 58):
        return False, False, token  # 18:30
    if ranged and token - 2 >= first and 1 < ends[token - 1] - begins[token - 1] <= 3:
        if kinds[token - 1] == 1 and _flag(words, flags, token - 2) & LIMIT and stop >= token + 3:
            return True, False, token - 2  # "entre os 18 e os 25"
    for back in range(1, 4):
        at = token - back
        if at < first or kinds[at] == 2 or _divided(text, at):
            break
        flag = np.int64(_flag(words, flags, at))
        if flag & GROWN and back <= 2 and not ranged:
            return True, flag & UNDER != 0, at
        if flag & PERSON and ranged:
            return True, False, token
        if ends[at] - begins[at] > 5:
            break
    return False, False, token


@inner_uncounted
def _unit_before(text, flags, token, first):  # type: ignore[no-untyped-def]
    """The token of the unit before a number ("miaka 18"), or the number's own."""
    _, begins, ends, kinds, words, _, _ = text
    before = token - 1
    if (
        before < first
        or begins[token] - ends[before] > 2
        or not _flag(words, flags, before) & AGE_AFTER
        or (before > first and kinds[before - 1] == 2)
    ):
        return token
    return before


@outer_uncounted
def _scan(text, starts, flags, out):  # type: ignore[no-untyped-def]
    begins, ends, kinds, firsts = text.begin, text.end, text.kind, text.first
    posts, leasts, mosts, found_begin, found_end = out
    made = 0
    for post in range(len(firsts) - 1):
        first, last = firsts[post], firsts[post + 1]
        token = first
        while token < last:
            least = np.int64(_years(text, token)) if kinds[token] == 2 else np.int64(-1)
            if least < 0:
                token += 1
                continue
            most, stop = _range(text, token, last, least)
            said, behind = _said_after(text, flags, stop, last)
            begin, asked, under = _asked_before(text, flags, token, first)
            unit = token
            if said < 0:
                unit = _unit_before(text, flags, token, first)
            found = asked or behind & AGE_OLD != 0
            if not found and (said >= 0 or unit < token):
                before = _phrase_before(text, flags, unit, first)
                alone = _alone(text, unit, max(said, stop), starts, post)
                if unit < token:
                    behind = _lasting(text, flags, stop, last)
                found = _believed(least, most, alone, before, behind, under)
            elif (
                not found and _ADULT <= least <= _GROWN and most == least and _plus(text, token, starts, post)
            ):
                found = _lasting(text, flags, stop, last) & NOT_AGE == 0
            if not found and said < 0 and least >= _YOUTH:
                people, below, at = _of_people(text, flags, token, first, stop, most - least >= 2)
                if people and not _counts(text, flags, stop, last):
                    found = True
                    under = below
                    begin = at
            if not found:
                token += 1
                continue
            posts[made] = post
            leasts[made] = 0 if under and most == least else least
            mosts[made] = most
            found_begin[made] = begins[min(begin, unit)]
            found_end[made] = ends[said] if said >= 0 else ends[stop]
            made += 1
            token = max(stop, said) + 1
    return made
