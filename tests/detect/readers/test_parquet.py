"""Parquet with the types that turn up."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from amparo_detect.errors import ColumnMissing, InputBroken, InputEmpty
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.rows import Limits
from tests.detect.readers.reading import read


def test_numbers_categories_bytes_and_dates(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "text": ["olá", None, " ", "fim"],
            "date": [date(2025, 3, 1)] * 4,
            "source": pl.Series(["a", "b", "a", None], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    found = read(tmp_path / "a.parquet")
    assert found.rows[0] == {
        "post": 0,
        "id": "1",
        "text": "olá",
        "time": datetime(2025, 3, 1, tzinfo=UTC),
        "source": "a",
    }
    assert found.refused == [(2, "empty"), (3, "empty")]
    frame.with_columns(text=pl.Series([b"ol\xe1", "não".encode(), b"\x81\x8d", b""])).write_parquet(
        tmp_path / "b.parquet"
    )
    found = read(tmp_path / "b.parquet")
    assert found.texts == ["olá", "não"]


@pytest.mark.parametrize("zone", [None, "UTC", "Africa/Maputo"])
def test_times_become_utc(tmp_path: Path, zone: str | None) -> None:
    time = (
        pl.Series([datetime(2025, 3, 1, 10, tzinfo=UTC)]).cast(pl.Datetime("ns")).dt.replace_time_zone(zone)
    )
    pl.DataFrame({"text": ["a"], "time": time}).write_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").rows[0]["time"].hour == (8 if zone == "Africa/Maputo" else 10)


def test_a_million_identical_posts_are_read_in_bounded_batches(tmp_path: Path) -> None:
    pl.DataFrame({"text": ["Vagas para o estrangeiro, ligue já"]}).select(
        pl.col("text").repeat_by(1_000_000).explode()
    ).write_parquet(tmp_path / "a.parquet", compression="lz4")
    from amparo_detect.readers.inputs import found
    from amparo_detect.readers.posts import Posts
    from amparo_detect.readers.rows import Tally

    tally = Tally()
    sizes = [len(batch) for batch in Posts(found([tmp_path / "a.parquet"]), Asked(), Limits(), tally=tally)]
    assert (sum(sizes), max(sizes), tally.kept) == (1_000_000, 20_000, 1_000_000)


def test_refusals(tmp_path: Path) -> None:
    pl.DataFrame({"text": ["a" * 1000] * 100}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(ColumnMissing, match="“text”"):
        read(tmp_path / "a.parquet", asked=Asked(text="corpo"))
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputBroken):
        read(tmp_path / "b.parquet")
    pl.DataFrame(schema={"text": pl.String}).write_parquet(tmp_path / "c.parquet")
    with pytest.raises(InputEmpty):
        read(tmp_path / "c.parquet")
