"""Which pairs are worth comparing: those that share two uncommon things, or one rare one, within a bound on
their number.

Every rule joins rows on a key of one or two values. Keys held by many rows are left out, the commonest
first, until the
rule keeps to its share of the bound: a common name makes a poor reason to compare two people, and costs the
most.
"""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.records.fields import Field

Pairs = npt.NDArray[np.uint64]  # left row << 32 | right row, distinct, ascending
PER_ROW = 40  # pairs compared for every row of both lists together, at most
FEWEST, MOST = 2_000_000, 16_000_000
ALL_OF_THEM = 400_000  # lists so small that every pair can be compared
SINGLE_SHARE, RULE_SHARE = 0.04, 0.12  # of the bound, for a rule of one value and of several
FULL = 0.9  # of the bound, from which no further rule is tried
PREFIX = 5


def bound(rows: int) -> int:
    """How many pairs may be compared for so many rows of both lists together."""
    return min(MOST, max(FEWEST, PER_ROW * rows))


def candidates(left: pl.DataFrame, right: pl.DataFrame | None, fields: list[Field], most: int) -> Pairs:
    """The pairs of canonical rows to compare: across two lists, or within the left one (lower row first)."""
    if (len(left) * len(right) if right is not None else len(left) * (len(left) - 1) // 2) <= ALL_OF_THEM:
        return _every(left, right)
    keys_left, keys_right = _numbered(
        _keys(left, fields), _keys(right, fields) if right is not None else None
    )
    found: list[Pairs] = []
    count = 0
    for rule in _rules([column for column in keys_left.columns if column != "row"]):
        share = int(most * (SINGLE_SHARE if len(rule) == 1 else RULE_SHARE))
        pairs = _joined(keys_left, keys_right, rule, min(share, most - count))
        if len(pairs):
            found.append(pairs)
            count += len(pairs)
        if count >= most * FULL:  # rules find the same pairs again and again
            found = [distinct(np.concatenate(found))]
            count = len(found[0])
            if count >= most * FULL:
                break
    return distinct(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint64)


def distinct(codes: Pairs) -> Pairs:
    """Each once, ascending. By sorting: `np.unique` hashes, which takes minutes for millions."""
    ordered = np.sort(codes)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _every(left: pl.DataFrame, right: pl.DataFrame | None) -> Pairs:
    a = left.get_column("row").to_numpy().astype(np.uint64)
    b = a if right is None else right.get_column("row").to_numpy().astype(np.uint64)
    codes = (a[:, None] << np.uint64(32)) | b[None, :]
    return codes.ravel() if right is not None else codes[np.triu_indices(len(a), 1)]


def _keys(frame: pl.DataFrame, fields: list[Field]) -> pl.DataFrame:
    """One column for each value that rows may be joined on, the most telling first."""
    made: list[pl.Expr] = []
    names = {field.name for field in fields}
    for field in sorted(fields, key=lambda field: KEY_ORDER.get(field.kind, 9)):
        name, kind = field.name, field.kind
        if kind == "codes":
            made += [pl.col(name), pl.col(f"{name}_all").list.last().alias(f"{name}_last")]
        elif kind in ("given", "surname", "organisation", "names", "middle"):
            made += [pl.col(f"{name}_sound"), pl.col(name).str.slice(0, PREFIX).alias(f"{name}_start")]
            if kind == "organisation":
                made += [
                    pl.col(f"{name}_sorted"),
                    pl.col(f"{name}_telling_words").list.first().alias(f"{name}_first"),
                    pl.col(f"{name}_telling_words").list.get(1, null_on_oob=True).alias(f"{name}_second"),
                ]
            if kind != "middle":
                made.append(pl.col(f"{name}_words").list.get(-1, null_on_oob=True).alias(f"{name}_word"))
        elif kind == "birth":
            made += [pl.col(f"{name}_day"), pl.col(name)]
        elif kind == "text":
            made += [pl.col(name), pl.col(name).str.slice(0, PREFIX).alias(f"{name}_start")]
        elif kind in ("number", "area"):
            made.append(pl.col(name))
    if {"given", "surname"} <= names:
        made.append(_either_way().alias("names_either_way"))
    return frame.select("row", *made)


KEY_ORDER = {
    "codes": 0,
    "surname": 1,
    "given": 2,
    "organisation": 1,
    "birth": 3,
    "text": 4,
    "names": 5,
    "number": 6,
    "area": 7,
}


def _numbered(left: pl.DataFrame, right: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The keys as numbers, the same for the same value on both sides: texts take far longer to join."""
    both = left if right is None else pl.concat([left, right])
    both = both.with_columns(pl.exclude("row").rank("dense").cast(pl.UInt64))
    return both.head(len(left)), None if right is None else both.tail(len(right))


def _either_way() -> pl.Expr:
    """Given name and surname as they sound, in the order of the alphabet: the same when they are swapped."""
    a, b = pl.col("given_sound"), pl.col("surname_sound")
    return (
        pl.when(a < b).then(pl.concat_str(a, b, separator=" ")).otherwise(pl.concat_str(b, a, separator=" "))
    )


def _rules(columns: list[str]) -> list[tuple[str, ...]]:
    """One value, then two of different fields."""
    singles: list[tuple[str, ...]] = [(column,) for column in columns]
    doubles = [pair for pair in combinations(columns, 2) if _field(pair[0]) != _field(pair[1])]
    return singles + doubles


def _field(column: str) -> str:
    for ending in ("_sound", "_start", "_word", "_last", "_day", "_sorted", "_first", "_second"):
        column = column.removesuffix(ending)
    return "given" if column == "names_either_way" else column


def _joined(left: pl.DataFrame, right: pl.DataFrame | None, rule: tuple[str, ...], most: int) -> Pairs:
    key = pl.col(rule[0]) if len(rule) == 1 else pl.col(rule[0]) * 2**32 + pl.col(rule[1])
    key = key.alias("key")
    a = left.select("row", key).drop_nulls()
    b = a if right is None else right.select("row", key).drop_nulls()
    held = a.group_by("key").agg(a=pl.len().cast(pl.Int64))
    if right is None:
        held = held.with_columns(pairs=pl.col("a") * (pl.col("a") - 1) // 2)
    else:
        held = held.join(b.group_by("key").agg(b=pl.len().cast(pl.Int64)), on="key")
        held = held.with_columns(pairs=pl.col("a") * pl.col("b"))
    held = held.filter(pl.col("pairs") > 0)
    kept = held.filter(pl.col("pairs") <= _widest(held.get_column("pairs"), most)).select("key")
    if kept.is_empty():
        return np.zeros(0, dtype=np.uint64)
    both = a.join(kept, on="key").join(b, on="key", suffix="_r")
    if right is None:
        both = both.filter(pl.col("row") < pl.col("row_r"))
    code = (pl.col("row").cast(pl.UInt64) * 2**32 + pl.col("row_r").cast(pl.UInt64)).alias("code")
    return both.select(code).to_series().to_numpy()


def _widest(pairs: pl.Series, most: int) -> int:
    """The most pairs that one key may make so that all keys up to it make no more than `most`."""
    sizes = pairs.value_counts().sort("pairs")
    total = (sizes["pairs"] * sizes["count"].cast(pl.Int64)).cum_sum()
    fitting = sizes.filter(total <= most)
    return int(fitting["pairs"][-1]) if len(fitting) else 0
