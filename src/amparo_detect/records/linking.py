"""Find the same person or organisation in one list or across two: from files to links and what each weight
rests on."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from amparo_detect.errors import NothingToCompare, OutputError
from amparo_detect.records.candidates import Pairs, bound, candidates
from amparo_detect.records.comparing import Comparison, comparisons
from amparo_detect.records.deciding import Matching
from amparo_detect.records.explaining import Told, write
from amparo_detect.records.fields import Field, Roles, plan, unused
from amparo_detect.records.model import Judged, judge, settle
from amparo_detect.records.reading import read_list
from amparo_detect.records.roles import recognise
from amparo_detect.records.values import canonical, with_telling_words
from amparo_detect.records.vectors import Engine

LEAST_SHOWN = 0.01  # pairs less likely than this are not written unless they are in one group


@dataclass(frozen=True)
class Effort:
    """How the work is done. `memory` as DuckDB writes it; the result does not depend on `threads` or
    `memory`."""

    seed: int = 20260101
    threads: int = 2
    memory: str = "2GB"
    progress: Callable[[str], None] = lambda step: None


@dataclass(frozen=True)
class Linked:
    """What came of it. `links`: left, right (ids as in the lists), probability, same."""

    links: pl.DataFrame
    same: int
    compared: int
    threshold: float
    expected_f1: float
    seconds: dict[str, float]


@dataclass(frozen=True)
class _Lists:
    """One list, or two, as read and as compared."""

    names: list[str]
    frames: list[pl.DataFrame]
    roles: list[Roles]
    fields: list[Field]
    canonical: list[pl.DataFrame]
    ids: list[str]  # by row, over both lists

    @property
    def right(self) -> pl.DataFrame | None:
        return self.canonical[1] if len(self.canonical) > 1 else None

    def possible(self) -> int:
        """How many pairs there are."""
        count = len(self.canonical[0])
        return count * len(self.canonical[1]) if len(self.canonical) > 1 else count * (count - 1) // 2


def link(
    left: Path, right: Path | None = None, *, id: str, out: Path, effort: Effort | None = None
) -> Linked:
    """Link one list with itself, or two lists, and write links.parquet, evidence.parquet, weights.json and
    two reports to `out`.

    `id` is the column that names the rows, in both lists. Raises what `read_list` raises; NothingToCompare
    when the lists
    share nothing that can be compared; OutputError.
    """
    effort = effort or Effort()
    clock = _Clock(effort.progress)
    lists = _read(left, right, id)
    clock.done("read")
    pairs = candidates(
        lists.canonical[0], lists.right, lists.fields, bound(sum(len(frame) for frame in lists.frames))
    )
    clock.done("candidates")
    judged = _judged(lists, pairs, effort, clock)
    links = _links(lists, judged)
    told = _told(lists, judged, compared=len(pairs))
    try:
        write(out, links, told)
    except OSError as error:
        raise OutputError(folder=out.name, why=type(error).__name__) from None
    clock.done("write")
    return Linked(
        links=links.select("left", "right", "probability", "same"),
        same=int(links["same"].sum()),
        compared=len(pairs),
        threshold=judged.threshold,
        expected_f1=judged.expected_f1,
        seconds=clock.seconds,
    )


class _Clock:
    """Seconds of each step, and a word to the person waiting."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def done(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = round(now - self.last, 2)
        self.last = now
        self.progress(step)


def _read(left: Path, right: Path | None, key: str) -> _Lists:
    paths = [left] if right is None else [left, right]
    key = key.strip()
    frames = [read_list(path, key) for path in paths]
    roles = [recognise(frame.drop(key)) for frame in frames]
    fields = plan(roles[0], roles[-1])
    first_rows = [0, len(frames[0])]
    made = [canonical(frame, fields, side, first_rows[side]) for side, frame in enumerate(frames)]
    fields = [field for field in fields if _says_something(field, made)]
    made = with_telling_words(made, fields)
    names = [path.name for path in paths]
    if not fields or (right is None and len(frames[0]) < 2):
        seen = "; ".join(
            f"{name}: {', '.join(frame.columns)}" for name, frame in zip(names, frames, strict=True)
        )
        raise NothingToCompare(inputs=" + ".join(names), seen=seen)
    ids = [value for frame in frames for value in frame.get_column(key).to_list()]
    return _Lists(names, frames, roles, fields, made, ids)


