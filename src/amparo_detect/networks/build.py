"""Networks: scripts of the same people, known by the contacts, payment points and accounts they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
import rustworkx

from amparo_detect.networks.hubs import LIMITS, account_uses, contact_uses, joins

JOINING = (
    "phone",
    "email",
    "handle",
    "url",
    "short_url",
    "invite",
    "crypto",
    "mobile_money",
    "bank_account",
)  # kinds of contact that can belong to somebody
_SEED = 0x72656465  # any fixed number: equal contacts get equal keys
SURE = 0.8  # confidence from which on a contact may join
LIKELY = 0.5  # … and from which on it tells that posts may be of one script
LARGEST = 60  # scripts of one network that have copies; beyond, the contacts are judged again more strictly
LOOSE = 3  # posts that must share a contact to be a network when none of them is a copy of another


class Networks(NamedTuple):
    """`posts`: post (UInt32), network (Int32, −1 for none), a row for each post, in the order of the input.

    A network is named by the row of its first post, so that later posts never rename it. `contacts`: kind,
    value, scripts, shared (Boolean): all contacts that could join; `shared` ones do not, since strangers use
    them. `strict`: unit (Int64), round (Int32) of the scripts that were judged by stricter limits than the
    first: they belonged to what was too large to be one group of people.
    """

    posts: pl.DataFrame
    contacts: pl.DataFrame
    strict: pl.DataFrame


def build(posts: pl.DataFrame, templates: pl.DataFrame, carried: pl.DataFrame) -> Networks:
    """Join scripts into networks.

    `posts`: post, source (null where unknown); `templates`: post, template (−1 for none); `carried`: as
    `carried_by` gives it. A post that is no copy counts as a script of its own.
    """
    units = _units(posts, templates)
    carried = carried.join(units.select("post", "unit"), on="post", maintain_order="left")
    uses = contact_uses(carried)
    posted = posted_by(posts).join(units, on="post").select("post", unit_of_copy(), "key")
    label = components(carried, uses, account_uses(posted, posted.height))
    posts_of = units.join(label, on="unit", how="left", maintain_order="left")
    known = uses.join(carried.select("key", "kind", "value").unique("key", maintain_order=True), on="key")
    return Networks(
        posts=gathered(posts_of).select("post", network="first"),
        contacts=known.select("kind", "value", "scripts", shared=~joins(LIMITS[0])).sort("kind", "value"),
        strict=label.filter(pl.col("round") > 0).select("unit", "round").sort("unit"),
    )


def unit() -> pl.Expr:
    """What counts as one script, of `post` and `template`: the template, else the post, below 0."""
    own = -1 - pl.col("post").cast(pl.Int64)
    return (
        pl.when(pl.col("template") >= 0).then(pl.col("template").cast(pl.Int64)).otherwise(own).alias("unit")
    )


def unit_of_copy() -> pl.Expr:
    """The script of a post that is a copy, else null: an account joins nothing by posts that are none."""
    return pl.when(pl.col("template") >= 0).then(pl.col("template").cast(pl.Int64)).alias("unit")


def _units(posts: pl.DataFrame, templates: pl.DataFrame) -> pl.DataFrame:
    """`post`, `template`, `unit`."""
    return (
        posts.select("post")
        .join(templates.select("post", "template"), on="post", how="left", maintain_order="left")
        .with_columns(pl.col("template").fill_null(-1).cast(pl.Int64))
        .with_columns(unit())
    )


def belongs() -> pl.Expr:
    """Whether a contact can belong to somebody. A wallet service without a number belongs to nobody."""
    kind = pl.col("kind")
    return kind.is_in(JOINING) & ((kind != "mobile_money") | pl.col("value").str.contains(r"\d{5}"))


def carried_by(contacts: pl.DataFrame, least: float = SURE) -> pl.DataFrame:
    """`post`, `key` (UInt64), `kind`, `value`, each key once per post. A wallet on a phone is that phone.

    Contacts of `least` confidence and more, by which it can be told that two posts are of the same people.
    The key is even for a contact and odd for an account, and the same for the same contact in any data.
    """
    space = pl.when(pl.col("kind") == "mobile_money").then(pl.lit("phone")).otherwise(pl.col("kind"))
    return (
        contacts.select("post", pl.col("kind").cast(pl.String), "value", "confidence")
        .filter(belongs() & (pl.col("confidence") >= least))
        .with_columns(key=_key(space, "value", account=False))
        .unique(["post", "key"], keep="first", maintain_order=True)
        .select("post", "key", "kind", "value")
    )


def posted_by(posts: pl.DataFrame) -> pl.DataFrame:
    """`post`, `key` (UInt64) of the account that posted it, where it is known. `posts`: post, source."""
    known = posts.filter(pl.col("source").is_not_null())
    return known.select("post", key=_key(pl.lit("account"), "source", account=True))


def _key(space: pl.Expr, column: str, *, account: bool) -> pl.Expr:
    number = pl.concat_str(space, pl.lit("\t"), column).hash(_SEED)
    return (number | pl.lit(1, pl.UInt64)) - pl.lit(int(not account), pl.UInt64)


def components(
    carried: pl.DataFrame, uses: pl.DataFrame, accounts: pl.DataFrame, strict: pl.DataFrame | None = None
) -> pl.DataFrame:
    """`unit`, `component`, `round`, by each of LIMITS in turn: what is too large is taken apart by the next.

    What is too large even then is a chain of strangers, whose scripts stay apart: they are in no component,
    and in a round after the last. `carried`: unit, key; `uses`: as `contact_uses`; `accounts`: as
    `account_uses`. `strict`: unit, round of those that are judged by the limits of a later round at once.
    """
    edges = pl.concat([carried.select("key", "unit"), accounts.select("key", "unit")]).unique()
    # What one script alone uses joins nothing.
    joined = edges.filter(pl.len().over("key") > 1).sort("key", "unit")
    if strict is not None:
        joined = joined.join(strict, on="unit", how="left").with_columns(pl.col("round").fill_null(0))
    done = []
    for number, limits in enumerate(LIMITS):
        allowed = pl.concat([uses.filter(joins(limits)).select("key"), accounts.select("key").unique()])
        joined = joined.join(allowed, on="key", how="semi")
        if strict is not None:
            joined = _as_strictly(joined, number, uses, accounts)
        label = _connected(joined)
        scripts = label.group_by("component").agg((pl.col("unit") >= 0).sum().alias("scripts"))
        large = scripts.filter(pl.col("scripts") > LARGEST)
        done.append(label.join(large, on="component", how="anti").with_columns(round=pl.lit(number)))
        joined = joined.join(label.join(large, on="component", how="semi"), on="unit", how="semi")
    apart = joined.select("unit").unique().with_columns(component=None, round=pl.lit(len(LIMITS)))
    component = pl.struct("round", "component").rank("dense").cast(pl.Int64).alias("component")
    together = pl.concat(done).select("unit", component, "round")
    return pl.concat([together, apart.cast({"component": pl.Int64})])


def _as_strictly(
    joined: pl.DataFrame, number: int, uses: pl.DataFrame, accounts: pl.DataFrame
) -> pl.DataFrame:
    """Without the edges of scripts of a later round than `number` that its limits do not allow."""
    kept = [joined.filter(pl.col("round") <= number)]
    for later in range(number + 1, len(LIMITS)):
        allowed = pl.concat(
            [uses.filter(joins(LIMITS[later])).select("key"), accounts.select("key").unique()]
        )
        kept.append(joined.filter(pl.col("round") == later).join(allowed, on="key", how="semi"))
    return pl.concat(kept).sort("key", "unit")


def _connected(edges: pl.DataFrame) -> pl.DataFrame:
    """`unit`, `component` of the graph of units and keys."""
    units = edges["unit"].unique().sort()
    keys = edges["key"].unique().sort()
    ends = edges.select(
        unit=pl.col("unit").replace_strict(units, pl.arange(units.len(), eager=True)),
        key=pl.col("key").replace_strict(keys, pl.arange(units.len(), units.len() + keys.len(), eager=True)),
    )
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(units.len() + keys.len()))
    graph.add_edges_from_no_data(list(zip(ends["unit"].to_list(), ends["key"].to_list(), strict=True)))
    component = np.zeros(units.len() + keys.len(), dtype=np.int64)
    for members in rustworkx.connected_components(graph):
        component[list(members)] = min(members)
    return pl.DataFrame({"unit": units, "component": component[: units.len()]})


def gathered(posts: pl.DataFrame) -> pl.DataFrame:
    """`post`, `component`, `first` (Int32) of post, template, unit, component (null without any contact).

    `first` is the first post of the network, −1 where what is joined is none: a copy must be among it, or
    LOOSE posts.
    """
    unit = pl.col("unit")
    alone = pl.when(unit >= 0).then(-1 - 2 * unit).otherwise(2 * unit)  # components are above 0
    component = pl.coalesce(pl.col("component"), alone)
    enough = (pl.col("template").max().over(component) >= 0) | (pl.len().over(component) >= LOOSE)
    return posts.select(
        "post",
        component=component,
        first=pl.when(enough)
        .then(pl.col("post").min().over(component).cast(pl.Int32))
        .otherwise(pl.lit(-1, dtype=pl.Int32)),
    )
