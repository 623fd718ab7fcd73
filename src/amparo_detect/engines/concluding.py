"""The steps that need all posts, from what is kept of the batches: here or on a cluster."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.contacts.agreeing import agree, coded
from amparo_detect.engines import state as states
from amparo_detect.engines.beside import beside
from amparo_detect.engines.state import Segment, Stored
from amparo_detect.gathering import Found, gather
from amparo_detect.leads import Lead
from amparo_detect.networks.build import LIKELY, build, carried_by, posted_by, unit
from amparo_detect.networks.carriers import carriers
from amparo_detect.run.job import Held, Job, Results
from amparo_detect.run.work import Array, Work, read_array, telling_of_a_full_disk
from amparo_detect.run.write import write_parquet
from amparo_detect.templates.evidence import Counts
from amparo_detect.templates.find import find
from amparo_detect.templates.keeping import KEPT, Counted, Kept, keep, sampled
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import Posts, sketch_keys
from amparo_detect.templates.room import Room
from amparo_detect.templates.walk import Walker

PAID = 400  # scripts of a currency that say what is usually paid, to later days

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
    """Everything that is found; `over` walks what posts share, and its columns lie in `room`.

    What later days need is kept beside the steps after the templates, where there is a thread for it.
    """
    with beside(job.options.threads) as aside:
        with job.timed("templates"):
            posts = job.work.scan("posts").collect()
            contacts = job.work.scan("contacts").collect()
            likely = carried_by(contacts, LIKELY).select("post", "key")
            templates, finish = _templates(job, posts, likely, over, room)
            if not job.options.state:
                finish()
            spoken = posts.select("post", "language").join(templates, on="post")
            others = job.work.scan("others").collect()
            contacts = agree(contacts, others, spoken, job.options.country)
            carried = carried_by(contacts)
        words = job.work.scan("words").collect()
        storing = None
        if job.options.state:
            with job.timed("state"), telling_of_a_full_disk(job.options.out):
                storing = aside.begin(lambda: _stored(job, finish, posts, contacts, carried, words))
        with job.timed("networks"):
            networks = build(posts.select("post", "source"), templates, carried)
        with job.timed("leads"):
            reduced = posts.select("post", "id", "time", "source", "language")
            found = Found(reduced, templates, contacts, words, networks)
            gathered = gather(found, lambda rows: _texts(job.work, rows))
        state: Mapping[str, Held] = {}
        about = None
        if storing is not None:
            with job.timed("state"), telling_of_a_full_disk(job.options.out):
                state, about = _state(job, storing.result(), found)
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
    job: Job, posts: pl.DataFrame, carried: pl.DataFrame, over: Walker, room: Room
) -> tuple[pl.DataFrame, Callable[[], None]]:
    """`post`, `template`, and what is to be called, once, so that the piece is finished.

    A run that is stopped before that finds the templates once more.
    """
    if job.work.has("templates"):
        return job.work.table("templates", "templates"), lambda: None
    made = sketched(job, posts, room)
    decided: list[tuple[Scripts, Counts, npt.NDArray[np.int64]]] = []
    told = (lambda *given: decided.append(given)) if job.options.state else None
    of = Posts(made.hashes, made.places, made.starts, owners(len(posts), carried))
    groups = find(of, over=over, room=room, told=told)
    tables = {
        "templates": pl.DataFrame({"post": posts["post"], "template": pl.Series(groups, dtype=pl.Int32)}),
        "sketches-of-posts": pl.DataFrame({"sketch": made.keys}),
    }
    return tables["templates"], lambda: job.work.keep("templates", tables, _kept(decided, groups))


def _kept(
    decided: list[tuple[Scripts, Counts, npt.NDArray[np.int64]]], groups: npt.NDArray[np.int32]
) -> dict[str, Array]:
    """The arrays of the scripts that are kept. What was decided is taken out of its list: it is large."""
    if not decided:
        return {}
    scripts, frequency, first = decided.pop()
    rows = first.astype(np.uint32)
    chosen = sampled(rows, groups[first], KEPT) & (np.diff(scripts.starts) > 0)
    return states.arrays(keep(scripts, Counted(frequency, frequency), rows, chosen))


class _InFiles(NamedTuple):
    """The segment of all posts, its files, and how many seconds they took."""

    segment: Stored
    files: dict[str, Held]
    seconds: float


def _stored(
    job: Job,
    finish: Callable[[], None],
    posts: pl.DataFrame,
    contacts: pl.DataFrame,
    carried: pl.DataFrame,
    words: pl.DataFrame,
) -> _InFiles:
    """Finish the templates' piece and write the segment, as far as it depends on nothing that comes later."""
    began = time.perf_counter()
    finish()
    keys = job.work.table("templates", "sketches-of-posts")["sketch"].to_numpy()
    written = [job.work.array("templates", name) for name in states.ARRAYS]
    keyed = pl.concat([carried.select("post", "key"), posted_by(posts)])
    segment = Segment(
        posts_kept(posts, contacts, keys),
        (table.select("text") for table in job.work.tables("texts")),
        words,
        coded(contacts),
        carriers(keyed, 0, len(posts)),
        Kept(*(read_array(path) for path in written)),
        len(np.unique(keys[keys > 0])),
    )
    folder = job.work.folder("state")
    stored = states.store(folder, 0, segment, written=written)
    return _InFiles(stored, states.files(folder), time.perf_counter() - began)


def _state(job: Job, stored: _InFiles, found: Found) -> tuple[dict[str, Held], Mapping[str, Any]]:
    """The files of the state, and what run.json says of them."""
    if job.options.threads > 1:
        job.timings["state_beside"] = stored.seconds
    folder = stored.segment.path.parent
    files = dict(stored.files)
    for name, table in (("strict.parquet", found.networks.strict), ("paid.parquet", _paid(found))):
        write_parquet(folder / name, table)
        files[name] = states.held(folder / name)
    return files, states.told([stored.segment])


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
