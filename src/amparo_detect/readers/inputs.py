"""What a path holds, told by its first bytes before its name."""

import gzip
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from amparo_detect.errors import (
    DAMAGE,
    InputBinary,
    InputBroken,
    InputEmpty,
    InputError,
    InputLocked,
    InputMissing,
    OptionError,
    Words,
)

FORMATS = ("csv", "jsonl", "parquet", "warc", "wacz", "whatsapp", "telegram", "telegram-html")
HEAD = 64 * 2**10

# What people pass by mistake, and how to call it.
LOOKS: dict[str, Words] = {
    "pdf": Words("a PDF", "um PDF"),
    "picture": Words("a picture", "uma imagem"),
    "program": Words("a program", "um programa"),
    "windows": Words("a Windows program", "um programa de Windows"),
    "sqlite": Words("an SQLite database", "uma base de dados SQLite"),
    "office": Words("an old Microsoft Office document", "um documento antigo do Microsoft Office"),
    "excel": Words(
        "an Excel workbook, which Excel can save as CSV",
        "um livro do Excel, que o Excel pode guardar como CSV",
    ),
    "zip": Words("a ZIP without posts in it", "um ZIP sem mensagens"),
    "7z": Words("a 7-Zip archive", "um arquivo 7-Zip"),
    "rar": Words("a RAR archive", "um arquivo RAR"),
    "zstandard": Words("a Zstandard archive", "um arquivo Zstandard"),
    "arrow": Words("an Arrow table", "uma tabela Arrow"),
    "html": Words("a web page", "uma página da Web"),
    "binary": Words("no text at all", "tudo menos texto"),
}
# First bytes → which of LOOKS.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x7fELF", "program"),
    (b"MZ", "windows"),
    (b"SQLite format 3\0", "sqlite"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"ARROW1", "arrow"),
)
# A date and a time at the beginning of a line, as WhatsApp writes them on Android ("… - ") and iOS ("[…] ").
CHAT_LINE = re.compile(
    r"^[\u200e\u200f]?\[?(?P<a>\d{1,4})[/.\-](?P<b>\d{1,2})[/.\-](?P<c>\d{2,4}),?(?: [àa]s)?[ \u202f\u00a0]+"
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:[ \u202f\u00a0]*(?P<half>[AaPp])\.?[ \u202f\u00a0]?[Mm]\.?)?"
    r"(?:\]| [-–] ?) ?(?P<rest>.*)$",
    re.MULTILINE,
)


Opened = BufferedIOBase  # for its `read1`


@dataclass(frozen=True)
class Input:
    """One thing to read. `member` is the name inside a zip; `name` is how people are told of it."""

    path: Path
    format: str
    member: str | None = None
    gzipped: bool = False

    @property
    def name(self) -> str:
        """The file's name, and within a zip the member's."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    def open(self) -> Opened:
        """The (uncompressed) bytes."""
        if self.member is not None:
            return cast(Opened, zipfile.ZipFile(self.path).open(self.member))
        return gzip.open(self.path, "rb") if self.gzipped else self.path.open("rb")

    def fingerprint(self) -> str:
        """SHA-256 of the file as it lies there, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def found(paths: Sequence[Path], format_asked: str | None = None) -> list[Input]:
    """Everything to read behind the paths, in their order; a folder stands for the files in it, by name.

    Raises InputMissing, InputEmpty, InputBinary, InputBroken, or OptionError for an unknown format.
    """
    if format_asked is not None and format_asked not in FORMATS:
        listed = ", ".join(FORMATS)
        raise OptionError(option="--format", why_en=f"one of {listed}.", why_pt=f"um de {listed}.")
    result: list[Input] = []
    for path in paths:
        try:
            if path.is_dir():
                result += _in_folder(path, format_asked)
            else:
                result += _in_file(path, format_asked)
        except OSError as error:
            if isinstance(error, gzip.BadGzipFile):
                raise damaged(path.name, error) from error
            raise InputMissing(input=path) from error
    return result


