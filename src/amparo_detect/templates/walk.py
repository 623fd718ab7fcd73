"""A walk over all posting lists, and what each search asks of it: on this machine, slice after slice, in
threads.

What a walk gives is the same wherever it happens and however the slices are cut: a posting list is never cut,
each list is looked at by itself, and what is found in several is put in order before it is used.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from amparo_detect.templates import evidence, gathering
from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.gathering import Pairs
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import Hashes, Slice, Starts, slices

_T = TypeVar("_T")


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

    def gather(self, scripts: Scripts, chosen: npt.NDArray[np.bool_], more: Pairs) -> Starts:
        """The group of each script, from its neighbours in the lists of the chosen occurrences and from
        `more` pairs.
        """
        ...


Walker = Callable[[Hashes, Starts], Walk]


class Threads:
    """The walk of one machine."""

    def __init__(self, hashes: Hashes, starts: Starts, *, threads: int) -> None:
        self.hashes, self.starts, self.threads = hashes, starts, threads
        self.slices: list[Slice] = list(slices(hashes, starts))

    def frequency(self) -> Counts:
        """See `Walk`."""
        out = np.zeros(len(self.hashes), dtype=np.int32)
        self._each(lambda part: evidence.count(part.script, part.place, part.runs, out))
        return out

    def recurrence(self, owners: Starts) -> Floats:
        """See `Walk`."""
        out = np.ones(len(self.hashes), dtype=np.float32)
        self._each(lambda part: evidence.recurrence(part, owners, self.hashes, self.starts, out))
        return out

    def purity(self, groups: Starts) -> Floats:
        """See `Walk`."""
        out = np.ones(len(self.hashes), dtype=np.float32)
        self._each(lambda part: gathering.purity(part, groups, out))
        return out

    def gather(self, scripts: Scripts, chosen: npt.NDArray[np.bool_], more: Pairs) -> Starts:
        """See `Walk`."""
        found = self._each(lambda part: gathering.neighbours(part, scripts, chosen))
        return gathering.join(scripts, gathering.together([*found, more]))

    def _each(self, work: Callable[[Slice], _T]) -> list[_T]:
        """What `work` gives for each slice, in the order of the slices."""
        with ThreadPoolExecutor(max(1, self.threads)) as pool:
            return list(pool.map(work, self.slices))
