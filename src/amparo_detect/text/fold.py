"""Normalise a batch of posts without losing the original: plain characters, and where each one came from."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from amparo_detect.text import alphabet


class Folded(NamedTuple):
    """The posts of a batch, one after another, in plain characters.

    `chars[m]` code points: lower case, no diacritics, look-alikes and enclosed forms made plain, nothing
    invisible, one `alphabet.SYMBOL` for each emoji. `starts[n + 1]` says where each post begins in `chars`.
    `source[m]` is the code point offset in the post's original text that each folded character came from.
    """

    chars: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    source: npt.NDArray[np.int32]

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
    used = _fold(raw, (plain, width), chars, source, starts)
    return Folded(chars[:used], starts, source[:used])


@numba.njit(cache=True, nogil=True)
def _fold(
    raw: Utf8,
    table: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]],
    chars: npt.NDArray[np.uint32],
    source: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int64],
) -> int:
    """Decode, replace and write. Two bytes may become four characters: `chars` holds twice the bytes."""
    data, begins = raw
    plain, width = table
    known = len(width)
    at = 0
    for post in range(len(begins) - 1):
        starts[post] = at
        place = begins[post]
        end = begins[post + 1]
        offset = 0
        while place < end:
            first = data[place]
            if first < 0x80:
                code = np.uint32(first)
                place += 1
            elif first < 0xE0:
                code = np.uint32(((first & 0x1F) << 6) | (data[place + 1] & 0x3F))
                place += 2
            elif first < 0xF0:
                code = np.uint32(
                    ((first & 0x0F) << 12) | ((data[place + 1] & 0x3F) << 6) | (data[place + 2] & 0x3F)
                )
                place += 3
            else:
                code = np.uint32(
                    ((first & 0x07) << 18)
                    | ((data[place + 1] & 0x3F) << 12)
                    | ((data[place + 2] & 0x3F) << 6)
                    | (data[place + 3] & 0x3F)
                )
                place += 4
            if code < known:
                if code < 0x80:  # most of what is written
                    chars[at] = plain[code, 0]
                    source[at] = offset
                    at += width[code]
                    offset += 1
                    continue
                for step in range(width[code]):
                    chars[at] = plain[code, step]
                    source[at] = offset
                    at += 1
            else:
                chars[at] = code
                source[at] = offset
                at += 1
            offset += 1
    starts[len(begins) - 1] = at
    return at
