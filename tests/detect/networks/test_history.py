"""When the posts of networks were published, by days or by weeks."""

from datetime import UTC, datetime

import polars as pl

from amparo_detect.networks.history import timelines


def test_a_network_is_shown_by_days_or_where_it_lasted_by_weeks() -> None:
    times: dict[int, list[datetime | None]] = {
        1: [datetime(2025, 3, 1, 23, tzinfo=UTC), datetime(2025, 3, 1, 1, tzinfo=UTC), None],
        2: [datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 4, 3, 23, tzinfo=UTC)],  # 92 days and some hours
        3: [datetime(2025, 4, 4, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)],  # 93 days
        4: [None],
    }
    rows = [(network, time) for network, of in times.items() for time in of]
    members = pl.DataFrame(rows, schema={"network": pl.Int32, "time": pl.Datetime("us", "UTC")}, orient="row")
    assert timelines(members).rows() == [
        (1, "day", "2025-03-01", 2),
        (2, "day", "2025-01-01", 1),
        (2, "day", "2025-04-03", 1),
        (3, "week", "2024-12-30", 1),
        (3, "week", "2025-03-31", 1),
    ]
