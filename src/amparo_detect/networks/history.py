"""What happened to scripts over time: when they were used, where they moved, which number replaced which."""

from __future__ import annotations

import polars as pl

LASTING = (
    2  # posts that must give a place or a number for it to count as one that was left behind or taken up
)
DAYS = 92  # between its first and last post up to which a network is shown by days, else by weeks


def successions(named: pl.DataFrame) -> pl.DataFrame:
    """One value after another within a script: template, before, after, at.

    `named`: template, value, time, one row per post and value. A value follows another when it was first
    named after the last time of the other, both lasted, and nothing that lasted came between. Values used at
    the same time are a choice, not a change.
    """
    spans = (
        named.filter(pl.col("time").is_not_null())
        .group_by("template", "value")
        .agg(pl.len().alias("posts"), pl.col("time").min().alias("first"), pl.col("time").max().alias("last"))
        .filter(pl.col("posts") >= LASTING)
        .sort("template", "first", "value")
    )
    by_script = pl.col("last").shift(1).over("template")
    return spans.select(
        "template",
        before=pl.col("value").shift(1).over("template"),
        after=pl.col("value"),
        at=pl.col("first"),
        gone=by_script.is_not_null() & (pl.col("last").cum_max().shift(1).over("template") < pl.col("first")),
    ).filter(pl.col("gone"))[["template", "before", "after", "at"]]


def timelines(members: pl.DataFrame) -> pl.DataFrame:
    """`network`, `unit` ("day" or "week"), `start` (YYYY-MM-DD), `posts` that have a time, in order.

    `members`: network, time.
    """
    time, long = pl.col("time"), pl.col("days") > DAYS
    return (
        members.select("network", "time")
        .drop_nulls("time")
        .with_columns(days=(time.max() - time.min()).over("network").dt.total_days())
        .group_by(
            "network",
            unit=pl.when(long).then(pl.lit("week")).otherwise(pl.lit("day")),
            start=pl.when(long)
            .then(time.dt.truncate("1w"))
            .otherwise(time.dt.truncate("1d"))
            .dt.strftime("%Y-%m-%d"),
        )
        .agg(pl.len().alias("posts"))
        .sort("network", "start")
    )
