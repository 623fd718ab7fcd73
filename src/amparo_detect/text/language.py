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

import numpy as np
import numpy.typing as npt
import polars as pl
import pycld2

from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded, fold
from amparo_detect.text.lookup import WORD, Lookup, character_classes, compile_terms, words_of_post

UNKNOWN = "und"
LANGUAGES = ("pt", "en", "fr", "es", "sw", "ar")
SWAHILI, ARABIC = 4, 5  # their places
HITS = 1024  # words of a list that are looked at in one post
LONGEST = 4000  # characters of a post that are looked at
BY_SCRIPT = ("zh", "ja", "ko", "th")  # told by their script alone
ENOUGH_HITS = 3  # words that only one language has …
ENOUGH_WORDS = 2  # … of which so many are different …
RIVAL = 3  # … and so many times as many as any other language has
ENOUGH_SHARE = 10  # one word in so many at least must be a hit
FEW_HITS = 2  # different words that are enough where no other language has any …
FEW_SHARE = 4  # … if one word in so many is a hit: a single sentence
# Different Swahili words without which CLD2's "Swahili" is not believed: its neighbours look alike to it.
SWAHILI_WORDS = 2
ASK, TOO_LITTLE = -1, -2
# Letters of Persian and Urdu: tteh, peh, tcheh, ddal, rreh, jeh, keheh, gaf, noon ghunna, two hehs, two yehs.
NOT_ARABIC = (0x679, 0x67E, 0x686, 0x688, 0x691, 0x698, 0x6A9, 0x6AF, 0x6BA, 0x6BE, 0x6C1, 0x6CC, 0x6D2)
READ = 400  # characters that are enough for CLD2
SHORT = 40  # letters under which CLD2 is believed only where it names one of LANGUAGES
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
    seen = np.empty((4, len(texts)), dtype=np.int8)
    room = np.empty((HITS, 4), dtype=np.int64)
    counts = np.empty((2, len(LANGUAGES)), dtype=np.uint64)
    _tell(plain, character_classes(), lookup, of, (room, counts), seen)
    told, swahili, met, short = seen
    codes = np.array([*LANGUAGES, *BY_SCRIPT, UNKNOWN], dtype=object)
    names = codes[np.where(told < 0, len(codes) - 1, told)]
    asked = np.flatnonzero(told == ASK)
    for row, text in zip(asked, texts.gather(asked).to_list(), strict=True):
        named = _ask(text) if text else UNKNOWN
        if named not in LANGUAGES:
            names[row] = UNKNOWN if short[row] else named
        else:  # a language of which not one word was met, while another's were, is a wrong guess
            unmet = met[row] and not met[row] >> LANGUAGES.index(named) & 1
            doubtful = named == LANGUAGES[SWAHILI] and swahili[row] < SWAHILI_WORDS
            names[row] = UNKNOWN if unmet or doubtful else named
    return pl.Series("language", names, dtype=pl.String)


class _Printable(dict[int, int]):
    """For `str.translate`: a space for every character that is not text; each is looked at once."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isprintable() else 32
        return self[code]


_PRINTABLE = _Printable()


def _ask(text: str) -> str:
    """CLD2's answer where it is sure of it."""
    # It refuses characters that are not text, and stops at a NUL. Most texts have none beside ends of lines.
    plain = text[:READ].replace("\n", " ")
    if not plain.isprintable():
        plain = plain.translate(_PRINTABLE)
    try:
        reliable, _, found = pycld2.detect(plain)
    except (pycld2.error, UnicodeEncodeError):
        return UNKNOWN
    return _NAMED.get(found[0][1], UNKNOWN) if reliable else UNKNOWN


@inner_uncounted
def _two_best(counts: npt.NDArray[np.uint64]) -> tuple[int, np.int64]:
    """The language with the highest count, the first of equals, and the highest count of the others."""
    best = 0
    for language in range(1, len(counts)):
        if counts[language] > counts[best]:
            best = language
    second = np.int64(0)
    for language in range(len(counts)):
        if language != best and np.int64(counts[language]) > second:
            second = np.int64(counts[language])
    return best, second


