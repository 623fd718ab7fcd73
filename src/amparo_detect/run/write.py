"""The files that a run leaves: the same data gives the same bytes, and all of them appear or none."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl
import pyarrow.parquet as pq

from amparo_detect.leads import Lead
from amparo_detect.readers.rows import REASONS
from amparo_detect.report.page import page
from amparo_detect.run.job import Job, Results
from amparo_detect.run.work import Work, flush, flush_folder, write_text

ROW_GROUP = 131_072


def prepared(job: Job, results: Results) -> dict[str, Path]:
    """Write everything but run.json into the work directory: name in OUT → where it lies now."""
    folder = job.work.folder("out")
    given = results.posts.sort("post")
    ids = given.select("post", id=distinct(given["id"]))
    job.tally.renamed = int((ids["id"] != given["id"]).sum())
    size = pl.len().over("duplicate")
    group = pl.when(size > 1).then("duplicate").rank("dense").cast(pl.Int32) - 1
    posts = given.select("post", "language", duplicate_group=group.fill_null(-1))
    tables = {"posts": posts, "contacts": results.contacts, "templates": results.templates}
    for name, table in (tables | {"networks": results.networks}).items():
        named = ids.join(table, on="post", how="inner", maintain_order="right")
        write_parquet(folder / f"{name}.parquet", named.drop("post"))
    for name, table in results.state.items():
        (folder / "state").mkdir(exist_ok=True)
        write_parquet(folder / "state" / f"{name}.parquet", table)
    _write_lines(folder / "templates.jsonl", results.readings)
    _write_lines(folder / "leads.jsonl", results.leads)
    if results.changes is not None:
        write_text(folder / "changes.json", _json(results.changes) + "\n")
    words = [reason[job.options.language == "pt"] for reason in REASONS.values()]
    refused = job.tally.refused()
    told = pl.col("reason").replace_strict(list(REASONS), words)
    refused.with_columns(told).write_csv(folder / "refused.csv")
    write_text(folder / "report.html", page(cast(Sequence[Lead], results.leads), job.options.language))
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def distinct(ids: pl.Series) -> pl.Series:
    """Ids as published: a second post with the id `17` is `17#2`, so that rows can be told apart."""
    name = ids.name
    while ids.n_unique() < len(ids):
        turn = (pl.int_range(pl.len()).over("id") + 1).cast(pl.String)
        frame = pl.DataFrame({"id": ids}).with_columns(turn=turn)
        ids = frame.select(
            pl.when(pl.col("turn") == "1").then("id").otherwise(pl.col("id") + "#" + pl.col("turn"))
        ).to_series()
    return ids.rename(name)


def publish(work: Work, out: Path, files: Mapping[str, Path], account: Mapping[str, Any]) -> None:
    """Move the files from the work directory to OUT; run.json is last and has the SHA-256 of all others."""
    write_text(work.path / "scratch" / "run.json", json.dumps(account, ensure_ascii=False, indent=1) + "\n")
    for path in files.values():
        _flush(path)
    for name, path in sorted(files.items()):
        (out / name).parent.mkdir(exist_ok=True)
        path.replace(out / name)
    (work.path / "scratch" / "run.json").replace(out / "run.json")
    flush_folder(out)


def write_parquet(path: Path, table: pl.DataFrame) -> None:
    """Parquet with nothing that changes from run to run: fixed version, codec, row groups, no metadata."""
    arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest()).replace_schema_metadata(None)
    pq.write_table(
        arrow,
        path,
        row_group_size=ROW_GROUP,
        version="2.6",
        compression="zstd",
        compression_level=3,
        store_schema=False,
    )


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_lines(path: Path, objects: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for each in objects:
            file.write(_json(each) + "\n")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        flush(file.fileno())
