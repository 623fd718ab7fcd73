"""Posts over time as bars; the table beside it says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WIDE, HIGH, LEFT, TOP = 640, 96, 40, 12


@dataclass(frozen=True)
class Bar:
    """One period with posts; in units of the view box."""

    start: date
    posts: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Timeline:
    """What leads/timeline.html draws."""

    bars: list[Bar]
    weekly: bool
    most: int
    first: date
    last: date
    floor: int = TOP + HIGH
    wide: int = WIDE
    high: int = TOP + HIGH + 28
    left: int = LEFT
    right: int = WIDE - 8


def draw(told: Mapping[str, Any]) -> Timeline | None:
    """Of `leads.Timeline`; None when the posts had no times."""
    counts = [(date.fromisoformat(count["start"]), int(count["posts"])) for count in told["counts"]]
    if not counts:
        return None
    step = 7 if told["unit"] == "week" else 1
    first, last = counts[0][0], counts[-1][0]
    width = (WIDE - LEFT - 8) / ((last - first).days // step + 1)
    most = max(posts for _start, posts in counts)
    bars = []
    for start, posts in counts:
        tall = round(max(2.0, HIGH * posts / most), 1)
        x = round(LEFT + (start - first).days // step * width, 1)
        bars.append(Bar(start, posts, x, TOP + HIGH - tall, round(max(1.0, width * 0.85), 1), tall))
    return Timeline(bars, step == 7, most, first, last + timedelta(days=step - 1))
