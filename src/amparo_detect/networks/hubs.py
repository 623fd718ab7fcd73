"""Which contacts and accounts may join scripts, and which are shared by strangers.

A campaign's number is used by the few scripts of those who run it. A portal's, a newspaper's or a large
agency's number is used by very many, and the more posts there are, the more of them: joining by it would
chain strangers. Whether a contact joins depends on how many different scripts use it, never on how many posts
there are, so the rule stays the same as the data grow.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class Limits(NamedTuple):
    """A contact joins when at most `scripts` scripts use it, and no more than `effective` that count.

    Where it has many posts, a twelfth of them may be scripts of their own, up to `strays`: copies
    too disturbed to be known as such.
    """

    scripts: int
    effective: float
    strays: int


# In order: the second and third are for what the first leaves too large to be one group of people.
LIMITS = (Limits(12, 4.0, 60), Limits(6, 2.5, 12), Limits(3, 2.0, 3))
STRAYS = 12  # of so many posts of a contact, one may be a script of its own
FEW = 3  # used by so few scripts, a contact is never shared by strangers
BESIDE = (
    0.5  # from this share of its posts on, a contact that stands beside the poster's own one is the portal's
)
ACCOUNT_SCRIPTS = 3  # scripts that an account may join
ACCOUNT_POSTS = 2  # posts of a script that an account must have posted to be joined to it
ACCOUNT_SHARE = 0.5  # an account that posted more than this of everything is the chat or page that was read


def contact_uses(carried: pl.DataFrame) -> pl.DataFrame:
    """How contacts are used: `key`, `posts`, `scripts`, `effective`, `beside`. `carried`: post, unit, key.

    `effective` is the inverse Simpson index of the contact's posts over scripts: one script with many posts
    and two strays counts as little more than one. `beside` is the share of the contact's posts that also
    carry a contact that no other script has.
    """
    uses = carried.group_by("key", "unit").agg(pl.len().alias("n"))
    scripts = uses.group_by("key").agg(
        pl.col("n").sum().cast(pl.Int64).alias("posts"),
        pl.len().cast(pl.Int64).alias("scripts"),
        (pl.col("n").sum() ** 2 / (pl.col("n") ** 2).sum()).alias("effective"),
    )
    owners = scripts.filter(pl.col("scripts") == 1).select("key")
    with_own = carried.join(owners, on="key", how="semi").select("post").unique()
    beside = (
        carried.join(scripts.filter(pl.col("scripts") > FEW).select("key"), on="key", how="semi")
        .join(with_own.with_columns(pl.lit(True).alias("own")), on="post", how="left")
        .group_by("key")
        .agg(pl.col("own").fill_null(False).mean().alias("beside"))
    )
    return scripts.join(beside, on="key", how="left").with_columns(pl.col("beside").fill_null(0.0))


def joins(limits: Limits) -> pl.Expr:
    """Whether a contact of `contact_uses` joins the scripts that use it."""
    allowed = (pl.col("posts") // STRAYS).clip(limits.scripts, limits.strays)
    return (pl.col("scripts") <= min(FEW, limits.scripts)) | (
        (pl.col("scripts") <= allowed)
        & (pl.col("effective") <= limits.effective)
        & (pl.col("beside") < BESIDE)
    )


def account_uses(posted: pl.DataFrame, total: int) -> pl.DataFrame:
    """`key`, `unit` of accounts that may join scripts, of `posted`: post, unit (null for no script), key.

    `total`: how many posts have a known account, in `posted` or not.
    """
    by_script = posted.group_by("key", "unit").agg(pl.len().alias("n"))
    accounts = by_script.group_by("key").agg(
        pl.col("n").sum().alias("posts"),
        pl.col("unit").is_not_null().sum().alias("scripts"),
        pl.col("n").filter(pl.col("unit").is_null()).sum().alias("loose"),
    )
    joining = accounts.filter(
        (pl.col("scripts") <= ACCOUNT_SCRIPTS)
        & (pl.col("posts") <= ACCOUNT_SHARE * total)
        & (pl.col("loose") * 2 <= pl.col("posts"))
    )
    return (
        by_script.filter(pl.col("unit").is_not_null() & (pl.col("n") >= ACCOUNT_POSTS))
        .join(joining.select("key"), on="key", how="semi")
        .select("key", "unit")
    )
