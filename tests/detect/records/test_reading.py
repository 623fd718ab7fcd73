"""What cannot be linked is refused, in two languages and without telling what a row says."""

from pathlib import Path

import polars as pl
import pytest

from amparo_detect.errors import (
    ColumnMissing,
    IdsRepeated,
    InputBroken,
    InputEmpty,
    InputMissing,
    NothingToCompare,
)
from amparo_detect.records import link
from amparo_detect.records.reading import read_list


def _file(folder: Path, content: str | bytes) -> Path:
    path = folder / "lista.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_list_in_the_encoding_of_old_spreadsheets(tmp_path: Path) -> None:
    frame = read_list(_file(tmp_path, "id; nome ;cidade\n1; José ;N/D\n".encode("cp1252")), "id")
    assert frame.to_dicts() == [{"id": "1", "nome": "José", "cidade": None}]


def test_a_quotation_mark_that_never_closes(tmp_path: Path) -> None:
    frame = read_list(_file(tmp_path, 'id,nome\n1,"Ana\n2,Rui\n3,Eva\n'), "id")
    assert frame["id"].to_list() == ["1", "2", "3"]


def test_parquet(tmp_path: Path) -> None:
    pl.DataFrame({"id": [1, 2], "ano": [1980, None]}).write_parquet(tmp_path / "lista.parquet")
    assert read_list(tmp_path / "lista.parquet", "id").rows() == [("1", "1980"), ("2", None)]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", InputEmpty),
        ("id,nome\n", InputEmpty),
        ("id,nome\n,\n", InputEmpty),
        (b"\x00\x01\x02\x00", InputBroken),
        ("numero,nome\n1,Ana\n", ColumnMissing),
        ("id,nome\n1,Ana\n1,Rui\n", IdsRepeated),
        ("id,nome\n,Ana\n2,Rui\n", IdsRepeated),
    ],
)
def test_bad_lists(tmp_path: Path, content: str | bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        read_list(_file(tmp_path, content), "id")
    assert "Ana" not in str(refused.value)


def test_a_missing_column_tells_the_columns_seen_in_portuguese_too(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissing) as refused:
        read_list(_file(tmp_path, "numero,nome\n1,Ana\n"), "id")
    assert "numero, nome" in refused.value.told("en")
    assert "colunas vistas" in refused.value.told("pt")


@pytest.mark.parametrize(
    "content", ["id\n1\n2\n", "id,nome\n1,\n2,\n", "id,nome\n1,Ana\n2,Ana\n", "id,nome\n1,Ana\n"]
)
def test_nothing_to_compare(tmp_path: Path, content: str) -> None:
    with pytest.raises(NothingToCompare):
        link(_file(tmp_path, content), id="id", out=tmp_path / "out")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputMissing):
        read_list(tmp_path / "nada.csv", "id")
