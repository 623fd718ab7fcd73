"""Find the number that stands with a mobile-money service: a subscriber's, an agent's or a till's."""

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import PHONE, POINT, WEAK, Vocabulary
from amparo_detect.contacts.tokens import Tokens, text_of
from amparo_detect.loops import inlined, outer_uncounted
from amparo_detect.text.fold import Folded

_REACH = 5  # tokens behind the service's name
# Digits of an agent's or till's number; a longer one is a telephone number and found as such.
_LEAST, _MOST = 4, 7


def points(
    folded: Folded,
    tokens: Tokens,
    vocabulary: Vocabulary,
    post: npt.NDArray[np.uint32],
    last: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each service whose name ends with token `last[i]`: the point's number (0 for none) and where
    the finding ends.
    """
    number = np.zeros(len(last), dtype=np.int64)
    end = np.zeros(len(last), dtype=np.int64)
    lexicon = (vocabulary.flags, vocabulary.currency)
    _follow(text_of(folded, tokens), lexicon, post, last, number, end)
    return number, end


@inlined
def _year(chars, begin, size):  # type: ignore[no-untyped-def]
    """Whether the figures are a year: "Western Union, 1877"."""
    century = (chars[begin] - 48) * 10 + chars[begin + 1] - 48
    return size == 4 and (century == 18 or century == 19 or century == 20)


@outer_uncounted
def _follow(text, lexicon, post, last, number, end):  # type: ignore[no-untyped-def]
    chars, begins, ends, kinds, words, firsts, _ = text
    flags, currency = lexicon
    for row in range(len(last)):
        token = last[row]
        end[row] = ends[token]
        named = False
        for at in range(token + 1, min(token + 1 + _REACH, firsts[post[row] + 1])):
            if begins[at] - ends[at - 1] > 3 or chars[ends[at - 1]] == 10:
                break
            if kinds[at] == 1:
                if words[at] >= 0 and currency[words[at]]:
                    break
                named = named or (words[at] >= 0 and flags[words[at]] & (POINT | WEAK | PHONE) != 0)
                continue
            size = ends[at] - begins[at]
            closed = at + 1 >= firsts[post[row] + 1] or begins[at + 1] - ends[at] > 1 or kinds[at + 1] != 2
            if (
                _LEAST <= size <= _MOST
                and closed
                and (named or (at == token + 1 and not _year(chars, begins[at], size)))
            ):
                if at + 1 < firsts[post[row] + 1] and words[at + 1] >= 0 and currency[words[at + 1]]:
                    break
                value = np.int64(0)
                for place in range(begins[at], ends[at]):
                    value = value * 10 + (chars[place] - 48)
                number[row] = value
                end[row] = ends[at]
            break
