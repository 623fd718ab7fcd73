"""Which pairs are the same: one match for each row of two lists, or groups within one; the threshold is the
model's own."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from amparo_detect.records.weights import Floats, probability

Rows = npt.NDArray[np.int64]
SURE = 0.95  # a pair this likely speaks for or against rows being repeated within a list
REPEATED = (
    0.04  # share of a list's surely matched rows with two sure matches, from which the other list has repeats
)
STRANGERS = -6.0  # bits against a group for each pair in it that nothing speaks for
FRIENDS = 9.0  # bits for a group, at most, from one pair


@dataclass(frozen=True)
class Matching:
    """How rows of two lists may be matched: whether several left rows may share a right one, and the other
    way round."""

    left_repeats: bool
    right_repeats: bool


def matching(rows: Rows, bits: Floats) -> Matching:
    """What the sure pairs of two lists say about repeats within each."""
    sure = rows[probability(bits) >= SURE]
    return Matching(left_repeats=_repeated(sure[:, 1]), right_repeats=_repeated(sure[:, 0]))


def _repeated(matched: Rows) -> bool:
    if not len(matched):
        return False
    _, counts = np.unique(matched, return_counts=True)
    return bool((counts > 1).mean() > REPEATED)


def rivalled(rows: Rows, bits: Floats, how: Matching) -> Floats:
    """The chance that each pair is true when a row has one match at most: its odds against all its rows'
    other odds."""
    odds = np.exp2(np.clip(bits, -60, 60))
    against = np.ones(len(odds))
    for side, free in ((0, how.right_repeats), (1, how.left_repeats)):
        if not free and len(odds):
            _, place = np.unique(rows[:, side], return_inverse=True)
            against += np.maximum(np.bincount(place, weights=odds)[place] - odds, 0)
    return np.asarray(odds / (odds + against))


def best_threshold(chance: Floats, expected: float) -> tuple[float, float]:
    """The chance from which pairs are called the same so that the expected F1 is highest, and that F1.

    `chance[n]` of the pairs that could be called so, `expected` the number of true pairs there are.
    """
    ordered = np.sort(chance)[::-1]
    if not len(ordered) or expected <= 0:
        return 1.0, 0.0
    called = np.arange(1, len(ordered) + 1)
    f1 = 2 * np.cumsum(ordered) / (called + max(expected, float(ordered.sum())))
    best = int(np.argmax(f1))
    return float(ordered[best]), float(f1[best])


def assigned(rows: Rows, bits: Floats, how: Matching) -> npt.NDArray[np.bool_]:
    """The pairs that stand when the best take their rows first; rows of a list with repeats may be taken
    again."""
    order = np.lexsort((rows[:, 1], rows[:, 0], -bits))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    stands = np.zeros(len(rows), dtype=np.bool_)
    for at in order.tolist():
        left, right = int(rows[at, 0]), int(rows[at, 1])
        if (left in taken_left and not how.right_repeats) or (right in taken_right and not how.left_repeats):
            continue
        stands[at] = True
        taken_left.add(left)
        taken_right.add(right)
    return stands


def grouped(rows: Rows, bits: Floats) -> list[list[int]]:
    """Groups of two and more rows of one list, `bits` counted from the threshold: positive speaks for the
    pair.

    The likeliest pairs join first; two groups join only if all the pairs between them together speak for
    it, and a pair
    that was never compared speaks against. So a chain of likenesses does not pull strangers into one group.
    """
    weight = {
        (int(a), int(b)): float(np.clip(w, STRANGERS, FRIENDS)) for (a, b), w in zip(rows, bits, strict=True)
    }
    group = {row: [row] for pair in weight for row in pair}
    order = np.lexsort((rows[:, 1], rows[:, 0], -bits))
    for at in order.tolist():
        if bits[at] <= 0:
            break
        one, other = group[int(rows[at, 0])], group[int(rows[at, 1])]
        if one is other:
            continue
        between = sum(weight.get((min(a, b), max(a, b)), STRANGERS) for a in one for b in other)
        if between > 0:
            one.extend(other)
            for row in other:
                group[row] = one
    return sorted({id(g): sorted(g) for g in group.values() if len(g) > 1}.values())
