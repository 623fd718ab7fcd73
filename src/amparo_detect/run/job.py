"""The seam between a run and its engine: what the engine is given, and what it hands back.

An engine reads `job.batches()`, which gives the batches that are not finished yet; for each it calls
`job.work.keep(batch.piece, tables)`, from the main process or from a worker. After the last batch it reads
everything back with `job.work.tables(name)` or `job.work.scan(name)`, and returns `Results`.
Longer later steps can be kept in the same way: `job.work.has("templates")`, `keep`, `table`.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from amparo_detect.errors import Language, NoPosts, NothingReadable
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.posts import Posts
from amparo_detect.readers.rows import REASONS, Limits, Tally
from amparo_detect.run.progress import Progress
from amparo_detect.run.work import Work, batch_name


@dataclass(frozen=True)
class Options:
    """What the person asked for. Those in `STATED` decide the output; the rest only how fast it comes.

    `memory` is in bytes, None for as much as it takes; `threads` ≥ 1.
    """

    out: Path
    asked: Asked = field(default_factory=Asked)
    limits: Limits = field(default_factory=Limits)
    country: str = "MZ"
    seed: int = 0
    language: Language = "en"
    previous: Path | None = None
    state: bool = True  # whether the result keeps what `previous` needs: it holds the texts
    threads: int = 1
    memory: int | None = None
    weights: Mapping[str, float] | None = None  # red flag → weight, where a person set another


@dataclass(frozen=True)
class Batch:
    """Posts `first` … `first + len(posts) - 1` of the input: the frame of `readers.posts.SCHEMA`."""

    number: int
    first: int
    posts: pl.DataFrame

    @property
    def piece(self) -> str:
        """The name under which what is found in this batch is kept."""
        return batch_name(self.number)


@dataclass(frozen=True)
class Held:
    """A file of the state: where it lies, and its SHA-256 where that is known already."""

    path: Path
    sha256: str | None = None


@dataclass(frozen=True)
class Results:
    """What an engine found; `post` is the number of the post over the whole input, from 0.

    With `--previous` the old posts come first: `posts` and `contacts` have the rows of the day's posts alone,
    whose numbers go on from the old ones; everything else is of all posts, old and new.

    posts: post, language (String, "und" if unknown), duplicate (first post of the same text).
    contacts: post and the columns of `amparo_detect.contacts.find`.
    templates: post, template (Int32, −1 for none). networks: post, network (Int32, −1 for none).
    readings: one mapping per template: template, posts, read (its parts), in the order of `template`.
    leads: `leads.Lead`, best first.
    state: what the next day's run needs beside the published files (`--previous`): name under OUT/state →
    file, in the work directory or in the previous result. about_state: what run.json says of it.
    counts: numbers worth telling in run.json, such as templates, networks, hubs cut.
    changes: with `--previous`, what changed (JSON-able); None without.
    """

    posts: pl.DataFrame
    contacts: pl.DataFrame
    templates: pl.DataFrame
    networks: pl.DataFrame
    readings: Iterable[Mapping[str, Any]] = ()
    leads: Sequence[Mapping[str, Any]] = ()
    state: Mapping[str, Held] = field(default_factory=dict)
    about_state: Mapping[str, Any] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, Any] | None = None


@dataclass
class Job:
    """One run as an engine sees it."""

    options: Options
    inputs: Sequence[Input]
    work: Work
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    timings: dict[str, float] = field(default_factory=dict)

    first: int = 0  # number of the first post: as many as the previous result has

    def batches(self) -> Iterator[Batch]:
        """The unfinished batches, in order. Reads the whole input, even if all of it was finished before."""
        self.tally = Tally()
        posts = Posts(self.inputs, self.options.asked, self.options.limits, tally=self.tally)
        first, read = self.first, 0.0
        self.progress.step("read")
        batches = iter(posts)
        number = 0
        while True:
            began = time.perf_counter()
            frame = next(batches, None)
            read += time.perf_counter() - began
            self.timings["read"] = read
            if frame is None:
                return
            if self.first:
                frame = frame.with_columns((pl.col("post") + self.first).cast(pl.UInt32))
            batch = Batch(number, first, frame)
            self.progress.advance(len(frame))
            if not self.work.has(batch.piece):
                yield batch
            first += len(frame)
            number += 1

    def insist_on_posts(self) -> None:
        """Raises NothingReadable when every row was refused, NoPosts when there was none: to be asked after
        the last batch."""
        if not self.tally.seen:
            raise NoPosts
        if not self.tally.kept:
            words = (
                f"{REASONS[key][self.options.language == 'pt']} {count}"
                for key, count in self.tally.reasons.items()
            )
            raise NothingReadable(refused=self.tally.seen, reasons=", ".join(words))

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the wall time of the block to the step's timing in run.json, and show the step as progress."""
        self.progress.step(step)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.timings[step] = self.timings.get(step, 0.0) + time.perf_counter() - began


class Engine(Protocol):
    """Runs the steps over the batches: on this machine, or on a cluster."""

    name: str

    def run(self, job: Job) -> Results:
        """Everything that is found in the job's input. Raises DetectError and its children only."""
        ...

    def add(self, job: Job, previous: Any) -> Results:
        """The same for posts that come after those of a `previous.Previous`."""
        ...
