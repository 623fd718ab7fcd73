"""What must be kept of scripts so that later posts find them: a few of each template, and all that are alone.

Kept are their sketches with the weights that were decided, an index from a letter sequence to the scripts
that hold it, and for the sequences that several scripts hold how many those are and how much they tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import outer
from amparo_detect.templates.evidence import Counts, Floats
from amparo_detect.templates.gathering import SAYING, UNSHARED, spread
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.postings import SLICE, Hashes, Starts, cut

SAMPLE = 6  # scripts that stand for a template
KEPT = 32  # scripts of a template by which it is found: a copy need not be like any of the sample
AT_ONCE = 20_000  # scripts whose weights are in memory at a time
INDEXED = 24  # sequences by which a script is found again: the lowest that say something
_SAYING = int(np.float16(SAYING).view(np.uint16))  # the bits of halves above 0 are in the order of the halves
_ONE = 2.0**24  # every half is a multiple of 1 / _ONE

Rows = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int32]
Halves = npt.NDArray[np.float16]


class Kept(NamedTuple):
    """Some scripts, named by the row of their first post, ascending; as in `likeness.Scripts`, with the
    weights themselves in place of their running sums.

    `index_hash`, ascending, is held by the script at `index_script` of these. `known_hash`, ascending, is
    held by `known_count` of all scripts of that time and tells as much as `known_telling` (0 … 1).
    """

    rows: Rows
    starts: Starts
    hashes: Hashes
    tells: Halves
    weighs: Halves
    order: npt.NDArray[np.uint8]
    owners: Starts
    index_hash: Hashes
    index_script: Rows
    known_hash: Hashes
    known_count: Counts
    known_telling: Halves


class Counted(NamedTuple):
    """At each occurrence, how many scripts hold it: of all that there are, and of those not counted yet."""

    all: Counts
    new: Counts


class _Columns(NamedTuple):
    """What is copied of the kept scripts. `held`: how many were counted, 0 for what no other script holds."""

    hashes: Hashes
    order: npt.NDArray[np.uint8]
    held: Counts


def keep(scripts: Scripts, counted: Counted, rows: Rows, chosen: npt.NDArray[np.bool_]) -> Kept:
    """Keep the chosen ones of some scripts. `rows`: of their first posts."""
    kept = np.flatnonzero(chosen)
    kept = kept[np.argsort(rows[kept])]
    starts = np.concatenate(([0], np.cumsum(np.diff(scripts.starts)[kept])))
    count = int(starts[-1])
    columns = _Columns(np.empty(count, np.uint32), np.empty(count, np.uint8), np.empty(count, np.int32))
    tells, weighs, telling = (np.empty(count, np.float16) for _ in range(3))
    for low in range(0, len(kept), AT_ONCE):
        some = kept[low : low + AT_ONCE]
        own = slice(starts[low], starts[low + len(some)])
        whole = np.empty((3, own.stop - own.start), np.float32)
        part = _Columns(columns.hashes[own], columns.order[own], columns.held[own])
        _copy(scripts, counted, some, part, whole)
        tells[own], weighs[own], telling[own] = whole
    known_hash, known_count, known_telling = _known(starts, columns, telling)
    hashes, order = columns.hashes, columns.order
    del columns, telling
    index_hash, index_script = _index(starts, hashes, tells)
    return Kept(
        rows[kept],
        starts,
        hashes,
        tells,
        weighs,
        order,
        scripts.owners[kept],
        index_hash,
        index_script,
        known_hash,
        known_count,
        known_telling,
    )


@outer
def _copy(
    scripts: Scripts,
    counted: Counted,
    kept: Starts,
    out: _Columns,
    whole: npt.NDArray[np.float32],
) -> None:
    """Copy some scripts into `out`; into the rows of `whole` what tells, the weights, and of the rarity of
    each sequence how much it was decided to tell.
    """
    shared = np.float32(1 - UNSHARED)
    unshared = np.float32(UNSHARED)
    used = 0
    for script in kept:
        before = np.float32(0)
        for at in range(scripts.starts[script], scripts.starts[script + 1]):
            tells = scripts.tells[at]
            weighs = scripts.sums[at] - before
            before = scripts.sums[at]
            rarity = max((weighs - shared * tells) / unshared, np.float32(1e-6))
            out.hashes[used] = scripts.hashes[at]
            out.order[used] = scripts.order[at]
            out.held[used] = counted.new[at] if counted.all[at] > 1 else 0
            whole[0, used] = tells
            whole[1, used] = weighs
            whole[2, used] = min(max(tells / rarity, np.float32(0)), np.float32(1))
            used += 1


def together(parts: Sequence[Kept]) -> Kept:
    """What was kept at several times as one, the rows of each above those of the one before."""
    starts = np.concatenate([[0], *(np.diff(part.starts) for part in parts)]).cumsum()
    hashes = np.concatenate([part.hashes for part in parts])
    tells = np.concatenate([part.tells for part in parts])
    memory = Memory(parts)
    known = np.unique(np.concatenate([part.known_hash for part in parts]))
    counts, telling = memory.known(known)
    return Kept(
        np.concatenate([part.rows for part in parts]),
        starts,
        hashes,
        tells,
        np.concatenate([part.weighs for part in parts]),
        np.concatenate([part.order for part in parts]),
        np.concatenate([part.owners for part in parts]),
        *_index(starts, hashes, tells),
        known,
        counts.astype(np.int32),
        telling.astype(np.float16),
    )


def sampled(rows: Rows, groups: Numbers, most: int) -> npt.NDArray[np.bool_]:
    """Of some scripts all that are alone (group −1), and of each group an even sample of at most so many.

    The sample are those with the lowest of a spread of their rows: the same in whatever order they came.
    """
    order = np.lexsort((spread(rows), groups))
    ordered = groups[order]
    first = np.searchsorted(ordered, ordered, side="left")
    out = np.empty(len(rows), dtype=np.bool_)
    out[order] = (np.arange(len(rows)) - first < most) | (ordered < 0)
    return out


def places_of(starts: Starts, scripts: npt.NDArray[np.integer]) -> tuple[Starts, Starts]:
    """The places of the occurrences of some scripts, one script after another, and where each begins."""
    lengths = starts[scripts + 1] - starts[scripts]
    own = np.concatenate(([0], np.cumsum(lengths)))
    return np.repeat(starts[scripts] - own[:-1], lengths) + np.arange(own[-1]), own


def running(weighs: npt.NDArray[np.floating], starts: Starts) -> Floats:
    """The running sums of weights within each script."""
    sums = np.concatenate(([0.0], np.cumsum(weighs, dtype=np.float64)))
    own: Floats = (sums[1:] - np.repeat(sums[starts[:-1]], np.diff(starts))).astype(np.float32)
    return own


def _index(starts: Starts, hashes: Hashes, tells: Halves) -> tuple[Hashes, Rows]:
    """The lowest sequences of each script that say something, and their scripts; by sequence, then script."""
    keys = _indexed(starts, hashes, tells.view(np.uint16))
    keys.sort()
    index: tuple[Hashes, Rows] = _apart(keys)
    return index


@outer
def _indexed(starts: Starts, hashes: Hashes, tells: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint64]:
    """`hash << 32 | script` of what is indexed. `tells`: the bits of halves, none of them below 0."""
    keys = np.empty(min(len(tells), INDEXED * (len(starts) - 1)), dtype=np.uint64)
    used = 0
    for script in range(len(starts) - 1):
        chosen = 0
        for at in range(starts[script], starts[script + 1]):
            if tells[at] >= _SAYING:
                keys[used] = np.uint64(hashes[at]) << np.uint64(32) | np.uint64(script)
                used += 1
                chosen += 1
                if chosen == INDEXED:
                    break
    return keys[:used]


@outer
def _apart(keys: npt.NDArray[np.uint64]) -> tuple[Hashes, Rows]:
    """The upper and the lower halves of some numbers."""
    upper = np.empty(len(keys), dtype=np.uint32)
    lower = np.empty(len(keys), dtype=np.uint32)
    for at in range(len(keys)):
        upper[at] = keys[at] >> np.uint64(32)
        lower[at] = keys[at] & np.uint64(0xFFFFFFFF)
    return upper, lower


@outer
def lowest(starts: Starts, tells: Floats) -> tuple[Starts, Rows]:
    """The places of the lowest sequences of each script that say something, and their scripts."""
    places = np.empty(min(len(tells), INDEXED * (len(starts) - 1)), dtype=np.int64)
    script = np.empty(len(places), dtype=np.uint32)
    used = 0
    for number in range(len(starts) - 1):
        chosen = 0
        for at in range(starts[number], starts[number + 1]):
            if tells[at] >= SAYING:
                places[used] = at
                script[used] = number
                used += 1
                chosen += 1
                if chosen == INDEXED:
                    break
    return places[:used].copy(), script[:used].copy()


def _known(starts: Starts, kept: _Columns, telling: Halves) -> tuple[Hashes, Counts, Halves]:
    """Each sequence that several scripts hold once, and how much it was decided to tell on average.

    The hash space is gone through slice after slice, so that little is sorted at a time.
    """
    reached = np.zeros(len(starts) - 1, dtype=np.uint8)
    found: list[tuple[Hashes, Counts, Halves]] = []
    for border in cut(kept.hashes, -(-len(kept.hashes) // SLICE))[1:]:
        keys = _shared(starts, kept, reached, np.uint64(border))
        keys.sort()
        known, held, mean = _averaged(keys, kept.held, telling.view(np.uint16))
        found.append((known, held, mean.astype(np.float16)))
    hashes, counts, halves = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return hashes, counts, halves


@outer
def _shared(
    starts: Starts, kept: _Columns, reached: npt.NDArray[np.uint8], border: np.uint64
) -> npt.NDArray[np.uint64]:
    """`hash << 32 | place` of what several scripts hold, below `border` and from where each script was
    `reached`, which is moved on.
    """
    count = 0
    for script in range(len(reached)):
        at = starts[script] + reached[script]
        while at < starts[script + 1] and kept.hashes[at] < border:
            count += kept.held[at] > 0
            at += 1
    keys = np.empty(count, dtype=np.uint64)
    used = 0
    for script in range(len(reached)):
        at = starts[script] + reached[script]
        while at < starts[script + 1] and kept.hashes[at] < border:
            if kept.held[at] > 0:
                keys[used] = np.uint64(kept.hashes[at]) << np.uint64(32) | np.uint64(at)
                used += 1
            at += 1
        reached[script] = at - starts[script]
    return keys


@outer
def _averaged(
    keys: npt.NDArray[np.uint64], held: Counts, telling: npt.NDArray[np.uint16]
) -> tuple[Hashes, Counts, npt.NDArray[np.float64]]:
    """From sorted keys each hash, how many scripts hold it, and the mean of what it tells in these.

    `telling`: the bits of halves from 0 to 1, which are added up as what they are multiples of: exactly.
    """
    shift = np.uint64(32)
    hashes = 0
    for at in range(len(keys)):
        hashes += at == 0 or keys[at - 1] >> shift != keys[at] >> shift
    known = np.empty(hashes, dtype=np.uint32)
    count = np.empty(hashes, dtype=np.int32)
    mean = np.empty(hashes, dtype=np.float64)
    at = 0
    for number in range(hashes):
        begin = at
        first = np.int64(keys[at] & np.uint64(0xFFFFFFFF))
        known[number] = keys[at] >> shift
        count[number] = held[first]
        whole = np.int64(0)
        while at < len(keys) and keys[at] >> shift == keys[begin] >> shift:
            bits = np.int64(telling[np.int64(keys[at] & np.uint64(0xFFFFFFFF))])
            exponent = bits >> 10
            whole += bits if exponent == 0 else ((bits & 1023) | 1024) << (exponent - 1)
            at += 1
        mean[number] = whole / (at - begin) / _ONE
    return known, count, mean


@dataclass(frozen=True)
class Memory:
    """All that was kept, in the order of time: the arrays may be mapped, and what is met of them is read."""

    parts: Sequence[Kept]

    def known(self, hashes: Hashes) -> tuple[npt.NDArray[np.int64], Floats]:
        """By hash: how many scripts were counted that hold it, and how much it tells by most of them."""
        counts = np.zeros(len(hashes), dtype=np.int64)
        most = np.zeros(len(hashes), dtype=np.int64)
        tells = np.zeros(len(hashes), dtype=np.float32)
        for part in self.parts:
            at, there = matching(part.known_hash, hashes)
            count = part.known_count[at].astype(np.int64)
            counts[there] += count
            better = count > most[there]
            most[there[better]] = count[better]
            tells[there[better]] = part.known_telling[at[better]]
        return counts, tells

    def indexed(self, hashes: Hashes) -> npt.NDArray[np.int64]:
        """By hash: how many kept scripts the index has of it."""
        held = np.zeros(len(hashes), dtype=np.int64)
        for part in self.parts:
            low, high = (np.searchsorted(part.index_hash, hashes, side=side) for side in ("left", "right"))
            held += high - low
        return held

    def holders(self, hashes: Hashes, most: int) -> tuple[Starts, Rows]:
        """For `hashes`, distinct: places in it and rows of kept scripts that hold it, a few of each time."""
        found: list[tuple[Starts, Rows]] = []
        for part in self.parts:
            low = np.searchsorted(part.index_hash, hashes, side="left")
            count = np.searchsorted(part.index_hash, hashes, side="right") - low
            looks = np.minimum(count, most)
            of = np.repeat(np.arange(len(hashes)), looks)
            step = np.arange(len(of)) - np.repeat(np.cumsum(looks) - looks, looks)
            at = low[of] + step * count[of] // np.maximum(looks[of], 1)
            found.append((of, part.rows[part.index_script[at]]))
        return np.concatenate([of for of, _ in found]), np.concatenate([rows for _, rows in found])

    def owned(self, owners: Starts) -> tuple[Starts, Rows]:
        """The owner and the row of each kept script that has one of these owners."""
        found = [
            (part.owners[mine], part.rows[mine])
            for part in self.parts
            for mine in [np.isin(part.owners, owners)]
        ]
        return np.concatenate([of for of, _ in found]), np.concatenate([rows for _, rows in found])

    def rows(self) -> Rows:
        """Of all kept scripts, ascending."""
        return np.concatenate([part.rows for part in self.parts])

    def scripts(self, rows: Rows) -> Scripts:
        """Kept scripts by their rows, ascending."""
        columns: list[tuple[npt.NDArray[np.generic], ...]] = []
        for part in self.parts:
            at, _ = matching(part.rows, rows)
            places, starts = places_of(part.starts, at)
            taken = part.hashes[places], part.tells[places], part.weighs[places], part.order[places]
            columns.append((np.diff(starts), *taken, part.owners[at]))
        lengths, hashes, tells, weighs, order, owners = (
            np.concatenate(c) for c in zip(*columns, strict=True)
        )
        starts = np.concatenate(([0], np.cumsum(lengths)))
        return Scripts(hashes, starts, tells.astype(np.float32), running(weighs, starts), order, owners)


def matching(held: npt.NDArray[np.integer], wanted: npt.NDArray[np.integer]) -> tuple[Starts, Starts]:
    """Where in `held`, ascending, are those of `wanted` that it has; and which these are."""
    if not len(held):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    there = np.flatnonzero(held[at] == wanted)
    return at[there], there
