"""The places that posts name, by longitude and latitude, numbered as in the table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDE, HIGH = 640, 420
_MARGIN = 3  # degrees around the outermost places
_LARGEST_SCALE = 60  # units for a degree: one town alone is no map of its streets
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
    wanting = max(0.0, (0.6 * (north - south) - (east - west)) / 2)  # all height and no width shows nothing
    west, east = west - wanting, east + wanting
    scale = min(WIDE / (east - west), HIGH / (north - south), _LARGEST_SCALE)
    wide, high = round((east - west) * scale), round((north - south) * scale)
    most = max(place["posts"] for _number, place in known)
    dots = [
        Dot(
            number,
            place["name"],
            round((place["longitude"] - west) * scale, 1),
            round((north - place["latitude"]) * scale, 1),
            round(9 + 8 * (place["posts"] / most) ** 0.5, 1),
        )
        for number, place in known
    ]
    step = next(size for size in (1, 2, 5, 10, 20, 45, 90) if (east - west) / size <= _CALM)
    degrees = range(-180, 181, step)
    across = [Line(x := round((one - west) * scale, 1), 0, x, high) for one in degrees if west < one < east]
    up = [Line(0, y := round((north - one) * scale, 1), wide, y) for one in degrees if south < one < north]
    return Map(dots[::-1], across + up, wide, high)
