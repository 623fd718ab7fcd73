"""What each degree of likeness is worth: m, u and the share of true pairs, settled on the pairs themselves.

Fellegi and Sunter's model (A theory for record linkage, JASA 64, 1969, section 2): a level found in the
share m of true pairs
and u of others is worth log2(m / u); a value's rarity takes u's place where values agree (Winkler's
frequency adjustment).
Splink's EM gives the first m; here m, u and the share of true pairs are settled on all compared pairs at
once.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from amparo_detect.records.comparing import Comparison
from amparo_detect.records.vectors import Vectors

Floats = npt.NDArray[np.float64]
ROUNDS = 12
SETTLED = 1e-4  # the largest change of the prior's logarithm at which the rounds end
ERRORS = (
    0.02  # of true pairs differ wholly in any field, however clean the lists look: people move, clerks err
)
GUESSED_SAME = 0.8  # m of "the same" before anything is known; the rest falls by halves
FIRM = 20.0  # how many pairs the first guess of m counts for
OWN = ("given", "birth", "age", "sex")  # what two people of one home do not share
OWN_CODES = ("email", "document")
RARE = 0.5  # a level never seen among random pairs counts as half a pair


@dataclass
class Weights:
    """`m[c][level]` and `u[c][level]` in Splink's order (0 is "different"); `prior` the share of true pairs
    among all."""

    comparisons: list[Comparison]
    m: list[Floats]
    u: list[Floats]
    prior: float
    shared: list[
        Floats | None
    ]  # how often relatives and neighbours reach each level; None for what is a person's own
    relatives: float = 0.0  # the share of pairs of two people of one home among all pairs

    def parts(self, vectors: Vectors) -> Floats:
        """What each comparison adds for each pair, in bits: `[n, comparisons]`; nothing where a value is
        missing."""
        added = np.zeros(vectors.levels.shape)
        for at, comparison in enumerate(self.comparisons):
            levels = vectors.levels[:, at].astype(np.int64)
            bits = np.append(np.log2(self.m[at] / self.u[at]), 0.0)  # the last for −1, missing
            added[:, at] = bits[levels]
            added[:, at] += self._rarity(at, comparison, levels, vectors.frequency[:, at])
        return added

    def _rarity(
        self, at: int, comparison: Comparison, levels: npt.NDArray[np.int64], share: npt.NDArray[np.float32]
    ) -> Floats:
        """The frequency adjustment, in bits: rare values agree by chance less often than values do on the
        whole."""
        counts = np.zeros(len(comparison.levels) + 2)
        for position, level in enumerate(comparison.levels):
            counts[len(comparison.levels) - position] = level.frequency if comparison.frequency_of else 0.0
        same = len(comparison.levels) - next(
            (position for position, level in enumerate(comparison.levels) if level.means.startswith("same")),
            0,
        )
        usual = np.log2(self.u[at][same])
        with np.errstate(divide="ignore", invalid="ignore"):
            rarer = np.where(np.isfinite(share) & (share > 0), usual - np.log2(share), 0.0)
        return counts[levels] * rarer

    def kinship(self, vectors: Vectors, parts: Floats) -> Floats:
        """The odds of each pair being two people of one home and not two strangers.

        They share surname, address and phone as one person does with himself, but not given name, birth or
        document.
        """
        if not self.relatives:
            return np.zeros(len(parts))
        bits = np.full(len(parts), np.log2(self.relatives))
        for at, shared in enumerate(self.shared):
            if shared is not None:
                instead = np.append(np.log2(shared / self.m[at]), 0.0)
                bits += parts[:, at] + instead[vectors.levels[:, at].astype(np.int64)]
        return np.asarray(np.exp2(np.clip(bits, -60, 60)))

    def bits(self, vectors: Vectors) -> Floats:
        """Each pair's weight, in bits, before the prior: what its fields add, less what kinship would
        explain as well."""
        parts = self.parts(vectors)
        return np.asarray(parts.sum(axis=1) - np.log2(1 + self.kinship(vectors, parts)))

    def prior_bits(self) -> float:
        """The prior's odds, in bits."""
        return float(np.log2(self.prior / (1 - self.prior)))


