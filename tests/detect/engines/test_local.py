"""The engine of one machine, from a file to the published result."""

import io
import json
from pathlib import Path
from random import Random

import polars as pl
import pytest

from amparo_detect.engines.local import engine
from amparo_detect.errors import NothingReadable
from amparo_detect.run.conduct import execute
from amparo_detect.run.job import Options
from amparo_detect.run.progress import Progress
from tests.detect.templates.corpus import posts

DECIDED = ("posts", "contacts", "templates", "networks")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A file of offers, each campaign with a number of its own, and the campaign of each."""
    texts, truth = posts(Random(4), campaigns=4, copies=8, strangers=30)  # noqa: S311
    numbered = [
        f"{text} Ligue {84 if script >= 0 else 86} 000 {row if script < 0 else script + 900:04d}"
        for row, (text, script) in enumerate(zip(texts, truth, strict=True))
    ]
    path = tmp_path_factory.mktemp("posts") / "posts.csv"
    pl.DataFrame({"id": [f"p{row}" for row in range(len(texts))], "text": numbered}).write_csv(path)
    return path, truth


def test_a_run_finds_scripts_numbers_and_networks(corpus: tuple[Path, list[int]], tmp_path: Path) -> None:
    path, truth = corpus
    account = execute([path], Options(out=tmp_path), engine())
    counts = account["counts"]
    assert counts["in"] == counts["out"] + counts["refused"] == len(truth)
    found = pl.read_parquet(tmp_path / "templates.parquet").with_columns(truth=pl.Series(truth))
    for campaign in range(4):
        named = found.filter(pl.col("truth") == campaign)["template"].to_list()
        commonest = max(set(named), key=named.count)
        assert commonest >= 0
        assert named.count(commonest) >= 0.75 * len(named)
    strangers = found.filter(pl.col("truth") == -1)["template"].to_list()
    assert strangers.count(-1) >= 0.95 * len(strangers)
    phones = pl.read_parquet(tmp_path / "contacts.parquet").filter(pl.col("kind") == "phone")
    assert "+258840000900" in phones["value"].to_list()
    networks = pl.read_parquet(tmp_path / "networks.parquet").with_columns(truth=pl.Series(truth))
    assert networks.filter(pl.col("truth") == 0)["network"].n_unique() == 1
    assert json.loads((tmp_path / "run.json").read_text())["seconds"]["templates"] >= 0


def test_two_processes_publish_the_same_bytes(corpus: tuple[Path, list[int]], tmp_path: Path) -> None:
    path, _ = corpus
    for threads in (1, 2):
        execute([path], Options(out=tmp_path / str(threads), threads=threads), engine())
    for name in (*(f"{name}.parquet" for name in DECIDED), "leads.jsonl", "report.html", "refused.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_rows_that_are_all_refused_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,\n")
    with pytest.raises(NothingReadable, match="no text 1"):
        execute([tmp_path / "a.csv"], Options(out=tmp_path / "out"), engine())


def test_little_memory_changes_nothing_that_is_found(corpus: tuple[Path, list[int]], tmp_path: Path) -> None:
    path, _ = corpus
    said = io.StringIO()
    execute([path], Options(out=tmp_path / "much"), engine())
    execute([path], Options(out=tmp_path / "little", memory=1), engine(), progress=Progress(said))
    assert "by way of files" in said.getvalue()
    much, little = (json.loads((tmp_path / name / "run.json").read_text()) for name in ("much", "little"))
    assert much["outputs"] == little["outputs"]
    assert not (tmp_path / "little" / ".work").exists()
