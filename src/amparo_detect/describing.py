"""What a network looks like: its scripts as read, contacts, accounts, places, timeline, moves and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import polars as pl

from amparo_detect.contacts.gazetteer import places
from amparo_detect.leads import Fixed, Lead, PeriodCount, Slot, Template
from amparo_detect.networks.build import belongs
from amparo_detect.networks.history import timeline
from amparo_detect.templates.reading import MEMBERS, Span, read

# Rows of each list that a lead carries; `left_out` says how many more there are.
MOST = {
    "templates": 20,
    "contacts": 100,
    "accounts": 100,
    "places": 100,
    "moves": 50,
    "phone_changes": 50,
    "links": 300,
}
READ = 8  # scripts that are read, those with most posts


@dataclass(frozen=True)
class Case:
    """The rows of one network. `shared`: (kind, value) of the contacts of strangers."""

    network: int
    members: pl.DataFrame
    contacts: pl.DataFrame
    spans: pl.DataFrame
    weights: pl.DataFrame
    moves: pl.DataFrame
    changes: pl.DataFrame
    shared: frozenset[tuple[str, str]]


def rows_to_read(case: Case) -> list[int]:
    """The posts whose texts are needed to read the network's scripts."""
    return [row for template in _scripts(case)[:READ] for row in _sample(case, template)]


def _scripts(case: Case) -> list[int]:
    counted = case.members.group_by("template").agg(pl.len().alias("n")).filter(pl.col("template") >= 0)
    return cast(list[int], counted.sort("n", "template", descending=[True, False])["template"].to_list())