def _in_folder(folder: Path, format_asked: str | None) -> list[Input]:
    """A Telegram export by its result.json or pages; any other folder by the files that are no pictures."""
    telegram = [
        path for path in (folder / "result.json", *sorted(folder.glob("messages*.html"))) if path.is_file()
    ]
    if telegram and telegram[0].name == "result.json":
        telegram = telegram[:1]
    result = []
    for path in telegram or sorted(path for path in folder.iterdir() if path.is_file()):
        if path.name.startswith("."):
            continue
        try:
            result += _in_file(path, format_asked)
        except (InputBinary, InputEmpty):
            continue
    if not result:
        raise InputEmpty(input=folder.name)
    # messages2.html comes before messages10.html
    return sorted(
        result, key=lambda each: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", each.name)]
    )


def _in_file(path: Path, format_asked: str | None) -> list[Input]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise InputEmpty(input=path.name)
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(path, format_asked)
    gzipped = head.startswith(b"\x1f\x8b")
    if gzipped:
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)  # also of a file that is cut short
        except zlib.error as error:
            raise damaged(path.name, error) from error
        if not head:
            raise InputEmpty(input=path.name)
    kind = format_asked or told_by(head, path.name, input_name=path.name)
    return [Input(path, kind, gzipped=gzipped and kind != "warc")]  # warcio opens its own gzip members


def _in_zip(path: Path, format_asked: str | None) -> list[Input]:
    """A WACZ, or an export that came zipped: chats and tables inside, pictures left aside."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(info.filename for info in archive.infolist() if not info.is_dir())
            if format_asked == "wacz" or any(name.startswith("archive/") for name in members):
                return [Input(path, "wacz")]
            wanted = [
                name
                for name in members
                if name.lower().endswith((".txt", ".json", ".csv", ".html", ".jsonl"))
            ]
            if any(name.startswith("xl/") for name in members) or not wanted:
                looks = "excel" if any("xl/" in name for name in members) else "zip"
                raise InputBinary(input=path.name, looks=LOOKS[looks])
            result = []
            for name in wanted:
                with archive.open(name) as file:
                    head = file.read(HEAD)
                if head:
                    kind = format_asked or told_by(head, name, input_name=path.name)
                    result.append(Input(path, kind, member=name))
            return result
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise damaged(path.name, error) from error


def damaged(name: str, error: Exception, *, otherwise: str = "packed") -> InputError:
    """The refusal of a container that cannot be read; `otherwise`: of DAMAGE, if the error tells nothing."""
    if isinstance(error, NotImplementedError):
        return InputBroken(input=name, why=DAMAGE["method"])
    if isinstance(error, RuntimeError):  # this is how zipfile asks for a password
        return InputLocked(input=name)
    return InputBroken(input=name, why=DAMAGE["cut" if isinstance(error, EOFError) else otherwise])


def told_by(head: bytes, name: str, *, input_name: str) -> str:
    """The format of a file that begins so. Raises InputBinary for one that holds no posts."""
    from amparo_detect.readers.streams import utf16  # it needs Input from here

    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    looks = next((what for magic, what in MAGIC if head.startswith(magic)), None)
    encoding = utf16(head)
    if looks and not (looks == "windows" and b"\0" not in head):
        raise InputBinary(input=input_name, looks=LOOKS[looks])
    if encoding is None and (head.count(0) > max(2, len(head) // 200) or _controls(head) > len(head) // 10):
        raise InputBinary(input=input_name, looks=LOOKS["binary"])
    text = head.decode(encoding or "utf-8", errors="replace").lstrip("\ufeff \r\n\t")
    if text.startswith(("{", "[{", "[\n", "[\r\n")) or (text.startswith("[") and name.endswith(".json")):
        return "telegram" if _is_telegram(text) else "jsonl"
    if text[:200].lower().startswith(("<!doctype html", "<html")):
        if 'class="message' in text or 'class="page_wrap' in text:
            return "telegram-html"
        raise InputBinary(input=input_name, looks=LOOKS["html"])
    if len(CHAT_LINE.findall(text[:20_000])) >= 1 and CHAT_LINE.match(text):
        return "whatsapp"
    return "csv"


def _controls(head: bytes) -> int:
    return sum(head.count(c) for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1b")


def _is_telegram(text: str) -> bool:
    """Whether it is Telegram Desktop's result.json: one object with messages, not an object a line."""
    first = text.split("\n", 1)[0]
    try:
        json.loads(first)
    except ValueError:
        return '"messages"' in text or '"chats"' in text
    return False
