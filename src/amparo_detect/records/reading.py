"""A list of people or organisations as a frame of strings: CSV with any usual delimiter and encoding, or
Parquet."""

import codecs
from pathlib import Path

import polars as pl

from amparo_detect.errors import DAMAGE, ColumnMissing, IdsRepeated, InputBroken, InputEmpty, InputMissing

DELIMITERS = ",;\t|"
MISSING = (
    "",
    "-",
    "--",
    "?",
    "na",
    "n/a",
    "nan",
    "none",
    "null",
    "nil",
    "s/d",
    "n/d",
    "sem dados",
    "unknown",
    "desconhecido",
)
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_list(path: Path, key: str) -> pl.DataFrame:
    """All columns of the list as strings, trimmed, what stands for "nothing" as null. Column `key` names
    the rows.

    Raises InputMissing, InputEmpty, InputBroken, ColumnMissing (tells the columns seen) and IdsRepeated.
    """
    if not path.is_file():
        raise InputMissing(input=path.name)
    frame = _parquet(path) if path.read_bytes()[:4] == b"PAR1" else _delimited(path)
    frame = frame.rename(_plain_headers(frame.columns))
    if key.strip() not in frame.columns:
        raise ColumnMissing(input=path.name, column=key, seen=", ".join(frame.columns))
    text = pl.all().str.strip_chars()
    frame = frame.with_columns(text).filter(pl.any_horizontal(pl.all().fill_null("") != ""))
    if frame.is_empty():
        raise InputEmpty(input=path.name)
    _refuse_bad_ids(frame.get_column(key.strip()), path.name, key)
    others = [column for column in frame.columns if column != key.strip()]
    return frame.with_columns(
        pl.when(pl.col(others).str.to_lowercase().is_in(MISSING))
        .then(None)
        .otherwise(pl.col(others))
        .name.keep()
    )


def _refuse_bad_ids(ids: pl.Series, name: str, key: str) -> None:
    """Every row needs a name of its own, or the result could not say which rows it means."""
    empty = ids.fill_null("").eq("").arg_true().len()
    repeated = len(ids) - ids.n_unique()
    if empty or repeated:
        raise IdsRepeated(input=name, column=key, empty=empty, repeated=repeated)


def _plain_headers(columns: list[str]) -> dict[str, str]:
    """Headers without the blanks around them; a second of the same name keeps the blanks, which keep it
    apart."""
    taken: set[str] = set()
    plain = {}
    for column in columns:
        name = column.strip().lstrip("﻿")
        plain[column] = column if name in taken else name
        taken.add(plain[column])
    return plain


def _parquet(path: Path) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        raise InputBroken(input=path.name, why=DAMAGE["parquet"]) from None
    flat = [name for name, kind in frame.schema.items() if not kind.is_nested() and kind != pl.Binary]
    return frame.select(pl.col(flat).cast(pl.String))


def _delimited(path: Path) -> pl.DataFrame:
    raw = path.read_bytes()
    if not raw.strip():
        raise InputEmpty(input=path.name)
    text = _decoded(raw, path.name)
    header = next(line for line in text.splitlines() if line.strip())
    delimiter = max(DELIMITERS, key=header.count)
    if not header.count(delimiter):
        delimiter = ","
    try:
        return pl.read_csv(
            text.encode(),
            separator=delimiter,
            infer_schema=False,
            truncate_ragged_lines=True,
            encoding="utf8",
        )
    except pl.exceptions.NoDataError:
        raise InputEmpty(input=path.name) from None
    except pl.exceptions.PolarsError:
        return _without_quotes(text, delimiter, path.name)


def _without_quotes(text: str, delimiter: str, name: str) -> pl.DataFrame:
    """A quotation mark that never closes spoils a file read by the rules: taken as an ordinary character,
    it doesn't."""
    try:
        return pl.read_csv(
            text.encode(),
            separator=delimiter,
            infer_schema=False,
            truncate_ragged_lines=True,
            quote_char=None,
        )
    except pl.exceptions.PolarsError:
        raise InputBroken(input=name, why=DAMAGE["table"]) from None


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith(WIDE_MARKS):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw[:65536]:
        raise InputBroken(input=name, why=DAMAGE["zeros"])
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputBroken(input=name, why=DAMAGE["encoding"])
