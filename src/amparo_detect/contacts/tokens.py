"""Cut folded text into runs of letters and runs of digits, once for every scanner of this package."""

import functools
import unicodedata
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import Vocabulary, lookup
from amparo_detect.loops import inlined, outer_uncounted
from amparo_detect.text.fold import Folded

LETTERS, DIGITS, IDEOGRAPHS = 1, 2, 3
_FIRST_IDEOGRAPH = 0x2E80  # here begin the scripts that put no space between words
_CLASSES = 0xE0200  # as far as the fold's table goes; beyond it lie ideographs and private use


class Tokens(NamedTuple):
    """The runs of a batch: `begin[k]`, `end[k]` in `Folded.chars`; `kind[k]`; `word[k]` vocabulary number or
    -1.

    `first[post]` to `first[post + 1]` are a post's tokens.
    """

    begin: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    word: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]


class Text(NamedTuple):
    """A batch as the inner loops read it: its folded characters, which were capitals, and the columns of its
    tokens.
    """

    chars: npt.NDArray[np.uint32]
    begin: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    word: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]
    capital: npt.NDArray[np.bool_]


def text_of(folded: Folded, tokens: Tokens) -> Text:
    """What the inner loops read, nothing copied."""
    return Text(folded.chars, *tokens, folded.capital)


@functools.cache
def classes() -> npt.NDArray[np.uint8]:
    """`LETTERS`, `DIGITS`, `IDEOGRAPHS` or 0 for each code point. Folding has made every decimal digit an
    ASCII one.
    """
    table = np.zeros(_CLASSES, dtype=np.uint8)
    for code in range(_CLASSES):
        if unicodedata.category(chr(code))[0] == "L":
            table[code] = LETTERS if code < _FIRST_IDEOGRAPH or 0xA4D0 <= code < 0xAC00 else IDEOGRAPHS
    table[48:58] = DIGITS
    return table


def tokens(folded: Folded, vocabulary: Vocabulary) -> Tokens:
    """The tokens of a folded batch. A batch holds fewer than 2**31 characters."""
    room = len(folded.chars)  # no memory until it is written to
    first = np.zeros(len(folded.starts), dtype=np.int64)
    begin, end, word = (np.empty(room, dtype=np.int32) for _ in range(3))
    kind = np.empty(room, dtype=np.uint8)
    tables = (classes(), vocabulary.hashes, vocabulary.ids)
    count = _cut(folded.chars, folded.starts, tables, Tokens(begin, end, kind, word, first))
    return Tokens(begin[:count], end[:count], kind[:count], word[:count], first)


def trimmed(columns: tuple[npt.NDArray[Any], ...], count: int) -> list[Any]:
    """The first `count` rows of a scanner's output, in columns of their own."""
    return [column[:count].copy() for column in columns]


@outer_uncounted
def _cut(
    chars: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    tables: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64], npt.NDArray[np.int32]],
    out: Tokens,
) -> int:
    """Write the tokens; how many."""
    classes, hashes, ids = tables
    begin, end, kinds, words, first = out
    made = 0
    for post in range(len(starts) - 1):
        place = starts[post]
        stop = starts[post + 1]
        while place < stop:
            kind = _kind(chars[place], classes)
            if kind == 0:
                place += 1
                continue
            begin[made] = place
            value = np.uint64(0xCBF29CE484222325)
            while place < stop and _kind(chars[place], classes) == kind:
                value = (value ^ np.uint64(chars[place])) * np.uint64(0x100000001B3)
                place += 1
            end[made] = place
            kinds[made] = kind
            words[made] = lookup(value, hashes, ids) if kind == LETTERS else -1
            made += 1
        first[post + 1] = made
    return made


@inlined
def _kind(code: np.uint32, classes: npt.NDArray[np.uint8]) -> np.uint8:
    return classes[code] if code < len(classes) else np.uint8(IDEOGRAPHS)
