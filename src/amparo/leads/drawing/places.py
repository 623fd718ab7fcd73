"""The places that posts name, by longitude and latitude, numbered as in the table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

WIDE, HIGH = 640, 420
_MARGIN = 3  # degrees around the outermost places
_LARGEST_SCALE = 60  # units for a degree: one town alone is no map of its streets
_EDGE = 2  # units between a dot and the edge
_ROUNDS = 12  # of pushing dots apart
_CALM = 12  # lines of the grid at most, across


@dataclass(frozen=True)
class Dot:
    """One place; larger where more posts name it."""

    number: int
    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Line:
    """A line of the grid."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Map:
    """What leads/places.html draws."""

    dots: list[Dot]
    lines: list[Line]
    wide: int
    high: int


def draw(places: Sequence[Mapping[str, Any]]) -> Map | None:
    """Of `leads.Place` rows; None when none has coordinates."""
    known = [
        (number, place)
        for number, place in enumerate(places, 1)
        if place["latitude"] is not None and place["longitude"] is not None
    ]
    if not known:
        return None
    longitudes = [place["longitude"] for _number, place in known]
    latitudes = [place["latitude"] for _number, place in known]
    west, east = min(longitudes) - _MARGIN, max(longitudes) + _MARGIN
    south, north = min(latitudes) - _MARGIN, max(latitudes) + _MARGIN
    # As wide as it may be for its height: a narrow drawing is stretched to the page, and its dots with it.
    wanting = max(0.0, (WIDE / HIGH * (north - south) - (east - west)) / 2)
    west, east = west - wanting, east + wanting
    scale = min(WIDE / (east - west), HIGH / (north - south), _LARGEST_SCALE)
    wide, high = round((east - west) * scale), round((north - south) * scale)
    most = max(place["posts"] for _number, place in known)
    at = [
        [
            (place["longitude"] - west) * scale,
            (north - place["latitude"]) * scale,
            11 + 6 * (place["posts"] / most) ** 0.5,
        ]
        for _number, place in known
    ]
    _push_apart(at, wide, high)
    dots = [
        Dot(number, place["name"], *(round(value, 1) for value in spot))
        for (number, place), spot in zip(known, at, strict=True)
    ]
    step = next(size for size in (1, 2, 5, 10, 20, 45, 90) if (east - west) / size <= _CALM)
    degrees = range(-180, 181, step)
    across = [Line(x := round((one - west) * scale, 1), 0, x, high) for one in degrees if west < one < east]
    up = [Line(0, y := round((north - one) * scale, 1), wide, y) for one in degrees if south < one < north]
    return Map(dots[::-1], across + up, wide, high)


def _push_apart(spots: list[list[float]], wide: int, high: int) -> None:
    """Move [x, y, radius] that cover each other, so that every number can be read; far ones stay in place.

    None is moved, or left, over the edge.
    """
    for _round in range(_ROUNDS):
        for place, one in enumerate(spots):
            for other in spots[:place]:
                across, down = one[0] - other[0], one[1] - other[1]
                apart, wanted = hypot(across, down), one[2] + other[2]
                if apart < wanted:
                    x, y = (across / apart, down / apart) if apart else (1.0, 0.0)
                    half = (wanted - apart) / 2
                    one[0], one[1] = one[0] + x * half, one[1] + y * half
                    other[0], other[1] = other[0] - x * half, other[1] - y * half
        for one in spots:
            one[0] = min(max(one[0], one[2] + _EDGE), wide - one[2] - _EDGE)
            one[1] = min(max(one[1], one[2] + _EDGE), high - one[2] - _EDGE)
