"""Chats as WhatsApp exports them."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.detect.readers.reading import Read, read

ANDROID_PT = """\
12/03/2024 14:05 - As mensagens e chamadas são protegidas com a encriptação ponto a ponto.
12/03/2024 14:05 - Ana criou o grupo "Vagas"
13/03/2024 14:06 - Ana Sitoe: Vagas para Doha
Salário: 500 USD
Ligue 84 000 0012
13/03/2024 14:07 - +258 84 000 0013: <Ficheiro não revelado>
13/03/2024 14:08 - Beto: Esta mensagem foi eliminada
13/03/2024 14:09 - Beto: IMG-20240313-WA0001.jpg (ficheiro anexado)
Vagas para Dubai
"""
ANDROID_EN = """\
3/25/24, 2:05\u202fPM - Messages and calls are end-to-end encrypted.
3/25/24, 2:06\u202fPM - Ana: Jobs abroad: call now
4/2/24, 12:07\u202fAM - Ana left
4/2/24, 12:08\u202fAM - Beto: <Media omitted>
"""
IOS = """\
\u200e[25/03/2024, 14:05:09] Vagas: \u200eAs mensagens e chamadas são encriptadas ponto a ponto.
[25/03/2024, 14:06:00] Ana: Vagas para Doha
segunda linha
\u200e[25/03/2024, 14:07:00] Ana: \u200eimagem omitida
[25/03/2024, 14:08:00] \u202a+258\u00a084\u00a0000\u00a00013\u202c: ok \u200e<anexado: 0001-PHOTO.jpg>
"""


def chat(path: Path, content: str) -> Read:
    path.write_text(content, encoding="utf-8", newline="")
    return read(path)


def test_android_in_portuguese(tmp_path: Path) -> None:
    found = chat(tmp_path / "Conversa do WhatsApp com Vagas.txt", ANDROID_PT)
    assert [(row["source"], row["text"]) for row in found.rows] == [
        ("Ana Sitoe", "Vagas para Doha\nSalário: 500 USD\nLigue 84 000 0012"),
        ("Beto", "Vagas para Dubai"),
    ]
    assert found.rows[0]["time"] == datetime(2024, 3, 13, 14, 6, tzinfo=UTC)
    assert found.refused == [(2, "empty"), (3, "empty")]
    assert found.tally.inputs[0].left_out == 2


def test_android_in_american_english(tmp_path: Path) -> None:
    found = chat(tmp_path / "chat.txt", ANDROID_EN.replace("\n", "\r\n"))
    assert [(row["source"], row["text"]) for row in found.rows] == [("Ana", "Jobs abroad: call now")]
    assert found.rows[0]["time"] == datetime(2024, 3, 25, 14, 6, tzinfo=UTC)
    assert found.tally.inputs[0].left_out == 2


def test_ios_and_its_zip(tmp_path: Path) -> None:
    found = chat(tmp_path / "_chat.txt", IOS)
    assert [(row["source"], row["text"]) for row in found.rows] == [
        ("Ana", "Vagas para Doha\nsegunda linha"),
        ("+258\u00a084\u00a0000\u00a00013", "ok"),
    ]
    assert found.rows[0]["time"] == datetime(2024, 3, 25, 14, 6, tzinfo=UTC)
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.write(tmp_path / "_chat.txt", "_chat.txt")
        archive.writestr("0001-PHOTO.jpg", b"\xff\xd8\xff\0")
    assert read(tmp_path / "chat.zip").texts == found.texts


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("12/03/2024 às 14:05 - Ana: olá", datetime(2024, 3, 12, 14, 5, tzinfo=UTC)),
        ("12/03/24, 14:05 - Ana: olá", datetime(2024, 3, 12, 14, 5, tzinfo=UTC)),
        ("12.03.24, 14:05 - Ana: olá", datetime(2024, 3, 12, 14, 5, tzinfo=UTC)),
        ("2024-03-12, 14:05 - Ana: olá", datetime(2024, 3, 12, 14, 5, tzinfo=UTC)),
        ("[2024/03/12, 2:05:01 PM] Ana: olá", datetime(2024, 3, 12, 14, 5, 1, tzinfo=UTC)),
        ("[3/12/24, 2:05:01 PM] Ana: olá", datetime(2024, 3, 12, 14, 5, 1, tzinfo=UTC)),
        ("12/03/2024, 2:05 p.m. - Ana: olá", datetime(2024, 12, 3, 14, 5, tzinfo=UTC)),
    ],
)
def test_ways_to_write_the_date(tmp_path: Path, line: str, time: datetime) -> None:
    found = chat(tmp_path / "chat.txt", line + "\n")
    assert [(row["text"], row["source"], row["time"]) for row in found.rows] == [("olá", "Ana", time)]
