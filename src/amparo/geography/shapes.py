"""Reading outlines from GeoJSON (RFC 7946) and TopoJSON into rings."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

Point = list[float]
Ring = list[Point]


class BadShape(ValueError):
    """Not an outline in degrees; the message says what is wrong with it."""


def features(told: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """(properties, geometry as GeoJSON) of every feature of a GeoJSON or TopoJSON document.

    Raises BadShape when it is neither.
    """
    kind = told.get("type") if isinstance(told, dict) else None
    if kind == "FeatureCollection" and isinstance(told.get("features"), list):
        for feature in told["features"]:
            if not isinstance(feature, dict):
                raise BadShape(_("a feature is not an object"))
            yield feature.get("properties") or {}, feature.get("geometry")
    elif kind == "Topology":
        yield from _topology(told)
    else:
        raise BadShape(_("neither a GeoJSON FeatureCollection nor a TopoJSON Topology"))


def _topology(told: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    try:
        arcs = [_arc(arc, told.get("transform")) for arc in told["arcs"]]
        geometries = [
            geometry
            for layer in told["objects"].values()
            for geometry in (layer["geometries"] if layer["type"] == "GeometryCollection" else [layer])
        ]
        unfolded = [
            (
                geometry.get("properties") or {},
                {"type": geometry["type"], "coordinates": _joined(geometry, arcs)},
            )
            for geometry in geometries
        ]
    except (KeyError, TypeError, IndexError, AttributeError, ValueError):
        raise BadShape(_("the TopoJSON does not hold together")) from None
    yield from unfolded


def _arc(arc: list[list[float]], transform: dict[str, list[float]] | None) -> Ring:
    """An arc's points in degrees; with a transform, its points are steps on a grid."""
    if transform is None:
        return [list(point[:2]) for point in arc]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    xs, ys = accumulate(point[0] for point in arc), accumulate(point[1] for point in arc)
    return [[x * scale_x + move_x, y * scale_y + move_y] for x, y in zip(xs, ys, strict=True)]


def _joined(geometry: dict[str, Any], arcs: list[Ring]) -> Any:
    def ring(numbers: list[int]) -> Ring:
        points: Ring = []
        for number in numbers:  # ~n means arc n backwards
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points.extend(arc[1:] if points else arc)
        return points

    if geometry["type"] == "Polygon":
        return [ring(numbers) for numbers in geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return [[ring(numbers) for numbers in polygon] for polygon in geometry["arcs"]]
    return None


def rings(geometry: Any) -> list[Ring]:
    """The rings of a GeoJSON Polygon or MultiPolygon, in degrees, rounded to about a metre.

    Raises BadShape for any other geometry, and for coordinates that are not longitude and latitude.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadShape(_("an outline must be a Polygon or a MultiPolygon"))
    coordinates = geometry.get("coordinates")
    try:
        polygons = [coordinates] if kind == "Polygon" else list(coordinates)
        found = [
            [[round(float(x), 5), round(float(y), 5)] for x, y, *_height in ring]
            for polygon in polygons
            for ring in polygon
        ]
    except (TypeError, ValueError):
        raise BadShape(_("its coordinates cannot be read")) from None
    if not found or any(len(ring) < 4 for ring in found):
        raise BadShape(_("a ring needs at least four points"))
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for ring in found for x, y in ring):
        raise BadShape(_("its coordinates are not degrees of longitude and latitude (WGS 84)"))
    return found
