"""Which language a post is written in, and "und" where that cannot be known.

Most posts are told by words that only one of six languages has, counted in the folded text: a microsecond or
two. What that leaves open goes to CLD2, which knows many more, among them Bantu languages, but costs ten
times that. A guess that neither is sure of is no language. Of the Bantu languages only Swahili is ever named:
nobody who publishes a detector has measured it on Emakhuwa, Cisena or Kimwani, and a neighbour's name on them
would be worse than none.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import numba
import numpy as np
import numpy.typing as npt
import polars as pl
import pycld2

from amparo_detect.text.fold import Folded, fold
from amparo_detect.text.lookup import Lookup, character_classes, compile_terms, words_of_post

UNKNOWN = "und"
LANGUAGES = ("pt", "en", "fr", "es", "sw", "ar")
ENOUGH_HITS = 4  # words that only one language has …
ENOUGH_WORDS = 3  # … of which so many are different …
RIVAL = 4  # … and so many times as many as any other language has
ENOUGH_SHARE = 8  # one word in so many at least must be a hit
# Different Swahili words without which CLD2's "Swahili" is not believed: its neighbours look alike to it.
SWAHILI_WORDS = 2
READ = 400  # characters that are enough for CLD2
SHORTEST = 12  # letters under which there is nothing to tell a language by

# What CLD2 may call a text: the languages it is good at. Galician is left to Portuguese, since a short offer
# in either reads the same to it.
_CODES = """pt en fr es sw ar de it nl ru uk tr fa ur hi bn ta te ne id ms vi th ko ja am ti so ha yo ig af ro
pl bg el hu cs sv zh"""
_NAMED = {code: code for code in _CODES.split()} | {"gl": "pt", "zh-Hant": "zh", "iw": "he"}


@functools.cache
def _words() -> tuple[Lookup, npt.NDArray[np.int8]]:
    """The word lists compiled, and the language (place in LANGUAGES) of each term."""
    lists = tomllib.loads(
        resources.files("amparo_detect.data").joinpath("function-words.toml").read_text("utf-8")
    )
    terms: list[str] = []
    of: list[int] = []
    for number, language in enumerate(LANGUAGES):
        words = lists[language].split()
        terms += words
        of += [number] * len(words)
    return compile_terms(terms), np.array(of, dtype=np.int8)


def languages(texts: pl.Series, folded: Folded | None = None) -> pl.Series:
    """ISO 639-1 code of each text, or "und". `folded` spares folding a batch again that is folded already."""
    plain = fold(texts) if folded is None else folded
    lookup, of = _words()
    told = np.empty(len(texts), dtype=np.int8)
    swahili = np.empty(len(texts), dtype=np.uint8)
    _tell(plain.chars, plain.starts, character_classes(), lookup, of, told, swahili)
    names = np.array([*LANGUAGES, UNKNOWN], dtype=object)[np.where(told < 0, len(LANGUAGES), told)]
    for row in np.flatnonzero(told == -1):
        text = texts[int(row)]
        named = _ask(text) if text else UNKNOWN
        names[row] = UNKNOWN if named == "sw" and swahili[row] < SWAHILI_WORDS else named
    return pl.Series("language", names, dtype=pl.String)


def _ask(text: str) -> str:
    """CLD2's answer where it is sure of it."""
    # It refuses characters that are not text, and stops at a NUL.
    plain = "".join(char if char.isprintable() else " " for char in text[:READ])
    try:
        reliable, _, found = pycld2.detect(plain)
    except (pycld2.error, UnicodeEncodeError):
        return UNKNOWN
    return _NAMED.get(found[0][1], UNKNOWN) if reliable else UNKNOWN


@numba.njit(cache=True, nogil=True)
def _tell(
    chars: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    tables: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]],
    lookup: Lookup,
    of: npt.NDArray[np.int8],
    told: npt.NDArray[np.int8],
    swahili: npt.NDArray[np.uint8],
) -> None:
    """`told[i]`: place in LANGUAGES, −1 when CLD2 should be asked, −2 when there is too little to tell by."""
    room = np.empty((1024, 4), dtype=np.int64)
    classes = tables[0]
    for post in range(len(starts) - 1):
        begin = starts[post]
        end = min(starts[post + 1], begin + 4000)
        letters = 0
        for at in range(begin, min(end, begin + 200)):
            if chars[at] < 0x20000 and classes[chars[at]] == 1 and not 48 <= chars[at] <= 57:
                letters += 1
        told[post] = -2
        swahili[post] = 0
        if letters < SHORTEST:
            continue
        counts = np.zeros(6, dtype=np.int64)
        kinds = np.zeros(6, dtype=np.uint64)
        hits, words = words_of_post(chars, begin, end, tables, lookup, room)
        for row in range(hits):
            language = of[room[row, 0]]
            counts[language] += 1
            kinds[language] |= np.uint64(1) << np.uint64(room[row, 0] & 63)
        best = np.argmax(counts)
        second = 0
        for language in range(6):
            if language != best:
                second = max(second, counts[language])
        swahili[post] = _ones(kinds[4])
        told[post] = -1
        if (
            counts[best] >= ENOUGH_HITS
            and _ones(kinds[best]) >= ENOUGH_WORDS
            and counts[best] >= RIVAL * second
            and counts[best] * ENOUGH_SHARE >= words
        ):
            told[post] = best


@numba.njit(cache=True, nogil=True)
def _ones(bits: np.uint64) -> int:
    count = 0
    while bits:
        bits &= bits - np.uint64(1)
        count += 1
    return count
