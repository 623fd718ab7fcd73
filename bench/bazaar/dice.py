"""A stream of chance for each campaign, post, portal and paragraph; cheaper than the standard one."""

from collections.abc import MutableSequence, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice(Random):
    """Draws by `random()` alone: half the time, and even enough for lists of some dozens."""

    def choice(self, seq: Sequence[T]) -> T:
        return seq[int(self.random() * len(seq))]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        if stop is None:
            return int(self.random() * start)
        return start + int(self.random() * (stop - start))

    def randint(self, a: int, b: int) -> int:
        return a + int(self.random() * (b - a + 1))

    def sample(self, population: Sequence[T], k: int, **_: object) -> list[T]:  # type: ignore[override]
        if k == 1:
            return [self.choice(population)]
        pool: MutableSequence[T] = list(population)
        size = len(pool)
        for at in range(k):
            other = at + int(self.random() * (size - at))
            pool[at], pool[other] = pool[other], pool[at]
        return list(pool[:k])

    def weighted(self, among: Sequence[T], ends: Sequence[float]) -> T:
        """`ends` are the running sums of the weights."""
        reached = self.random() * ends[-1]
        for one, end in zip(among, ends, strict=True):
            if reached < end:
                return one
        return among[-1]


def seeded(seed: int, kind: int, number: int) -> Dice:
    """The stream of a campaign (1), post (2), portal (3), paragraph (4) or a campaign's dates (5)."""
    return Dice(((seed * 16 + kind) << 40) + number)
