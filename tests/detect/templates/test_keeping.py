"""What is kept of scripts, against the same said plainly."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo_detect.templates import keeping
from amparo_detect.templates.gathering import SAYING, UNSHARED
from amparo_detect.templates.keeping import INDEXED, Counted, Kept, keep, running
from amparo_detect.templates.likeness import Scripts


def made(seed: int, count: int, letters: int) -> tuple[Scripts, Counted]:
    """Some scripts whose hashes are drawn from so many."""
    random = np.random.default_rng(seed)
    pool = np.unique(random.integers(0, 2**32, letters, dtype=np.uint32))
    held = [
        np.sort(random.choice(pool, min(len(pool), size), replace=False))
        for size in random.integers(0, 60, count)
    ]
    hashes = np.concatenate([*held, pool[:0]])
    starts = np.concatenate(([0], np.cumsum([len(each) for each in held], dtype=np.int64)))
    _, of, times = np.unique(hashes, return_inverse=True, return_counts=True)
    frequency = times[of].astype(np.int32)
    rarity = np.minimum(12, np.log((count + 1) / np.maximum(frequency, 1)) + 0.5).astype(np.float32)
    tells = (rarity * (random.random(len(hashes)) > 0.2) * random.random(len(hashes))).astype(np.float32)
    weighs = rarity * np.float32(UNSHARED) + np.float32(1 - UNSHARED) * tells
    order = random.integers(0, 96, len(hashes)).astype(np.uint8)
    owners = random.integers(-1, 9, count)
    scripts = Scripts(hashes, starts, tells, running(weighs, starts), order, owners)
    return scripts, Counted(frequency, np.maximum(frequency - 1, 1).astype(np.int32))


def plainly(scripts: Scripts, counted: Counted, chosen: list[int]) -> Kept:
    """What `keep` says, script by script and sequence by sequence."""
    places = [at for one in chosen for at in range(scripts.starts[one], scripts.starts[one + 1])]
    before = set(scripts.starts.tolist())
    weighs = np.array(
        [scripts.sums[at] - (np.float32(0) if at in before else scripts.sums[at - 1]) for at in places],
        dtype=np.float32,
    )
    tells = scripts.tells[places].astype(np.float32)
    rarity = (weighs - np.float32(1 - UNSHARED) * tells) / np.float32(UNSHARED)
    telling = np.clip(tells / np.maximum(rarity, np.float32(1e-6)), 0, 1).astype(np.float16)
    known: dict[int, list[float]] = defaultdict(list)
    counts: dict[int, int] = {}
    for at, tell in zip(places, telling.tolist(), strict=True):
        if counted.all[at] > 1:
            known[int(scripts.hashes[at])].append(tell)
            counts[int(scripts.hashes[at])] = int(counted.new[at])
    index = []
    for number, one in enumerate(chosen):
        own = range(scripts.starts[one], scripts.starts[one + 1])
        saying = [int(scripts.hashes[at]) for at in own if np.float16(scripts.tells[at]) >= SAYING]
        index += [(value, number) for value in saying[:INDEXED]]
    index.sort()
    lengths = np.diff(scripts.starts)[chosen]
    return Kept(
        np.array(chosen, dtype=np.uint32),
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        scripts.hashes[places],
        tells.astype(np.float16),
        weighs.astype(np.float16),
        scripts.order[places],
        scripts.owners[chosen],
        np.array([value for value, _ in index], dtype=np.uint32),
        np.array([number for _, number in index], dtype=np.uint32),
        np.array(sorted(known), dtype=np.uint32),
        np.array([counts[value] for value in sorted(known)], dtype=np.int32),
        np.array([np.float16(sum(known[value]) / len(known[value])) for value in sorted(known)], np.float16),
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**20), st.integers(0, 40), st.sampled_from((1, 50, 400)))
def test_what_is_kept_is_what_was_found(seed: int, count: int, letters: int) -> None:
    scripts, counted = made(seed, count, letters)
    chosen = np.random.default_rng(seed).random(count) < 0.7
    kept = keep(scripts, counted, np.arange(count, dtype=np.uint32), chosen)
    same(kept, plainly(scripts, counted, np.flatnonzero(chosen).tolist()))


def same(one: Kept, other: Kept) -> None:
    for name in Kept._fields:
        found, said = getattr(one, name), getattr(other, name)
        assert found.dtype == said.dtype, name
        assert found.tobytes() == said.tobytes(), name


def test_pieces_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts, counted = made(7, 60, 300)
    rows, chosen = np.arange(60, dtype=np.uint32), np.ones(60, dtype=np.bool_)
    whole = keep(scripts, counted, rows, chosen)
    monkeypatch.setattr(keeping, "AT_ONCE", 7)
    monkeypatch.setattr(keeping, "SLICE", 100)
    same(whole, keep(scripts, counted, rows, chosen))
