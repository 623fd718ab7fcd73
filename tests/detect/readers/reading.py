"""Reads a file that a test makes up, and shows the posts as plain rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from amparo_detect.readers.columns import Asked
from amparo_detect.readers.inputs import found
from amparo_detect.readers.posts import Posts
from amparo_detect.readers.rows import SCHEMA, Limits, Tally


@dataclass
class Read:
    """What came out of a file."""

    rows: list[dict[str, Any]]
    batches: list[int]
    tally: Tally

    @property
    def texts(self) -> list[str]:
        return [row["text"] for row in self.rows]

    @property
    def refused(self) -> list[tuple[int, str]]:
        return [(row["row"], row["reason"]) for row in self.tally.refused().to_dicts()]


def read(*paths: Path, asked: Asked = Asked(), limits: Limits = Limits()) -> Read:  # noqa: B008 (both are frozen)
    """All posts of the files, after checking what holds for any input."""
    tally = Tally()
    batches = list(Posts(found(paths, asked.format), asked, limits, tally=tally))
    for batch in batches:
        assert batch.schema == pl.Schema(SCHEMA)
    rows = [row for batch in batches for row in batch.to_dicts()]
    assert [row["post"] for row in rows] == list(range(len(rows)))
    assert tally.seen == len(rows) + len(tally.refused())
    assert tally.kept == len(rows)
    return Read(rows, [len(batch) for batch in batches], tally)
