"""The model settled on the lists themselves, and its verdict on every pair: no labels, one seed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from amparo_detect.records.candidates import Pairs, distinct
from amparo_detect.records.comparing import Comparison
from amparo_detect.records.deciding import Matching, assigned, best_threshold, grouped, matching, rivalled
from amparo_detect.records.vectors import Engine, Vectors, settings, together, train
from amparo_detect.records.weights import (
    ROUNDS,
    SETTLED,
    Floats,
    Weights,
    chances,
    guess,
    kin,
    learn_m,
    learn_shared,
    probability,
)

RANDOM_PAIRS = 300_000
HOPELESS = -12.0  # bits by the first estimate, prior included, under which a pair is not looked at again
FIRST_SHARE = 0.3  # of the shorter list's rows have a match, before anything is known
FEWER_RELATIVES = 4.0  # than true pairs, before anything is known
SMALLEST, LARGEST = 1e-12, 0.5  # of the share of true pairs among all


@dataclass(frozen=True)
class Settled:
    """The weights, and the compared pairs that they leave some hope."""

    weights: Weights
    vectors: Vectors
    possible: int


@dataclass(frozen=True)
class Judged:
    """`chance[n]` that each pair is true and `same[n]`, for the pairs of `vectors`."""

    weights: Weights
    vectors: Vectors
    chance: Floats
    same: npt.NDArray[np.bool_]
    threshold: float
    expected_f1: float
    matching: Matching | None


def settle(
    engine: Engine, comparisons: list[Comparison], pairs: Pairs, *, possible: int, seed: int
) -> Settled:
    """u from random pairs, the first m from Splink's EM, then m, u and the share of true pairs in rounds on
    all pairs."""
    names = [comparison.name for comparison in comparisons]
    rows = engine.rows
    prior = min(LARGEST, max(SMALLEST, FIRST_SHARE * min(rows) / max(possible, 1)))
    plain = engine.linker(settings(comparisons, {}, {}), prior)
    random = engine.compare(_random(rows, RANDOM_PAIRS, seed), plain, names, None)
    u = chances(comparisons, random)
    known = {name: values.tolist() for name, values in zip(names, u, strict=True)}
    learnt = train(engine.linker(settings(comparisons, {}, known), prior), _rules(comparisons))
    start = guess(comparisons, learnt)
    shared = kin(comparisons, start)
    weights = Weights(comparisons, start, u, prior, shared)
    if any(levels is not None for levels in shared):
        weights.relatives = prior / FEWER_RELATIVES
    m = {name: values.tolist() for name, values in zip(names, weights.m, strict=True)}
    first = engine.linker(settings(comparisons, m, known), prior)
    vectors = engine.compare(pairs, first, names, HOPELESS)
    two = len(rows) > 1
    for _ in range(ROUNDS):
        before = weights.prior
        bits = weights.bits(vectors) + weights.prior_bits()
        chance = rivalled(vectors.rows, bits, matching(vectors.rows, bits)) if two else probability(bits)
        weights.prior = float(np.clip(chance.sum() / possible, SMALLEST, LARGEST))
        if weights.relatives:
            odds = weights.kinship(vectors, weights.parts(vectors))
            kindred = (1 - chance) * odds / (1 + odds)
            weights.relatives = float(np.clip(kindred.sum() / possible, SMALLEST, LARGEST))
            weights.shared = learn_shared(weights, vectors, kindred)
        weights.m = learn_m(weights, vectors, chance)
        weights.u = chances(comparisons, random, probability(weights.bits(random) + weights.prior_bits()))
        if abs(np.log(weights.prior / before)) < SETTLED:
            break
    return Settled(weights, vectors, possible)


def judge(engine: Engine, settled: Settled, *, two: bool) -> Judged:
    """Every pair's chance, and whether it is the same, consistently over all pairs."""
    weights, vectors = settled.weights, settled.vectors
    bits = weights.bits(vectors) + weights.prior_bits()
    if two:
        how = matching(vectors.rows, bits)
        chance = rivalled(vectors.rows, bits, how)
        stands = assigned(vectors.rows, bits, how)
        threshold, f1 = best_threshold(chance[stands], float(chance.sum()))
        same = stands & (chance >= threshold)
        return Judged(weights, vectors, chance, same, threshold, f1, how)
    chance = probability(bits)
    threshold, f1 = best_threshold(chance, float(chance.sum()))
    odds = np.clip(threshold, 1e-9, 1 - 1e-9)
    groups = grouped(vectors.rows, bits - float(np.log2(odds / (1 - odds))))
    vectors, same = _with_groups(engine, weights, vectors, groups)
    return Judged(
        weights, vectors, probability(weights.bits(vectors) + weights.prior_bits()), same, threshold, f1, None
    )


