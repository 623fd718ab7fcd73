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
SURE = 0.5  # confidence from which on a contact may join
LARGEST = 60  # scripts of one network that have copies; beyond, the contacts are judged again more strictly
LOOSE = 3  # posts that must share a contact to be a network when none of them is a copy of another


class Networks(NamedTuple):
    """`posts`: post (UInt32), network (Int32, −1 for none), a row for each post, in the order of the input.

    A network is named by the row of its first post, so that later posts never rename it. `contacts`: kind,
    value, scripts, shared (Boolean): all contacts that could join; `shared` ones do not, since strangers use
    them.
    """

    posts: pl.DataFrame
    contacts: pl.DataFrame


def build(posts: pl.DataFrame, templates: pl.DataFrame, contacts: pl.DataFrame) -> Networks:
    """Join scripts into networks.

    `posts`: post, source (null where unknown); `templates`: post, template (−1 for none); `contacts`: post,
    kind, value, confidence. A post that is no copy counts as a script of its own.
    """
    units = _units(posts, templates)
    carried = _carried(contacts, units)
    uses = contact_uses(carried)
    accounts = _accounts(posts, units)
    edges = pl.concat([carried.select("key", "unit"), accounts]).unique()
    edges = edges.filter(pl.len().over("key") > 1).sort(
        "key", "unit"
    )  # what one script alone uses joins nothing
    label = _components(edges, uses, accounts)
    posts_of = units.join(label, on="unit", how="left", maintain_order="left")
    named = _named(posts_of)
    known = uses.join(carried.select("key", "kind", "value").unique("key", maintain_order=True), on="key")
    return Networks(
        posts=named,
        contacts=known.select("kind", "value", "scripts", shared=~joins(LIMITS[0])).sort("kind", "value"),
    )


def _units(posts: pl.DataFrame, templates: pl.DataFrame) -> pl.DataFrame:
    """`post`, `template`, `unit`: the template where there is one, else the post's own number below 0."""
    return (
        posts.select("post")
        .join(templates.select("post", "template"), on="post", how="left", maintain_order="left")
        .with_columns(pl.col("template").fill_null(-1).cast(pl.Int64))
        .with_columns(
            pl.when(pl.col("template") >= 0)
            .then(pl.col("template"))
            .otherwise(-1 - pl.col("post").cast(pl.Int64))
            .alias("unit")
        )
    )


def belongs() -> pl.Expr:
    """Whether a contact can belong to somebody. A wallet service without a number belongs to nobody."""
    kind = pl.col("kind")
    return kind.is_in(JOINING) & ((kind != "mobile_money") | pl.col("value").str.contains(r"\d{5}"))


def sure() -> pl.Expr:
    """Whether a contact surely belongs to somebody, and so tells that two posts are of the same people."""
    return belongs() & (pl.col("confidence") >= SURE)


def _carried(contacts: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """`post`, `unit`, `key`, `kind`, `value`, each once per post. A wallet on a phone is that phone."""
    space = pl.when(pl.col("kind") == "mobile_money").then(pl.lit("phone")).otherwise(pl.col("kind"))
    return (
        contacts.select("post", pl.col("kind").cast(pl.String), "value", "confidence")
        .filter(sure())
        .with_columns(pl.concat_str(space, pl.lit("\t"), "value").alias("key"))
        .unique(["post", "key"], keep="first", maintain_order=True)
        .join(units.select("post", "unit"), on="post", how="inner", maintain_order="left")
        .select("post", "unit", "key", "kind", "value")
    )


def _accounts(posts: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    posted = (
        posts.select("post", "source")
        .filter(pl.col("source").is_not_null())
        .join(units, on="post")
        .select(
            "post",
            pl.when(pl.col("template") >= 0).then(pl.col("unit")).alias("unit"),
            pl.concat_str(pl.lit("account\t"), "source").alias("key"),
        )
    )
    return account_uses(posted)


def _components(edges: pl.DataFrame, uses: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """`unit`, `component` after each of LIMITS in turn: what is too large is taken apart by the next.

    What is too large even then is a chain of strangers, whose scripts stay apart: they are in no component.
    """
    joined = edges
    done = []
    for limits in LIMITS:
        allowed = pl.concat([uses.filter(joins(limits)).select("key"), accounts.select("key").unique()])
        joined = joined.join(allowed, on="key", how="semi")
        label = _connected(joined)
        scripts = label.group_by("component").agg((pl.col("unit") >= 0).sum().alias("scripts"))
        large = scripts.filter(pl.col("scripts") > LARGEST)
        done.append(label.join(large, on="component", how="anti"))
        joined = joined.join(label.join(large, on="component", how="semi"), on="unit", how="semi")
    rounds = [part.with_columns(pl.lit(number).alias("round")) for number, part in enumerate(done)]
    component = pl.struct("round", "component").rank("dense").cast(pl.Int64).alias("component")
    return pl.concat(rounds).select("unit", component)


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


def _named(posts: pl.DataFrame) -> pl.DataFrame:
    """`post`, `network` of `posts`: post, template, unit, component (null for units without any contact)."""
    unit = pl.col("unit")
    alone = pl.when(unit >= 0).then(-1 - 2 * unit).otherwise(2 * unit)  # components are above 0
    component = pl.coalesce(pl.col("component"), alone)
    return posts.select(
        "post",
        pl.when((pl.col("template").max().over(component) >= 0) | (pl.len().over(component) >= LOOSE))
        .then(pl.col("post").min().over(component).cast(pl.Int32))
        .otherwise(pl.lit(-1, dtype=pl.Int32))
        .alias("network"),
    )
