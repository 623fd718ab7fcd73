"""The parts of a printed case file, and the PDF they make. Pure: the same parts give the same bytes."""

import json
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

_TEMPLATE = Path(__file__).parent / "casefile.typ"
# What the fonts that come with the typesetter can draw: Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation,
# currency, arrows and mathematics. The rest is written by its number, so that nothing silently disappears.
_DRAWN = (
    (0x20, 0x7E),
    (0xA1, 0x52F),
    (0x5D0, 0x5EA),
    (0x621, 0x652),
    (0x660, 0x669),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)
_NEVER = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


@dataclass(frozen=True)
class Entry:
    """One thing in a section: a heading, short facts, and longer texts."""

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One part of the file; `empty` is what it says when it has no entry."""

    title: str
    entries: list[Entry]
    empty: str = ""


@dataclass(frozen=True)
class Document:
    """A case file in one language, in words that are already translated."""

    language: str
    title: str
    reference: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    left_out_title: str
    left_out: list[tuple[str, str]]
    notes: list[str]
    page: str  # 'Page'
    banner: str = ""  # the demonstration says on every page that it is one


def drawable(text: str) -> str:
    """The text with everything that paper would not show written as [U+…].

    That is control characters, signs that turn the direction of writing, emoji.
    """
    return "".join(_sign(sign) for sign in text.replace("\r\n", "\n"))


def _sign(sign: str) -> str:
    code, category = ord(sign), unicodedata.category(sign)
    if sign in "\n\t":
        return sign
    if category == "Zs":
        return " "
    drawn = any(first <= code <= last for first, last in _DRAWN) and category not in _NEVER
    return sign if drawn else f"[U+{code:04X}]"


def _drawable(value: object) -> object:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {name: _drawable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(inner) for inner in value]
    return value


def typeset(document: Document, moment: datetime, *, kind: Literal["pdf", "png"] = "pdf") -> bytes:
    """The file as bytes, made in memory; `kind` is 'pdf', or 'png' for its first page.

    Every text goes in as JSON and is never read as markup. Only the typesetter's own fonts are used, and the
    date in the file is `moment` (timezone-aware).
    """
    data = json.dumps(_drawable(asdict(document)), ensure_ascii=False)
    made: bytes | list[bytes] = typst.compile(
        _TEMPLATE,
        format=kind,
        root=_TEMPLATE.parent,
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"data": data},
        timestamp=int(moment.timestamp()),
    )
    return made[0] if isinstance(made, list) else made
