"""Find documents, and what an offer says is done with them: a passport kept, a visa arranged, a ticket
paid.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import APART, DENIED, DOCUMENTS, DOUBTFUL, Vocabulary
from amparo_detect.contacts.tokens import Tokens, trimmed
from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_REACH = 7  # words between a document and a deed
_TICKET = DOCUMENTS.index("ticket")


class Documents(NamedTuple):
    """Documents found: post, document and deed (indices of `lexicon.DOCUMENTS`, `lexicon.DEEDS`), first
    and last character.
    """

    post: npt.NDArray[np.uint32]
    document: npt.NDArray[np.int8]
    deed: npt.NDArray[np.int8]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def find_documents(folded: Folded, tokens: Tokens, vocabulary: Vocabulary) -> Documents:
    """The documents of a batch, each with the nearest deed of its sentence."""
    room = len(tokens.begin) + 8
    out = tuple(np.empty(room, dtype=kind) for kind in (np.uint32, np.int8, np.int8, np.int64, np.int64))
    cut = (tokens.begin, tokens.end, tokens.word, tokens.first)
    lexicon = (vocabulary.document, vocabulary.deed, vocabulary.flags)
    count = _scan(folded.chars, cut, lexicon, out)
    return Documents(*trimmed(out, count))


@inner_uncounted
def _stops(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether a sentence or a line ends between two words."""
    for place in range(begin, end):  # noqa: SIM110 (numba knows no generators)
        if chars[place] in (10, 33, 46, 59, 63, 124):
            return True
    return False


@inner_uncounted
def _pauses(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether a comma stands between two words."""
    for place in range(begin, end):  # noqa: SIM110 (numba knows no generators)
        if chars[place] == 44:
            return True
    return False


@inner_uncounted
def _denied(words, flags, at, first):  # type: ignore[no-untyped-def]
    """Whether one of the two words before a deed says that it is not done."""
    for back in range(max(first, at - 2), at):  # noqa: SIM110 (numba knows no generators)
        if words[back] >= 0 and flags[words[back]] & DENIED:
            return True
    return False


@outer_uncounted
def _scan(chars, cut, lexicon, out):  # type: ignore[no-untyped-def]
    document, deed, flags = lexicon
    begins, ends, words, firsts = cut
    posts, documents, deeds, found_begin, found_end = out
    made = 0
    for post in range(len(firsts) - 1):
        first, last = firsts[post], firsts[post + 1]
        for token in range(first, last):
            if words[token] < 0 or document[words[token]] == 0:
                continue
            near, done = token, np.int64(0)
            for step in (1, -1):
                at = token
                for away in range(1, _REACH + 1):
                    at += step
                    if at < first or at >= last:
                        break
                    left = min(at, at - step)
                    if _stops(chars, ends[left], begins[left + 1]):
                        break
                    if words[at] < 0:
                        continue
                    if document[words[at]] and away > 1 and step < 0:
                        break
                    if flags[words[at]] & APART:
                        break  # "keep it to yourself until the visa is out"
                    if deed[words[at]] == 1 and _denied(words, flags, at, first):
                        continue  # "the agency never keeps documents"
                    if deed[words[at]] == 4 and (step > 0 or away > 2):
                        continue  # "sem visto": only right before
                    if deed[words[at]] and (done == 0 or away < abs(near - token)):
                        if (
                            document[words[token]] == _TICKET
                            and deed[words[at]] == 1
                            and _pauses(chars, ends[min(at, token)], begins[max(at, token)])
                        ):
                            break  # "vote the ticket, and then hold …"
                        near, done = at, np.int64(deed[words[at]])
                        break
            if done == 0 and flags[words[token]] & DOUBTFUL:
                continue  # a manual
            posts[made] = post
            documents[made] = document[words[token]]
            deeds[made] = done
            found_begin[made] = begins[min(near, token)]
            found_end[made] = ends[max(near, token)]
            made += 1
    return made
