"""Find ages that an offer asks for: "18 a 25 anos", "aged 22-30", "idade: 19", "menores de 18"."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import AGE_AFTER, AGE_BEFORE, NOT_AGE, UNDER, Vocabulary
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_YOUNGEST, _OLDEST = 5, 79  # years; other numbers before "anos" are how long something lasts


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
    count = _scan(text_of(folded, tokens), vocabulary.flags, out)
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


@inner_uncounted
def _said_after(text, flags, stop, last):  # type: ignore[no-untyped-def]
    """The last token of the words behind a number that make it an age, or -1: "anos", "years of age"."""
    _, begins, ends, _, words, _, _ = text
    if stop + 1 >= last or begins[stop + 1] - ends[stop] > 2 or not _flag(words, flags, stop + 1) & AGE_AFTER:
        return -1
    said = stop + 1
    for step in range(2, 5):
        if stop + step < last and _flag(words, flags, stop + step) & NOT_AGE:
            return -1
        if stop + step >= last or begins[stop + step] - ends[stop + step - 1] > 1:
            break
        if _flag(words, flags, stop + step) & AGE_BEFORE:
            said = stop + step  # "19 years of age"
    return said


@inner_uncounted
def _said_before(text, flags, token, first):  # type: ignore[no-untyped-def]
    """The words before a number: `(first token, whether they ask for an age, whether they say "under")`."""
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


@outer_uncounted
def _scan(text, flags, out):  # type: ignore[no-untyped-def]
    _, begins, ends, kinds, _, firsts, _ = text
    posts, leasts, mosts, found_begin, found_end = out
    made = 0
    for post in range(len(firsts) - 1):
        first, last = firsts[post], firsts[post + 1]
        token = first
        while token < last:
            least = _years(text, token) if kinds[token] == 2 else np.int64(-1)
            if least < 0:
                token += 1
                continue
            most, stop = least, token
            after = token + 1
            if after < last and begins[after] - ends[token] <= 4:
                if (
                    kinds[after] == 1
                    and after + 1 < last
                    and ends[after] - begins[after] <= 4
                    and begins[after + 1] - ends[after] <= 1
                ):
                    after += 1
                other = _years(text, after)
                if other > least:
                    most, stop = other, after
            said = _said_after(text, flags, stop, last)
            begin, asked, under = _said_before(text, flags, token, first)
            if asked or said >= 0:
                posts[made] = post
                leasts[made] = 0 if under and most == least else least
                mosts[made] = most
                found_begin[made] = begins[begin]
                found_end[made] = ends[said] if said >= 0 else ends[stop]
                made += 1
                token = max(stop, said) + 1
            else:
                token += 1
    return made
