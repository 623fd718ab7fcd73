"""What is told of a file before it is read."""

import zipfile
from pathlib import Path

import pytest

from amparo_detect.errors import InputBinary, InputBroken, InputEmpty, InputLocked, InputMissing, OptionError
from amparo_detect.readers.inputs import found


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"%PDF-1.7\n", "um PDF"),
        (b"\x89PNG\r\n\x1a\n", "uma imagem"),
        (b"SQLite format 3\0", "uma base de dados SQLite"),
        (bytes(range(256)) * 40, "tudo menos texto"),
        (b"<!DOCTYPE html><html><body>a</body></html>", "uma página da Web"),
    ],
)
def test_what_is_no_file_of_posts(tmp_path: Path, content: bytes, looks: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputBinary) as raised:
        found([tmp_path / "a.csv"])
    assert f"parece ser {looks}." in raised.value.told("pt")


def test_a_spreadsheet_is_told_as_such(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(InputBinary, match="Excel"):
        found([tmp_path / "a.xlsx"])


def test_empty_missing_and_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    with pytest.raises(InputEmpty):
        found([tmp_path / "a.csv"])
    with pytest.raises(InputMissing):
        found([tmp_path / "b.csv"])
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04" + b"x" * 100)
    with pytest.raises(InputBroken):
        found([tmp_path / "c.zip"])
    (tmp_path / "d.gz").write_bytes(b"\x1f\x8b" + b"x" * 100)
    with pytest.raises(InputBroken) as raised:
        found([tmp_path / "d.gz"])
    assert "(não se consegue descomprimir)" in raised.value.told("pt")


def test_a_locked_zip_says_what_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "text\na\n")
    locked = bytearray((tmp_path / "a.zip").read_bytes())
    locked[6] |= 1  # the flag of encryption, before the member and in the directory
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(locked)
    with pytest.raises(InputLocked) as raised:
        found([tmp_path / "a.zip"])
    assert "palavra-passe" in raised.value.told("pt")


def test_a_folder_stands_for_its_files_in_the_order_people_count(tmp_path: Path) -> None:
    for name in ("posts2.csv", "posts10.csv", "posts1.jsonl"):
        (tmp_path / name).write_text('{"text": "a"}\n' if name.endswith("l") else "text\na\n")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\0")
    (tmp_path / ".hidden.csv").write_text("text\na\n")
    listed = found([tmp_path])
    assert [(each.name, each.format) for each in listed] == [
        ("posts1.jsonl", "jsonl"),
        ("posts2.csv", "csv"),
        ("posts10.csv", "csv"),
    ]


def test_a_format_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text\na\n")
    assert found([tmp_path / "a"], "csv")[0].format == "csv"
    with pytest.raises(OptionError) as raised:
        found([tmp_path / "a"], "xls")
    assert raised.value.exit_code == 2
