"""The made-up offers: the same again from the same seed, and phones that are where the truth says."""

import os
import subprocess
import sys
from pathlib import Path

import phonenumbers
import polars as pl
import pytest

MAKE = Path(__file__).parents[2] / "bench" / "offers" / "make.py"
GRAMMARS = MAKE.parent / "grammars"


def make(out: Path, *, grammar: str, processes: int, hash_seed: str) -> Path:
    command = [sys.executable, str(MAKE), "--posts", "6000", "--seed", "3", "--grammar", grammar]
    subprocess.run(
        [*command, "--processes", str(processes), "--out", str(out)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
    )
    return out


@pytest.fixture(scope="module", params=["dev", "held"])
def offers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    grammar: str = request.param
    out = tmp_path_factory.mktemp(grammar)
    return grammar, make(out, grammar=grammar, processes=1, hash_seed="1")


def test_the_same_again(offers: tuple[str, Path], tmp_path: Path) -> None:
    grammar, first = offers
    again = make(tmp_path, grammar=grammar, processes=2, hash_seed="2")
    for name in ("posts", "truth", "phones"):
        assert (first / f"{name}.parquet").read_bytes() == (again / f"{name}.parquet").read_bytes()


def test_phones_are_valid_and_in_their_posts(offers: tuple[str, Path]) -> None:
    _, folder = offers
    phones = pl.read_parquet(folder / "phones.parquet")
    posts = pl.read_parquet(folder / "posts.parquet")
    both = phones.join(posts, on="id")
    assert all(raw in text for raw, text in both.select("raw", "text").iter_rows())
    for number in phones["e164"].unique().head(500):
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert "00" in number


def test_half_are_strangers_and_no_two_of_them_share_a_phone(offers: tuple[str, Path]) -> None:
    _, folder = offers
    truth = pl.read_parquet(folder / "truth.parquet")
    alone = truth.filter(pl.col("template") < 0)
    assert 0.45 < len(alone) / len(truth) < 0.6
    plain = alone.filter(~pl.col("kinds").str.contains("innocent contact"))
    phones = pl.read_parquet(folder / "phones.parquet").filter(pl.col("kind") != "portal")
    owners = phones.join(plain, on="id", how="semi").group_by("e164").agg(pl.col("id").n_unique())
    assert owners["id"].max() == 1


def test_the_held_out_grammars_have_no_sentence_of_the_others() -> None:
    def lines(names: str) -> set[str]:
        texts = (path.read_text("utf-8") for path in GRAMMARS.glob(names))
        return {line for text in texts for line in text.splitlines() if len(line) > 40}

    assert lines("dev_*.txt")
    assert not lines("dev_*.txt") & lines("held_*.txt")
