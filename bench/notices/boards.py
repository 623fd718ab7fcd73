"""Portals, newspapers and groups: the text they put around every offer, and their own number."""

import re
from dataclasses import dataclass, field
from functools import cache

from grammar import HERE, Parts, parse


@dataclass(slots=True)
class Board:
    name: str
    kind: str
    """newspaper, portal, long (a portal that says more than the offer) or group."""
    phone: int
    """Its own number, counted from the end of its country's."""
    before: list[Parts] = field(default_factory=list)
    after: list[Parts] = field(default_factory=list)


@cache
def boards() -> dict[str, list[Board]]:
    """Of each language: `[name kind]`, then `<< ` lines before the offer and `>> ` lines after it."""
    found: dict[str, list[Board]] = {}
    count = 0
    for path in sorted(HERE.glob("??-boards.txt")):
        mine = found.setdefault(path.stem[:2], [])
        for line in path.read_text(encoding="utf-8").splitlines():
            if header := re.fullmatch(r"\[(\S+) (\w+)\]", line):
                count += 1
                mine.append(Board(header.group(1), header.group(2), count))
            elif line.startswith("<< "):
                mine[-1].before.append(parse(line[3:]))
            elif line.startswith(">> "):
                mine[-1].after.append(parse(line[3:]))
    return found
