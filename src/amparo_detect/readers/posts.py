"""From the rows of any reader to numbered batches of posts; each row is a post or refused with its reason.

A reader yields frames of `ROWS`; `Posts` refuses what is no post, cuts what is too long, gives ids to those
without and regroups them into batches bounded by rows and bytes, whose borders depend on the input alone.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl

from amparo_detect.readers import chats, delimited, jsonlines, parquet, telegram, webarchive
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.rows import InputTally, Limits, Tally

Reader = Callable[[Input, Asked, Limits, InputTally], Iterator[pl.DataFrame]]
READERS: dict[str, Reader] = {
    "csv": delimited.read,
    "jsonl": jsonlines.read,
    "parquet": parquet.read,
    "warc": webarchive.read_warc,
    "wacz": webarchive.read_wacz,
    "whatsapp": chats.read,
    "telegram": telegram.read_json,
    "telegram-html": telegram.read_html,
}


class Posts:
    """The posts of all inputs as batches of `SCHEMA`; iterated once, and `tally` is complete after that."""

    def __init__(self, inputs: Sequence[Input], asked: Asked, limits: Limits, *, tally: Tally) -> None:
        self._inputs, self._asked, self._limits, self.tally = inputs, asked, limits, tally

    def __iter__(self) -> Iterator[pl.DataFrame]:
        waiting: list[pl.DataFrame] = []
        rows = size = 0
        for chunk in self._chunks():
            while len(chunk):
                room = self._room(chunk, rows, size)
                waiting.append(chunk[:room])
                rows += room
                size += int(chunk["text"][:room].str.len_bytes().sum())
                chunk = chunk[room:]
                if rows >= self._limits.rows or size >= self._limits.bytes:
                    yield self._numbered(waiting)
                    waiting, rows, size = [], 0, 0
        if waiting:
            yield self._numbered(waiting)

    def _room(self, chunk: pl.DataFrame, rows: int, size: int) -> int:
        """How many of the chunk's rows the batch takes: up to and with the one that reaches a bound."""
        sizes = chunk["text"][: self._limits.rows - rows].str.len_bytes().to_numpy()
        reached = int(np.searchsorted(np.cumsum(sizes, dtype=np.int64), self._limits.bytes - size)) + 1
        return min(reached, len(sizes))

    def _numbered(self, waiting: list[pl.DataFrame]) -> pl.DataFrame:
        batch = pl.concat(waiting, rechunk=True)
        numbers = pl.int_range(self.tally.kept, self.tally.kept + len(batch), dtype=pl.UInt32, eager=True)
        self.tally.kept += len(batch)
        return batch.select(numbers.alias("post"), "id", "text", "time", "source")

    def _chunks(self) -> Iterator[pl.DataFrame]:
        for position, each in enumerate(self._inputs):
            tally = self.tally.of(position, each.name)
            for rows in READERS[each.format](each, self._asked, self._limits, tally):
                yield self._accepted(rows, tally)
            refused = tally.reasons.total()
            if tally.seen != tally.kept + refused:  # a mistake of ours, never to be passed over in silence
                raise AssertionError(f"{tally.seen} rows seen, {tally.kept} kept, {refused} refused")

    def _accepted(self, rows: pl.DataFrame, tally: InputTally) -> pl.DataFrame:
        text = pl.col("text")
        reason = (
            pl.when(text.str.strip_chars().str.len_bytes().fill_null(0) == 0)
            .then(pl.lit("empty"))
            .when(text.str.contains("\0", literal=True))
            .then(pl.lit("binary"))
        )
        judged = rows.with_columns(reason.alias("reason"))
        refused = judged.filter(pl.col("reason").is_not_null())
        for (key,), group in refused.group_by("reason", maintain_order=True):
            tally.refuse(group["row"], str(key))
        kept = judged.filter(pl.col("reason").is_null()).drop("reason") if len(refused) else rows
        tally.kept += len(kept)
        long = (text.str.len_bytes() > self._limits.post) & (text.str.len_chars() > self._limits.post)
        tally.cut += int(kept.select(long.sum()).item())
        row = pl.col("row").cast(pl.String)
        made = row if len(self._inputs) == 1 else pl.lit(tally.name + ":") + row
        return kept.with_columns(
            pl.when(long).then(text.str.slice(0, self._limits.post)).otherwise(text).alias("text"),
            pl.when(pl.col("id").str.len_bytes() > 0).then("id").otherwise(made).alias("id"),
        )
