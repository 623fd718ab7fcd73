"""What a network looks like: its scripts as read, contacts, accounts, places, timeline, moves and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from amparo_detect.contacts.gazetteer import places
from amparo_detect.leads import Lead, Template, Timeline
from amparo_detect.networks.build import belongs
from amparo_detect.networks.history import timelines
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


class Material(NamedTuple):
    """The rows of some networks; every frame has `network`.

    `members`: post, id, time, source, language, template; `contacts`: post, template, kind, value, start,
    end, time; `moves` and `changes`: as `flags.structure` gives them; `shared`: kind, value of the contacts
    of strangers.
    """

    members: pl.DataFrame
    contacts: pl.DataFrame
    moves: pl.DataFrame
    changes: pl.DataFrame
    shared: pl.DataFrame


class Script(NamedTuple):
    """A script of a network: its posts, in order, and what they say of language and time."""

    template: int
    rows: list[int]
    languages: list[str]
    first: str | None
    last: str | None


class Case(NamedTuple):
    """One network, as its lead lists it."""

    network: int
    posts: int
    first: str | None
    last: str | None
    languages: dict[str, int]
    timeline: Timeline
    scripts: list[Script]
    lists: dict[str, list[Any]]  # contacts, accounts, places, moves, phone_changes, links


def cases(networks: Sequence[int], material: Material) -> list[Case]:
    """What there is to say of each network but its texts, told for all of them at once."""
    members = material.members
    whole = members.group_by("network").agg(pl.len().alias("posts"), *_spans_of_time())
    facts = {row["network"]: row for row in whole.rows(named=True)}
    when = _timelines(members)
    languages = _parts(_languages(members, "network"), "language", "n")
    scripts = _scripts(members)
    contacts = _contacts(material)
    lists = {
        "contacts": _listed(contacts),
        "accounts": _listed(_accounts(members)),
        "places": _places(material.contacts),
        "moves": _changes(material.moves, "origin", "destination"),
        "phone_changes": _changes(material.changes, "before", "after"),
        "links": _listed(_links(material, contacts)),
    }
    return [
        Case(
            network,
            facts[network]["posts"],
            facts[network]["first"],
            facts[network]["last"],
            dict(languages[network]),
            when.get(network, {"unit": "day", "counts": []}),
            scripts.get(network, []),
            {name: listed.get(network, []) for name, listed in lists.items()},
        )
        for network in networks
    ]


def _languages(members: pl.DataFrame, by: str) -> pl.DataFrame:
    counted = members.group_by(by, "language").agg(pl.len().alias("n"))
    return counted.sort(by, "n", "language", descending=[False, True, False])


def _parts(frame: pl.DataFrame, *columns: str) -> dict[int, list[Any]]:
    """The rows of each value of the first column, in order: of several columns as tuples."""
    out: dict[int, list[Any]] = {}
    for key, *row in frame.select(frame.columns[0], *columns).iter_rows():
        out.setdefault(key, []).append(tuple(row) if len(columns) > 1 else row[0])
    return out


def _listed(frame: pl.DataFrame) -> dict[int, list[Any]]:
    """The rows of each network as mappings, in order."""
    out: dict[int, list[Any]] = {}
    for row in frame.iter_rows(named=True):
        out.setdefault(row.pop("network"), []).append(row)
    return out


def _timelines(members: pl.DataFrame) -> dict[int, Timeline]:
    """When the posts of each network were published; one without times has none."""
    out: dict[int, Timeline] = {}
    for network, unit, start, posts in timelines(members).iter_rows():
        out.setdefault(network, {"unit": unit, "counts": []})["counts"].append(
            {"start": start, "posts": posts}
        )
    return out


def _scripts(members: pl.DataFrame) -> dict[int, list[Script]]:
    """The scripts of each network, most posts first."""
    copies = members.filter(pl.col("template") >= 0)
    languages = _parts(_languages(copies, "template"), "language")
    told = (
        copies.group_by("network", "template")
        .agg("post", *_spans_of_time())
        .sort("network", pl.col("post").list.len(), "template", descending=[False, True, False])
    )
    out: dict[int, list[Script]] = {}
    for network, template, rows, first, last in told.iter_rows():
        out.setdefault(network, []).append(Script(template, rows, languages[template], first, last))
    return out


def rows_to_read(case: Case) -> list[int]:
    """The posts whose texts are needed to read the network's scripts."""
    return [row for script in case.scripts[:READ] for row in sample_of(script)]


