"""Rows that a reader made one by one, gathered into frames of ROWS."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from amparo_detect.readers.rows import ROWS, TIME, InputTally, Limits
from amparo_detect.readers.times import Clock

ROWS_PER_FRAME = 10_000


class Gathering:
    """Collects rows and gives them as frames when there are enough; counts every row in the tally.

    `time` of a row is text as written, or a datetime with a time zone; a reader keeps to one of them.
    """

    def __init__(self, limits: Limits, tally: InputTally) -> None:
        self._limits, self._tally = limits, tally
        self._clock = Clock()
        self._rows: list[tuple[int, str | None, str, str | datetime | None, str | None]] = []
        self._size = 0

    def add(
        self,
        text: str,
        *,
        id: str | None = None,
        time: str | datetime | None = None,
        source: str | None = None,
    ) -> None:
        """One row more."""
        self._tally.seen += 1
        self._rows.append((self._tally.seen, id, text, time, source))
        self._size += len(text)

    def refuse(self, reason: str) -> None:
        """One row more, which is refused."""
        self._tally.seen += 1
        self._tally.refuse([self._tally.seen], reason)

    @property
    def full(self) -> bool:
        """Whether it is time to `give`."""
        return len(self._rows) >= ROWS_PER_FRAME or self._size >= self._limits.block

    def give(self) -> Iterator[pl.DataFrame]:
        """What was collected, if anything, and begin anew."""
        if not self._rows:
            return
        dated = any(isinstance(row[3], datetime) for row in self._rows)
        schema = ROWS | {"time": TIME if dated else pl.String}
        frame = pl.DataFrame(self._rows, schema=schema, orient="row")
        self._rows, self._size = [], 0
        yield frame if dated else frame.with_columns(self._clock.parse(frame["time"]))