def guess(comparisons: list[Comparison], learnt: dict[str, list[float | None]]) -> list[Floats]:
    """m from Splink's training, with a guess for what it never saw."""
    return [_guess(comparison, learnt.get(comparison.name, [])) for comparison in comparisons]


def _guess(comparison: Comparison, learnt: list[float | None]) -> Floats:
    levels = len(comparison.levels) + 1
    m = np.full(levels, (1 - GUESSED_SAME) / levels)
    same = next((at for at, level in enumerate(comparison.levels) if level.means.startswith("same")), 0)
    m[levels - 1 - same] = GUESSED_SAME
    for at, value in enumerate(learnt):
        if value is not None and value > 0:
            m[at] = max(value, 1e-5)
    return _no_certainty(m)


def _no_certainty(m: Floats) -> Floats:
    """m that adds up to one and never holds a difference to be impossible."""
    m = m / m.sum()
    m[0] = max(float(m[0]), ERRORS)
    return np.asarray(m / m.sum())


def chances(comparisons: list[Comparison], random: Vectors, odds: Floats | None = None) -> list[Floats]:
    """u: how often random pairs reach each level. With `odds` (the chance that each is a true pair), those
    count less."""
    weight = np.ones(len(random.rows)) if odds is None else 1 - odds
    found = []
    for at, comparison in enumerate(comparisons):
        levels = random.levels[:, at].astype(np.int64)
        seen = levels >= 0
        counts = np.bincount(levels[seen], weights=weight[seen], minlength=len(comparison.levels) + 1) + RARE
        found.append(counts / counts.sum())
    return found


def kin(comparisons: list[Comparison], m: list[Floats]) -> list[Floats | None]:
    """Where relatives start: alike in what a home shares, as one person is. None at all where nothing is a
    person's own."""
    kinds = [comparison.field.kind if comparison.field else "text" for comparison in comparisons]
    own = [
        kind in OWN or comparison.name in OWN_CODES
        for kind, comparison in zip(kinds, comparisons, strict=True)
    ]
    if (
        "organisation" in kinds
        or not any(kind in ("given", "birth") for kind in kinds)
        or sum(own) > len(own) - 2
    ):
        return [None] * len(comparisons)
    return [None if alone else levels.copy() for alone, levels in zip(own, m, strict=True)]


def learn_shared(weights: Weights, vectors: Vectors, chance: Floats) -> list[Floats | None]:
    """How often people of one home reach each level, from the pairs, each counted for the chance that it is
    one."""
    learnt: list[Floats | None] = []
    for at, shared in enumerate(weights.shared):
        if shared is None:
            learnt.append(None)
            continue
        levels = vectors.levels[:, at].astype(np.int64)
        seen = levels >= 0
        counts = np.bincount(levels[seen], weights=chance[seen], minlength=len(shared)) + FIRM * shared + 1e-3
        learnt.append(counts / counts.sum())
    return learnt


def probability(bits: Floats) -> Floats:
    """From bits of odds to a probability."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(bits, -1000, 1000))))


def learn_m(weights: Weights, vectors: Vectors, chance: Floats) -> list[Floats]:
    """m from the pairs, each counted for the chance that it is true; the m before holds where few pairs
    speak."""
    learnt = []
    for at, comparison in enumerate(weights.comparisons):
        levels = vectors.levels[:, at].astype(np.int64)
        seen = levels >= 0
        counts = np.bincount(levels[seen], weights=chance[seen], minlength=len(comparison.levels) + 1)
        counts = counts + weights.m[at] * FIRM * min(1.0, 0.02 * counts.sum() + 0.1) + 1e-3
        learnt.append(_no_certainty(counts))
    return learnt
