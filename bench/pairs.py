"""How well groups of posts agree with the truth, over pairs of posts, counted from group sizes alone.

A pair of posts is true when both have the same template, found when both are in the same group; a post of
template −1 or group −1 is in no pair. With n(t, g) posts of template t in group g, the found true pairs are
the sum of n(t, g)·(n(t, g) − 1)/2; nothing is ever listed, so a million posts cost a group-by.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Score:
    """Pairs that are true, found, and both."""

    true: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.true + self.found) if self.true + self.found else 1.0

    def __sub__(self, other: "Score") -> "Score":
        return Score(self.true - other.true, self.found - other.found, self.both - other.both)


def joined(truth: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Truth (id, template, …) with `group` from found (id, template); −1 where a post is not in it."""
    groups = found.select("id", pl.col("template").cast(pl.Int64).alias("group"))
    return truth.join(groups, on="id", how="left").with_columns(pl.col("group").fill_null(-1))


def score(posts: pl.DataFrame) -> Score:
    """The score of `joined` posts."""
    true, found = posts.filter(pl.col("template") >= 0), posts.filter(pl.col("group") >= 0)
    both = true.filter(pl.col("group") >= 0)
    return Score(_pairs(true, "template"), _pairs(found, "group"), _pairs(both, "template", "group"))


def by_kind(posts: pl.DataFrame) -> dict[str, tuple[int, Score]]:
    """For each kind: its posts, and the score over the pairs in which at least one post is of that kind."""
    whole = score(posts)
    parts = posts.with_columns(pl.col("kinds").str.split("|"))
    kinds = sorted(kind for kind in parts["kinds"].explode().unique().to_list() if kind)
    scores = {}
    for kind in kinds:
        without = parts.filter(~pl.col("kinds").list.contains(kind))
        scores[kind] = (len(parts) - len(without), whole - score(without))
    return scores


def by_column(posts: pl.DataFrame, column: str) -> dict[str, tuple[int, Score]]:
    """For each value of a column: its posts, and the score within them."""
    groups = posts.partition_by(column, as_dict=True)
    return {str(key[0]): (len(part), score(part)) for key, part in sorted(groups.items())}


def by_size(posts: pl.DataFrame) -> dict[str, tuple[int, float, float]]:
    """For each band of template size: posts, pair recall, and the mean share of a post's fellows found.

    Pairs are ruled by the largest templates; the mean over posts gives the small ones a voice.
    """
    true = posts.filter(pl.col("template") >= 0)
    own = true.with_columns(
        pl.len().over("template").alias("size"),
        pl.when(pl.col("group") >= 0).then(pl.len().over("template", "group")).otherwise(1).alias("together"),
    )
    bands = {}
    for low, high in ((2, 4), (5, 19), (20, 99), (100, 999), (1000, None)):
        band = own.filter(pl.col("size") >= low, pl.lit(high is None) | (pl.col("size") <= (high or 0)))
        if len(band):
            share = ((band["together"] - 1) / (band["size"] - 1)).mean()
            name = f"{low:,} to {high:,} posts" if high else f"{low:,} posts and more"
            bands[name] = (len(band), score(band).recall, float(share))  # type: ignore[arg-type]
    return bands


def strangers(posts: pl.DataFrame) -> tuple[float, int]:
    """The share of strangers that were put in a group with anyone, and the size of the largest impure group.

    A group is impure when its commonest template, or stranger, is less than half of it.
    """
    grouped = posts.filter(pl.col("group") >= 0)
    sizes = grouped.group_by("group").len()
    taken = grouped.filter(pl.col("template") < 0).join(sizes.filter(pl.col("len") > 1), on="group")
    alone = posts.filter(pl.col("template") < 0)
    owner = pl.when(pl.col("template") >= 0).then(pl.col("template")).otherwise(-2 - pl.int_range(pl.len()))
    cells = grouped.with_columns(owner.alias("owner")).group_by("group", "owner").len("cell")
    purity = cells.group_by("group").agg(pl.col("cell").max(), pl.col("cell").sum().alias("size"))
    impure: list[int] = purity.filter(pl.col("cell") * 2 < pl.col("size"))["size"].to_list()
    return len(taken) / max(len(alone), 1), max(impure, default=0)


def _pairs(posts: pl.DataFrame, *by: str) -> int:
    sizes = posts.group_by(*by).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())
