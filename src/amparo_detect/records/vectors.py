"""Splink on DuckDB: comparison vectors and value frequencies of given pairs, and the first estimate of the
weights by EM."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from amparo_detect.records.candidates import Pairs
from amparo_detect.records.comparing import Comparison

BATCH = 500_000  # pairs compared at once
TRAINING_PAIRS = 150_000  # for each session of EM
SIDES = ("list_1", "list_2")  # table names; left and right are words of SQL


@dataclass(frozen=True)
class Vectors:
    """Compared pairs: `rows[n, 2]`, `levels[n, comparisons]` (Splink's value, −1 missing), `frequency[n,
    comparisons]`.

    `frequency` is the share of all values that the commoner of the two values has; NaN where rarity does
    not count.
    """

    rows: npt.NDArray[np.int64]
    levels: npt.NDArray[np.int8]
    frequency: npt.NDArray[np.float32]

    def chosen(self, which: npt.NDArray[Any]) -> "Vectors":
        """Only these pairs."""
        return Vectors(self.rows[which], self.levels[which], self.frequency[which])


def together(parts: list[Vectors]) -> Vectors:
    """Several batches as one."""
    return Vectors(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.levels for part in parts]),
        np.concatenate([part.frequency for part in parts]),
    )


class Engine:
    """One database in memory (spilling into `scratch`) that holds the canonical lists."""

    def __init__(
        self, left: pl.DataFrame, right: pl.DataFrame | None, *, scratch: Path, threads: int, memory: str
    ) -> None:
        self.connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory,
                "temp_directory": str(scratch),
                "preserve_insertion_order": True,
            }
        )
        self.connection.execute("set enable_progress_bar = false")
        self.api = DuckDBAPI(connection=self.connection)
        self.link_type = "dedupe_only" if right is None else "link_only"
        lists = [left] if right is None else [left, right]
        self.rows = [len(frame) for frame in lists]
        self.tables = [
            self.api.register(frame.to_arrow(), table_name=side)
            for frame, side in zip(lists, SIDES, strict=False)
        ]

    def close(self) -> None:
        """Let the memory go."""
        self.connection.close()

    def linker(self, comparisons: list[dict[str, Any]], prior: float) -> Linker:
        """Splink over the lists, silent: its log would tell values."""
        settings = SettingsCreator(
            link_type=self.link_type,  # type: ignore[arg-type]
            comparisons=comparisons,  # type: ignore[arg-type]
            blocking_rules_to_generate_predictions=[block_on("row")],
            probability_two_random_records_match=prior,
            unique_id_column_name="row",
            retain_matching_columns=True,  # without it Splink leaves out the comparison vectors too
            retain_intermediate_calculation_columns=True,
        )
        with quiet():
            return Linker(self.tables if len(self.tables) > 1 else self.tables[0], settings, log_level=None)

    def compare(self, pairs: Pairs, linker: Linker, names: list[str], least: float | None) -> Vectors:
        """The vectors of the pairs, in their order; with `least`, of those with at least that match weight
        (log2)."""
        parts = [
            self._compare(pairs[at : at + BATCH], linker, names, least)
            for at in range(0, max(len(pairs), 1), BATCH)
        ]
        return together(parts)

    def _compare(self, pairs: Pairs, linker: Linker, names: list[str], least: float | None) -> Vectors:
        low = pairs & np.uint64(2**32 - 1)
        self.connection.register("coded", pl.DataFrame({"a": (pairs >> np.uint64(32)), "b": low}).to_arrow())
        keys = ("cast(a as varchar)", "cast(b as varchar)")
        if self.link_type == "link_only":
            keys = ("'list_1-__-' || a", "'list_2-__-' || b")
        self.connection.execute(
            "create or replace table asked as select '0' as match_key, "  # noqa: S608 # fixed names
            f"{keys[0]} as join_key_l, {keys[1]} as join_key_r from coded"
        )
        linker.table_management.register_blocked_pairs_for_predict(self.api.register("asked"))
        with quiet():
            scored = linker.inference.predict(threshold_match_weight=least)
        table = scored.physical_name
        having = set(self.connection.sql(f'select * from "{table}" limit 0').columns)  # noqa: S608 # Splink's own name
        shares = [
            f"greatest(tf_{name}_l, tf_{name}_r)" if f"tf_{name}_l" in having else "cast('nan' as double)"
            for name in names
        ]
        frame = self.connection.sql(
            "select least(row_l, row_r) as a, greatest(row_l, row_r) as b, "  # noqa: S608
            + ", ".join(f"gamma_{name}" for name in names)
            + ", "
            + ", ".join(f"{share} as share_{name}" for share, name in zip(shares, names, strict=True))
            + f' from "{table}" order by a, b'
        ).pl()
        self.connection.execute(f'drop table if exists "{table}"')
        return Vectors(
            frame.select("a", "b").to_numpy().astype(np.int64),
            frame.select([f"gamma_{name}" for name in names]).to_numpy().astype(np.int8),
            frame.select([f"share_{name}" for name in names]).to_numpy().astype(np.float32),
        )


def train(linker: Linker, rules: list[tuple[str, ...]]) -> dict[str, list[float | None]]:
    """m of every comparison by expectation–maximisation, one session a rule; None for a level never seen in
    training."""
    for rule in rules:
        with quiet():
            try:
                linker.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*rule),
                    estimate_without_term_frequencies=True,
                    max_pairs=TRAINING_PAIRS,
                    record_sample_proportion=1.0,
                )
            except (
                EMTrainingException,
                ValueError,
            ):  # no pair shares these values, or one m runs to nought: others must do
                continue
    learnt: dict[str, list[float | None]] = {}
    with quiet():
        model = linker.misc.save_model_to_json()
    for comparison in model["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        learnt[comparison["output_column_name"]] = [level.get("m_probability") for level in reversed(levels)]
    return learnt


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing of Splink or its SQL parser in any log: their messages hold blocking values and settings."""
    loggers = [logging.getLogger(name) for name in ("splink", "sqlglot")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, (level, spreads) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate = spreads


def settings(
    comparisons: list[Comparison], m: dict[str, list[float]], u: dict[str, list[float]]
) -> list[dict[str, Any]]:
    """The comparisons with what is known of their weights."""
    return [comparison.settings(m.get(comparison.name), u.get(comparison.name)) for comparison in comparisons]