def sample_of(script: Script) -> list[int]:
    """Posts of a script spread over all of them, at most as many as are laid over one another."""
    rows = script.rows
    if len(rows) <= MEMBERS:
        return rows
    return [rows[place * (len(rows) - 1) // (MEMBERS - 1)] for place in range(MEMBERS)]


def things(contacts: pl.DataFrame, rows: Iterable[int]) -> dict[int, list[Span]]:
    """What was found in each of some posts."""
    wanted = pl.Series(sorted(set(rows)), dtype=pl.UInt32)
    found: dict[int, list[Span]] = {row: [] for row in wanted}
    chosen = contacts.filter(pl.col("post").is_in(wanted.implode()))
    for post, start, end, kind in chosen.select("post", "start", "end", "kind").iter_rows():
        found[post].append(Span(start, end, kind))
    return found


def describe(case: Case, texts: Mapping[int, str], spans: Mapping[int, list[Span]]) -> Lead:
    """A lead without score and reasons. `texts` and `spans` hold at least `rows_to_read`."""
    lists: dict[str, list[Any]] = {"templates": case.scripts} | case.lists
    left_out = {name: len(lists[name]) - most for name, most in MOST.items() if len(lists[name]) > most}
    lists = {name: rows[: MOST[name]] for name, rows in lists.items()}
    lead: Lead = {
        "network": case.network,
        "score": 0.0,
        "posts": case.posts,
        "first": case.first,
        "last": case.last,
        "languages": case.languages,
        "phases": [],
        "reasons": [],
        "lowering": [],
        "templates": [
            _template(script, texts, spans, place < READ) for place, script in enumerate(lists["templates"])
        ],
        "contacts": lists["contacts"],
        "accounts": lists["accounts"],
        "places": lists["places"],
        "timeline": case.timeline,
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


def _template(
    script: Script, texts: Mapping[int, str], spans: Mapping[int, list[Span]], reading: bool
) -> Template:
    rows = sample_of(script) if reading else []
    return {
        "template": script.template,
        "posts": len(script.rows),
        "languages": script.languages,
        "first": script.first,
        "last": script.last,
        "read": read([texts[row] for row in rows], [spans[row] for row in rows]),
    }


def _spans_of_time() -> list[pl.Expr]:
    written = "%Y-%m-%dT%H:%M:%SZ"
    return [
        pl.col("time").min().dt.strftime(written).alias("first"),
        pl.col("time").max().dt.strftime(written).alias("last"),
    ]


def _copies() -> pl.Expr:
    return pl.col("template").filter(pl.col("template") >= 0).n_unique().alias("templates")


def _contacts(material: Material) -> pl.DataFrame:
    """Contacts that can belong to somebody: the network's own, most used first, then those of strangers."""
    shared = material.shared.select("kind", "value", shared=pl.lit(True)).unique()
    return (
        material.contacts.filter(belongs())
        .group_by("network", "kind", "value")
        .agg(pl.col("post").n_unique().alias("posts"), _copies(), *_spans_of_time())
        .join(shared, on=["kind", "value"], how="left")
        .with_columns(pl.col("shared").fill_null(False))
        .sort("network", "shared", "posts", "kind", "value", descending=[False, False, True, False, False])
    )


def _accounts(members: pl.DataFrame) -> pl.DataFrame:
    return (
        members.filter(pl.col("source").is_not_null())
        .group_by("network", "source")
        .agg(pl.len().alias("posts"), _copies(), *_spans_of_time())
        .with_columns(shared=pl.lit(False))
        .sort("network", "posts", "source", descending=[False, True, False])
    )


def _places(contacts: pl.DataFrame) -> dict[int, list[Any]]:
    known = {place.key: place for place in places()}
    named = (
        contacts.filter(pl.col("kind") == "place")
        .group_by("network", "value")
        .agg(pl.col("post").n_unique().alias("posts"), *_spans_of_time())
        .sort("network", "posts", "value", descending=[False, True, False])
    )
    out: dict[int, list[Any]] = {}
    for row in named.iter_rows(named=True):
        place = known.get(row["value"])
        out.setdefault(row["network"], []).append(
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
    return out


def _changes(found: pl.DataFrame, before: str, after: str) -> dict[int, list[Any]]:
    out: dict[int, list[Any]] = {}
    for row in found.sort("network", "at", "template", "after").iter_rows(named=True):
        told = {"template": row["template"], before: row["before"], after: row["after"]}
        out.setdefault(row["network"], []).append(told | {"at": moment(row["at"])})
    return out


def _links(material: Material, contacts: pl.DataFrame) -> pl.DataFrame:
    """Script to contact and script to account, most posts first. Contacts of strangers link nobody."""
    own = contacts.filter(~pl.col("shared")).select("network", "kind", "value")
    scripts = material.contacts.filter(pl.col("template") >= 0).join(
        own, on=["network", "kind", "value"], how="semi"
    )
    members = material.members
    accounts = members.filter((pl.col("template") >= 0) & pl.col("source").is_not_null()).select(
        "network", "template", "post", kind=pl.lit("account"), value="source"
    )
    return (
        pl.concat([scripts.select("network", "template", "post", "kind", "value"), accounts])
        .group_by("network", "template", "kind", "value")
        .agg(pl.col("post").n_unique().alias("posts"))
        .sort("network", "posts", "template", "kind", "value", descending=[False, True, False, False, False])
    )
