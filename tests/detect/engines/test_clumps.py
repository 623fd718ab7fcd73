"""Groups joined apart, clump by clump, are the groups joined in one go: the engine on Spark relies on it."""

import numpy as np
import polars as pl
import pytest

from amparo_detect.engines.parcels import (
    Array,
    arrays_of,
    of_arrays,
    of_table,
    rows_of,
    table_of,
    table_of_all,
)
from amparo_detect.templates import evidence, gathering
from amparo_detect.templates.gathering import Pairs
from amparo_detect.templates.likeness import Scripts, likenesses

COUNT, LENGTH, ALIKE = 400, 40, 0.3


@pytest.fixture(params=[1, 2, 3])
def scripts(request: pytest.FixtureRequest) -> Scripts:
    """Families of sketches that differ a little; some are half of two families, and tempt to chain."""
    random = np.random.default_rng(request.param)
    families = [random.choice(2**32, 2 * LENGTH, replace=False) for _ in range(30)]
    sketches = []
    for _ in range(COUNT):
        one, other = random.integers(30, size=2)
        share = LENGTH // 2 if random.random() < 0.05 else LENGTH
        held = np.concatenate(
            (
                random.choice(families[one], share, False),
                random.choice(families[other], LENGTH - share, False),
            )
        )
        sketches.append(np.unique(held).astype(np.uint32))
    starts = np.concatenate(([0], np.cumsum([len(each) for each in sketches])))
    hashes = np.concatenate(sketches)
    order = np.empty(len(hashes), dtype=np.uint8)
    places = np.concatenate([random.permutation(300)[: len(each)] for each in sketches])
    evidence.in_order(starts, places.astype(np.uint16), order, 0, COUNT)
    tells = random.uniform(1, 9, len(hashes)).astype(np.float32)
    sums = np.concatenate([np.cumsum(part) for part in np.split(tells, starts[1:-1])])
    return Scripts(hashes, starts, tells, sums, order, np.full(COUNT, -1))


def near(scripts: Scripts) -> Pairs:
    """All pairs that are alike, so many that groups meet."""
    ones, others = (each.astype(np.int32) for each in np.triu_indices(COUNT, 1))
    alike = likenesses(scripts, ones, others, ALIKE)
    enough = alike >= ALIKE
    return gathering.best_first(Pairs(ones[enough], others[enough], alike[enough]))


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_clumps_joined_apart_make_the_same_groups(scripts: Scripts, parts: int) -> None:
    pairs = near(scripts)
    taken = gathering.clumps(COUNT, pairs, parts)
    assert min(parts, 2) <= len(taken) <= parts, "there are clumps to take apart"
    assert sorted(np.concatenate(taken)) == list(range(len(pairs.ones)))
    groups = np.arange(COUNT)
    seen: set[int] = set()
    for some in taken:
        numbers, joined = gathering.join_in_order(
            scripts, Pairs(pairs.ones[some], pairs.others[some], pairs.alike[some])
        )
        assert seen.isdisjoint(numbers.tolist())
        seen |= set(numbers.tolist())
        groups[numbers] = joined
    whole = np.arange(COUNT)
    numbers, joined = gathering.join_in_order(scripts, pairs)
    whole[numbers] = joined
    assert groups.tolist() == whole.tolist()
    refused = gathering.tied(COUNT, pairs.ones, pairs.others) != whole
    assert refused.any(), "some pair is refused, else this would be about clumps only"


def test_without_pairs_there_is_nothing_to_join(scripts: Scripts) -> None:
    none = Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    assert gathering.clumps(COUNT, none, 4) == []
    numbers, _ = gathering.join_in_order(scripts, none)
    assert not len(numbers)


def test_a_parcel_gives_back_what_was_packed() -> None:
    table = pl.DataFrame(
        {"post": pl.Series([1, 2], dtype=pl.UInt32), "kind": pl.Series(["phone", None], dtype=pl.Categorical)}
    )
    arrays: dict[str, Array] = {
        "values": np.array([1.5, 2.5], dtype=np.float32),
        "none": np.empty(0, dtype=np.int64),
    }
    sent = [of_table(3, "contacts", table), of_arrays(4, "found", **arrays)]
    first, second = rows_of(table_of_all(sent))
    assert (first.number, first.name, second.number, second.name) == (3, "contacts", 4, "found")
    assert table_of(first).equals(table)
    assert table_of(first).schema == table.schema
    for name, held in arrays_of(second).items():
        assert held.dtype == arrays[name].dtype
        assert held.tolist() == arrays[name].tolist()
