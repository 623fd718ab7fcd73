"""Find dates: 12/05/2027, 2027-05-12, 12 de maio de 2027, May 12. Day before month where figures alone
leave it open.

Some names of months are words of another language, or of their own: "out 4", "set 2", "may 5 people". They
are believed in a post of their language, or beside a second sign of a date.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.contacts.lexicon import CAPITAL, COMMON, MONTH_LANGUAGES, Vocabulary
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded


class Dates(NamedTuple):
    """Dates found: post, year (0 where none is written), month, day, first and last character."""

    post: npt.NDArray[np.uint32]
    year: npt.NDArray[np.int32]
    month: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def find_dates(
    folded: Folded, tokens: Tokens, vocabulary: Vocabulary, languages: pl.Series | None = None
) -> Dates:
    """The dates of a batch. `languages` (ISO 639-1, one a post) say whose short month names are believed."""
    room = len(tokens.begin) // 2 + 8
    kinds = (np.uint32, np.int32, np.int32, np.int32, np.int64, np.int64)
    out = tuple(np.empty(room, dtype=kind) for kind in kinds)
    spoken = np.zeros(len(tokens.first) - 1, dtype=np.int8)
    if languages is not None:
        bits = {language: 1 << place for place, language in enumerate(MONTH_LANGUAGES)}
        spoken = languages.replace_strict(bits, default=0, return_dtype=pl.Int8).to_numpy()
    lexicon = (vocabulary.month, vocabulary.tongue, vocabulary.flags)
    count = _scan(text_of(folded, tokens), lexicon, spoken, out)
    return Dates(*trimmed(out, count))


@inner_uncounted
def _number(text, token, last, widest):  # type: ignore[no-untyped-def]
    chars, begins, ends, kinds, _, _, _ = text
    if token >= last or kinds[token] != 2 or ends[token] - begins[token] > widest:
        return -1
    value = 0
    for place in range(begins[token], ends[token]):
        value = value * 10 + (chars[place] - 48)
    return value


@inner_uncounted
def _year(text, token, last):  # type: ignore[no-untyped-def]
    value = _number(text, token, last, 4)
    return value if 1950 <= value <= 2100 else 0


@inner_uncounted
def _figures(text, token, last):  # type: ignore[no-untyped-def]
    """Three figures with one mark between: `(year, month, day, last token)`; day 0 for none."""
    chars, begins, ends, kinds, _, _, _ = text
    nothing = (0, 0, 0, token)
    if token + 2 >= last or kinds[token + 1] != 2 or kinds[token + 2] != 2:
        return nothing
    if begins[token + 1] - ends[token] != 1 or begins[token + 2] - ends[token + 1] != 1:
        return nothing
    mark = chars[ends[token]]
    if mark not in (45, 46, 47) or chars[ends[token + 1]] != mark:
        return nothing
    if token + 3 < last and begins[token + 3] - ends[token + 2] == 1 and chars[ends[token + 2]] == mark:
        return nothing
    a = _number(text, token, last, 4)
    b = _number(text, token + 1, last, 2)
    c = _number(text, token + 2, last, 4)
    width = ends[token + 2] - begins[token + 2]
    if 1950 <= a <= 2100 and 1 <= b <= 12 and 1 <= c <= 31:
        return a, b, c, token + 2
    if width == 2 and mark == 47 and 20 <= c <= 40:
        c += 2000
    if 1950 <= c <= 2100 and a <= 31 and a > 0:
        if 1 <= b <= 12:
            return c, b, a, token + 2
        if a <= 12 and 12 < b <= 31:
            return c, a, b, token + 2
    return nothing


@inner_uncounted
def _ordinal(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether the letters behind a figure are those of 1st, 2nd, 3rd, 4th."""
    if end - begin != 2:
        return False
    first, second = chars[begin], chars[begin + 1]
    return (
        (first == 115 and second == 116)
        or (first == 110 and second == 100)
        or (first == 114 and second == 100)
        or (first == 116 and second == 104)
    )


