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
from amparo_detect.run.work import Work
from amparo_detect.templates.walk import Threads


class Local:
    """Everything on this machine."""

    name = "local"

    def run(self, job: Job) -> Results:
        """Run all steps. See `job.Engine`."""
        with job.timed("batches"):
            _batches(job)
        job.insist_on_posts()
        return conclude(job, partial(Threads, threads=job.options.threads))

    def add(self, job: Job, previous: Previous) -> Results:
        """Run all steps for what the new posts touch. See `job.Engine`."""
        with job.timed("batches"):
            _batches(job)
        job.insist_on_posts()
        return add(job, previous, partial(Threads, threads=job.options.threads))


def engine() -> Local:
    """This engine."""
    return Local()


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
