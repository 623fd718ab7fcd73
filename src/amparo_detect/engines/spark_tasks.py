"""What Spark's workers do with posting lists. They are sent by name: the package must be there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from amparo_detect.engines.parcels import Array, arrays_of, batch_of, of_arrays, rows_of, table_of_all
from amparo_detect.templates import adopting, evidence, gathering
from amparo_detect.templates.adopting import Leading
from amparo_detect.templates.gathering import LOOKED_AT, Pairs
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import Slice, in_lists

Arrays = Mapping[str, Array]
Task = Callable[[Arrays, Arrays], Arrays]  # the arrays of a parcel, the columns of all scripts

_HEADER = 128  # bytes of an .npy file of nothing, which cannot be mapped


def each(
    batches: Iterable[pa.RecordBatch], *, task: Task, files: Mapping[str, str]
) -> Iterator[pa.RecordBatch]:
    """What a task gives for each parcel."""
    columns = _columns(files)
    for parcel in rows_of(batches):
        yield batch_of(of_arrays(parcel.number, parcel.name, **task(arrays_of(parcel), columns)))


def apart(
    batches: Iterable[pa.RecordBatch], *, files: Mapping[str, str], cuts: list[int], parts: int
) -> Iterator[pa.RecordBatch]:
    """The occurrences of one of so many parts of the scripts, by slice of the hash space."""
    columns = _columns(files)
    hashes, starts = columns["hashes"], columns["starts"]
    for batch in batches:
        for part in batch.column(0).to_pylist():
            first, last = np.searchsorted(starts, [len(hashes) * step // parts for step in (part, part + 1)])
            low, high = int(starts[first]), int(starts[last])
            keys = hashes[low:high].astype(np.uint64) << np.uint64(32) | np.arange(low, high, dtype=np.uint64)
            slices = np.searchsorted(np.asarray(cuts[1:-1], dtype=np.uint32), hashes[low:high], side="right")
            order = np.argsort(slices, kind="stable")
            borders = np.searchsorted(slices, np.arange(len(cuts)), sorter=order)
            for number, (begin, end) in enumerate(pairwise(borders)):
                if end > begin:
                    yield batch_of(of_arrays(number, "occurrences", keys=keys[order[begin:end]]))


def listed(pieces: pa.Table, *, files: Mapping[str, str]) -> pa.Table:
    """The posting lists of one slice, from the occurrences in all parts."""
    found = list(rows_of(pieces))
    keys = np.concatenate([arrays_of(piece)["keys"] for piece in found])
    part = in_lists(keys, _columns(files)["starts"])
    return table_of_all([of_arrays(found[0].number, "slice", **part._asdict())])


def told(held: Arrays, columns: Arrays) -> Arrays:
    """The hash of each list, and how many scripts hold it."""
    part = Slice(**held)
    hashes = columns["hashes"][part.place[part.runs[:-1]]]
    return {"hashes": hashes, "held": np.diff(part.runs).astype(np.int32)}


def recurrence(held: Arrays, columns: Arrays) -> Arrays:
    """`evidence.recurrence` of each list."""
    part, out = _by_itself(Slice(**held))
    evidence.recurrence(part, columns["owners"], columns["hashes"], columns["starts"], out)
    return {"values": out[part.runs[:-1]]}


def purity(held: Arrays, columns: Arrays) -> Arrays:
    """`gathering.purity` of each list."""
    part, out = _by_itself(Slice(**held))
    gathering.purity(part, columns["groups"], out)
    return {"values": out[part.runs[:-1]]}


def leading(held: Arrays, columns: Arrays) -> Arrays:
    """`adopting.leading` of each list."""
    part, share = _by_itself(Slice(**held))
    out = Leading(np.empty(len(share), dtype=np.int32), share)
    adopting.leading(part, columns["groups"], np.empty(LOOKED_AT, dtype=np.int64), out)
    return {"groups": out.groups[part.runs[:-1]], "share": out.share[part.runs[:-1]]}


def candidates(held: Arrays, columns: Arrays) -> Arrays:
    """The neighbours in the lists."""
    return {"pairs": gathering.candidates(Slice(**held), columns["chosen"])}


def alike(held: Arrays, columns: Arrays) -> Arrays:
    """Those of some candidates that are alike."""
    return gathering.alike(_scripts(columns), held["pairs"], float(held["least"]))._asdict()


def joined(held: Arrays, columns: Arrays) -> Arrays:
    """The groups of the scripts in some pairs, which are in order."""
    numbers, groups = gathering.join_in_order(_scripts(columns), Pairs(**held))
    return {"numbers": numbers, "groups": groups}


def _by_itself(part: Slice) -> tuple[Slice, evidence.Floats]:
    """The slice with places of its own, and what is to be filled in there."""
    count = len(part.place)
    return part._replace(place=np.arange(count, dtype=np.uint32)), np.ones(count, dtype=np.float32)


def _scripts(columns: Arrays) -> Scripts:
    return Scripts(**{name: columns[name] for name in Scripts._fields})


def _columns(files: Mapping[str, str]) -> Arrays:
    """Columns mapped from this machine's files: one copy for all its workers, and none changes it."""
    from pyspark import SparkFiles

    mapped: dict[str, Array] = {}
    for name, file in files.items():
        path = Path(SparkFiles.get(file))
        mode: Literal["c"] | None = "c" if path.stat().st_size > _HEADER else None
        mapped[name] = np.load(path, mmap_mode=mode).view(np.ndarray)
    return mapped
