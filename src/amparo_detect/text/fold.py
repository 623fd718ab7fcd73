"""Normalise a batch of posts without losing the original: plain characters, and where each one came from."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text import alphabet


class Folded(NamedTuple):
    """The posts of a batch, one after another, in plain characters.

    `chars[m]` code points: lower case, no diacritics, look-alikes and enclosed forms made plain, nothing
    invisible, one `alphabet.SYMBOL` for each emoji. `starts[n + 1]` says where each post begins in `chars`.
    `source[m]` is the code point offset in the post's original text that each folded character came from;
    `capital[m]` says whether it was a capital letter of the basic Latin alphabet (a B may be an 8, a b a 6).

    What is percent-encoded in a link is read as what it stands for, if that is a sign or a space; so is a
    character reference by number (&#8209;).
    """

    chars: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    source: npt.NDArray[np.int32]
    capital: npt.NDArray[np.bool_]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original code points `[first, last)` of the folded characters `[start, end)` of one post."""
        return int(self.source[start]), int(self.source[end - 1]) + 1


class Utf8(NamedTuple):
    """The texts of a batch as one run of UTF-8: `data[starts[i]:starts[i + 1]]` is text `i`."""

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]


def utf8(texts: pl.Series) -> Utf8:
    """The bytes of a column of texts, not copied where Arrow allows it. An absent text is an empty one."""
    array = texts.fill_null("").rechunk().to_arrow()
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    array = array.cast(pa.large_string())
    _, offsets, data = array.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    if data is None or not starts.size:
        return Utf8(np.zeros(0, dtype=np.uint8), np.zeros(len(array) + 1, dtype=np.int64))
    return Utf8(np.frombuffer(data, dtype=np.uint8), starts)


def fold(texts: pl.Series) -> Folded:
    """Fold every text of a column of strings. Never raises on any text."""
    raw = utf8(texts)
    plain, width = alphabet.table()
    length = int(raw.starts[-1] - raw.starts[0]) if raw.starts.size else 0
    room = length * 2 + alphabet.WIDEST
    chars = np.empty(room, dtype=np.uint32)
    source = np.empty(room, dtype=np.int32)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    capital = np.zeros(room, dtype=np.bool_)
    used = _fold(raw, (plain, width), Folded(chars, starts, source, capital))
    return Folded(chars[:used], starts, source[:used], capital[:used])


@inner_uncounted
def _decoded(data, place, first):  # type: ignore[no-untyped-def]
    """The code point of a character of several bytes, the first of which is `first`, and their number."""
    if first < 0xE0:
        return np.uint32(((first & 0x1F) << 6) | (data[place + 1] & 0x3F)), 2
    if first < 0xF0:
        code = ((first & 0x0F) << 12) | ((data[place + 1] & 0x3F) << 6) | (data[place + 2] & 0x3F)
        return np.uint32(code), 3
    code = ((first & 0x07) << 18) | ((data[place + 1] & 0x3F) << 12) | ((data[place + 2] & 0x3F) << 6)
    return np.uint32(code | (data[place + 3] & 0x3F)), 4


@outer_uncounted
def _fold(
    raw: Utf8,
    table: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]],
    out: Folded,
) -> int:
    """Decode, replace and write. Two bytes may become four characters: `chars` holds twice the bytes."""
    data, begins = raw
    chars, starts, source, capital = out
    plain, width = table
    known = len(width)
    at = 0
    for post in range(len(begins) - 1):
        starts[post] = at
        place = begins[post]
        end = begins[post + 1]
        offset = np.int32(0)
        linked = False  # within a run that looks like a link
        while place < end:
            first = data[place]
            size = np.int32(1)  # code points that the character was written with
            if first < 0x80:
                code = np.uint32(first)
                if first <= 32:
                    linked = False
                elif (
                    first == 47 or first == 61 or (first == 58 and place + 1 < end and data[place + 1] == 37)
                ):
                    linked = True
                elif first == 38 or (
                    first == 37 and (linked or _between_figures(data, place, begins[post], end))
                ):
                    code, size = _written(data, place, end, first)
                place += size
            else:
                code, length = _decoded(data, place, first)
                place += length
            if code < known:
                if code < 0x80:  # most of what is written
                    chars[at] = plain[code, 0]
                    source[at] = offset
                    if 65 <= code <= 90:
                        capital[at] = True
                    at += width[code]
                    offset += size
                    continue
                for step in range(width[code]):
                    chars[at] = plain[code, step]
                    source[at] = offset
                    at += 1
            else:
                chars[at] = code
                source[at] = offset
                at += 1
            offset += size
    starts[len(begins) - 1] = at
    return at


@inner_uncounted
def _written(data, place, end, mark):  # type: ignore[no-untyped-def]
    """What %2B or &#8209; at `place` stands for: `(code, characters that it takes)`."""
    base = 16
    at = place + 1
    stop = min(end, place + 3)
    if mark == 38:
        if at + 1 >= end or data[at] != 35:
            return np.uint32(mark), np.int32(1)
        at += 1
        base = 10
        if data[at] == 120 or data[at] == 88:
            base = 16
            at += 1
        stop = min(end, at + 6)
    value = 0
    first = at
    while at < stop:
        digit = _digit(data[at])
        if digit < 0 or digit >= base:
            break
        value = value * base + digit
        at += 1
    if mark == 37:  # spaces and signs: an encoded letter changes nothing that is looked for
        sign = value in (32, 40, 41, 43, 45, 46, 47, 58, 61, 64) and at == place + 3
        return (np.uint32(value), np.int32(3)) if sign else (np.uint32(mark), np.int32(1))
    known = at > first and at < end and data[at] == 59 and 32 <= value < 0xD800
    return (np.uint32(value), np.int32(at + 1 - place)) if known else (np.uint32(mark), np.int32(1))


@inner_uncounted
def _between_figures(data, place, begin, end):  # type: ignore[no-untyped-def]
    """Whether a %20 stands between figures: a number copied out of a link."""
    if place == begin or place + 3 >= end or data[place + 1] != 50 or data[place + 2] != 48:
        return False
    return 48 <= data[place - 1] <= 57 and 48 <= data[place + 3] <= 57


@inner_uncounted
def _digit(code):  # type: ignore[no-untyped-def]
    if 48 <= code <= 57:
        return np.int64(code) - 48
    if 97 <= (code | 32) <= 102:
        return np.int64(code | 32) - 87
    return np.int64(-1)
