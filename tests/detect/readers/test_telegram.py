"""What Telegram Desktop exports, as JSON and as pages."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from amparo_detect.errors import InputBroken
from tests.detect.readers.reading import read

MESSAGES: list[dict[str, Any]] = [
    {"id": 1, "type": "service", "action": "create_channel", "text": ""},
    {
        "id": 2,
        "type": "message",
        "date": "2025-03-01T12:00:00",
        "date_unixtime": "1740823200",
        "from": "Vagas MZ",
        "text": [
            "Vagas em ",
            {"type": "bold", "text": "Doha"},
            ", ",
            {"type": "text_link", "text": "aqui", "href": "https://example.org/x"},
        ],
    },
    {"id": 3, "type": "message", "date": "2025-03-01T12:01:00", "from_id": "user5", "text": ""},
    {
        "id": 4,
        "type": "message",
        "date": "2025-03-01T12:02:00",
        "from": None,
        "from_id": "user5",
        "text": "olá",
    },
]
CHAT = {"name": "Vagas", "type": "public_channel", "id": 99, "messages": MESSAGES}


@pytest.mark.parametrize("whole", [CHAT, {"about": "x", "chats": {"list": [CHAT]}}])
def test_result_json_of_a_chat_and_of_an_account(tmp_path: Path, whole: dict[str, Any]) -> None:
    (tmp_path / "result.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1))
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\0")
    found = read(tmp_path)
    assert found.rows == [
        {
            "post": 0,
            "id": "Vagas#99/2",
            "text": "Vagas em Doha, aqui (https://example.org/x)",
            "time": datetime(2025, 3, 1, 10, tzinfo=UTC),
            "source": "Vagas MZ",
        },
        {
            "post": 1,
            "id": "Vagas#99/4",
            "text": "olá",
            "time": datetime(2025, 3, 1, 12, 2, tzinfo=UTC),
            "source": "user5",
        },
    ]
    assert found.refused == [(2, "empty")]
    assert found.tally.inputs[0].left_out == 1


def test_a_result_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps(CHAT, indent=1)[:-300])
    with pytest.raises(InputBroken):
        read(tmp_path)


PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head>
<body><div class="page_wrap"><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">1 March 2025</div></div>
<div class="message default clearfix" id="message2">
 <div class="pull_left userpic_wrap"><div class="initials">V</div></div>
 <div class="body">
  <div class="pull_right date details" title="01.03.2025 12:00:00 UTC+02:00">12:00</div>
  <div class="from_name">Vagas MZ</div>
  <div class="text">Vagas em <strong>Doha</strong>,<br>ligue
<a href="https://example.org/x">aqui</a> &amp; já</div>
 </div>
</div>
<div class="message default clearfix joined" id="message3">
 <div class="body">
  <div class="pull_right date details" title="01.03.2025 12:01:00 UTC+02:00">12:01</div>
  <div class="text">segunda</div>
 </div>
</div>
<div class="message default clearfix" id="message4"><div class="body">
  <div class="pull_right date details" title="01.03.2025 12:02:00">12:02</div>
  <div class="from_name">Beto</div>
  <div class="media_wrap clearfix"><div class="media">Photo</div></div></div></div>
</div></div></div></body></html>
"""


def test_pages(tmp_path: Path) -> None:
    (tmp_path / "messages.html").write_text(PAGE)
    found = read(tmp_path / "messages.html")
    assert found.rows == [
        {
            "post": 0,
            "id": "2",
            "text": "Vagas em Doha,\nligue\naqui (https://example.org/x) & já",
            "time": datetime(2025, 3, 1, 10, tzinfo=UTC),
            "source": "Vagas MZ",
        },
        {
            "post": 1,
            "id": "3",
            "text": "segunda",
            "time": datetime(2025, 3, 1, 10, 1, tzinfo=UTC),
            "source": "Vagas MZ",
        },
    ]
    assert found.refused == [(3, "empty")]
    assert found.tally.inputs[0].left_out == 1
