"""What goes through Spark: parcels, that is rows of a number, a name and bytes.

A parcel holds a whole table (Arrow IPC) or a few arrays (npz), so Spark moves and groups few rows and
converts nothing: what arrives is bit for bit what was sent.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

SCHEMA = pa.schema([("number", pa.int64()), ("name", pa.string()), ("content", pa.binary())])
DDL = "number long, name string, content binary"  # the same for Spark

Array = npt.NDArray[Any]


class Parcel(NamedTuple):
    """`number` says where it belongs, `name` what it is."""

    number: int
    name: str
    content: bytes


def of_table(number: int, name: str, table: pl.DataFrame) -> Parcel:
    """A parcel of a table."""
    content = io.BytesIO()
    table.write_ipc(content, compression="uncompressed")
    return Parcel(number, name, content.getvalue())


def table_of(parcel: Parcel) -> pl.DataFrame:
    """The table of a parcel."""
    return pl.read_ipc(io.BytesIO(parcel.content))


def of_arrays(number: int, name: str, **arrays: Array) -> Parcel:
    """A parcel of arrays."""
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type] # the stub takes the names for its own switch
    return Parcel(number, name, content.getvalue())


def arrays_of(parcel: Parcel) -> Mapping[str, Array]:
    """The arrays of a parcel."""
    with np.load(io.BytesIO(parcel.content)) as held:
        return dict(held)


def rows_of(batches: Iterable[pa.RecordBatch] | pa.Table) -> Iterator[Parcel]:
    """The parcels in what Spark gives."""
    for batch in batches.to_batches() if isinstance(batches, pa.Table) else batches:
        for number, name, content in zip(*batch.columns, strict=True):
            yield Parcel(number.as_py(), name.as_py(), content.as_py())


def batch_of(parcel: Parcel) -> pa.RecordBatch:
    """One parcel as Spark takes it."""
    return pa.RecordBatch.from_pylist([parcel._asdict()], schema=SCHEMA)


def table_of_all(parcels: Iterable[Parcel]) -> pa.Table:
    """Parcels as Spark takes them from the driver."""
    return pa.Table.from_batches([batch_of(parcel) for parcel in parcels], schema=SCHEMA)
