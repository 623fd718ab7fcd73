"""Cutting a block of delimited text into records and fields, in one pass, over the bytes themselves.

The rules are those of RFC 4180, read generously: a quotation mark opens a field only at its beginning and
closes it only before a delimiter, a line end or the end of the file; any other stands for itself.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LF, CR = 10, 13


@dataclass(frozen=True)
class Dialect:
    """Bytes that have a meaning; 0 for none. `newline` is 10, or 13 for files of the old Macintosh."""

    delimiter: int = ord(",")
    quote: int = ord('"')
    escape: int = 0
    newline: int = LF

    @property
    def rules(self) -> U8:
        """The four as `split` and `gather` want them."""
        return np.array([self.delimiter, self.quote, self.escape, self.newline], np.uint8)


@njit(cache=True, nogil=True)
def _closing(data: U8, begin: int, rules: U8, closes: Bools, final: bool) -> tuple[int, int]:
    """Where the quoted field that begins at `begin` closes, −1 if not in this block; 1 if it has escapes."""
    quote, escape, size = rules[1], rules[2], data.size
    position, dirty = begin, 0
    while position < size:
        c = data[position]
        if escape and c == escape:
            dirty = 1
            position += 2
        elif c != quote:
            position += 1
        elif position + 1 >= size:
            return (position if final else -1), dirty
        elif data[position + 1] == quote:
            dirty = 1
            position += 2
        elif closes[data[position + 1]]:
            return position, dirty
        else:
            position += 1
    return -1, dirty


@njit(cache=True, nogil=True)
def split(data: U8, rules: U8, final: bool, wanted: I64, spans: I64, records: I64) -> tuple[int, int, bool]:
    """Find the complete records of `data`.

    Args:
        data: the block's bytes; a record begins at 0.
        rules: delimiter, quote, escape, newline.
        final: the block ends with the end of the file.
        wanted: int64[columns], 0 or 1 + the row of `spans` in which the column's field goes.
        spans: int64[k, capacity, 3]: begin, end (without quotes), 1 if something in it must be unescaped.
        records: int64[capacity, 3]: begin, end (without the line end), number of fields; without blank lines.

    Returns:
        how many records; how many bytes they took; whether the rest begins a quoted field that does not end.
    """
    delimiter, quote, newline = rules[0], rules[1], rules[3]
    size, capacity, columns = data.size, records.shape[0], wanted.size
    count, position, consumed = 0, 0, 0
    closes = np.zeros(256, np.bool_)
    closes[delimiter] = closes[newline] = closes[CR] = True
    while position < size and count < capacity:
        begin, fields, complete = position, 0, False
        while True:  # one field
            field, dirty, close = position, 0, -1
            if quote and position < size and data[position] == quote:
                field = position + 1
                close, dirty = _closing(data, field, rules, closes, final)
                if close < 0:
                    return count, consumed, True
                position = close + 1
            while position < size and data[position] != delimiter and data[position] != newline:
                position += 1
            end = close if close >= 0 else position
            at_end = position >= size
            if at_end and not final:
                return count, consumed, False
            if close < 0 and (at_end or data[position] == newline) and end > field and data[end - 1] == CR:
                end -= 1
            if fields < columns and wanted[fields] > 0:
                row = wanted[fields] - 1
                spans[row, count, 0], spans[row, count, 1], spans[row, count, 2] = field, end, dirty
            fields += 1
            if at_end or data[position] == newline:
                complete = True
                stop = position
                position += 1
                break
            position += 1
        consumed = min(position, size)
        blank = fields == 1 and (stop == begin or (stop == begin + 1 and data[begin] == CR))
        if complete and not blank:
            records[count, 0], records[count, 1], records[count, 2] = begin, stop, fields
            count += 1
    return count, consumed, False


@njit(cache=True, nogil=True)
def gather(data: U8, spans: I64, chosen: I64, rules: U8, out: U8, offsets: I64) -> int:
    """Copy one column's fields one after another, unescaped.

    Args:
        spans: int64[capacity, 3] of one column, as `split` left it.
        chosen: int64[n] records to take, in order.
        out: uint8, at least as long as the fields together. offsets: int64[n + 1], filled here.

    Returns:
        bytes written.
    """
    quote, escape = rules[1], rules[2]
    at = 0
    offsets[0] = 0
    for i in range(chosen.size):
        begin, end, dirty = spans[chosen[i], 0], spans[chosen[i], 1], spans[chosen[i], 2]
        if dirty:
            position = begin
            while position < end:
                c = data[position]
                if position + 1 < end and (
                    (escape and c == escape) or (c == quote and data[position + 1] == quote)
                ):
                    position += 1
                    c = data[position]
                out[at] = c
                at += 1
                position += 1
        else:
            length = end - begin
            out[at : at + length] = data[begin:end]
            at += length
        offsets[i + 1] = at
    return at