def _with_groups(
    engine: Engine, weights: Weights, vectors: Vectors, groups: list[list[int]]
) -> tuple[Vectors, npt.NDArray[np.bool_]]:
    """All pairs within the groups are the same; those never compared, or given up early, are compared now."""
    within = np.array(
        sorted((a << 32) | b for group in groups for i, a in enumerate(group) for b in group[i + 1 :]),
        dtype=np.uint64,
    )
    codes = (vectors.rows[:, 0].astype(np.uint64) << np.uint64(32)) | vectors.rows[:, 1].astype(np.uint64)
    lacking = np.setdiff1d(within, codes)
    if len(lacking):
        names = [comparison.name for comparison in weights.comparisons]
        linker = engine.linker(settings(weights.comparisons, {}, {}), weights.prior)
        vectors = together([vectors, engine.compare(lacking, linker, names, None)])
        order = np.lexsort((vectors.rows[:, 1], vectors.rows[:, 0]))
        vectors = vectors.chosen(order)
        codes = (vectors.rows[:, 0].astype(np.uint64) << np.uint64(32)) | vectors.rows[:, 1].astype(np.uint64)
    return vectors, np.isin(codes, within)


def _random(rows: list[int], most: int, seed: int) -> Pairs:
    """Random pairs across two lists, or within one (lower row first), each once; all of them when they are
    few."""
    generator = np.random.Generator(np.random.PCG64(seed))
    two = len(rows) > 1
    possible = rows[0] * rows[1] if two else rows[0] * (rows[0] - 1) // 2
    if possible <= most:
        a, b = np.meshgrid(
            np.arange(rows[0]), np.arange(rows[0], sum(rows)) if two else np.arange(rows[0]), indexing="ij"
        )
    else:
        a = generator.integers(0, rows[0], most)
        b = generator.integers(rows[0], sum(rows), most) if two else generator.integers(0, rows[0], most)
    low, high = np.minimum(a, b).ravel(), np.maximum(a, b).ravel()
    codes = (low.astype(np.uint64) << np.uint64(32)) | high.astype(np.uint64)
    return distinct(codes[low != high])


def _rules(comparisons: list[Comparison]) -> list[tuple[str, ...]]:
    """What Splink's training sessions hold equal: a few rules that between them leave every comparison free
    once.

    Where people are compared, every rule holds something that is a person's own: a home, a phone or a
    surname alone would
    train the model on relatives.
    """
    names = [comparison.name for comparison in comparisons]
    kinds = {comparison.name: comparison.field.kind for comparison in comparisons if comparison.field}
    text = [name for name in names if kinds[name] == "text"]
    if "given" in names:
        rules: list[tuple[str, ...]] = (
            [("given", "surname")] if "surname" in names else [("given", *text[:1])]
        )
        if "birth" in names:
            rules += [
                ("birth_day",),
                ("given", "birth"),
                *([("surname", "birth")] if "surname" in names else []),
            ]
        else:
            rules += [("given", name) for name in text[:2]] + [
                ("surname", name) for name in text[:2] if "surname" in names
            ]
        return rules
    telling = [name for name in names if kinds[name] in ("codes", "organisation")] + text + names
    singles: list[tuple[str, ...]] = [(name,) for name in dict.fromkeys(telling)]
    return singles[:4]