@outer_uncounted
def _tell(
    plain: Folded,
    tables: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]],
    lookup: Lookup,
    of: npt.NDArray[np.int8],
    scratch: tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]],
    seen: npt.NDArray[np.int8],
) -> None:
    """`seen[0, i]`: place in LANGUAGES or, after them, in BY_SCRIPT; ASK to ask CLD2; TOO_LITTLE to tell by.

    `seen[1, i]`: how many different Swahili words the post has; `seen[2, i]`: of which languages it has any,
    as bits; `seen[3, i]`: whether it has few letters.
    """
    told = seen[0]
    swahili = seen[1]
    chars, starts = plain.chars, plain.starts
    room = scratch[0]
    counts, kinds = scratch[1][0], scratch[1][1]
    classes = tables[0]
    for post in range(len(starts) - 1):
        begin = starts[post]
        end = min(starts[post + 1], begin + LONGEST)
        letters, arabic, foreign, script = _scripts(chars[begin:end], classes)
        swahili[post] = 0
        seen[2, post] = 0
        seen[3, post] = letters < SHORT
        if script >= 0:
            told[post] = len(LANGUAGES) + script
            continue
        if letters < SHORTEST:
            told[post] = TOO_LITTLE
            continue
        for language in range(len(counts)):
            counts[language] = 0
            kinds[language] = 0
        hits, words = words_of_post(chars, begin, end, tables, lookup, room)
        for row in range(hits):
            language = of[room[row, 0]]
            counts[language] += np.uint64(1)
            kinds[language] |= np.uint64(1) << np.uint64(room[row, 0] & 63)
        best, second = _two_best(counts)
        most = np.int64(counts[best])
        swahili[post] = _ones(kinds[SWAHILI])
        bits = 0
        for language in range(len(counts)):
            bits |= (counts[language] > 0) << language
        seen[2, post] = bits
        few = second == 0 and _ones(kinds[best]) >= FEW_HITS and most * FEW_SHARE >= words
        by_words = (
            most >= ENOUGH_HITS
            and _ones(kinds[best]) >= ENOUGH_WORDS
            and most >= RIVAL * second
            and most * ENOUGH_SHARE >= words
        )
        is_arabic = best == ARABIC and most > 0 and arabic * 2 > letters and foreign == 0
        told[post] = best if by_words or few or is_arabic else ASK


@inner_uncounted
def _scripts(chars: npt.NDArray[np.uint32], classes: npt.NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """`(letters, Arabic ones, those that Arabic does not have, place in BY_SCRIPT or −1)`."""
    letters = 0
    arabic = 0
    foreign = 0
    han = 0
    kana = 0
    hangul = 0
    thai = 0
    for code in chars:
        if code >= 0x20000 or classes[code] != WORD or 48 <= code <= 57:
            continue
        letters += 1
        if 0x0600 <= code < 0x0700:
            arabic += 1
            if code in NOT_ARABIC:
                foreign += 1
        elif 0x3040 <= code < 0x3100:
            kana += 1
        elif 0x3400 <= code < 0xA000:
            han += 1
        elif 0x1100 <= code < 0x1200 or 0xAC00 <= code < 0xD7B0:
            hangul += 1
        elif 0x0E00 <= code < 0x0E80:
            thai += 1
    script = -1
    if 2 * thai > letters and thai >= 8:
        script = 3
    if 2 * (han + kana + hangul) > letters and han + kana + hangul >= 4:
        script = 2 if hangul > han + kana else 1 if kana * 10 > han else 0
    return letters, arabic, foreign, script


@inner_uncounted
def _ones(bits: np.uint64) -> int:
    count = 0
    while bits:
        bits &= bits - np.uint64(1)
        count += 1
    return count
