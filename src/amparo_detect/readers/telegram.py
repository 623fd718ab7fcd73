"""Telegram Desktop's exports: result.json of one chat or of an account, and the messages.html pages."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import ijson
import polars as pl

from amparo_detect.errors import DAMAGE, InputBroken, InputEmpty
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.frames import Gathering
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import opened


def read_json(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """Messages as frames of ROWS: id `chat/message`, source the sender, else the chat.

    Service messages are left out and counted. Links hidden behind words are written after them in brackets.
    Raises InputBroken where the JSON is; posts before that place are not given, as the whole is in doubt.
    """
    gathering = Gathering(limits, tally)
    with opened(each, tally, encoding=asked.encoding) as stream:
        try:
            for chat, message in _messages(stream):
                if message.get("type") != "message":
                    tally.left_out += 1
                    continue
                seconds, iso = message.get("date_unixtime"), message.get("date")
                gathering.add(
                    _text(message.get("text")),
                    id=f"{chat}/{message['id']}" if "id" in message else None,
                    time=datetime.fromtimestamp(int(seconds), UTC) if seconds else _utc(iso),
                    source=message.get("from") or message.get("from_id") or chat or None,
                )
                if gathering.full:
                    yield from gathering.give()
        except (ijson.JSONError, ValueError, KeyError, TypeError) as error:
            why = "json" if isinstance(error, ijson.JSONError) else "telegram"
            raise InputBroken(input=each.name, why=DAMAGE[why]) from error
        if not tally.seen and not tally.left_out:
            raise InputEmpty(input=each.name)
        yield from gathering.give()


def _utc(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=UTC) if written else None


def _messages(stream: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Chat and message, one at a time; a chat's name and number stand before its messages."""
    chat = name = ""
    builder, depth = None, ""
    for prefix, event, value in ijson.parse(stream, use_float=True):
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and prefix == depth:
                yield chat or name, builder.value
                builder = None
        elif event == "start_map" and prefix.endswith("messages.item"):
            builder, depth = ijson.ObjectBuilder(), prefix
            builder.event(event, value)
        elif prefix in {"name", "chats.list.item.name"}:
            name = chat = value or ""
        elif prefix in {"id", "chats.list.item.id"}:
            chat = f"{name or ''}#{value}" if name else str(value)


def _text(written: Any) -> str:
    """A text as Telegram stores it: a string, or a list of strings and formatted parts."""
    if not isinstance(written, list):
        return str(written or "")
    pieces = []
    for part in written:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Mapping):
            text, link = str(part.get("text", "")), part.get("href")
            pieces.append(f"{text} ({link})" if link and link != text else text)
    return "".join(pieces)


def read_html(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """The same from a messages.html page; a message without a name has that of the one before."""
    gathering = Gathering(limits, tally)
    with opened(each, tally, encoding=asked.encoding) as stream:
        page = _Page(gathering, tally)
        rest = b""
        while piece := stream.read(limits.block):
            # Cut between characters: the parser takes text.
            whole, rest = _whole_characters(rest + piece)
            page.feed(whole)
            yield from gathering.give()
        page.feed(rest.decode(errors="replace"))
        page.close()
        page.end_message()
        if not tally.seen and not tally.left_out:
            raise InputEmpty(input=each.name)
        yield from gathering.give()


def _whole_characters(data: bytes) -> tuple[str, bytes]:
    for back in range(min(4, len(data))):
        at = len(data) - back
        if at == len(data) and data[-1] < 0x80:
            break
        if at < len(data) and data[at] >= 0xC0:
            return data[:at].decode(errors="replace"), data[at:]
    return data.decode(errors="replace"), b""


DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: UTC([+-]\d{2}):(\d{2}))?")
VOID = frozenset(("br", "img", "meta", "link", "hr", "input", "source", "wbr"))


class _Page(HTMLParser):
    """Walks over `div.message` and remembers in which of its parts it is."""

    def __init__(self, gathering: Gathering, tally: InputTally) -> None:
        super().__init__(convert_charrefs=True)
        self._gathering, self._tally = gathering, tally
        self._stack: list[str] = []
        self._message: dict[str, str] | None = None
        self._depth = 0
        self._sender = ""
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "br" and self._message is not None and self._stack and self._stack[-1] == "text":
            self._message["text"] += "\n"
        if tag in VOID:
            return
        if "message" in classes and tag == "div":
            self.end_message()
            if "service" in classes:
                self._tally.left_out += 1
            else:
                self._message = {
                    "id": given.get("id", "").removeprefix("message"),
                    "text": "",
                    "from": "",
                    "date": "",
                }
                self._depth = len(self._stack)
        part = ""
        if self._message is not None:
            inside = self._stack[-1] if self._stack else ""
            part = inside if inside in {"text", "from"} else ""
            if tag == "div":
                part = "text" if "text" in classes else "from" if "from_name" in classes else ""
            if "date" in classes and given.get("title"):
                self._message["date"] = self._message["date"] or given["title"]
            if tag == "a" and part == "text":
                self._link = given.get("href", "")
        self._stack.append(part)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._stack:
            return
        part = self._stack.pop()
        if (
            tag == "a"
            and part == "text"
            and self._message is not None
            and self._link.startswith(("http", "tg:", "tel:"))
        ):
            shown = self._message["text"]
            if not shown.endswith((self._link, self._link.removesuffix("/"))):
                self._message["text"] += f" ({self._link})"
            self._link = ""
        if self._message is not None and len(self._stack) <= self._depth:
            self.end_message()

    def handle_data(self, data: str) -> None:
        part = self._stack[-1] if self._stack else ""
        if self._message is not None and part:
            self._message[part] += data

    def end_message(self) -> None:
        """Give the message that is being read, if any."""
        if self._message is None:
            return
        found, self._message = self._message, None
        self._sender = found["from"].strip() or self._sender
        self._gathering.add(
            found["text"].strip(),
            id=found["id"] or None,
            time=_page_time(found["date"]),
            source=self._sender or None,
        )


def _page_time(title: str) -> datetime | None:
    match = DATE.search(title)
    if match is None:
        return None
    day, month, year, hour, minute, second, offset_hours, offset_minutes = match.groups()
    offset = f"{offset_hours}:{offset_minutes}" if offset_hours else "+00:00"
    return datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset}")
