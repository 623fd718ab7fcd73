"""Loading the country that comes along, a deployment's own files, and files that are wrong."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from amparo.geography import load
from amparo.geography.models import Boundary, Level, Population, Sexes, Unit
from amparo.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "geo"
HEADER = "pcode,level,name,parent,iso,tile_column,tile_row,male_2030,female_2030,population_source\n"
SMALL = HEADER + (
    "XX0101,district,Bé,XX01,,,,10,11,a census\n"
    "XX,country,Exland,,XX,,,,,\n"
    "XX01,province,Ána,XX,XX-A,0,0,,,\n"
    "XX0102,district,Alto,XX01,,,,5,6,a census\n"
)


def write(folder: Path, text: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_country_that_comes_along() -> None:
    assert load.load_units() == 173
    provinces = Unit.objects.provinces()
    assert [unit.name for unit in provinces] == [
        "Cabo Delgado",
        "Gaza",
        "Inhambane",
        "Manica",
        "Maputo Cidade",
        "Maputo Província",
        "Nampula",
        "Niassa",
        "Sofala",
        "Tete",
        "Zambézia",
    ]
    assert {unit.iso for unit in provinces} == {f"MZ-{code}" for code in (*"PGIBLNASTQ", "MPM")}
    assert Unit.objects.districts().count() == 161
    assert Unit.objects.below("MZ06").count() == 7
    assert not Unit.objects.filter(pcode__in=["MZ0804", "MZ0805", "MZ0807", "MZ1112", "MZ0601"]).exists()
    country = Unit.objects.get(level=Level.COUNTRY)
    total = country.population_in(2022)
    assert total is not None
    assert abs(total.total - 31_616_082) <= 100, "the sum of INE's districts, each sex rounded"


def test_a_sum_with_a_hole_is_no_sum() -> None:
    load.load_units()
    assert Unit.objects.get(pcode="MZ0502").population_in(2022) == Sexes(625_770, 667_520)
    for pcode in ("MZ0502", "MZ0904", "MZ05", "MZ09", "MZ", "MZ0601-1"):
        assert Unit.objects.get(pcode=pcode).population_in(2025) is None
    cabo_delgado = Unit.objects.get(pcode="MZ01").population_in(2025)
    assert cabo_delgado is not None
    assert cabo_delgado == Sexes(
        sum(Population.objects.filter(unit__parent="MZ01", year=2025).values_list("male", flat=True)),
        sum(Population.objects.filter(unit__parent="MZ01", year=2025).values_list("female", flat=True)),
    )
    city = Unit.objects.get(pcode="MZ06").population_in(2025)
    assert city is not None
    assert city.total == 1_139_476, "its own figure, though its districts have none"


def test_no_figure_grows_or_shrinks_beyond_belief() -> None:
    """What gave Matola and Cheringoma away in the source."""
    load.load_units()
    pairs = {
        unit.pcode: (unit.population_in(2022), unit.population_in(2025)) for unit in Unit.objects.districts()
    }
    known = [(before.total, after.total) for before, after in pairs.values() if before and after]
    assert len(known) == 152
    assert all(1 <= after / before < 1.17 for before, after in known)
    assert len({pair for pair in pairs.values() if pair[1]}) == 152, "no two districts share their figures"


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data/geo is not on this machine")
def test_the_table_says_what_its_source_says() -> None:
    load.load_units()
    with (SHARED / "mz_districts.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["is_district"] == "True"]
    assert {row["pcode"] for row in rows} == set(Unit.objects.districts().values_list("pcode", flat=True))
    for row in rows:
        unit = Unit.objects.get(pcode=row["pcode"])
        assert (unit.name, unit.parent_id) == (row["ine_name"], row["prov_pcode"])
        for year in (2022, 2025):
            male, female = row[f"pop{year}_male"], row[f"pop{year}_female"]
            wanted = Sexes(int(male), int(female)) if male else None
            if year == 2025 and unit.pcode in {"MZ0502", "MZ0904"}:
                wanted = None
            assert unit.population_in(year) == wanted


def test_loading_again_changes_only_what_the_file_changes(tmp_path: Path) -> None:
    load.load_units(write(tmp_path, SMALL))
    Unit.objects.filter(pcode="XX0101").update(armed_conflict=True)
    load.load_units(write(tmp_path, SMALL))
    assert (Unit.objects.count(), Population.objects.count()) == (4, 2)
    changed = SMALL.replace("Bé", "Bê").replace(",5,6,a census", ",,,")
    load.load_units(write(tmp_path, changed))
    unit = Unit.objects.get(pcode="XX0101")
    assert (unit.name, unit.armed_conflict) == ("Bê", True)
    assert Unit.objects.get(pcode="XX01").population_in(2030) is None
    load.load_units(write(tmp_path, HEADER + "XX0103,district,Baú,XX01,,,,,,\n"))
    assert [place.name for place in Unit.objects.below("XX01")] == ["Alto", "Baú", "Bê"], (
        "accents sort as letters"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("XX0102", "x 2", "line 5: “x 2” is not a p-code"),
        ("XX0102", "XX0101", "line 5: XX0101 stands there twice"),
        ("district,Alto", "hamlet,Alto", "line 5: the level must be one of"),
        ("Alto", "", "line 5: a unit needs a name"),
        ("Alto,XX01", "Alto,XX", "XX0102: its parent must be a province"),
        ("Alto,XX01", "Alto,", "XX0102: its parent must be a province"),
        ("Ána,XX", "Ána,XX09", "XX01: its parent must be a country"),
        ("Exland,", "Exland,XX01", "XX: a country has no parent"),
        ("5,6,a census", "5,6,", "line 5: a population needs its source"),
        ("5,6", "5,", "line 5: 2030: a population needs both"),
        ("5,6", "5,-6", "line 5: female_2030: “-6” is not a whole number"),
        ("XX-A,0,0", "XX-A,0,", "line 4: a tile needs both"),
        ("pcode,level", "code,level", "the column pcode is missing"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_says_where(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = write(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(load.BadFile, match=r"file\.csv") as refusal:
        load.load_units(path)
    assert any(problem.startswith(told) for problem in refusal.value.problems), refusal.value.problems
    assert not Unit.objects.exists()


def test_every_bad_line_is_named_but_not_without_end(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "bad,,,,,,,,,\n" * 50)
    with pytest.raises(load.BadFile, match="and 30 more") as refusal:
        load.load_units(path)
    assert len(refusal.value.problems) == 50


def test_what_is_no_text_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "bytes", tmp_path / "absent", tmp_path):
        for loader in (load.load_units, load.load_conflict, load.load_boundaries):
            with pytest.raises(load.BadFile):
                loader(path)


def test_armed_conflict_is_declared_with_all_below_and_taken_back(tmp_path: Path) -> None:
    load.load_units()
    with clock.at(datetime(2026, 11, 1, tzinfo=UTC)):
        assert load.load_conflict() == []
    flagged = set(Unit.objects.in_armed_conflict().values_list("pcode", flat=True))
    assert flagged == {"MZ01", *Unit.objects.below("MZ01").values_list("pcode", flat=True)}
    one = write(tmp_path, "pcode,basis,review_by\nMZ0706,a statement,2020-01-01\n")
    assert load.load_conflict(one) == ["MZ0706"]
    assert [unit.pcode for unit in Unit.objects.in_armed_conflict()] == ["MZ0706"]
    wrong = "pcode,basis,review_by\nMZ99,x,2030-01-01\nMZ01,,2030-01-01\nMZ01,x,soon\n"
    with pytest.raises(load.BadFile) as refusal:
        load.load_conflict(write(tmp_path, wrong))
    assert len(refusal.value.problems) == 3
    assert [unit.pcode for unit in Unit.objects.in_armed_conflict()] == ["MZ0706"]


SQUARE = [[30, -20], [31, -20], [31, -19], [30, -19], [30, -20]]


def polygon(ring: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(**changes: Any) -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "properties": {"pcode": "XX01"},
        "geometry": polygon(SQUARE),
    } | changes
    return {"type": "FeatureCollection", "features": [feature]}


def test_outlines_from_geojson_and_topojson_are_the_same(tmp_path: Path) -> None:
    load.load_units(write(tmp_path, SMALL))
    assert load.load_boundaries(write(tmp_path, json.dumps(geojson())), source="made up") == 1
    assert Boundary.objects.get().rings == [SQUARE]
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [30, -20]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
        "objects": {
            "layer": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "arcs": [[0, ~1]], "properties": {"code": "XX01"}}],
            }
        },
    }
    assert load.load_boundaries(write(tmp_path, json.dumps(topology)), code="code") == 1
    assert Boundary.objects.get().rings == [SQUARE]
    assert Boundary.objects.get().source == ""


@pytest.mark.parametrize(
    ("told", "document"),
    [
        ("neither a GeoJSON", {"type": "Feature"}),
        ("neither a GeoJSON", []),
        ("there is nothing", {"type": "FeatureCollection", "features": []}),
        (
            "does not hold",
            {"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}},
        ),
        ("feature 1: pcode is “XX77”", geojson(properties={"pcode": "XX77"})),
        ("feature 1: pcode is “”", geojson(properties=None)),
        ("feature 1: an outline must be", geojson(geometry={"type": "Point", "coordinates": [1, 2]})),
        ("feature 1: an outline must be", geojson(geometry=None)),
        ("feature 1: a ring needs", geojson(geometry=polygon(SQUARE[:2]))),
        ("feature 1: its coordinates cannot", geojson(geometry=polygon([["x", "y"]]))),
        ("feature 1: its coordinates are not degrees", geojson(geometry=polygon([[500000, 1], *SQUARE]))),
    ],
)
def test_a_wrong_outline_is_refused(tmp_path: Path, told: str, document: Any) -> None:
    load.load_units(write(tmp_path, SMALL))
    with pytest.raises(load.BadFile) as refusal:
        load.load_boundaries(write(tmp_path, json.dumps(document)))
    assert any(problem.startswith(told) or told in problem for problem in refusal.value.problems)
    assert not Boundary.objects.exists()
