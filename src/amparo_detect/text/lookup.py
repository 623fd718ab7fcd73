"""Find the words of a list in folded posts: every word is hashed once, so the length of the list costs
nothing.

A term is a plain word (`taxa`) or the beginning of one (`passaport*`), as `fold` writes it. In a word that
mixes letters and digits the digits are read as the letters they stand for (`tr4b4lh0`).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.loops import inlined, inner_uncounted
from amparo_detect.text.fold import fold

WORD, BREAK, PAUSE = 1, 2, 3  # classes of character; 0 separates words and nothing more
NUMBER = "#"  # the term that stands for any word of digits only
KNOWN = 0x20000
SHORTEST_STEM = 3
_OFFSET = np.uint64(14695981039346656037)  # FNV-1a, 64 bits, over code points
_PRIME = np.uint64(1099511628211)
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"}


class Lookup(NamedTuple):
    """Two open-addressing tables, whole words and beginnings: `keys[k]` hash (0 free) and `terms[k]` term
    number.
    """

    keys: npt.NDArray[np.uint64]
    terms: npt.NDArray[np.int32]
    stem_keys: npt.NDArray[np.uint64]
    stem_terms: npt.NDArray[np.int32]
    longest_stem: int
    number: int  # the term of any number, or −1


@functools.cache
def character_classes() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """`(class, leet)` of every code point below KNOWN: WORD, BREAK, PAUSE or 0; and the letter that a digit
    stands for.
    """
    classes = np.zeros(KNOWN, dtype=np.uint8)
    for code in range(KNOWN):
        if unicodedata.category(chr(code))[0] in "LN":
            classes[code] = WORD
    for char in ".!?;\n•·|…؛؟।。":
        classes[ord(char)] = BREAK
    for char in ",،:()[]/–—\ufffc":
        classes[ord(char)] = PAUSE
    leet = np.arange(KNOWN, dtype=np.uint32)
    for digit, letter in _LEET.items():
        leet[ord(digit)] = ord(letter)
    return classes, leet


def hashed(word: str) -> int:
    """The hash that `word`, already folded, has in a post."""
    value = int(_OFFSET)
    for char in word:
        value = ((value ^ ord(char)) * int(_PRIME)) & 0xFFFFFFFFFFFFFFFF
    return value or 1


def folded_terms(words: Sequence[str]) -> list[str]:
    """The terms as `fold` writes them, in the same order."""
    plain = fold(pl.Series(list(words), dtype=pl.String))
    return [
        "".join(map(chr, plain.chars[plain.starts[row] : plain.starts[row + 1]])) for row in range(len(words))
    ]


def compile_terms(terms: Iterable[str]) -> Lookup:
    """Tables for terms numbered in their order. Raises ValueError for a doubled, empty, split or too short
    term.
    """
    given = list(terms)
    tables: tuple[dict[int, int], dict[int, int]] = {}, {}
    longest = 0
    classes, _ = character_classes()
    for number, (term, plain) in enumerate(zip(given, folded_terms(given), strict=True)):
        stem = plain.endswith("*")
        word = plain.removesuffix("*")
        if plain == NUMBER:
            continue
        if not word or any(classes[ord(char)] != WORD for char in word):
            raise ValueError(f"not one word: {term!r}")
        if stem and len(word) < SHORTEST_STEM:
            raise ValueError(f"too short a beginning: {term!r}")
        if tables[stem].setdefault(hashed(word), number) != number:
            raise ValueError(f"twice in the list: {term!r}")
        longest = max(longest, len(word) if stem else 0)
    any_number = given.index(NUMBER) if NUMBER in given else -1
    return Lookup(*_table(tables[False]), *_table(tables[True]), longest, any_number)


def _table(entries: dict[int, int]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]:
    size = 64
    while size < 4 * len(entries):
        size *= 2
    keys = np.zeros(size, dtype=np.uint64)
    terms = np.full(size, -1, dtype=np.int32)
    for key, term in entries.items():
        place = (key ^ (key >> 32)) & (size - 1)
        while keys[place]:
            place = (place + 1) & (size - 1)
        keys[place] = key
        terms[place] = term
    return keys, terms


@inlined
def probe(keys: npt.NDArray[np.uint64], terms: npt.NDArray[np.int32], key: np.uint64) -> np.int64:
    """The term of a hash, or −1."""
    mask = np.uint64(len(keys) - 1)
    place = (key ^ (key >> np.uint64(32))) & mask
    while keys[place] != np.uint64(0):
        if keys[place] == key:
            return np.int64(terms[place])
        place = (place + np.uint64(1)) & mask
    return np.int64(-1)


@inner_uncounted
def words_of_post(
    chars: npt.NDArray[np.uint32],
    begin: int,
    end: int,
    tables: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]],
    lookup: Lookup,
    room: npt.NDArray[np.int64],
) -> tuple[int, int]:
    """Write each hit of one post as a row `(term, place, start, end)` into `room[r, 4]`; returns `(hits,
    words)`.

    `place` counts words, and four more for every end of a sentence or line and two for a comma, so that near
    means near in sense too. A word may hit several terms. Hits beyond the room are not written: a post of
    that many is no offer that anyone reads.
    """
    classes, leet = tables
    keys, terms, stem_keys, stem_terms, longest, number = lookup
    hits = 0
    words = 0
    place = 0
    at = begin
    while at < end:
        kind = classes[chars[at]] if chars[at] < 0x20000 else 0
        if kind != 1:
            if kind > 0 and (at == begin or chars[at - 1] != chars[at]):
                place += 4 if kind == 2 else 2
            at += 1
            continue
        start = at
        plain = np.uint64(14695981039346656037)
        read = plain
        digits = 0
        first_hit = hits
        while at < end and chars[at] < 0x20000 and classes[chars[at]] == 1:
            code = chars[at]
            if 48 <= code <= 57:
                digits += 1
            plain = (plain ^ np.uint64(code)) * np.uint64(1099511628211)
            read = (read ^ np.uint64(leet[code])) * np.uint64(1099511628211)
            at += 1
            if 3 <= at - start <= longest:
                term = probe(stem_keys, stem_terms, read)
                if term >= 0 and hits < len(room):
                    room[hits, 0] = term
                    hits += 1
        mixed = 0 < digits < at - start
        term = probe(keys, terms, read if mixed else plain)
        if term >= 0 and hits < len(room):
            room[hits, 0] = term
            hits += 1
        if number >= 0 and digits == at - start and hits < len(room):
            room[hits, 0] = number
            hits += 1
        for row in range(first_hit, hits):
            room[row, 1] = place
            room[row, 2] = start
            room[row, 3] = at
        place += 1
        words += 1
    return hits, words
