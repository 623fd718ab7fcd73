"""Scripts on the left, what they share on the right. Each end is a link to its row in the table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amparo.leads import wording

MOST = 40  # lines that can still be told apart; the table has all
ROW, LEFT, RIGHT, WIDE = 30, 150, 390, 640
_LONGEST = 24  # characters of a label


@dataclass(frozen=True)
class End:
    """A script, or a contact or account. `row` is the row of the table that it is explained in."""

    label: str
    spoken: str
    y: float
    row: int


@dataclass(frozen=True)
class Edge:
    """Posts of a script that carry a contact, or come from an account; thicker for more."""

    y1: float
    y2: float
    width: float


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    number: int
    script: int
    kind: str
    value: str = field(repr=False)
    posts: int = 0


@dataclass(frozen=True)
class Chart:
    """What leads/links.html draws; `left_out` lines are in the table only."""

    scripts: list[End]
    others: list[End]
    edges: list[Edge]
    rows: list[Row]
    high: int
    left_out: int
    wide: int = WIDE
    left: int = LEFT
    right: int = RIGHT


def draw(links: Sequence[Mapping[str, Any]], numbers: Mapping[int, int], named: str) -> Chart | None:
    """Of `leads.Link` rows. `numbers`: template → its number on the page; `named` is "Script %s" in words."""
    rows = [
        Row(place, numbers.get(link["template"], 0), wording.kind(link["kind"]), link["value"], link["posts"])
        for place, link in enumerate(links, 1)
    ]
    shown = rows[:MOST]
    if not shown:
        return None
    scripts = list(dict.fromkeys(row.script for row in shown))
    others = list(dict.fromkeys((row.kind, row.value) for row in shown))
    high = ROW * (max(len(scripts), len(others)) + 1)
    at_left = {script: _spread(place, len(scripts), high) for place, script in enumerate(scripts)}
    at_right = {other: _spread(place, len(others), high) for place, other in enumerate(others)}
    most = max(row.posts for row in shown)
    edges = [
        Edge(at_left[row.script], at_right[row.kind, row.value], round(1 + 4 * row.posts / most, 1))
        for row in shown
    ]
    first = {key: row.number for row in reversed(shown) for key in (row.script, (row.kind, row.value))}
    left = [End(named % script, named % script, y, first[script]) for script, y in at_left.items()]
    right = [
        End(_cut(value), f"{kind} {value}", y, first[kind, value]) for (kind, value), y in at_right.items()
    ]
    return Chart(left, right, edges, rows, high, len(rows) - len(shown))


def _spread(place: int, among: int, high: int) -> float:
    return round((place + 0.5) * high / among, 1)


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
