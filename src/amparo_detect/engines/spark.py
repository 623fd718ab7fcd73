"""The engine of many machines: batches, posting lists and groups on Spark; reading and leads on the driver.

The driver reads the input, so that what is refused is told and numbered as on one machine, and sends the
posts to Spark a few batches at a time. What is found comes back batch by batch into the work directory,
so that a stopped run goes on. What needs all posts is in `spark_walk`. docs/detection-on-a-cluster.md
says how to run it and what moves over the network.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from amparo_detect.engines.analysis import analyse
from amparo_detect.engines.concluding import conclude
from amparo_detect.engines.parcels import DDL, Parcel, batch_of, of_table, rows_of, table_of, table_of_all
from amparo_detect.engines.spark_walk import SparkWalk
from amparo_detect.errors import EngineFailed, OptionError
from amparo_detect.run.job import Batch, Job, Results
from amparo_detect.run.previous import Previous
from amparo_detect.templates.room import Room

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WAVE = 2  # batches in flight for each task that Spark runs at once
# A session of ours, whatever the cluster says: what is found does not depend on it, memory and silence do.
ALWAYS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",  # parcels are big
    "spark.sql.adaptive.enabled": "false",  # few big rows look like little data and would be put on one core
    "spark.driver.maxResultSize": "0",  # the size of a wave bounds it
    "spark.rpc.message.maxSize": "1024",  # MiB; a task brings its batches with it
    "spark.executorEnv.POLARS_MAX_THREADS": "1",  # a task is one thread wide
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# This machine alone: nothing listens to the network.
ALONE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "2g",
}
LAUNCHED = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS")  # somebody said where to run


class Spark:
    """On a cluster, or on this machine where none is named."""

    name = "spark"

    def run(self, job: Job) -> Results:
        """Run all steps. See `job.Engine`."""
        with _session(job.options.threads) as spark:
            with job.timed("batches"):
                _batches(job, spark)
            job.insist_on_posts()
            return conclude(job, partial(SparkWalk, spark, job.work.folder("spark")), Room())

    def add(self, job: Job, previous: Previous) -> Results:
        """Refused: a day is little work. See `job.Engine`."""
        raise OptionError(
            option="--engine",
            why_en="with --previous only local: a day's posts are added on one machine, to any result.",
            why_pt="com --previous só local: as mensagens de um dia juntam-se numa só máquina.",
        )


def engine() -> Spark:
    """This engine. Raises OptionError where pyspark or Java is missing."""
    if find_spec("pyspark") is None:
        raise OptionError(
            option="--engine",
            why_en='spark needs PySpark: pip install "amparo[spark]".',
            why_pt='spark precisa do PySpark: pip install "amparo[spark]".',
        )
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and Path(home, "bin", "java").exists())):
        raise OptionError(
            option="--engine",
            why_en="spark needs Java 17 or newer, and there is no java here.",
            why_pt="spark precisa do Java 17 ou mais recente, e aqui não há java.",
        )
    return Spark()


@contextmanager
def _session(threads: int) -> Iterator["SparkSession"]:
    """A session that ends with the block. Of a failure only the name is told: the words may quote posts."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("amparo-detect")
    settings = dict(ALWAYS)
    if not any(name in os.environ for name in LAUNCHED):
        # The workers are this Python, whatever `python3` is on the path.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        settings |= ALONE | {"spark.master": f"local[{threads}]"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
        try:
            yield spark
        finally:
            spark.stop()
    except (Py4JError, PySparkException) as error:
        raise EngineFailed(engine=Spark.name, why=type(error).__name__) from error


def _batches(job: Job, spark: "SparkSession") -> None:
    """Analyse the unfinished batches, as many at a time as keep the cluster busy."""
    batches = job.batches()
    wave = WAVE * spark.sparkContext.defaultParallelism
    analysed = partial(_analysed, country=job.options.country)
    while sent := {batch.number: batch for batch in islice(batches, wave)}:
        parcels = table_of_all(_posts(sent.values()))
        found = spark.createDataFrame(parcels).mapInArrow(analysed, DDL).toArrow()
        tables: dict[int, dict[str, pl.DataFrame]] = {number: {} for number in sent}
        for parcel in rows_of(found):
            tables[parcel.number][parcel.name] = table_of(parcel)
        for number, batch in sent.items():
            job.work.keep(batch.piece, tables[number] | {"texts": batch.posts.select("post", "text")})


def _posts(batches: Iterable[Batch]) -> Iterator[Parcel]:
    return (of_table(batch.number, "posts", batch.posts) for batch in batches)


def _analysed(batches: Iterable[pa.RecordBatch], *, country: str) -> Iterator[pa.RecordBatch]:
    """On a worker: what is found in each batch, without the texts, which the driver has."""
    for parcel in rows_of(batches):
        for name, table in analyse(table_of(parcel), country).items():
            if name != "texts":
                yield batch_of(of_table(parcel.number, name, table))
