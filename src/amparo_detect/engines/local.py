"""The engine of one machine: batches in worker processes, then what needs all posts in this one."""

import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context

from amparo_detect.engines.adding import add
from amparo_detect.engines.analysis import analyse
from amparo_detect.engines.concluding import conclude
from amparo_detect.run.job import Batch, Job, Results
from amparo_detect.run.previous import Previous
from amparo_detect.run.work import Work, telling_of_a_full_disk
from amparo_detect.templates.room import Room
from amparo_detect.templates.walk import Threads

OCCURRENCE = 48  # bytes in memory for each hash of a sketch while templates are found


class Local:
    """Everything on this machine."""

    name = "local"

    def run(self, job: Job) -> Results:
        """Run all steps. See `job.Engine`."""
        with job.timed("batches"):
            _batches(job)
        job.insist_on_posts()
        room = _room(job)
        with telling_of_a_full_disk(job.options.out):
            return conclude(job, partial(Threads, threads=job.options.threads, room=room), room)

    def add(self, job: Job, previous: Previous) -> Results:
        """Run all steps for what the new posts touch. See `job.Engine`."""
        with job.timed("batches"):
            _batches(job)
        job.insist_on_posts()
        return add(job, previous, partial(Threads, threads=job.options.threads))


def engine() -> Local:
    """This engine."""
    return Local()


def _room(job: Job) -> Room:
    """Memory, or files where finding templates would take more of it than the person allows."""
    needed = int(job.work.scan("posts").select("held").sum().collect().item()) * OCCURRENCE
    if job.options.memory is None or needed <= job.options.memory:
        return Room()
    job.progress.say(
        f"Templates would take {needed >> 20} MB, more than --memory: they are found by way of files.",
        f"Os modelos ocupariam {needed >> 20} MB, mais do que --memory: procuram-se através de ficheiros.",
    )
    return Room(job.work.folder("room"))


def _batches(job: Job) -> None:
    """Analyse the unfinished batches: here with one thread, in processes with more; never many at a time in
    memory. One batch alone is analysed here: it would be done before another process has begun.
    """
    country = job.options.country
    batches = job.batches()
    first = list(islice(batches, 2))
    batches = chain(first, batches)
    if job.options.threads < 2 or len(first) < 2:
        for batch in batches:
            _keep(job.work, batch, country)
        return
    # Each worker is one thread wide: they are as many as the person allows.
    os.environ["POLARS_MAX_THREADS"] = "1"
    with ProcessPoolExecutor(job.options.threads, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[None]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_keep, job.work, batch, country))
            while len(waiting) > 2 * job.options.threads:
                waiting.popleft().result()
        for last in waiting:
            last.result()


def _keep(work: Work, batch: Batch, country: str) -> None:
    work.keep(batch.piece, analyse(batch.posts, country))
