"""Parquet files, in batches."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from amparo_detect.errors import InputEmpty
from amparo_detect.readers.columns import Asked, recognise
from amparo_detect.readers.inputs import Input
from amparo_detect.readers.rows import ROWS, TIME, InputTally, Limits
from amparo_detect.readers.streams import broken, decoded
from amparo_detect.readers.times import Clock


def read(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """Rows as frames of ROWS. Raises ColumnMissing, TextColumnUnknown, InputEmpty or InputBroken."""
    clock = Clock()
    try:
        with each.open() as opened, pq.ParquetFile(opened, pre_buffer=False) as file:
            if not file.metadata.num_rows:
                raise InputEmpty(input=each.name)
            columns = recognise(file.schema_arrow.names, asked, name=each.name)
            names = {role: file.schema_arrow.names[i] for role, i in columns.items()}
            tally.facts["columns"] = names
            for batch in file.iter_batches(batch_size=limits.rows, columns=sorted(set(names.values()))):
                yield _rows(batch, names, clock, tally)
    except pa.ArrowException as error:
        raise broken(each, error, otherwise="parquet") from error


def _rows(batch: pa.RecordBatch, names: dict[str, str], clock: Clock, tally: InputTally) -> pl.DataFrame:
    numbers = pl.int_range(tally.seen + 1, tally.seen + 1 + batch.num_rows, dtype=pl.UInt64, eager=True)
    tally.seen += batch.num_rows
    frame = {"row": numbers}
    for role in ("id", "text", "time", "source"):
        if role not in names:
            missing = TIME if role == "time" else pl.String()
            frame[role] = pl.Series(role, [None], dtype=missing).new_from_index(0, batch.num_rows)
            continue
        column = pl.Series(role, pl.from_arrow(batch.column(names[role])))
        frame[role] = _time(column, clock) if role == "time" else _string(column, tally)
    return pl.DataFrame(frame, schema=ROWS)


def _string(column: pl.Series, tally: InputTally) -> pl.Series:
    if column.dtype == pl.Binary:
        # An undecodable text becomes null, and is refused as one without text.
        return pl.Series(
            column.name,
            [None if raw is None else decoded(raw, tally) for raw in column.to_list()],
            dtype=pl.String,
        )
    return column.cast(pl.String)


def _time(column: pl.Series, clock: Clock) -> pl.Series:
    if column.dtype == pl.Date:
        return column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if isinstance(column.dtype, pl.Datetime):
        whole = column.dt.cast_time_unit("us")
        if column.dtype.time_zone is None:
            return whole.dt.replace_time_zone("UTC")
        return whole.dt.convert_time_zone("UTC")
    return clock.parse(column.cast(pl.String))
