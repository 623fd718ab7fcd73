"""A day's posts added to an earlier result: what they touch is found again, the rest is carried over."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.contacts.agreeing import agree, coded
from amparo_detect.engines import state as states
from amparo_detect.engines.changes import Standing, changes, new_contacts, summary
from amparo_detect.engines.concluding import Sketched, owners, posts_kept, readings, sketched
from amparo_detect.engines.state import Segment, State
from amparo_detect.gathering import MOST, Found, gather
from amparo_detect.leads import Lead
from amparo_detect.networks import adding as networks
from amparo_detect.networks.build import LIKELY, Networks, carried_by, posted_by
from amparo_detect.networks.carriers import Carriers, Links, carriers
from amparo_detect.run.job import Held, Job, Results
from amparo_detect.run.previous import Previous
from amparo_detect.run.work import telling_of_a_full_disk
from amparo_detect.run.write import write_parquet
from amparo_detect.templates import adding as templates
from amparo_detect.templates.keeping import Kept
from amparo_detect.templates.room import Room
from amparo_detect.templates.walk import Walker

Numbers = npt.NDArray[np.int32]


class Scripts(NamedTuple):
    """`templates`: of all posts. `tied`: templates that may be one script. `distinct`: how many new ones."""

    templates: Numbers
    tied: list[tuple[int, int]]
    kept: Kept
    distinct: int


def add(job: Job, previous: Previous, over: Walker) -> Results:
    """The whole result after the day whose batches are analysed."""
    with job.timed("previous"):
        day = _Day(job, previous, State(previous))
    with job.timed("templates"):
        scripts = day.scripts(over)
        now = _Reached(day, scripts)
    with job.timed("networks"):
        joined = networks.add(
            now.links,
            now.keys,
            networks.Known(day.before.templates, day.before.networks, day.state.strict),
            scripts.templates,
            posted=day.state.posts["source"].count() + day.posts["source"].count(),
        )
    with job.timed("leads"):
        leads = _leads(now, joined)
    after = Standing(scripts.templates, joined.networks, leads)
    held = now.links.of_keys(now.keys["key"].unique().sort().to_numpy())
    told = changes(
        day.before, after, scripts.tied, new_contacts(now.carried, held, day.before.networks, after.networks)
    )
    with job.timed("state"), telling_of_a_full_disk(job.options.out):
        state, about = _state(now, joined) if job.options.state else ({}, None)
    number = pl.int_range(len(after.templates), dtype=pl.UInt32, eager=True)
    return Results(
        posts=day.posts.select("post", "id", "language", duplicate=day.duplicates()),
        contacts=now.contacts,
        templates=pl.DataFrame({"post": number, "template": after.templates}),
        networks=pl.DataFrame({"post": number, "network": after.networks}),
        readings=list(readings(leads)),
        leads=leads,
        state=state,
        about_state=about,
        counts={
            "posts_before": previous.posts,
            "templates": len(np.unique(after.templates[after.templates >= 0])),
            "networks": len(np.unique(after.networks[after.networks >= 0])),
            "networks_looked_at": len(np.unique(after.networks[joined.looked_at.to_numpy()])),
        }
        | summary(told),
        changes=told,
    )


@dataclass(frozen=True)
class _Day:
    job: Job
    previous: Previous
    state: State

    @cached_property
    def posts(self) -> pl.DataFrame:
        """As `analysis.analyse` gives it, of all batches."""
        return self.job.work.scan("posts").collect()

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """The same: what each post says by itself."""
        return self.job.work.scan("contacts").with_columns(pl.col("kind").cast(pl.String)).collect()

    @cached_property
    def words(self) -> pl.DataFrame:
        """The same."""
        return self.job.work.scan("words").collect()

    @cached_property
    def before(self) -> Standing:
        """The previous result."""
        lines = (self.previous.folder / "leads.jsonl").read_text(encoding="utf-8").splitlines()
        template, network = (
            self.previous.column(f"{name}s", name).cast(pl.Int32).to_numpy()
            for name in ("template", "network")
        )
        return Standing(template, network, [json.loads(line) for line in lines])

    @cached_property
    def sketched(self) -> Sketched:
        """The sketches of the day."""
        return sketched(self.job, self.posts, Room())

    def duplicates(self) -> pl.Series:
        """The first post, old or new, of the same text."""
        own = self.posts.select("post", "text_number")
        number = pl.int_range(pl.len(), dtype=pl.UInt32)
        old = self.state.posts.select("text_number", post=number).join(own, on="text_number", how="semi")
        first = pl.concat([old.select(own.columns), own]).group_by("text_number").agg(pl.col("post").min())
        return own.join(first, on="text_number", maintain_order="left")["post_right"]

    def scripts(self, over: Walker) -> Scripts:
        """The template of each post, old and new."""
        first = self.previous.posts
        made = self.sketched
        whole = np.flatnonzero(made.keys)
        keys, at, of, copies = np.unique(
            made.keys[whole], return_index=True, return_inverse=True, return_counts=True
        )
        found = self.before.templates.copy()
        equal = self._equal(keys)
        named = np.where(equal >= 0, found[equal], -1).astype(np.int32)
        alone = (equal >= 0) & (named < 0)
        named[alone] = equal[alone]
        found[equal[alone]] = equal[alone]
        order = np.flatnonzero(equal < 0)
        order = order[np.argsort(at[order], kind="stable")]
        posts = whole[at[order]]
        lengths, hashes, places = made.of(posts)
        new = templates.Day(
            hashes,
            places,
            np.concatenate(([0], np.cumsum(lengths))),
            self._owners()[posts],
            (posts + first).astype(np.uint32),
            copies[order].astype(np.int32),
        )
        added = templates.add(new, self.state.memory, found, self.state.scripts + len(order), over=over)
        named[order] = added.groups
        found[added.joined[0]] = added.joined[1]
        day = np.full(len(self.posts), -1, dtype=np.int32)
        day[whole] = named[of]
        return Scripts(np.concatenate((found, day)), added.tied, added.kept, len(order))

    def _owners(self) -> npt.NDArray[np.int64]:
        """See `concluding.owners`: by contacts as the posts themselves have them, as in a whole run."""
        first, count = self.previous.posts, len(self.posts)
        carried = carried_by(self.contacts, LIKELY).select("post", "key")
        links = self.state.links(carriers(carried, first, count))
        return owners(count, carried, links.counts, first)

    def _equal(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """The first old post with each of these sketches, −1 for none."""
        held = self.state.posts["sketch"].to_numpy()
        rows = np.flatnonzero(np.isin(held, keys))
        known, first = np.unique(held[rows], return_index=True)
        out = np.full(len(keys), -1, dtype=np.int64)
        out[np.searchsorted(keys, known)] = rows[first]
        return out

    def texts(self, rows: Sequence[int]) -> Mapping[int, str]:
        """Of old and new posts."""
        wanted = np.unique(np.asarray(rows, dtype=np.uint32))
        new = pl.Series(wanted[wanted >= self.previous.posts], dtype=pl.UInt32)
        table = self.job.work.scan("texts").filter(pl.col("post").is_in(new.implode())).collect()
        return self.state.texts(wanted) | dict(table.select("post", "text").iter_rows())


@dataclass(frozen=True)
class _Reached:
    """A day whose scripts are known, and so at which contacts its posts are reached."""

    day: _Day
    scripts: Scripts

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """Of the day's posts, as `agree` gives them: numbers of old posts say as much as the day's."""
        day, templates = self.day, self.scripts.templates
        first = day.previous.posts
        numbers = day.state.numbers()
        post = numbers["post"].to_numpy()
        spoken = day.previous.column("posts", "language").gather(post)
        earlier = numbers.select(
            pl.exclude("post"), language=spoken, template=pl.Series(templates[post]).replace(-1, None)
        )
        posts = day.posts.select("post", "language", template=templates[first:])
        others = day.job.work.scan("others").collect()
        return agree(day.contacts, others, posts, day.job.options.country, earlier)

    @cached_property
    def carried(self) -> pl.DataFrame:
        """See `build.carried_by`."""
        return carried_by(self.contacts)

    @cached_property
    def keys(self) -> pl.DataFrame:
        """`post`, `key` of contacts and accounts."""
        return pl.concat([self.carried.select("post", "key"), posted_by(self.day.posts)])

    @cached_property
    def carriers(self) -> Carriers:
        """The same, to be asked."""
        return carriers(self.keys, self.day.previous.posts, len(self.day.posts))

    @cached_property
    def links(self) -> Links:
        """Who carries what, among all posts."""
        return self.day.state.links(self.carriers)

    def found(self, chosen: npt.NDArray[np.bool_], joined: networks.Added) -> Found:
        """What is known of the chosen posts."""
        day, first = self.day, self.day.previous.posts
        number = np.arange(first, dtype=np.uint32)
        rows = np.flatnonzero(chosen).astype(np.uint32)
        old = pl.DataFrame(
            {
                "post": number,
                "id": day.previous.column("posts", "id"),
                "time": day.state.posts["time"],
                "source": day.state.posts["source"],
                "language": day.previous.column("posts", "language"),
            }
        ).filter(chosen[:first])
        of_day = pl.col("post").is_in(pl.Series(rows[rows >= first], dtype=pl.UInt32).implode())
        contacts = pl.concat(
            [day.state.contacts(chosen[:first]), self.contacts.filter(of_day)], how="diagonal_relaxed"
        )
        shared = carried_by(contacts).filter(pl.col("key").is_in(joined.shared.implode()))
        return Found(
            pl.concat([old, day.posts.filter(of_day).select(old.columns)]),
            pl.DataFrame({"post": rows, "template": self.scripts.templates[rows]}),
            contacts,
            pl.concat([day.state.words(chosen[:first]), day.words.filter(of_day)]),
            Networks(
                pl.DataFrame({"post": rows, "network": joined.networks[rows]}),
                shared.select("kind", "value", shared=pl.lit(True)).unique(["kind", "value"]),
                joined.strict,
            ),
        )


def _leads(now: _Reached, joined: networks.Added) -> list[Lead]:
    """New leads for networks that are no longer what they were; the others as they were."""
    day = now.day
    old = day.before.networks
    looked = joined.looked_at.to_numpy()
    pairs = pl.DataFrame(
        {"after": joined.networks[looked], "before": -2}, schema={"after": pl.Int32, "before": pl.Int32}
    )
    pairs = pairs.with_columns(
        before=pl.Series(
            np.where(looked < len(old), old[np.minimum(looked, len(old) - 1)], -2), dtype=pl.Int32
        )
    )
    moved = pairs.filter(pl.col("after") != pl.col("before"))
    changed = np.union1d(moved["after"].to_numpy(), moved["before"].to_numpy())
    changed = changed[changed >= 0]
    chosen = np.isin(joined.networks, changed)
    chosen[day.state.paid.to_numpy()] = True
    gathered = gather(now.found(chosen, joined), day.texts, among=set(changed.tolist()))
    same = [lead for lead in day.before.leads if lead["network"] not in set(changed.tolist())]
    return sorted([*same, *gathered.leads], key=lambda lead: (-lead["score"], lead["network"]))[:MOST]


def _state(now: _Reached, joined: networks.Added) -> tuple[dict[str, Held], Mapping[str, Any]]:
    """The files of the state, and what run.json says of them."""
    day, scripts = now.day, now.scripts
    folder = day.job.work.folder("state")
    own = Segment(
        posts_kept(day.posts, now.contacts, day.sketched.keys),
        (table.select("text") for table in day.job.work.tables("texts")),
        day.words,
        coded(now.contacts),
        now.carriers,
        scripts.kept,
        scripts.distinct,
    )
    left = states.taken_in(day.state.segments, len(day.posts))
    taken = day.state.segments[left:]
    first = taken[0].first if taken else day.previous.posts
    stored = states.store(folder, first, states.joined([*(each.read() for each in taken), own]))
    write_parquet(folder / "strict.parquet", joined.strict)
    write_parquet(folder / "paid.parquet", day.state.paid.to_frame("post"))
    return (
        day.state.carried_over(left) | states.files(folder),
        states.told([*day.state.segments[:left], stored]),
    )
