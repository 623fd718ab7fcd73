"""JSON lines, one object a line, and JSON files that are one array of objects."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import ijson
import polars as pl

from amparo_detect.errors import InputBroken, InputEmpty
from amparo_detect.readers.columns import Asked, recognise
from amparo_detect.readers.frames import Gathering
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.lines import lines
from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import opened

SAMPLE = 200
Row = Mapping[str, Any] | str  # an object, or the reason why there is none


def read(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """Rows as frames of ROWS. Names with a point, `author.name`, reach into an object.

    Raises ColumnMissing or TextColumnUnknown, telling the names seen, InputEmpty or InputBroken.
    """
    gathering = Gathering(limits, tally)
    with opened(each, tally, encoding=asked.encoding) as stream:
        rows = _array(each, stream) if _is_array(each) else _objects(stream, limits, tally)
        head = [row for _, row in zip(range(SAMPLE), rows, strict=False)]
        objects = [row for row in head if not isinstance(row, str)]
        if not head:
            raise InputEmpty(input=each.name)
        names = list(dict.fromkeys(name for row in objects for name in _names(row)))
        columns = {role: names[i].split(".") for role, i in recognise(names, asked, name=each.name).items()}
        tally.facts["columns"] = {role: ".".join(path) for role, path in columns.items()}
        flat = all(len(path) == 1 for path in columns.values())
        keys = {role: path[0] for role, path in columns.items()}
        for row in chain(head, rows):
            if isinstance(row, str):
                gathering.refuse(row)
            else:
                found = {role: row.get(key) for role, key in keys.items()} if flat else _reached(row, columns)
                _add(gathering, found)
            if gathering.full:
                yield from gathering.give()
        yield from gathering.give()


def _add(gathering: Gathering, found: Mapping[str, Any]) -> None:
    text = found["text"]
    if isinstance(text, list):  # formatted text in parts, as Telegram and others write it
        text = "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in text if part)
    if text is not None and not isinstance(text, str):
        gathering.refuse("shape")
        return
    id_, time, source = found.get("id"), found.get("time"), found.get("source")
    gathering.add(
        text or "",
        id=None if id_ is None else str(id_),
        time=None if time is None else str(time),
        source=source if source is None or isinstance(source, str) else _written(source),
    )


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _objects(stream: Any, limits: Limits, tally: InputTally) -> Iterator[Row]:
    load = json.JSONDecoder().decode
    for found in lines(stream, limits, tally):
        if isinstance(found, str):
            yield found
            continue
        for line in found:
            if not line or line.isspace():
                continue
            try:
                row = load(line)
            except (ValueError, RecursionError):
                yield "json"
                continue
            yield row if isinstance(row, dict) else "json"


def _is_array(each: Input) -> bool:
    with each.open() as file:
        return file.read(4096).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")


def _array(each: Input, stream: Any) -> Iterator[Row]:
    try:
        for row in ijson.items(stream, "item", use_float=True):
            yield row if isinstance(row, dict) else "json"
    except ijson.JSONError as error:
        raise InputBroken(input=each.name, why=error) from error


def _names(row: Mapping[str, Any], within: str = "", depth: int = 3) -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, dict) and depth:
            yield from _names(value, f"{within}{name}.", depth - 1)
        else:
            yield within + name


def _reached(row: Mapping[str, Any], columns: Mapping[str, list[str]]) -> dict[str, Any]:
    found = {}
    for role, path in columns.items():
        value: Any = row
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        found[role] = value
    return found
