"""Chance that can be repeated: the same seed makes the same country."""

import random
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Draw(random.Random):
    """A stream of chance of its own, named by the seed and by what it is for."""

    def __init__(self, *names: object) -> None:
        super().__init__(":".join(map(str, names)))

    def maybe(self, probability: float) -> bool:
        """True with this probability (0 to 1)."""
        return self.random() < probability

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        return self.choices(list(weights), weights=list(weights.values()))[0]