@inner_uncounted
def _believed(text, lexicon, spoken, place, leading):  # type: ignore[no-untyped-def]
    """Whether a month's name at token `place` is one without a second sign of a date. `leading`: before the
    day.
    """
    _, tongue, flags = lexicon
    word = text.word[place]
    if flags[word] & CAPITAL and text.capital[text.begin[place]]:
        return True
    if flags[word] & COMMON:
        return False
    if tongue[word] == 0:
        return True
    return not leading and spoken & tongue[word] != 0  # only English writes a month before the day


@inner_uncounted
def _worded(text, lexicon, spoken, token, last):  # type: ignore[no-untyped-def]
    """A day and a month's name, either first: `(year, month, day, last token)`."""
    chars, begins, ends, kinds, words, _, _ = text
    month = lexicon[0]
    day = _number(text, token, last, 2)
    at = token + 1
    signed = False  # whether there is a second sign of a date
    if kinds[token] == 2:
        if day < 1:
            return 0, 0, 0, token
        if at < last and begins[at] == ends[token] and _ordinal(chars, begins[at], ends[at]):
            at += 1
            signed = True
        if at + 1 < last and ends[at] - begins[at] <= 2 and kinds[at] == 1:
            # de, of; "12 a mai" is none
            signed = signed or chars[begins[at]] == 100 or chars[begins[at]] == 111
            at += 1
        if at >= last or begins[at] - ends[at - 1] > 2 or words[at] < 0 or month[words[at]] == 0:
            return 0, 0, 0, token
        named = np.int64(month[words[at]])
        stop = place = at
        gap = begins[at] - ends[at - 1]
        signed = signed or (gap == 1 and chars[ends[at - 1]] in (45, 46, 47))
    else:
        named = np.int64(month[words[token]])
        day = _number(text, at, last, 2)
        stop = at
        place = token
        gap = begins[at] - ends[token] if at < last else 0
        if gap < 1 or gap > 2 or (gap == 2 and chars[ends[token]] != 46) or ends[token] - begins[token] < 3:
            return 0, 0, 0, token
        if at + 1 < last and begins[at + 1] == ends[at] and kinds[at + 1] == 1:
            if not _ordinal(chars, begins[at + 1], ends[at + 1]):
                return 0, 0, 0, token  # "out 2nite"
            stop = at + 1
            signed = True
    if day < 1 or day > 31:
        return 0, 0, 0, token
    then = stop + 1
    if then + 1 < last and kinds[then] == 1 and ends[then] - begins[then] <= 3:
        then += 1
    year = 0
    if then < last and begins[then] - ends[stop] <= 5:
        year = _year(text, then, last)
    if year == 0 and not signed and not _believed(text, lexicon, spoken, place, kinds[token] != 2):
        return 0, 0, 0, token
    return year, named, day, then if year else stop


@outer_uncounted
def _scan(text, lexicon, spoken, out):  # type: ignore[no-untyped-def]
    _, begins, ends, kinds, words, firsts, _ = text
    month = lexicon[0]
    posts, years, months, days, found_begin, found_end = out
    made = 0
    for post in range(len(firsts) - 1):
        last = firsts[post + 1]
        token = firsts[post]
        while token < last:
            year, named, day, stop = 0, 0, 0, token
            if kinds[token] == 2:
                year, named, day, stop = _figures(text, token, last)
                if day == 0:
                    year, named, day, stop = _worded(text, lexicon, spoken[post], token, last)
            elif words[token] >= 0 and month[words[token]]:
                year, named, day, stop = _worded(text, lexicon, spoken[post], token, last)
            if day:
                posts[made] = post
                years[made] = year
                months[made] = named
                days[made] = day
                found_begin[made] = begins[token]
                found_end[made] = ends[stop]
                made += 1
            token = stop + 1
    return made