def _sample(case: Case, template: int) -> list[int]:
    """Posts of a script spread over all of them, at most as many as are laid over one another."""
    rows = case.members.filter(pl.col("template") == template)["post"].to_list()
    if len(rows) <= MEMBERS:
        return cast(list[int], rows)
    return [rows[place * (len(rows) - 1) // (MEMBERS - 1)] for place in range(MEMBERS)]


def describe(case: Case, texts: Mapping[int, str]) -> Lead:
    """A lead without score and reasons. `texts` holds at least `rows_to_read`."""
    members = case.members
    contacts = _contacts(case)
    links = _links(case, contacts)
    unit, counts = timeline(members["time"])
    languages = (
        members.group_by("language").agg(pl.len().alias("n")).sort("n", "language", descending=[True, False])
    )
    lists: dict[str, list[Any]] = {
        "templates": _scripts(case),
        "contacts": contacts.to_dicts(),
        "accounts": _accounts(members).to_dicts(),
        "places": _places(case),
        "moves": _changes(case.moves, "origin", "destination"),
        "phone_changes": _changes(case.changes, "before", "after"),
        "links": links.to_dicts(),
    }
    left_out = {name: len(lists[name]) - most for name, most in MOST.items() if len(lists[name]) > most}
    lists = {name: rows[: MOST[name]] for name, rows in lists.items()}
    lead: Lead = {
        "network": case.network,
        "score": 0.0,
        "posts": members.height,
        "first": moment(members["time"].min()),
        "last": moment(members["time"].max()),
        "languages": dict(languages.iter_rows()),
        "phases": [],
        "reasons": [],
        "lowering": [],
        "templates": [_template(case, t, texts, place < READ) for place, t in enumerate(lists["templates"])],
        "contacts": lists["contacts"],
        "accounts": lists["accounts"],
        "places": lists["places"],
        "timeline": {
            "unit": "week" if unit == "week" else "day",
            "counts": cast(list[PeriodCount], counts.to_dicts()),
        },
        "moves": lists["moves"],
        "phone_changes": lists["phone_changes"],
        "links": lists["links"],
    }
    if left_out:
        lead["left_out"] = left_out
    return lead


def moment(value: object) -> str | None:
    """ISO 8601 to the second in UTC, or None."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else None


def _template(case: Case, template: int, texts: Mapping[int, str], reading: bool) -> Template:
    members = case.members.filter(pl.col("template") == template)
    languages = (
        members.group_by("language").agg(pl.len().alias("n")).sort("n", "language", descending=[True, False])
    )
    return {
        "template": template,
        "posts": members.height,
        "languages": languages["language"].to_list(),
        "first": moment(members["time"].min()),
        "last": moment(members["time"].max()),
        "read": _read(case, _sample(case, template), texts) if reading else [],
    }


def _read(case: Case, rows: Sequence[int], texts: Mapping[int, str]) -> list[Fixed | Slot]:
    spans: dict[int, list[Span]] = {row: [] for row in rows}
    things = case.contacts.filter(pl.col("post").is_in(list(rows))).select("post", "start", "end", "kind")
    for post, start, end, kind in things.iter_rows():
        spans[post].append(Span(start, end, kind))
    return read([texts[row] for row in rows], [spans[row] for row in rows])


def _spans_of_time() -> list[pl.Expr]:
    written = "%Y-%m-%dT%H:%M:%SZ"
    return [
        pl.col("time").min().dt.strftime(written).alias("first"),
        pl.col("time").max().dt.strftime(written).alias("last"),
    ]


def _copies() -> pl.Expr:
    return pl.col("template").filter(pl.col("template") >= 0).n_unique().alias("templates")


def _contacts(case: Case) -> pl.DataFrame:
    """Contacts that can belong to somebody: the network's own, most used first, then those of strangers."""
    found = (
        case.contacts.filter(belongs())
        .group_by("kind", "value")
        .agg(pl.col("post").n_unique().alias("posts"), _copies(), *_spans_of_time())
    )
    shared = pl.Series(
        "shared",
        [pair in case.shared for pair in found.select("kind", "value").iter_rows()],
        dtype=pl.Boolean,
    )
    return found.with_columns(shared).sort(
        "shared", "posts", "kind", "value", descending=[False, True, False, False]
    )


def _accounts(members: pl.DataFrame) -> pl.DataFrame:
    return (
        members.filter(pl.col("source").is_not_null())
        .group_by("source")
        .agg(pl.len().alias("posts"), _copies(), *_spans_of_time())
        .with_columns(shared=pl.lit(False))
        .sort("posts", "source", descending=[True, False])
    )


def _places(case: Case) -> list[dict[str, Any]]:
    known = {place.key: place for place in places()}
    named = (
        case.contacts.filter(pl.col("kind") == "place")
        .group_by("value")
        .agg(pl.col("post").n_unique().alias("posts"), *_spans_of_time())
        .sort("posts", "value", descending=[True, False])
    )
    rows = []
    for row in named.iter_rows(named=True):
        place = known.get(row["value"])
        rows.append(
            {
                "place": row["value"],
                "name": place.name if place else row["value"],
                "country": place.country if place else None,
                "latitude": place.latitude if place else None,
                "longitude": place.longitude if place else None,
                "posts": row["posts"],
                "first": row["first"],
            }
        )
    return rows


def _changes(found: pl.DataFrame, before: str, after: str) -> list[dict[str, Any]]:
    return [
        {"template": row["template"], before: row["before"], after: row["after"], "at": moment(row["at"])}
        for row in found.sort("at", "template", "after").iter_rows(named=True)
    ]


def _links(case: Case, contacts: pl.DataFrame) -> pl.DataFrame:
    """Script to contact and script to account, most posts first. Contacts of strangers link nobody."""
    own = contacts.filter(~pl.col("shared")).select("kind", "value")
    scripts = case.contacts.filter(pl.col("template") >= 0).join(own, on=["kind", "value"], how="semi")
    accounts = case.members.filter((pl.col("template") >= 0) & pl.col("source").is_not_null()).select(
        "template", "post", kind=pl.lit("account"), value="source"
    )
    return (
        pl.concat([scripts.select("template", "post", "kind", "value"), accounts])
        .group_by("template", "kind", "value")
        .agg(pl.col("post").n_unique().alias("posts"))
        .sort("posts", "template", "kind", "value", descending=[True, False, False, False])
    )
