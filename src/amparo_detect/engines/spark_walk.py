"""The walk over posting lists on Spark: see `templates.walk`.

Spark makes the lists once (each task takes some scripts apart by slice of the hash space, Spark groups by
slice) and keeps them on the workers' disks. Every question is then one `mapInArrow` over the slices. The
columns of all scripts, which any comparison may need, go to each machine once as files and are mapped,
not read: its workers share one copy.

The joining of groups is a sequence, the most alike pair first. But no group reaches beyond the scripts
that a chain of pairs ties together: such clumps are joined apart, on Spark. Which clump a script belongs
to is told on the driver, where the pairs are anyway, in one pass over them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pyarrow as pa

from amparo_detect.engines import spark_tasks
from amparo_detect.engines.parcels import DDL, Array, Parcel, arrays_of, of_arrays, rows_of, table_of_all
from amparo_detect.engines.spark_tasks import Task
from amparo_detect.templates import gathering
from amparo_detect.templates.adopting import Leading
from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.gathering import Bits, Candidates, Pairs
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import SLICE, Hashes, Starts, cut

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FOR_EACH = (
    3  # slices, and parts of the joining, for each task that Spark runs at once: a slow one is made up for
)


class SparkWalk:
    """The walk of a cluster; `folder` is room of the driver's for the columns it sends."""

    def __init__(self, spark: "SparkSession", folder: Path, hashes: Hashes, starts: Starts) -> None:
        self.spark, self.folder, self.hashes, self.starts = spark, folder, hashes, starts
        self.parts = FOR_EACH * spark.sparkContext.defaultParallelism
        self.columns = self._send(hashes=hashes, starts=starts)
        self.lists = self._lists()
        told = self._each(spark_tasks.told, self.columns)
        self.held = _whole([each["held"] for each in told], np.int32)
        # The list of each occurrence, in the order of the slices; −1 where nobody shares it.
        known = _whole([each["hashes"] for each in told], np.uint32)
        self.of = np.searchsorted(known, hashes).astype(np.int32)
        self.of[np.append(known, 0)[self.of] != hashes] = -1
        self.of[self.of == len(known)] = -1

    def frequency(self) -> Counts:
        """See `Walk`."""
        return self._spread(self.held, np.int32(1))

    def recurrence(self, owners: Starts) -> Floats:
        """See `Walk`."""
        return self._values(spark_tasks.recurrence, self.columns | self._send(owners=owners))

    def purity(self, groups: Starts) -> Floats:
        """See `Walk`."""
        return self._values(spark_tasks.purity, self._send(groups=groups))

    def leading(self, groups: Starts) -> Leading:
        """See `Walk`."""
        found = self._each(spark_tasks.leading, self._send(groups=groups))
        lead = self._spread(_whole([each["groups"] for each in found], np.int32), np.int32(-1))
        return Leading(
            lead, self._spread(_whole([each["share"] for each in found], np.float32), np.float32(0))
        )

    def gather(self, scripts: Scripts, chosen: Bits, more: Candidates, least: float) -> Starts:
        """See `Walk`."""
        own = {name: column for name, column in scripts._asdict().items() if name not in self.columns}
        columns = self.columns | self._send(**own)
        near = self._each(spark_tasks.candidates, self._send(chosen=chosen))
        pairs = gathering.distinct(np.concatenate([*(each["pairs"] for each in near), more]))
        found = self._of(
            [
                of_arrays(number, "pairs", pairs=some, least=np.array(least))
                for number, some in enumerate(np.array_split(pairs, min(self.parts, len(pairs))))
            ]
            if len(pairs)
            else [],
            spark_tasks.alike,
            columns,
        )
        alike = gathering.together([Pairs(each["ones"], each["others"], each["alike"]) for each in found])
        return self._join(gathering.best_first(alike), columns)

    def by_ranges(self, count: int, work: Callable[[int, int], None]) -> None:
        """See `Walk`: on the driver."""
        work(0, count)

    def _join(self, pairs: Pairs, columns: Mapping[str, str]) -> Starts:
        groups = np.arange(len(self.starts) - 1)
        parcels = [
            of_arrays(number, "pairs", **gathering.some(pairs, taken)._asdict())
            for number, taken in enumerate(gathering.clumps(len(groups), pairs, self.parts))
        ]
        for joined in self._of(parcels, spark_tasks.joined, columns):
            groups[joined["numbers"]] = joined["groups"]
        return groups

    def _of(self, parcels: list[Parcel], task: Task, columns: Mapping[str, str]) -> list[Mapping[str, Array]]:
        """What a task gives for each parcel of the driver's."""
        if not parcels:
            return []
        sent = self.spark.createDataFrame(table_of_all(parcels)).repartition(len(parcels))
        return _asked(sent, task, columns)

    def _values(self, task: Task, columns: Mapping[str, str]) -> Floats:
        found = [each["values"] for each in self._each(task, columns)]
        return self._spread(_whole(found, np.float32), np.float32(1))

    def _spread(self, values: Array, alone: np.generic) -> Array:
        """At each occurrence the value of its list, or what a sequence that one script holds is given."""
        out = np.full(len(self.of), alone)
        shared = self.of >= 0
        out[shared] = values[self.of[shared]]
        return out

    def _lists(self) -> "DataFrame":
        """The slices as parcels, made by Spark and kept on its disks."""
        from pyspark import StorageLevel

        enough = max(self.parts, -(-len(self.hashes) // SLICE))
        cuts = cut(self.hashes, min(enough, len(self.hashes)))
        self.spark.conf.set("spark.sql.shuffle.partitions", len(cuts) - 1)
        apart = partial(spark_tasks.apart, files=self.columns, cuts=cuts, parts=self.parts)
        files = self.columns

        def listed(pieces: pa.Table) -> pa.Table:  # Spark reads from the types what it is given
            return spark_tasks.listed(pieces, files=files)

        pieces = self.spark.range(0, self.parts, 1, self.parts).mapInArrow(apart, DDL)
        return pieces.groupBy("number").applyInArrow(listed, DDL).persist(StorageLevel.DISK_ONLY)

    def _each(self, task: Task, columns: Mapping[str, str]) -> list[Mapping[str, Array]]:
        """What the task gives for each slice, in the order of the slices."""
        return _asked(self.lists, task, columns)

    def _send(self, **columns: Array) -> dict[str, str]:
        """Give every machine some columns; returns the name of each one's file there."""
        files: dict[str, str] = {}
        for name, column in columns.items():
            files[name] = f"{uuid4().hex}-{name}.npy"  # Spark keeps a name for as long as the session lasts
            np.save(self.folder / files[name], column)
            self.spark.sparkContext.addFile(str(self.folder / files[name]))
        return files


def _asked(parcels: "DataFrame", task: Task, columns: Mapping[str, str]) -> list[Mapping[str, Array]]:
    """What a task gives for each parcel, in the order of their numbers."""
    found = parcels.mapInArrow(partial(spark_tasks.each, task=task, files=columns), DDL).toArrow()
    return [arrays_of(parcel) for parcel in sorted(rows_of(found), key=lambda each: each.number)]


def _whole(found: list[Array], kind: type[np.generic]) -> Array:
    return np.concatenate([np.empty(0, dtype=kind), *found])
