"""JSON lines, one object a line, and JSON files that are one array of objects."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import ijson
import polars as pl

from amparo_detect.errors import DAMAGE, InputBroken, InputEmpty
from amparo_detect.readers.columns import Asked, recognise
from amparo_detect.readers.frames import Gathering
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.lines import blocks, lines
from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import Bytes, is_utf8, opened
from amparo_detect.readers.times import Clock

SAMPLE = 200
ROLES = ("id", "text", "time", "source")
Row = Mapping[str, Any] | str  # an object, or the reason why there is none
Columns = Mapping[str, list[str]]  # role → the names that lead to it


def read(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """Rows as frames of ROWS. Names with a point, `author.name`, reach into an object.

    Raises ColumnMissing or TextColumnUnknown, telling the names seen, InputEmpty or InputBroken.
    """
    columns, array = _learnt(each, asked, limits)
    tally.facts["columns"] = {role: ".".join(path) for role, path in columns.items()}
    with opened(each, tally, encoding=asked.encoding) as stream:
        gathering = Gathering(limits, tally)
        if array:
            yield from _gathered(_array(each, stream), columns, gathering)
            return
        clock = Clock()
        for block in blocks(stream, limits):
            # Polars reads good lines five times as fast; a block that it cannot read is read line by line.
            rows = _whole(block, columns, tally.seen) if isinstance(block, bytes) else None
            if rows is not None:
                tally.seen += len(rows)
                yield rows.with_columns(clock.parse(rows["time"]))
            else:
                yield from _gathered(_objects([block], tally), columns, gathering)


def _learnt(each: Input, asked: Asked, limits: Limits) -> tuple[Columns, bool]:
    """The columns, from the first objects, and whether the file is an array."""
    passing = InputTally(0, each.name)
    with opened(each, passing, encoding=asked.encoding) as stream:
        head = stream.read(4096)
        array = head.lstrip().startswith(b"[")
    with opened(each, passing, encoding=asked.encoding) as stream:
        rows = _array(each, stream) if array else _objects(blocks(stream, limits), passing)
        first = list(islice(rows, SAMPLE))
    if not first:
        raise InputEmpty(input=each.name)
    names = list(dict.fromkeys(name for row in first if not isinstance(row, str) for name in _names(row)))
    return {role: names[i].split(".") for role, i in recognise(names, asked, name=each.name).items()}, array


def _whole(block: bytes, columns: Columns, seen: int) -> pl.DataFrame | None:
    """The block's rows if every line is a plain object; None when a line needs a closer look."""
    if any(len(path) > 1 for path in columns.values()) or not is_utf8(block):
        return None
    names = {path[0]: pl.String() for path in columns.values()}
    try:
        frame = pl.read_ndjson(block, schema=names)
    except pl.exceptions.PolarsError:
        return None
    picked = frame.select(
        (pl.col(columns[role][0]) if role in columns else pl.lit(None, pl.String)).alias(role)
        for role in ROLES
    )
    text = pl.col("text")
    # Lists and objects arrive as their JSON, half a surrogate pair as a zero byte.
    odd = text.str.starts_with("[") | text.str.starts_with("{") | text.str.contains("\0", literal=True)
    if picked.select(odd.any()).item():
        return None
    return picked.with_row_index("row", seen + 1).cast({"row": pl.UInt64})


def _gathered(rows: Iterator[Row], columns: Columns, gathering: Gathering) -> Iterator[pl.DataFrame]:
    for row in rows:
        if isinstance(row, str):
            gathering.refuse(row)
        else:
            _add(gathering, {role: _reached(row, path) for role, path in columns.items()})
        if gathering.full:
            yield from gathering.give()
    yield from gathering.give()


def _add(gathering: Gathering, found: Mapping[str, Any]) -> None:
    text = found["text"]
    if isinstance(text, list):  # formatted text in parts, as Telegram and others write it
        text = "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in text if part)
    if isinstance(text, dict):
        gathering.refuse("shape")
        return
    gathering.add(
        _written(text) or "",
        id=_written(found.get("id")),
        time=_written(found.get("time")),
        source=_written(found.get("source")),
    )


def _written(value: Any) -> str | None:
    """As text that UTF-8 can hold; what is no text as its JSON, as Polars has it."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode(errors="replace").decode()


def _objects(found: Iterator[bytes | str] | list[bytes | str], tally: InputTally) -> Iterator[Row]:
    for line in lines(found, tally):
        if isinstance(line, str):
            yield line
            continue
        for written in line:
            if not written or written.isspace():
                continue
            try:
                row = json.loads(written)
            except (ValueError, RecursionError):
                yield "json"
                continue
            yield row if isinstance(row, dict) else "json"


def _array(each: Input, stream: Bytes) -> Iterator[Row]:
    try:
        for row in ijson.items(stream, "item", use_float=True):
            yield row if isinstance(row, dict) else "json"
    except ijson.JSONError as error:
        raise InputBroken(input=each.name, why=DAMAGE["json"]) from error


def _names(row: Mapping[str, Any], within: str = "", depth: int = 3) -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, dict) and depth:
            yield from _names(value, f"{within}{name}.", depth - 1)
        else:
            yield within + name


def _reached(row: Mapping[str, Any], path: list[str]) -> Any:
    value: Any = row
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
