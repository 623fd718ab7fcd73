"""What happened to scripts over time: when they were used, where they moved, which number replaced which."""

from __future__ import annotations

import polars as pl

LASTING = (
    2  # posts that must give a place or a number for it to count as one that was left behind or taken up
)


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


def timeline(times: pl.Series) -> tuple[str, pl.DataFrame]:
    """`("day" or "week", start (YYYY-MM-DD), posts)` of the posts that have a time."""
    known = times.drop_nulls()
    if known.is_empty():
        return "day", pl.DataFrame(schema={"start": pl.String, "posts": pl.UInt32})
    days = (known.max() - known.min()).days  # type: ignore[operator, union-attr]
    unit, every = ("day", "1d") if days <= 92 else ("week", "1w")
    counts = (
        known.dt.truncate(every)
        .dt.strftime("%Y-%m-%d")
        .rename("start")
        .to_frame()
        .group_by("start")
        .agg(pl.len().alias("posts"))
    )
    return unit, counts.sort("start")
