"""The engine of one machine: batches in worker processes, then what needs all posts in this one."""

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.engines.analysis import analyse
from amparo_detect.errors import OptionError
from amparo_detect.gathering import Found, gather
from amparo_detect.leads import Lead
from amparo_detect.networks.build import build, sure
from amparo_detect.run.job import Batch, Job, Options, Results
from amparo_detect.run.work import Work
from amparo_detect.templates.find import find
from amparo_detect.templates.walk import Threads, Walker

OCCURRENCE = 44  # bytes in memory for each hash of a sketch while templates are found


class Local:
    """Everything on this machine."""

    name = "local"

    def run(self, job: Job) -> Results:
        """Run all steps. See `job.Engine`."""
        refuse_what_is_missing(job.options)
        with job.timed("batches"):
            _batches(job)
        return conclude(job, partial(Threads, threads=job.options.threads))


def engine() -> Local:
    """This engine."""
    return Local()


def refuse_what_is_missing(options: Options) -> None:
    """Say no before the work, not after it. Raises OptionError."""
    if options.previous is not None:
        raise OptionError(
            option="--previous",
            why_en="adding to an earlier result is not built yet; give old and new posts together.",
            why_pt="juntar a um resultado anterior ainda não existe; indique juntas as publicações todas.",
        )


def conclude(job: Job, over: Walker) -> Results:
    """The steps that need all posts, from what is kept of the batches; `over` walks what they share."""
    posts = job.work.scan("posts").collect()
    contacts = job.work.scan("contacts").collect()
    with job.timed("templates"):
        if not job.work.has("templates"):
            job.work.keep("templates", {"templates": _templates(job, posts, contacts, over)})
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
    return Results(
        posts=posts.select(
            "post", "id", "language", duplicate=pl.col("post").first().over("text_number").cast(pl.UInt32)
        ),
        contacts=contacts,
        templates=templates,
        networks=networks.posts,
        readings=list(_readings(gathered.leads)),
        leads=gathered.leads,
        counts={
            "templates": templates.filter(pl.col("template") >= 0)["template"].n_unique(),
            "networks": networks.posts.filter(pl.col("network") >= 0)["network"].n_unique(),
            "contacts_of_strangers": int(networks.contacts["shared"].sum()),
            "networks_that_could_be_leads": gathered.candidates,
        },
    )


def _batches(job: Job) -> None:
    """Analyse the unfinished batches: here with one thread, in processes with more; never many at a time in
    memory.
    """
    country = job.options.country
    if job.options.threads < 2:
        for batch in job.batches():
            _keep(job.work, batch, country)
        return
    # Each worker is one thread wide: they are as many as the person allows.
    os.environ["POLARS_MAX_THREADS"] = "1"
    with ProcessPoolExecutor(job.options.threads, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[None]] = deque()
        for batch in job.batches():
            waiting.append(pool.submit(_keep, job.work, batch, country))
            while len(waiting) > 2 * job.options.threads:
                waiting.popleft().result()
        for last in waiting:
            last.result()


def _keep(work: Work, batch: Batch, country: str) -> None:
    work.keep(batch.piece, analyse(batch.posts, country))


def _templates(job: Job, posts: pl.DataFrame, contacts: pl.DataFrame, over: Walker) -> pl.DataFrame:
    starts = np.concatenate(([0], np.cumsum(posts["held"].to_numpy(), dtype=np.int64)))
    needed = int(starts[-1]) * OCCURRENCE
    if job.options.memory is not None and needed > job.options.memory:
        job.progress.say(
            f"Finding templates takes about {needed >> 20} MB, more than --memory: it does not spill yet.",
            f"Encontrar os modelos ocupa cerca de {needed >> 20} MB, mais do que --memory permite.",
        )
    hashes = np.empty(starts[-1], dtype=np.uint32)
    places = np.empty(starts[-1], dtype=np.uint16)
    at = 0
    for table in job.work.tables("sketches"):
        hashes[at : at + len(table)] = table["hash"].to_numpy()
        places[at : at + len(table)] = table["place"].to_numpy()
        at += len(table)
    groups = find(hashes, places, starts, owners(len(posts), contacts), over=over)
    return pl.DataFrame({"post": posts["post"], "template": pl.Series(groups, dtype=pl.Int32)})


def owners(posts: int, contacts: pl.DataFrame) -> npt.NDArray[np.int64]:
    """For each post the number of the contact that it shares with the fewest others; −1 where it has none."""
    used = (
        contacts.select("post", pl.col("kind").cast(pl.String), "value", "confidence")
        .filter(sure())
        .select("post", "kind", "value")
        .unique()
        .with_columns(posts=pl.len().over("kind", "value"))
        .sort("post", "posts", "kind", "value")
        .group_by("post", maintain_order=True)
        .first()
        .with_columns(number=pl.struct("kind", "value").rank("dense").cast(pl.Int64))
    )
    out = np.full(posts, -1, dtype=np.int64)
    out[used["post"].to_numpy()] = used["number"].to_numpy()
    return out


def _texts(work: Work, rows: Sequence[int]) -> Mapping[int, str]:
    wanted = pl.Series(sorted(set(rows)), dtype=pl.UInt32)
    table = work.scan("texts").filter(pl.col("post").is_in(wanted.implode())).collect()
    return dict(zip(table["post"].to_list(), table["text"].to_list(), strict=True))


def _readings(leads: Sequence[Lead]) -> Iterator[Mapping[str, object]]:
    """The templates that the leads are made of, as read, in the order of their numbers."""
    read = {
        each["template"]: {"template": each["template"], "posts": each["posts"], "read": each["read"]}
        for lead in leads
        for each in lead["templates"]
        if each["template"] >= 0 and each["read"]
    }
    return (read[number] for number in sorted(read))
