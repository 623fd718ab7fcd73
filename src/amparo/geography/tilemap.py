"""A map of units with a value each: equal tiles placed as the units lie, or outlines once all are loaded.

Tiles are the better default: Maputo Cidade is as easy to read and to touch as Niassa, at 2 KB and without a
boundary file. Everything is in the units of one SVG view box; nothing here knows a country.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import cos, isqrt, radians

from django.utils.formats import number_format

from amparo.geography.models import Boundary, Unit
from amparo.geography.shapes import Ring

TILE_WIDTH, TILE_HEIGHT, GAP = 120, 84, 8
WIDTH = 600  # of a map of outlines
SHADES = 5
_ROOM_FOR_A_NUMBER = 40  # an outline narrower or lower than this gets none

Place = tuple[int, int]


@dataclass(frozen=True)
class Area:
    """One unit as it is drawn: a tile (x, y are its corner) or an outline (x, y are its middle)."""

    pcode: str
    name: str
    value: int | None
    shade: int  # 0 (nothing, or no value) to 4
    x: float
    y: float
    path: str = ""  # SVG path of an outline
    numbered: bool = True

    @property
    def text(self) -> str:
        """The value in the language of the moment, a dash when there is none."""
        return "–" if self.value is None else number_format(self.value, force_grouping=True)

    @property
    def words(self) -> list[str]:
        """The name in at most two lines."""
        first, _, rest = self.name.partition(" ")
        return [first, rest] if rest else [first]


@dataclass(frozen=True)
class TileMap:
    """What geography/_tilemap.html draws."""

    key: str  # makes the identifiers in a page unique
    title: str
    value_name: str
    areas: list[Area]
    width: float
    height: float
    outlines: bool
    source: str = ""
    tile_width: int = TILE_WIDTH
    tile_height: int = TILE_HEIGHT


def positions(units: Iterable[Unit]) -> dict[str, Place]:
    """(column, row) of each unit by p-code: its own place, or, when any has none, rows from left to right."""
    listed = list(units)
    if all(unit.tile_column is not None and unit.tile_row is not None for unit in listed):
        own = {unit.pcode: (unit.tile_column or 0, unit.tile_row or 0) for unit in listed}
        if len(set(own.values())) == len(own):
            return own
    columns = max(1, isqrt(len(listed)))
    return {unit.pcode: (number % columns, number // columns) for number, unit in enumerate(listed)}


def draw(
    values: Mapping[str, int | None], *, title: str, value_name: str, units: Iterable[Unit] | None = None
) -> TileMap:
    """A map of `units` (the provinces by default) with the value of each by p-code.

    A unit without a value is drawn as having none, which is not the same as 0.
    """
    listed = list(Unit.objects.provinces() if units is None else units)
    boundaries = list(Boundary.objects.filter(unit__in=listed))
    outlines = bool(listed) and len(boundaries) == len(listed)
    largest = max((value for pcode in values if (value := values[pcode]) is not None), default=0)
    shades = {unit.pcode: _shade(values.get(unit.pcode), largest) for unit in listed}
    if outlines:
        areas, width, height = _outlines(listed, boundaries, values, shades)
    else:
        areas, width, height = _tiles(listed, values, shades)
    return TileMap(
        key="-".join(["map", *(unit.pcode for unit in listed[:1])]).lower(),
        title=title,
        value_name=value_name,
        areas=areas,
        width=width,
        height=height,
        outlines=outlines,
        source="; ".join(sorted({boundary.source for boundary in boundaries if boundary.source}))
        if outlines
        else "",
    )


Drawn = tuple[list[Area], float, float]


def _shade(value: int | None, largest: int) -> int:
    """0 for nothing, then equal steps up to the largest value."""
    if not value or value < 0:
        return 0
    return min(SHADES - 1, 1 + (value * (SHADES - 1) - 1) // largest)


def _tiles(units: list[Unit], values: Mapping[str, int | None], shades: Mapping[str, int]) -> Drawn:
    places = positions(units)
    areas = [
        Area(
            unit.pcode,
            unit.name,
            values.get(unit.pcode),
            shades[unit.pcode],
            x=GAP + places[unit.pcode][0] * (TILE_WIDTH + GAP),
            y=GAP + places[unit.pcode][1] * (TILE_HEIGHT + GAP),
        )
        for unit in units
    ]
    width = max((area.x for area in areas), default=0) + TILE_WIDTH + GAP
    height = max((area.y for area in areas), default=0) + TILE_HEIGHT + GAP
    return areas, width, height


def _outlines(
    units: list[Unit],
    boundaries: list[Boundary],
    values: Mapping[str, int | None],
    shades: Mapping[str, int],
) -> Drawn:
    """Equirectangular around the middle latitude: true enough for a country, and a few lines."""
    rings = {boundary.unit_id: boundary.rings for boundary in boundaries}
    points = [point for found in rings.values() for ring in found for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    scale = WIDTH / max((east - west) * squeeze, 1e-6)

    def project(ring: Ring) -> list[Place]:
        return [(round((x - west) * squeeze * scale), round((north - y) * scale)) for x, y in ring]

    areas = []
    for unit in units:
        drawn = [project(ring) for ring in rings[unit.pcode]]
        main = max(drawn, key=_extent)
        left, right = min(x for x, _ in main), max(x for x, _ in main)
        top, bottom = min(y for _, y in main), max(y for _, y in main)
        areas.append(
            Area(
                unit.pcode,
                unit.name,
                values.get(unit.pcode),
                shades[unit.pcode],
                x=(left + right) / 2,
                y=(top + bottom) / 2,
                path="".join(map(_path, drawn)),
                numbered=min(right - left, bottom - top) >= _ROOM_FOR_A_NUMBER,
            )
        )
    return areas, WIDTH, round((north - south) * scale)


def _extent(ring: list[Place]) -> int:
    xs, ys = zip(*ring, strict=True)
    return int((max(xs) - min(xs)) * (max(ys) - min(ys)))


def _path(ring: list[Place]) -> str:
    """Relative steps on the grid of the view box; points that coincide are drawn once, specks not at all."""
    steps = [ring[0]]
    for point in ring[1:]:
        if point != steps[-1]:
            steps.append(point)
    if len(steps) < 4:
        return ""
    start = steps[0]
    moves = [f"{x - before_x},{y - before_y}" for (before_x, before_y), (x, y) in pairwise(steps)]
    return f"M{start[0]},{start[1]}l{' '.join(moves)}z"
