"""CSV and its kin: any delimiter, quotes, encodings, broken rows; in blocks, never the whole file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pyarrow as pa

from amparo_detect.errors import InputEmpty
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.dialects import recognised
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.rows import ROWS, InputTally, Limits
from amparo_detect.readers.splitting import I64, U8, Dialect, gather, split
from amparo_detect.readers.streams import Bytes, Peeked, all_cp1252, decoded, fill, is_utf8, opened
from amparo_detect.readers.times import Clock

UNCLOSED = 8  # after so many quotation marks that never close, they are taken for ordinary characters
SAMPLE = 2**20


@dataclass
class _State:
    """What was learnt of the file, and how far the reader is."""

    dialect: Dialect
    columns: dict[str, int]
    width: int
    row: int = 0
    unclosed: int = 0


def read(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """The rows of a delimited file as frames of ROWS.

    Raises ColumnMissing or TextColumnUnknown, telling the columns seen, and InputEmpty.
    """
    clock = Clock()
    with opened(each, tally, encoding=asked.encoding) as stream:
        head = fill(stream, b"", SAMPLE)
        if not head.strip():
            raise InputEmpty(input=each.name)
        table = recognised(head, asked, name=each.name)
        tally.facts["columns"] = {role: table.header[i] for role, i in table.columns.items()}
        tally.facts["delimiter"] = chr(table.dialect.delimiter)
        state = _State(table.dialect, table.columns, table.width)
        rest = Peeked(head[table.begin :], stream)
        buffer, final = b"", False
        while buffer or not final:
            if not final:
                size = max(limits.block, 2 * len(buffer))
                buffer = fill(rest, buffer, size)
                final = len(buffer) < size
            rows, consumed, in_quotes = _block(buffer, state, final, tally)
            if rows is not None:
                yield rows.with_columns(clock.parse(rows["time"]))
            buffer = buffer[consumed:]
            if buffer and (final or (not consumed and len(buffer) >= limits.record)):
                buffer = _without_first_line(rest, buffer, state, in_quotes, tally)


def _without_first_line(
    stream: Bytes, buffer: bytes, state: _State, in_quotes: bool, tally: InputTally
) -> bytes:
    """Refuse a record that does not end: its first line only if a lost quotation mark is to blame."""
    newline = bytes([state.dialect.newline])
    state.row += 1
    tally.seen += 1
    end = buffer.find(newline)
    if in_quotes and (end >= 0 or len(buffer) < SAMPLE):
        tally.refuse([state.row], "quote")
        state.unclosed += 1
        if state.unclosed == UNCLOSED:
            state.dialect = replace(state.dialect, quote=0)
            tally.note("quotes", state.row + 1)
    else:
        tally.refuse([state.row], "long")
    while end < 0 and buffer:
        buffer = stream.read(SAMPLE)
        end = buffer.find(newline)
    return buffer[end + 1 :] if buffer else b""


def _block(
    buffer: bytes, state: _State, final: bool, tally: InputTally
) -> tuple[pl.DataFrame | None, int, bool]:
    """Rows of the buffer's complete records, how many bytes they took, whether a quoted field goes on."""
    records, spans, consumed, in_quotes = _cut(buffer, state, final)
    numbers = np.arange(state.row + 1, state.row + 1 + len(records), dtype=np.uint64)
    state.row += len(records)
    tally.seen += len(records)
    if not is_utf8(memoryview(buffer)[:consumed]):
        buffer, undecodable = _mended(buffer, records, state.dialect, tally)
        tally.refuse(numbers[undecodable].tolist(), "undecodable")
        numbers = numbers[~undecodable]
        records, spans, _, _ = _cut(buffer, state, True)
    good = records[:, 2] == state.width
    tally.refuse(numbers[~good].tolist(), "fields")
    if not good.any():
        return None, consumed, in_quotes
    chosen = np.flatnonzero(good)
    data = np.frombuffer(buffer, np.uint8)
    frame = {"row": pl.Series("row", numbers[good], dtype=pl.UInt64)}
    for role in ("id", "text", "time", "source"):
        if role in state.columns:
            row = sorted(state.columns).index(role)
            frame[role] = _column(data, spans[row], chosen, state.dialect)
        else:
            frame[role] = pl.Series(role, [None], dtype=pl.String).new_from_index(0, len(chosen))
    return pl.DataFrame(frame, schema=ROWS | {"time": pl.String}), consumed, in_quotes


def _cut(buffer: bytes, state: _State, final: bool) -> tuple[I64, I64, int, bool]:
    """Records and spans (see `splitting.split`), bytes taken, whether a quoted field goes on."""
    data = np.frombuffer(buffer, np.uint8)
    capacity = buffer.count(bytes([state.dialect.newline])) + 1
    roles = sorted(state.columns)
    wanted = np.zeros(max(state.width, 1), np.int64)
    for row, role in enumerate(roles):
        wanted[state.columns[role]] = row + 1
    spans = np.zeros((len(roles), capacity, 3), np.int64)
    records = np.zeros((capacity, 3), np.int64)
    count, consumed, in_quotes = split(data, state.dialect.rules, final, wanted, spans, records)
    return records[:count], spans[:, :count], consumed, in_quotes


def _mended(
    buffer: bytes, records: I64, dialect: Dialect, tally: InputTally
) -> tuple[bytes, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """The records as UTF-8, and which of them are in no encoding and left out."""
    pieces = []
    undecodable = np.zeros(len(records), np.bool_)
    if len(records) and (whole := all_cp1252(buffer[: records[-1, 1]])) is not None:
        tally.decoded["cp1252"] += len(records)
        return whole.encode(), undecodable
    for i, (begin, end, _) in enumerate(records.tolist()):
        record = buffer[begin:end]
        text = None if record.isascii() else decoded(record, tally)
        if record.isascii():
            pieces.append(record)
        elif text is not None:
            pieces.append(text.encode())
        else:
            undecodable[i] = True
    return bytes([dialect.newline]).join(pieces), undecodable


def _column(data: U8, spans: I64, chosen: I64, dialect: Dialect) -> pl.Series:
    """One column's fields as strings."""
    size = int((spans[chosen, 1] - spans[chosen, 0]).sum())
    out, offsets = np.empty(size, np.uint8), np.empty(len(chosen) + 1, np.int64)
    gather(data, spans, chosen, dialect.rules, out, offsets)
    array = pa.LargeStringArray.from_buffers(len(chosen), pa.py_buffer(offsets), pa.py_buffer(out))
    return pl.Series(pl.from_arrow(array))
