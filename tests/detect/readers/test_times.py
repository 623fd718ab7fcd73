"""The ways files write a time."""

from datetime import UTC, datetime

import polars as pl
import pytest

from amparo_detect.readers.times import Clock, month_first


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-01T10:20:30Z",
        "2025-03-01T10:20:30",
        "2025-03-01 10:20:30",
        "2025-03-01T12:20:30+02:00",
        "2025-03-01 12:20:30.000+02:00",
        "2025-03-01T10:20:30.000Z",
        "2025-03-01 10:20:30 UTC",
        "01/03/2025 10:20:30",
        "1.3.2025 10:20:30",
        "01-03-25 10:20:30",
        "01/03/2025 12:20:30(UTC+2)",
        "2025/03/01 10:20:30",
        "1740824430",
        "1740824430.0",
        "1740824430000",
        "1740824430000000",
        "Sat, 01 Mar 2025 12:20:30 +0200",
    ],
)
def test_one_moment_in_many_hands(written: str) -> None:
    parsed = Clock().parse(pl.Series("time", [written]))
    assert parsed.to_list() == [datetime(2025, 3, 1, 10, 20, 30, tzinfo=UTC)]


def test_what_is_no_time_is_null_and_days_alone_are_midnight() -> None:
    parsed = Clock().parse(pl.Series("time", ["2025-03-01", "ontem", None, "32/01/2025", "31/02/2025", "5"]))
    assert parsed.to_list() == [datetime(2025, 3, 1, tzinfo=UTC), None, None, None, None, None]


def test_day_and_month_are_told_apart_once_for_the_file() -> None:
    assert not month_first(["03/04/2025"])
    assert month_first(["03/04/2025", "03/14/2025"])
    assert month_first(["03/04/2025 2:00 PM"])
    clock = Clock()
    clock.parse(pl.Series("time", ["03/14/2025"]))
    assert clock.parse(pl.Series("time", ["03/04/2025"])).to_list() == [datetime(2025, 3, 4, tzinfo=UTC)]


def test_mixed_ways_in_one_column() -> None:
    written = ["2025-03-01 10:00:00"] * 50 + ["01/03/2025 10:00", "1740823200"]
    assert Clock().parse(pl.Series("time", written)).to_list() == [datetime(2025, 3, 1, 10, tzinfo=UTC)] * 52
