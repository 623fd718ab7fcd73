"""Frames of sentences in plain text: `{a|b}` is a choice, `<x>` a slot, `~` the idea above reworded."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent / "grammar"
TOKEN = re.compile(r"[{}|]|<[a-z0-9.]+>|[^{}|<]+|<")

Random = Callable[[], float]
Fill = Callable[[str, list[str]], None]
Values = dict[str, str]


@dataclass(slots=True, frozen=True)
class Slot:
    name: str


@dataclass(slots=True, frozen=True)
class Choice:
    options: tuple["Pieces | str", ...]  # an option without slots or choices is plain text


@dataclass(slots=True, frozen=True)
class Pick:
    """A choice that a script has made; a light paraphrase makes it anew."""

    picked: "Pieces"
    among: Choice


Pieces = tuple["str | Slot | Choice | Pick", ...]
Idea = tuple[Pieces, ...]
Grammar = dict[str, list[Idea]]


def plain(pieces: Pieces) -> "Pieces | str":
    if all(type(piece) is str for piece in pieces):
        return "".join(str(piece) for piece in pieces)
    return pieces


def parse(text: str) -> Pieces:
    """Raises IndexError for a brace that nobody closes."""
    tokens = TOKEN.findall(text)
    at = 0

    def run(inside: bool) -> Pieces:
        nonlocal at
        found: list[str | Slot | Choice | Pick] = []
        while at < len(tokens) or inside:
            token = tokens[at]
            if inside and token in "|}":
                break
            at += 1
            if token == "{":
                options = [plain(run(True))]
                while tokens[at] == "|":
                    at += 1
                    options.append(plain(run(True)))
                at += 1
                found.append(Choice(tuple(options)))
            elif len(token) > 2 and token[0] == "<" and token[-1] == ">":
                found.append(Slot(token[1:-1]))
            else:
                found.append(token)
        return tuple(found)

    return run(False)


@lru_cache(maxsize=64)
def load(language: str, country: str) -> Grammar:
    """The sections of a language; lines marked `@xx` belong to that country only."""
    sections: Grammar = {}
    section: list[Idea] = []
    for line in (HERE / f"{language}.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = sections.setdefault(line[1:-1], [])
            continue
        if line.startswith("@"):
            if line[1:3] != country.lower():
                continue
            line = line[4:]
        pieces = parse(line[2:])
        if line.startswith("~"):
            section[-1] = (*section[-1], pieces)
        else:
            section.append((pieces,))
    return sections


def expand(pieces: Pieces, random: Random, fill: Fill, out: list[str]) -> None:
    append = out.append
    for piece in pieces:
        kind = type(piece)
        if kind is str:
            append(piece)
        elif kind is Choice:
            options = piece.options
            option = options[int(random() * len(options))]
            if type(option) is str:
                append(option)
            else:
                expand(option, random, fill, out)
        elif kind is Slot:
            fill(piece.name, out)
        else:
            expand(piece.picked, random, fill, out)


def freeze(pieces: Pieces, random: Random, fill: Fill, live: frozenset[str]) -> Pieces:
    """The frame as a script has it: choices made, word lists drawn, only the slots in `live` still open."""
    found: list[str | Slot | Choice | Pick] = []
    for piece in pieces:
        if type(piece) is Choice:
            option = piece.options[int(random() * len(piece.options))]
            picked = (option,) if type(option) is str else freeze(option, random, fill, live)
            found.append(Pick(picked, piece))
        elif type(piece) is Slot and piece.name not in live:
            out: list[str] = []
            fill(piece.name, out)
            found.extend(out)
        else:
            found.append(piece)
    return tuple(found)


def render(pieces: Pieces, random: Random, fill: Fill, light: float) -> str:
    """A post's wording of a frozen frame; each choice is made anew with probability `light`."""
    out: list[str] = []
    _render(pieces, random, fill, light, out)
    return "".join(out)


def settled(pieces: Pieces) -> Pieces:
    """The frame as the script words it: text and open slots, no choice left."""
    found: list[str | Slot | Choice | Pick] = []
    for piece in pieces:
        inner = settled(piece.picked) if type(piece) is Pick else (piece,)
        for part in inner:
            if found and type(part) is str and type(found[-1]) is str:
                found[-1] += part
            else:
                found.append(part)
    return tuple(found)


def _render(pieces: Pieces, random: Random, fill: Fill, light: float, out: list[str]) -> None:
    for piece in pieces:
        if type(piece) is str:
            out.append(piece)
        elif type(piece) is Slot:
            fill(piece.name, out)
        elif type(piece) is Pick:
            if light and random() < light:
                expand((piece.among,), random, fill, out)
            else:
                _render(piece.picked, random, fill, light, out)
        elif type(piece) is Choice:
            expand((piece,), random, fill, out)
