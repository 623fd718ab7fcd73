"""Find places of the gazetteer by name, and mobile-money services: phrases of known words."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import SHORT, Phrases, Vocabulary, follow
from amparo_detect.contacts.tokens import Tokens, trimmed
from amparo_detect.loops import outer_uncounted


class Matches(NamedTuple):
    """Phrases found: post, first and last token (inclusive), and which meaning (`lexicon.meanings()`)."""

    post: npt.NDArray[np.uint32]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    meaning: npt.NDArray[np.int32]


def find_phrases(tokens: Tokens, phrases: Phrases) -> Matches:
    """The longest phrase at every token, left to right, none within another."""
    room = len(tokens.begin) + 1
    out = (
        np.empty(room, dtype=np.uint32),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int32),
    )
    count = _match(tokens.begin, tokens.end, tokens.word, tokens.first, tuple(phrases), out)
    return Matches(*trimmed(out, count))


@outer_uncounted
def _match(begins, ends, words, first, phrases, out):  # type: ignore[no-untyped-def]
    keys, targets, payload, starting = phrases
    posts, firsts, lasts, meanings = out
    made = 0
    for post in range(len(first) - 1):
        token = first[post]
        while token < first[post + 1]:
            word = words[token]
            if word < 0 or not starting[word]:
                token += 1
                continue
            state = 0
            best = -1
            stop = token
            look = token
            while look < first[post + 1] and words[look] >= 0:
                if look > token and begins[look] - ends[look - 1] > 2:
                    break
                state = follow(state, words[look], keys, targets)
                if state < 0:
                    break
                if payload[state] >= 0:
                    best = payload[state]
                    stop = look
                look += 1
            if best < 0:
                token += 1
                continue
            posts[made] = post
            firsts[made] = token
            lasts[made] = stop
            meanings[made] = best
            made += 1
            token = stop + 1
    return made


@outer_uncounted
def mark_named(posts, bits, named):  # type: ignore[no-untyped-def]
    """Set each match's bits in its post's word."""
    for at in range(len(posts)):
        named[posts[at]] |= bits[at]


def mark_currencies(
    tokens: Tokens, vocabulary: Vocabulary, bits: npt.NDArray[np.uint64], named: npt.NDArray[np.uint64]
) -> None:
    """Set in `named` the countries of the currencies that a post speaks of; `bits` by currency number."""
    _currency_bits(tokens.word, tokens.first, vocabulary.currency, vocabulary.flags, bits, named)


@outer_uncounted
def _currency_bits(words, first, currency, flags, bits, named):  # type: ignore[no-untyped-def]
    for post in range(len(first) - 1):
        for token in range(first[post], first[post + 1]):
            word = words[token]
            if word >= 0 and currency[word] and flags[word] & SHORT == 0:
                named[post] |= bits[currency[word]]
