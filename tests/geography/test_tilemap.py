"""The map: tiles that touch as the provinces do, outlines once all are there, the same values in a table."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from amparo.geography import load, tilemap
from amparo.geography.models import Boundary, Unit
from tests.make import make_unit

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "geo"
NEIGHBOURS = [
    ("MZ08", "MZ01"),
    ("MZ08", "MZ11"),
    ("MZ01", "MZ07"),
    ("MZ07", "MZ11"),
    ("MZ11", "MZ10"),
    ("MZ10", "MZ04"),
    ("MZ11", "MZ09"),
    ("MZ04", "MZ09"),
    ("MZ09", "MZ03"),
    ("MZ04", "MZ02"),
    ("MZ02", "MZ03"),
    ("MZ02", "MZ05"),
    ("MZ05", "MZ06"),
]


@pytest.fixture
def country() -> None:
    load.load_units()


def values() -> dict[str, int | None]:
    known = {
        pcode: number * 500
        for number, pcode in enumerate(Unit.objects.provinces().values_list("pcode", flat=True))
    }
    return {**known, "MZ06": None}


def render(drawn: tilemap.TileMap, language: str = "en") -> str:
    with translation.override(language):
        return render_to_string("geography/_tilemap.html", {"map": drawn})


@pytest.mark.usefixtures("country")
def test_tiles_lie_as_the_provinces_do() -> None:
    places = tilemap.positions(Unit.objects.provinces())
    assert len(set(places.values())) == 11
    for one, other in NEIGHBOURS:
        apart = [abs(here - there) for here, there in zip(places[one], places[other], strict=True)]
        assert sum(apart) == 1, (one, other)
    assert places["MZ08"][1] < places["MZ09"][1] < places["MZ05"][1], "north is up"
    assert places["MZ10"][0] < places["MZ07"][0], "west is left"


def test_units_without_a_place_still_get_a_tile() -> None:
    units = [make_unit(f"XX{number:02d}") for number in range(10)]
    places = tilemap.positions(units)
    assert len(set(places.values())) == 10
    units[0].tile_column, units[0].tile_row = 0, 0
    assert tilemap.positions(units) == places
    assert tilemap.draw({}, title="t", value_name="v", units=[]).areas == []


@pytest.mark.usefixtures("country")
def test_every_value_is_on_the_map_and_in_the_table() -> None:
    drawn = tilemap.draw(values(), title="Reports by province", value_name="Reports")
    html = render(drawn)
    root = ElementTree.fromstring(html)  # noqa: S314 - our own page
    svg = root.find("svg")
    assert svg is not None
    assert svg.get("role") == "img"
    named = {element.get("id") for element in svg.iter() if element.get("id")}
    assert set((svg.get("aria-labelledby") or "").split()) == named
    assert len(svg.findall("g")) == 11
    rows = root.findall(".//tbody/tr")
    told = {row.findtext("th"): "".join(row[1].itertext()) for row in rows}
    assert told["Zambézia"] == "5,000"
    assert told["Cabo Delgado"] == "0"
    assert told["Maputo Cidade"] == "no figure"
    assert [text.text for text in svg.findall(".//text[@class='value']")].count("–") == 1
    assert "style=" not in html
    assert "<script" not in html


@pytest.mark.usefixtures("country")
def test_numbers_follow_the_language_and_coordinates_do_not() -> None:
    html = render(tilemap.draw({"MZ01": 1234567}, title="t", value_name="v"), "pt-mz")
    assert re.search(r"1[.\s\u00a0\u202f]234[.\s\u00a0\u202f]567", html)
    assert re.search(r'viewBox="0 0 392 468"', html)


@pytest.mark.parametrize(
    ("value", "shade"), [(None, 0), (0, 0), (1, 1), (25, 1), (26, 2), (50, 2), (75, 3), (76, 4), (100, 4)]
)
def test_shades_go_in_equal_steps(value: int | None, shade: int) -> None:
    one, other = make_unit("XX01"), make_unit("XX02")
    drawn = tilemap.draw({"XX01": value, "XX02": 100}, title="t", value_name="v", units=[one, other])
    assert [area.shade for area in drawn.areas] == [shade, 4]


def test_outlines_replace_the_tiles_only_when_all_are_there() -> None:
    west, east = make_unit("XX01"), make_unit("XX02")
    square = [[30, -20], [31, -20], [31, -19], [30, -19], [30, -20]]
    hole = [[30.4, -19.6], [30.6, -19.6], [30.6, -19.4], [30.4, -19.4], [30.4, -19.6]]
    Boundary.objects.create(unit=west, rings=[square, hole], source="made up")
    values = {"XX01": 3, "XX02": 4}
    assert not tilemap.draw(values, title="t", value_name="v").outlines
    speck = [[31.02, -19.5], [31.021, -19.5], [31.021, -19.499], [31.02, -19.5]]
    moved = [[x + 1, y] for x, y in square]
    Boundary.objects.create(unit=east, rings=[moved, speck])
    drawn = tilemap.draw(values, title="t", value_name="v")
    assert drawn.outlines
    left, right = drawn.areas
    assert left.path.count("M") == 2, "the ring and its hole"
    assert right.path.count("M") == 1, "a speck is not drawn"
    assert left.x == pytest.approx(150, abs=1)
    assert right.x == pytest.approx(450, abs=1)
    assert drawn.height == pytest.approx(600 / (2 * 0.943), abs=3), (
        "a degree east is shorter than a degree north"
    )
    html = render(drawn)
    assert 'data-drawn="outlines"' in html
    assert "Boundaries: made up" in html


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("weight", ["tiny", "light", "full"])
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data/geo is not on this machine")
def test_a_real_boundary_file_is_drawn(weight: str) -> None:
    assert load.load_boundaries(SHARED / f"mz_provinces_{weight}.topojson") == 11
    drawn = tilemap.draw(values(), title="t", value_name="v")
    assert drawn.outlines
    assert all(area.path for area in drawn.areas)
    middles = {area.pcode: (area.x, area.y) for area in drawn.areas}
    assert middles["MZ08"][1] < middles["MZ09"][1] < middles["MZ05"][1]
    assert middles["MZ10"][0] < middles["MZ07"][0]
    assert 900 < drawn.height < 1000
    assert len(render(drawn).encode()) < 60_000