def _says_something(field: Field, made: list[pl.DataFrame]) -> bool:
    """Whether both sides have values, and not the same one everywhere."""
    columns = [frame.get_column(field.name).drop_nulls() for frame in made]
    if not all(len(column) for column in columns):
        return False
    if field.name.startswith("other") and all(column.n_unique() == len(column) for column in columns):
        repeats = set(columns[0].to_list()) & set(columns[1].to_list()) if len(columns) > 1 else set()
        if not repeats and columns[0].str.contains(r"\d").all():
            return False  # a running number
    return len(set(columns[0].unique()[:2].to_list()) | set(columns[-1].unique()[:2].to_list())) > 1


def _judged(lists: _Lists, pairs: Pairs, effort: Effort, clock: _Clock) -> Judged:
    """The model, settled, and its verdict on every pair compared."""
    compared: list[Comparison] = comparisons(lists.fields)
    with tempfile.TemporaryDirectory(prefix="amparo-link-") as scratch:
        engine = Engine(
            lists.canonical[0],
            lists.right,
            scratch=Path(scratch),
            threads=effort.threads,
            memory=effort.memory,
        )
        try:
            settled = settle(engine, compared, pairs, possible=lists.possible(), seed=effort.seed)
            clock.done("weights")
            judged = judge(engine, settled, two=lists.right is not None)
            clock.done("decisions")
        finally:
            engine.close()
    return judged


def _links(lists: _Lists, judged: Judged) -> pl.DataFrame:
    """The pairs worth writing, by row: ids, probability, same, and each comparison's bits and level."""
    shown = judged.same | (judged.chance >= LEAST_SHOWN)
    vectors = judged.vectors.chosen(shown)
    ids = np.array(lists.ids, dtype=object)
    columns: dict[str, object] = {
        "left": pl.Series(ids[vectors.rows[:, 0]], dtype=pl.String),
        "right": pl.Series(ids[vectors.rows[:, 1]], dtype=pl.String),
        "probability": np.round(judged.chance[shown], 6),
        "same": judged.same[shown],
    }
    parts = judged.weights.parts(vectors)
    for at, comparison in enumerate(judged.weights.comparisons):
        means = pl.Series([*comparison.means(), "missing"])
        columns[f"{comparison.name}_level"] = means.gather(
            np.where(vectors.levels[:, at] < 0, len(means) - 1, vectors.levels[:, at]).astype(np.uint32)
        )
        columns[f"{comparison.name}_bits"] = np.round(parts[:, at], 2).astype(np.float32)
    home = np.log2(1 + judged.weights.kinship(vectors, parts))
    columns["relatives_level"] = np.where(home >= 0.05, "possible", "missing").tolist()
    columns["relatives_bits"] = np.round(-home, 2).astype(np.float32)
    return pl.DataFrame(columns)


def _told(lists: _Lists, judged: Judged, *, compared: int) -> Told:
    """What the explanation rests on."""
    return Told(
        lists=lists.names,
        rows=[len(frame) for frame in lists.frames],
        fields=lists.fields,
        unused=[unused(roles, lists.fields, side) for side, roles in enumerate(lists.roles)],
        weights=judged.weights,
        matching=judged.matching or Matching(left_repeats=True, right_repeats=True),
        possible=lists.possible(),
        compared=compared,
        same=int(judged.same.sum()),
        threshold=judged.threshold,
        expected_f1=judged.expected_f1,
    )
