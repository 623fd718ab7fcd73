"""JSON lines, good and bad, and arrays."""

import json
from pathlib import Path

import pytest

from amparo_detect.errors import InputBroken, TextColumnUnknown
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.rows import Limits
from tests.detect.readers.reading import read


def written(path: Path, *lines: str | bytes) -> Path:
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def test_lines_good_and_bad(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.jsonl",
        '{"id": 7, "texto": "olá \\ud83d\\ude00", "created_at": "2025-03-01T10:00:00Z", "user": "ana"}',
        "",
        '{"id": 8, "texto": ',
        '["x"]',
        '{"id": 9, "texto": {"a": 1}}',
        '{"id": 10}',
        '{"id": 11, "texto": ["meio ", {"type": "bold", "text": "formatado"}]}',
        '{"id": 12, "texto": "meia \\ud83d letra", "user": {"name": "x"}}\r',
        '{"id": 13, "texto": "não"}'.encode("cp1252"),
    )
    found = read(path)
    assert found.texts == ["olá 😀", "meio formatado", "meia ? letra", "não"]
    assert found.rows[0]["id"] == "7"
    assert found.rows[0]["source"] == "ana"
    assert found.rows[0]["time"].isoformat() == "2025-03-01T10:00:00+00:00"
    assert found.refused == [(2, "json"), (3, "json"), (4, "shape"), (5, "empty")]


def test_a_block_of_good_lines_reads_as_its_lines_do_one_by_one(tmp_path: Path) -> None:
    rows = [
        {"id": i, "text": f"oferta “{i}”\nlinha", "time": 1740000000 + i, "ok": i % 2 == 0}
        for i in range(500)
    ]
    good = written(tmp_path / "good.jsonl", *(json.dumps(row) for row in rows))
    spoilt = written(tmp_path / "bad.jsonl", *(json.dumps(row) for row in rows), "{")
    assert read(good).rows == read(spoilt).rows
    assert read(good, limits=Limits(block=1000)).rows == read(good).rows


def test_names_reach_into_objects(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"data": {"message": {"body": "olá"}}, "from": {"name": "ana"}}')
    found = read(path, asked=Asked(text="data.message.body", source="from.name"))
    assert (found.texts, found.rows[0]["source"]) == (["olá"], "ana")
    with pytest.raises(TextColumnUnknown, match=r"data\.message\.body"):
        read(written(tmp_path / "b.jsonl", '{"data": {"message": {"body": "olá"}}}'))


def test_an_array_of_objects(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.json", json.dumps([{"id": 1, "text": "olá"}, 5, {"id": 2, "text": "bom"}], indent=1)
    )
    found = read(path)
    assert (found.texts, found.refused) == (["olá", "bom"], [(2, "json")])
    with pytest.raises(InputBroken):
        read(written(tmp_path / "b.json", '[{"id": 1, "text": "olá"}, {"id": 2'))


def test_a_line_longer_than_the_limit(tmp_path: Path) -> None:
    long = json.dumps({"text": "x" * 20_000})
    path = written(tmp_path / "a.jsonl", '{"text": "bom"}', long, '{"text": "fim"}')
    found = read(path, limits=Limits(block=500, record=2000))
    assert (found.texts, found.refused) == (["bom", "fim"], [(2, "long")])
