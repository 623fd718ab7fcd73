"""How a delimited file is written: its delimiter, its quotes, and which of its first lines is the header."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from amparo_detect.errors import InputError, TextColumnUnknown
from amparo_detect.readers.columns import Asked, recognise
from amparo_detect.readers.splitting import CR, LF, Dialect, split

COMMON, RARE = b",;\t|", b"^~:#\x01\x1f"
HEADER_WITHIN = 12  # reports of phone examinations put a title and some lines above the header
SAMPLE = 256 * 2**10


@dataclass(frozen=True)
class Table:
    """begin: where the first row begins, in bytes. width: fields of an ordinary row."""

    dialect: Dialect
    header: list[str]
    columns: dict[str, int]
    width: int
    begin: int


def recognised(head: bytes, asked: Asked, *, name: str) -> Table:
    """How the file that begins so is written.

    Of all dialects the most regular is taken in which a header is recognised. When there is none, raises what
    `columns.recognise` raises for the most regular one.
    """
    sample = head[:SAMPLE]
    final = len(sample) == len(head)
    tried = sorted(_dialects(sample, final), key=lambda pair: -pair[0])
    refusal: InputError = TextColumnUnknown(input=name, seen="–")
    refused = False
    for regular, dialect in tried:
        lines = list(_records(sample, dialect, final))
        for begin, fields in lines[:HEADER_WITHIN]:
            try:
                columns = recognise(fields, asked, name=name)
            except InputError as error:
                refusal, refused = (refusal, True) if refused else (error, True)
                continue
            if regular == 0 and len(fields) > 1 and len(lines) > 1:
                continue  # a sentence that happens to hold this delimiter
            alone = len(fields) == 1
            widths = Counter(len(row) for at, row in lines if at > begin)
            usual = widths.most_common(1)[0][0] if widths else len(fields)
            width = usual if not alone and usual > max(columns.values()) else len(fields)
            start = next((at for at, _ in lines if at > begin), _after(sample, begin, dialect))
            used = Dialect(0, dialect.quote, dialect.escape, dialect.newline) if alone else dialect
            return Table(used, fields, columns, width, start)
    raise refusal


def _dialects(sample: bytes, final: bool) -> Iterator[tuple[float, Dialect]]:
    """Dialects worth trying, each with the share of rows of the usual width; 0 where that is one field."""
    alone = sample.count(b"\r") - sample.count(b"\r\n")
    newline = CR if alone > sample.count(b"\n") else LF
    escapes = (0, ord("\\")) if b'\\"' in sample or b"\\'" in sample else (0,)
    for delimiter in COMMON + RARE:
        if delimiter not in sample[: 16 * 2**10]:
            continue
        for quote in b"\"'":
            if quote == ord("'") and bytes([delimiter, quote]) not in sample:
                continue
            for escape in escapes:
                dialect = Dialect(delimiter, quote, escape, newline)
                widths = Counter(len(fields) for _, fields in _records(sample, dialect, final))
                usual, rows = widths.most_common(1)[0] if widths else (1, 0)
                regular = rows / widths.total() if usual > 1 else 0.0
                # Equals are decided for what is common: the usual delimiters, double quotes, no escapes.
                regular -= (
                    0.2 * (delimiter in RARE) * (regular > 0) + 0.001 * (quote != 34) + 0.001 * (escape != 0)
                )
                yield max(regular, 0.0), dialect
    yield 0.0, Dialect(0, newline=newline)


def _records(sample: bytes, dialect: Dialect, final: bool) -> Iterator[tuple[int, list[str]]]:
    """Begin and fields of the complete records of the sample."""
    data = np.frombuffer(sample, np.uint8)
    capacity = sample.count(bytes([dialect.newline])) + 1
    columns = 512
    spans = np.zeros((columns, min(capacity, 1024), 3), np.int64)
    records = np.zeros((spans.shape[1], 3), np.int64)
    wanted = np.arange(1, columns + 1, dtype=np.int64)
    count, _, _ = split(data, dialect.rules, final, wanted, spans, records)
    for i in range(count):
        fields = [
            sample[begin:end].decode("utf-8", errors="replace").strip()
            for begin, end, _ in spans[: records[i, 2], i].tolist()
        ]
        yield int(records[i, 0]), fields


def _after(sample: bytes, begin: int, dialect: Dialect) -> int:
    """Where the line that begins at `begin` ends, in bytes; the header is the last record of the sample."""
    end = sample.find(bytes([dialect.newline]), begin)
    return len(sample) if end < 0 else end + 1
