"""The steps that need all posts, from what is kept of the batches: here or on a cluster."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.engines import state as states
from amparo_detect.engines.state import Segment
from amparo_detect.gathering import Found, gather
from amparo_detect.leads import Lead
from amparo_detect.networks.build import build, carried_by, posted_by, unit
from amparo_detect.networks.carriers import carriers
from amparo_detect.run.job import Held, Job, Results
from amparo_detect.run.work import Work, telling_of_a_full_disk
from amparo_detect.run.write import write_parquet
from amparo_detect.templates.evidence import Counts
from amparo_detect.templates.find import find
from amparo_detect.templates.keeping import KEPT, Counted, Kept, keep, sampled
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import Posts, sketch_keys
from amparo_detect.templates.room import Room
from amparo_detect.templates.walk import Walker

PAID = 400  # scripts of a currency that say what is usually paid, to later days
_KEPT = {  # tables of a finished piece → the fields of `Kept` that they hold
    "kept-scripts": ("rows", "owners"),
    "kept-starts": ("starts",),
    "kept-occurrences": ("hashes", "tells", "weighs", "order"),
    "kept-index": ("index_hash", "index_script"),
    "kept-known": ("known_hash", "known_count", "known_telling"),
}

Hashes = npt.NDArray[np.uint32]


class Sketched(NamedTuple):
    """The sketches of all posts of the job's input, one after another, and `keys`: equal for equal ones."""

    hashes: Hashes
    places: npt.NDArray[np.uint16]
    starts: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint64]

    def of(
        self, posts: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], Hashes, npt.NDArray[np.uint16]]:
        """Lengths, hashes and places of some posts."""
        lengths = self.starts[posts + 1] - self.starts[posts]
        taken = np.repeat(self.starts[posts] - (np.cumsum(lengths) - lengths), lengths) + np.arange(
            lengths.sum()
        )
        return lengths, self.hashes[taken], self.places[taken]


def conclude(job: Job, over: Walker, room: Room) -> Results:
    """Everything that is found; `over` walks what posts share, and its columns lie in `room`."""
    posts = job.work.scan("posts").collect()
    contacts = job.work.scan("contacts").collect()
    with job.timed("templates"):
        if not job.work.has("templates"):
            job.work.keep("templates", _templates(job, posts, contacts, over, room))
        templates = job.work.table("templates", "templates")
    with job.timed("networks"):
        networks = build(posts.select("post", "source"), templates, contacts)
    with job.timed("leads"):
        found = Found(
            posts.select("post", "id", "time", "source", "language"),
            templates,
            contacts,
            job.work.scan("words").collect(),
            networks,
        )
        gathered = gather(found, lambda rows: _texts(job.work, rows))
    state: Mapping[str, Held] = {}
    about = None
    if job.options.state:
        with job.timed("state"), telling_of_a_full_disk(job.options.out):
            state, about = _state(job, posts, found)
    return Results(
        posts=posts.select(
            "post", "id", "language", duplicate=pl.col("post").first().over("text_number").cast(pl.UInt32)
        ),
        contacts=contacts,
        templates=templates,
        networks=networks.posts,
        readings=list(readings(gathered.leads)),
        leads=gathered.leads,
        state=state,
        about_state=about,
        counts={
            "templates": templates.filter(pl.col("template") >= 0)["template"].n_unique(),
            "networks": networks.posts.filter(pl.col("network") >= 0)["network"].n_unique(),
            "contacts_of_strangers": int(networks.contacts["shared"].sum()),
            "networks_that_could_be_leads": gathered.candidates,
        },
    )


def sketched(job: Job, posts: pl.DataFrame, room: Room) -> Sketched:
    """The sketches of the job's posts. `posts`: as `analysis.analyse` gives it, of all batches."""
    starts = np.concatenate(([0], np.cumsum(posts["held"].to_numpy(), dtype=np.int64)))
    hashes = room.empty(int(starts[-1]), np.uint32)
    places = room.empty(int(starts[-1]), np.uint16)
    at = 0
    for table in job.work.tables("sketches"):
        hashes[at : at + len(table)] = table["hash"].to_numpy()
        places[at : at + len(table)] = table["place"].to_numpy()
        at += len(table)
    return Sketched(hashes, places, starts, sketch_keys(hashes, starts))


def _templates(
    job: Job, posts: pl.DataFrame, contacts: pl.DataFrame, over: Walker, room: Room
) -> dict[str, pl.DataFrame]:
    made = sketched(job, posts, room)
    of = owners(len(posts), carried_by(contacts))
    decided: list[tuple[Scripts, Counts, npt.NDArray[np.int64]]] = []
    told = (lambda *given: decided.append(given)) if job.options.state else None
    groups = find(Posts(made.hashes, made.places, made.starts, of), over=over, room=room, told=told)
    tables = {
        "templates": pl.DataFrame({"post": posts["post"], "template": pl.Series(groups, dtype=pl.Int32)}),
        "sketches-of-posts": pl.DataFrame({"sketch": made.keys}),
    }
    for scripts, frequency, first in decided:
        chosen = sampled(first.astype(np.uint32), groups[first], KEPT) & (np.diff(scripts.starts) > 0)
        kept = keep(scripts, Counted(frequency, frequency), first.astype(np.uint32), chosen)
        for name, fields in _KEPT.items():
            tables[name] = pl.DataFrame({field: getattr(kept, field) for field in fields})
    return tables


