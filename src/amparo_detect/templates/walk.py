"""A walk over all posting lists, and what each search asks of it: on this machine, slice after slice, in
threads.

What a walk gives is the same wherever it happens and however the slices are cut: a posting list is never cut,
each list is looked at by itself, and what is found in several is put in order before it is used.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np

from amparo_detect.templates import adopting, evidence, gathering
from amparo_detect.templates.adopting import Leading
from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.gathering import LOOKED_AT, Bits, Candidates, Pairs
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import SLICE, Hashes, Slice, Starts, between, cut
from amparo_detect.templates.room import Room

_Given = TypeVar("_Given")
_Found = TypeVar("_Found")
CHUNK = 500_000  # pairs that are compared at a time


class Walk(Protocol):
    """The posting lists of some scripts. What is given by occurrence has the length of `hashes`."""

    def frequency(self) -> Counts:
        """At each occurrence, how many scripts hold that hash."""
        ...

    def recurrence(self, owners: Starts) -> Floats:
        """At each occurrence, `evidence.recurrence`."""
        ...

    def purity(self, groups: Starts) -> Floats:
        """At each occurrence, `gathering.purity`."""
        ...

    def leading(self, groups: Starts) -> Leading:
        """At each occurrence, `adopting.leading`."""
        ...

    def gather(self, scripts: Scripts, chosen: Bits, more: Candidates, least: float) -> Starts:
        """The group of each script, from its neighbours in the lists of the chosen occurrences (see
        `gathering.candidates`) and from `more` pairs, as far as they are at least so alike.
        """
        ...

    def by_ranges(self, count: int, work: Callable[[int, int], None]) -> None:
        """Let `work` do 0 … `count`, some of it at a time: from the first to below the second number."""
        ...


Walker = Callable[[Hashes, Starts], Walk]


class Threads:
    """The walk of one machine; its columns lie in `room`."""

    def __init__(self, hashes: Hashes, starts: Starts, *, threads: int, room: Room | None = None) -> None:
        self.hashes, self.starts, self.threads = hashes, starts, threads
        self.room = Room() if room is None else room
        cuts = cut(hashes, max(threads, -(-len(hashes) // SLICE)))
        self.slices: list[Slice] = self._each(
            lambda border: self._keep(between(hashes, starts, *border)),
            [(low, high) for low, high in pairwise(cuts) if low < high],
        )

    def _keep(self, part: Slice) -> Slice:
        return Slice(self.room.take(part.script), self.room.take(part.place), self.room.take(part.runs))

    def frequency(self) -> Counts:
        """See `Walk`."""
        out = self.room.full(len(self.hashes), np.int32(1))
        self._each(lambda part: evidence.count(part, out), self.slices)
        return out

    def recurrence(self, owners: Starts) -> Floats:
        """See `Walk`."""
        out = self.room.full(len(self.hashes), np.float32(1))
        self._each(lambda part: evidence.recurrence(part, owners, self.hashes, self.starts, out), self.slices)
        return out

    def purity(self, groups: Starts) -> Floats:
        """See `Walk`."""
        out = self.room.full(len(self.hashes), np.float32(1))
        self._each(lambda part: gathering.purity(part, groups, out), self.slices)
        return out

    def leading(self, groups: Starts) -> Leading:
        """See `Walk`."""
        count = len(self.hashes)
        out = Leading(self.room.full(count, np.int32(-1)), self.room.full(count, np.float32(0)))
        self._each(
            lambda part: adopting.leading(part, groups, np.empty(LOOKED_AT, dtype=np.int64), out), self.slices
        )
        return out

    def gather(self, scripts: Scripts, chosen: Bits, more: Candidates, least: float) -> Starts:
        """See `Walk`."""
        near = self._each(lambda part: gathering.candidates(part, chosen), self.slices)
        pairs = gathering.distinct(np.concatenate([*near, more]))
        del near
        chunks = [pairs[at : at + CHUNK] for at in range(0, len(pairs), CHUNK)]
        found = self._each(lambda chunk: gathering.alike(scripts, chunk, least), chunks)
        return self._join(scripts, gathering.best_first(gathering.together(found)))

    def _join(self, scripts: Scripts, pairs: Pairs) -> Starts:
        """The group of each script. No group reaches beyond a clump, so clumps are joined apart."""
        groups = np.arange(len(self.starts) - 1)
        parts = gathering.clumps(len(groups), pairs, 4 * self.threads)
        for numbers, joined in self._each(
            lambda part: gathering.join_in_order(scripts, gathering.some(pairs, part)), parts
        ):
            groups[numbers] = joined
        return groups

    def by_ranges(self, count: int, work: Callable[[int, int], None]) -> None:
        """See `Walk`."""
        borders = [count * step // (4 * self.threads) for step in range(4 * self.threads + 1)]
        self._each(lambda border: work(*border), list(pairwise(borders)))

    def _each(self, work: Callable[[_Given], _Found], given: Sequence[_Given]) -> list[_Found]:
        """What `work` gives for each, in order."""

        def done(one: _Given) -> _Found:
            found = work(one)
            self.room.let_go()
            return found

        with ThreadPoolExecutor(max(1, self.threads)) as pool:
            return list(pool.map(done, given))
