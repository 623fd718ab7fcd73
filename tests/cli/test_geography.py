"""`amparo geography`: each kind of file, and a file that is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from amparo.cli.geography import app
from amparo.geography.load import DEMONSTRATION_CONFLICT, BadFile
from amparo.geography.models import Boundary, Unit

pytestmark = pytest.mark.django_db


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_a_country_its_outlines_and_its_declarations(tmp_path: Path) -> None:
    assert run("load") == "173 places loaded.\n"
    assert run("conflict", DEMONSTRATION_CONFLICT).startswith("Declarations loaded.")
    assert Unit.objects.in_armed_conflict().filter(pcode="MZ0101").exists()
    square = [[40, -13], [41, -13], [41, -12], [40, -12], [40, -13]]
    feature = {"properties": {"code": "MZ01"}, "geometry": {"type": "Polygon", "coordinates": [square]}}
    outlines = tmp_path / "outlines.json"
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    assert run("boundaries", outlines, "--code", "code", "--source", "made up") == "1 outlines loaded.\n"
    assert Boundary.objects.get(unit="MZ01").source == "made up"
    with pytest.raises(BadFile):
        run("load", outlines)
    overdue = tmp_path / "conflict.csv"
    overdue.write_text("pcode,basis,review_by\nMZ01,a statement,2020-01-01\n", "utf-8")
    assert "overdue: MZ01" in run("conflict", overdue)
