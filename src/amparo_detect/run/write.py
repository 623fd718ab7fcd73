"""The files that a run leaves: the same data gives the same bytes, and all of them appear or none."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from amparo_detect.leads import Lead
from amparo_detect.readers.rows import REASONS
from amparo_detect.report.page import page
from amparo_detect.run.job import Job, Results
from amparo_detect.run.previous import Previous
from amparo_detect.run.work import Work, flush, flush_folder, link, write_text

ROW_GROUP = 131_072


def prepared(job: Job, results: Results, previous: Previous | None) -> dict[str, Path]:
    """Write everything but run.json into the work directory: name in OUT → where it lies now."""
    folder = job.work.folder("out")
    given = results.posts.sort("post")
    old = pl.Series("id", [], dtype=pl.String) if previous is None else previous.column("posts", "id")
    wanted = pl.concat([old, given["id"].cast(pl.String)])
    ids = distinct(wanted)
    job.tally.renamed = int((ids != wanted).sum())
    numbered = pl.DataFrame({"post": pl.int_range(len(ids), dtype=pl.UInt32, eager=True), "id": ids})
    posts = _posts(numbered, given, previous)
    for name, table in {"templates": results.templates, "networks": results.networks}.items():
        write_parquet(folder / f"{name}.parquet", _with_ids(table, numbered))
    write_parquet(folder / "posts.parquet", posts)
    before = None if previous is None else previous.folder / "contacts.parquet"
    write_parquet(folder / "contacts.parquet", _with_ids(results.contacts, numbered), after=before)
    for name, held in results.state.items():
        (folder / "state" / name).parent.mkdir(parents=True, exist_ok=True)
        link(held.path, folder / "state" / name)
    _write_lines(folder / "templates.jsonl", results.readings)
    _write_lines(folder / "leads.jsonl", results.leads)
    if results.changes is not None:
        write_text(folder / "changes.json", _json(results.changes) + "\n")
    words = [reason[job.options.language == "pt"] for reason in REASONS.values()]
    refused = job.tally.refused()
    told = pl.col("reason").replace_strict(list(REASONS), words)
    refused.with_columns(told).write_csv(folder / "refused.csv")
    leads = cast(Sequence[Lead], results.leads)
    write_text(folder / "report.html", page(leads, job.options.language, results.changes))
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def _with_ids(table: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """A table whose posts are named by their ids."""
    return ids.join(table, on="post", how="inner", maintain_order="right").drop("post")


def _posts(ids: pl.DataFrame, given: pl.DataFrame, previous: Previous | None) -> pl.DataFrame:
    """posts.parquet: `id`, `language`, `duplicate_group` (−1 for a text that stands once).

    Groups are numbered in the order of their first posts; those that a day makes come after all older ones.
    """
    posts, groups = given.select("post", "language", "duplicate"), 0
    group = pl.Series("group", [], dtype=pl.Int32)
    if previous is not None:
        held = pl.read_parquet(previous.folder / "posts.parquet", columns=["language", "duplicate_group"])
        group = held["duplicate_group"].alias("group").set(held["duplicate_group"] < 0, None)
        groups = held["duplicate_group"].to_numpy().max(initial=-1) + 1
        own = held.select("language", group, post=pl.int_range(pl.len(), dtype=pl.UInt32))
        first = pl.col("post").first().over("group")
        told = pl.when(pl.col("group").is_null()).then("post").otherwise(first).alias("duplicate")
        posts = pl.concat([own.select("post", "language", told), posts])
    posts = posts.with_columns(group.extend_constant(None, len(given)))
    kept = pl.col("group").first().over("duplicate")
    new = pl.when((pl.len().over("duplicate") > 1) & kept.is_null()).then("duplicate")
    numbered = posts.with_columns(group=kept.fill_null(new.rank("dense").cast(pl.Int32) - 1 + groups))
    return _with_ids(numbered.select("post", "language", duplicate_group=pl.col("group").fill_null(-1)), ids)


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
    stale = _written_before(out) - files.keys()
    for name, path in sorted(files.items()):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(out / name)
    (work.path / "scratch" / "run.json").replace(out / "run.json")
    for name in stale:
        (out / name).unlink(missing_ok=True)
    flush_folder(out)


def _written_before(out: Path) -> set[str]:
    """The files that an earlier run left in OUT."""
    try:
        held = json.loads((out / "run.json").read_text(encoding="utf-8"))["outputs"]
        return {name for name in held if not Path(name).is_absolute() and ".." not in Path(name).parts}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def write_parquet(path: Path, table: pl.DataFrame, *, after: Path | None = None) -> None:
    """Parquet with nothing that changes from run to run: fixed version, codec, row groups, no metadata.

    The row groups of the file `after`, which was written so, come first, one in memory at a time.
    """
    before = pq.ParquetFile(after) if after is not None else None
    groups = range(before.num_row_groups) if before else ()
    earlier = (before.read_row_group(number) for number in groups) if before else ()
    schema = before.schema_arrow.remove_metadata() if before else None
    _write_groups(path, chain(earlier, [_arrow(table)]), schema, ROW_GROUP)


def append_parquet(path: Path, tables: Iterable[pl.DataFrame], *, group: int) -> None:
    """One table from parts of it, at least one, one in memory at a time; `group`: rows of a row group."""
    _write_groups(path, map(_arrow, tables), None, group)


def _arrow(table: pl.DataFrame) -> pa.Table:
    return table.to_arrow(compat_level=pl.CompatLevel.oldest()).replace_schema_metadata(None)


def _write_groups(path: Path, tables: Iterable[pa.Table], schema: pa.Schema | None, group: int) -> None:
    tables = iter(tables)
    first = next(tables)
    schema = schema or first.schema
    made = {"version": "2.6", "compression": "zstd", "compression_level": 3, "store_schema": False}
    with pq.ParquetWriter(path, schema, **made) as file:
        for table in chain([first], tables):
            if len(table):
                file.write_table(table.cast(schema), row_group_size=group)


def _write_lines(path: Path, objects: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for each in objects:
            file.write(_json(each) + "\n")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        flush(file.fileno())
