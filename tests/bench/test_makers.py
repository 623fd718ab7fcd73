"""The makers of offers from other hands: the same rows however made, and a truth that fits the posts."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

BENCH = Path(__file__).parents[2] / "bench"
TABLES = ("posts", "truth", "phones")


def make(maker: str, out: Path, processes: int) -> dict[str, pl.DataFrame]:
    command = [sys.executable, str(BENCH / maker / "make.py"), "--posts", "600", "--seed", "3"]
    command += ["--out", str(out), "--processes", str(processes)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {name: pl.read_parquet(out / f"{name}.parquet") for name in TABLES}


@pytest.mark.parametrize("maker", ["bazaar", "notices"])
def test_the_same_rows_with_a_truth_that_fits(maker: str, tmp_path: Path) -> None:
    first, again = (make(maker, tmp_path / str(processes), processes) for processes in (1, 2))
    for name in TABLES:
        assert first[name].equals(again[name])
    posts, truth, phones = (first[name] for name in TABLES)
    assert posts["id"].equals(truth["id"])
    assert posts["id"].n_unique() == 600
    assert 0.35 < (truth["template"] < 0).mean() < 0.65  # type: ignore[operator]
    written = phones.join(posts, on="id")
    assert len(written) == len(phones) > 300
    assert written.select((pl.col("text").str.contains(pl.col("raw"), literal=True)).all()).item()
    assert phones["e164"].str.contains("000").all()
