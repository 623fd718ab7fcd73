"""A small engine with which the run itself is tested: the words of a post, and who said the same."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from amparo_detect.run.conduct import execute
from amparo_detect.run.job import Batch, Held, Job, Options, Results
from amparo_detect.run.previous import FORMAT, Previous


def nothing(_batch: Batch) -> None:
    """Before a batch is kept: do nothing."""


class Counting:
    """Keeps each batch's texts, then joins equal ones. `before` may fail, as a killed run does."""

    name = "counting"

    def __init__(self, before: Callable[[Batch], None] = nothing) -> None:
        self._before = before
        self.worked: list[int] = []

    def add(self, job: Job, previous: Previous) -> Results:
        """Templates of the old posts as they were, of the new ones among themselves."""
        day = self.run(job)
        old: dict[str, Any] = {
            name: pl.concat([_before(previous, name), frame.select("post", pl.col(name[:-1]).cast(pl.Int32))])
            for name, frame in (("templates", day.templates), ("networks", day.networks))
        }
        told = {"posts": {"before": previous.posts, "added": len(day.posts)}} | NONE
        return replace(day, **old, changes=told, counts={"posts_before": previous.posts})

    def run(self, job: Job) -> Results:
        for batch in job.batches():
            self._before(batch)
            self.worked.append(batch.number)
            job.work.keep(batch.piece, {"texts": batch.posts.select("post", "id", "text")})
        if not job.tally.kept:
            empty = pl.DataFrame()
            return Results(empty, empty, empty, empty)
        with job.timed("templates"):
            posts = (
                job.work.scan("texts")
                .collect()
                .with_columns(language=pl.lit("pt"), duplicate=pl.col("post").min().over("text"))
            )
        template = posts.select("post", template=pl.col("duplicate").cast(pl.Int32))
        return Results(
            posts=posts.select("post", "id", "language", "duplicate"),
            contacts=posts.select("post", kind=pl.lit("age"), value=pl.lit("18")).head(2),
            templates=template,
            networks=template.select("post", network=pl.lit(-1, pl.Int32)),
            readings=[{"template": 0, "posts": len(posts), "read": [{"fixed": "é assim"}]}],
            **_state(job, template),
            counts={"templates": 1},
        )


NONE: dict[str, Any] = {
    "templates": {"new": [], "grown": [], "may_be_one": []},
    "networks": {"new": [], "grown": [], "merged": [], "split": [], "gone": []},
    "leads": {"new": [], "changed": [], "gone": []},
    "contacts": [],
}


def _state(job: Job, seen: pl.DataFrame) -> dict[str, Any]:
    path = job.work.folder("state") / "seen.parquet"
    seen.write_parquet(path)
    about = {"format": FORMAT, "posts": job.first + len(seen), "segments": []}
    return {"state": {"deep/seen.parquet": Held(path)}, "about_state": about}


def _before(previous: Previous, name: str) -> pl.DataFrame:
    column = previous.column(name, name[:-1])
    return pl.DataFrame({"post": pl.int_range(len(column), dtype=pl.UInt32, eager=True), name[:-1]: column})


def run(paths: list[Path], out: Path, engine: Counting | None = None, **options: Any) -> Any:
    """A whole run with the engine above."""
    return execute(paths, Options(out=out, **options), engine or Counting())