def _state(job: Job, posts: pl.DataFrame, found: Found) -> tuple[dict[str, Held], Mapping[str, Any]]:
    """The files of the state, and what run.json says of them."""
    folder = job.work.folder("state")
    tables = {name: job.work.table("templates", name) for name in _KEPT}
    columns = {field: tables[name][field].to_numpy() for name, fields in _KEPT.items() for field in fields}
    keys = job.work.table("templates", "sketches-of-posts")["sketch"].to_numpy()
    carried = pl.concat([carried_by(found.contacts).select("post", "key"), posted_by(posts)])
    segment = Segment(
        posts_kept(posts, found.contacts, keys),
        (table.select("text") for table in job.work.tables("texts")),
        found.words,
        carriers(carried, 0, len(posts)),
        Kept(**columns),
        len(np.unique(keys[keys > 0])),
    )
    stored = states.store(folder, 0, segment)
    write_parquet(folder / "strict.parquet", found.networks.strict)
    write_parquet(folder / "paid.parquet", _paid(found))
    return states.files(folder), states.told([stored])


def posts_kept(posts: pl.DataFrame, contacts: pl.DataFrame, keys: npt.NDArray[np.uint64]) -> pl.DataFrame:
    """See `state.Segment.posts`."""
    counts = contacts.group_by("post").agg(pl.len().cast(pl.UInt32).alias("contacts"))
    return (
        posts.with_columns(sketch=keys)
        .join(counts, on="post", how="left", maintain_order="left")
        .select("time", "source", "text_number", "sketch", pl.col("contacts").fill_null(0))
    )


def _paid(found: Found) -> pl.DataFrame:
    """`post`: one with a wage of each of some scripts in networks, so that days know what is usual."""
    money = pl.col("value").str.extract(r"^([A-Z]{3})").fill_null("?") + pl.col("value").str.extract(
        r"(/[a-z]+)$"
    ).fill_null("")
    wages = (
        found.contacts.filter(pl.col("kind").cast(pl.String) == "wage")
        .join(found.networks.posts.filter(pl.col("network") >= 0).select("post"), on="post", how="semi")
        .join(found.templates, on="post")
        .select("post", "template", money=money)
        .sort("post")
    )
    scripts = wages.with_columns(unit()).unique(["money", "unit"], keep="first", maintain_order=True)
    step = pl.int_range(pl.len()).over("money")
    evenly = (step * PAID // pl.len().over("money")) != ((step - 1) * PAID // pl.len().over("money"))
    return scripts.filter(evenly | (pl.len().over("money") <= PAID)).select("post").unique().sort("post")


def owners(
    count: int,
    carried: pl.DataFrame,
    posts_of: Callable[[npt.NDArray[np.uint64]], npt.NDArray[np.int64]] | None = None,
    first: int = 0,
) -> npt.NDArray[np.int64]:
    """For each of `count` posts from row `first` on a number for the contact that it shares with the fewest
    others; −1 where it has none.

    `carried`: as `build.carried_by`. `posts_of`: how many posts keys have, where `carried` does not know all.
    """
    if posts_of is None:
        used = carried.select("post", "key", posts=pl.len().over("key"))
    else:
        used = carried.select("post", "key", posts=pl.Series(posts_of(carried["key"].to_numpy())))
    used = used.sort("post", "posts", "key").unique("post", keep="first", maintain_order=True)
    out = np.full(count, -1, dtype=np.int64)
    out[used["post"].to_numpy().astype(np.int64) - first] = used["key"].to_numpy() >> np.uint64(1)
    return out


def _texts(work: Work, rows: Sequence[int]) -> Mapping[int, str]:
    wanted = pl.Series(sorted(set(rows)), dtype=pl.UInt32)
    table = work.scan("texts").filter(pl.col("post").is_in(wanted.implode())).collect()
    return dict(zip(table["post"].to_list(), table["text"].to_list(), strict=True))


def readings(leads: Sequence[Lead]) -> Iterator[Mapping[str, object]]:
    """The templates that the leads are made of, as read, in the order of their numbers."""
    read = {
        each["template"]: {"template": each["template"], "posts": each["posts"], "read": each["read"]}
        for lead in leads
        for each in lead["templates"]
        if each["template"] >= 0 and each["read"]
    }
    return (read[number] for number in sorted(read))
