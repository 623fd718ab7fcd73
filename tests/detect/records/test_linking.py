"""Whole linkings: FEBRL's first list, and a made-up register full of families."""

import json
import logging
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
import recordlinkage

from amparo_detect.records import Linked, link
from amparo_detect.records.explaining import explain
from amparo_detect.records.linking import Effort
from bench import people

FEBRL = Path(recordlinkage.__file__).parent / "datasets" / "febrl" / "dataset1.csv"
WRITTEN = ("links.parquet", "evidence.parquet", "weights.json", "links.en.html", "links.pt.html")


def _f1(linked: Linked, truth: set[tuple[str, str]]) -> float:
    found = {
        (min(pair), max(pair)) for pair in linked.links.filter("same").select("left", "right").iter_rows()
    }
    return 2 * len(found & truth) / (len(found) + len(truth))


@pytest.fixture(scope="module")
def febrl(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[tuple[str, str]]]:
    """FEBRL 1 without identity number and postcode, with the year of birth only."""
    frame = pl.read_csv(FEBRL, infer_schema=False)
    frame = frame.rename({column: column.strip() for column in frame.columns}).with_columns(
        pl.all().str.strip_chars()
    )
    frame = frame.with_columns(pl.col("date_of_birth").str.slice(0, 4)).drop("soc_sec_id", "postcode")
    path = tmp_path_factory.mktemp("febrl") / "list.csv"
    frame.write_csv(path)
    held: dict[str, list[str]] = {}
    for name in frame["rec_id"]:
        held.setdefault(name.split("-")[1], []).append(name)
    return path, {pair for names in held.values() for pair in combinations(sorted(names), 2)}


def test_febrl_is_found_the_same_with_any_number_of_threads_and_nothing_is_logged(
    febrl: tuple[Path, set[tuple[str, str]]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path, truth = febrl
    with caplog.at_level(logging.DEBUG):
        one = link(path, id="rec_id", out=tmp_path / "one", effort=Effort(threads=1))
        two = link(path, id="rec_id", out=tmp_path / "two", effort=Effort(threads=2))
    assert _f1(one, truth) >= 0.99
    assert one.links.equals(two.links)
    for name in WRITTEN:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    printed = capfd.readouterr()
    assert not printed.out + printed.err
    assert not [
        record for record in caplog.records if record.name.startswith(("splink", "sqlglot", "amparo_detect"))
    ]


def test_families_are_not_taken_for_one_person_and_every_weight_is_told(tmp_path: Path) -> None:
    left, right, truth = people.two_lists(people.Shape(people=700), 5)
    left.write_csv(tmp_path / "a.csv")
    right.write_csv(tmp_path / "b.csv", separator=";")
    linked = link(tmp_path / "a.csv", tmp_path / "b.csv", id="id", out=tmp_path / "out")
    found = set(linked.links.filter("same").select("left", "right").iter_rows())
    assert len(found & truth) / len(found) >= 0.97
    assert len(found & truth) / len(truth) >= 0.93
    model = json.loads((tmp_path / "out" / "weights.json").read_text())
    assert model["one_match_a_row"] == {"left": True, "right": True}
    assert model["relatives"] > 0
    assert {"given", "surname", "birth", "phone"} <= {field["field"] for field in model["fields"]}
    pair = linked.links.filter("same").row(0)
    told = explain(tmp_path / "out", pair[0], pair[1], "pt")
    assert told[0].startswith("Considerado o mesmo")
    assert len(told) > 3
    evidence = pl.read_parquet(tmp_path / "out" / "evidence.parquet")
    bits = pl.sum_horizontal(pl.col("^.*_bits$"))
    sure = evidence.filter(pl.col("probability") > 0.999).select(bits.min())
    assert sure.item() > 5


def test_reports_repeat_no_ones_data(tmp_path: Path) -> None:
    left, right, _ = people.two_lists(people.Shape(people=300), 6)
    left.write_csv(tmp_path / "a.csv")
    right.write_csv(tmp_path / "b.csv")
    link(tmp_path / "a.csv", tmp_path / "b.csv", id="id", out=tmp_path / "out")
    written = b"".join((tmp_path / "out" / name).read_bytes() for name in WRITTEN)
    for value in (*left["telefone"].drop_nulls()[:50], *left["apelido"].drop_nulls()[:50]):
        assert f">{value}<".encode() not in written
        assert f"“{value}”".encode() not in written
        assert f'"{value}"'.encode() not in written
