"""Drawings of a lead as SVG: timeline, map, link chart. Each has a table beside it that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from amparo_detect.leads import Link, Place, Timeline

LINKS = 40  # lines of a link chart that can still be told apart
_WIDE, _ROW = 640, 26


def timeline(drawn: Timeline, label: str) -> str:
    """Bars of posts per day or week over the whole time; empty periods are gaps."""
    starts = [date.fromisoformat(count["start"]) for count in drawn["counts"]]
    step = 7 if drawn["unit"] == "week" else 1
    periods = (starts[-1] - starts[0]).days // step + 1
    most = max(count["posts"] for count in drawn["counts"])
    left, top, high = 36, 12, 96
    width = (_WIDE - left - 8) / periods
    bars = []
    for start, count in zip(starts, drawn["counts"], strict=True):
        tall = max(2.0, high * count["posts"] / most)
        at = left + (start - starts[0]).days // step * width
        bars.append(
            f'<rect class="bar" x="{at:.1f}" y="{top + high - tall:.1f}" '
            f'width="{max(1.0, width * 0.85):.1f}" height="{tall:.1f}"/>'
        )
    end = starts[-1] + timedelta(days=step - 1)
    axis = (
        f'<line class="axis" x1="{left}" y1="{top + high}" x2="{_WIDE - 8}" y2="{top + high}"/>'
        f'<text x="{left - 6}" y="{top + 6}" text-anchor="end">{most}</text>'
        f'<text x="{left - 6}" y="{top + high}" text-anchor="end">0</text>'
        f'<text x="{left}" y="{top + high + 18}">{starts[0].isoformat()}</text>'
        f'<text x="{_WIDE - 8}" y="{top + high + 18}" text-anchor="end">{end.isoformat()}</text>'
    )
    return _svg(label, _WIDE, top + high + 26, axis + "".join(bars))


def world(places: Sequence[Place], label: str) -> str:
    """Places by longitude and latitude, numbered as in the table; bigger where more posts name them."""
    known = [(number, place, place["latitude"], place["longitude"]) for number, place in enumerate(places, 1)]
    dots = [
        (number, place, lat, lon) for number, place, lat, lon in known if lat is not None and lon is not None
    ]
    west, east = min(dot[3] for dot in dots) - 3, max(dot[3] for dot in dots) + 3
    south, north = min(dot[2] for dot in dots) - 3, max(dot[2] for dot in dots) + 3
    wanting = (0.6 * (north - south) - (east - west)) / 2  # a map that is all height shows nothing
    west, east = west - max(0.0, wanting), east + max(0.0, wanting)
    scale = min(_WIDE / (east - west), 420 / (north - south), 60)
    wide, high = (east - west) * scale, (north - south) * scale
    most = max(place["posts"] for _, place, _, _ in dots)
    drawn = [f'<rect class="sea" width="{wide:.0f}" height="{high:.0f}"/>']
    step = next(size for size in (1, 2, 5, 10, 20, 45, 90) if (east - west) / size <= 12)
    for degree in range(-180, 181, step):
        if west < degree < east:
            drawn.append(
                f'<line class="grid" x1="{(degree - west) * scale:.1f}" y1="0" '
                f'x2="{(degree - west) * scale:.1f}" y2="{high:.1f}"/>'
            )
        if south < degree < north:
            drawn.append(
                f'<line class="grid" x1="0" y1="{(north - degree) * scale:.1f}" x2="{wide:.1f}" '
                f'y2="{(north - degree) * scale:.1f}"/>'
            )
    for number, place, lat, lon in reversed(dots):
        x, y = (lon - west) * scale, (north - lat) * scale
        radius = 7 + 8 * (place["posts"] / most) ** 0.5
        drawn.append(
            f"<g><title>{escape(place['name'])}</title>"
            f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
            f'<text class="on" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{number}</text></g>'
        )
    return _svg(label, round(wide), round(high), "".join(drawn))


def links(drawn: Sequence[Link], names: dict[int, str], label: str) -> str:
    """Scripts on the left, what they share on the right; a thicker line is more posts."""
    shown = drawn[:LINKS]
    left = list(dict.fromkeys(link["template"] for link in shown))
    right = list(dict.fromkeys((link["kind"], link["value"]) for link in shown))
    high = _ROW * (max(len(left), len(right)) + 1)
    at_left = {
        template: _ROW * (place + 0.5) * high / (_ROW * len(left)) for place, template in enumerate(left)
    }
    at_right = {end: _ROW * (place + 0.5) * high / (_ROW * len(right)) for place, end in enumerate(right)}
    most = max(link["posts"] for link in shown)
    parts = [
        f'<line class="link" x1="180" y1="{at_left[link["template"]]:.1f}" x2="400" '
        f'y2="{at_right[(link["kind"], link["value"])]:.1f}" '
        f'stroke-width="{1 + 4 * link["posts"] / most:.1f}"/>'
        for link in shown
    ]
    for template, y in at_left.items():
        parts.append(f'<circle class="script" cx="180" cy="{y:.1f}" r="6"/>')
        parts.append(f'<text x="168" y="{y + 4:.1f}" text-anchor="end">{escape(names[template])}</text>')
    for (_, value), y in at_right.items():
        parts.append(f'<rect class="end" x="395" y="{y - 5:.1f}" width="10" height="10"/>')
        parts.append(f'<text x="414" y="{y + 4:.1f}">{escape(_cut(value))}</text>')
    return _svg(label, _WIDE, round(high), "".join(parts))


def _cut(value: str) -> str:
    return value if len(value) <= 28 else value[:27] + "…"


def _svg(label: str, width: int, height: int, inside: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}">{inside}</svg>'
    )
