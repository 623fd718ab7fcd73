"""Find the words of the red flags in a batch of folded posts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.flags.patterns import Chains, patterns
from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded
from amparo_detect.text.lookup import character_classes, words_of_post

HITS = 4096  # words of one post that can belong to a pattern; what lies beyond is not read
FAR = 24  # places before a pattern in which a word turns it round from afar, in its sentence
LINKED = 2  # places by which it reaches further over a word like "or": "no set-up or application fee"
BESIDE = (
    4  # places around a pattern in which a word gives it another sense; the end of a sentence takes as many
)
SCHEMA = {"post": pl.UInt32, "code": pl.String, "negated": pl.Boolean, "start": pl.UInt32, "end": pl.UInt32}


def find(folded: Folded) -> pl.DataFrame:
    """The first place of each pattern code in each post: `SCHEMA`, sorted by post, then in the order of
    patterns.toml.

    `post` counts within the batch; `start` and `end` are code points of the original text. A code that is
    only ever negated in a post comes with `negated`.
    """
    known = patterns()
    capacity = 1 << 16
    posts = len(folded.starts) - 1
    parts: list[npt.NDArray[np.int64]] = []
    done = 0
    shapes = ((HITS, 4), (4 * HITS, 4), (len(known.codes), 3), (len(known.chains.first_begin), 1))
    scratch = tuple(np.full(shape, -1, dtype=np.int64) for shape in shapes)
    rows = np.empty((max(capacity, 2 * len(known.codes)), 5), dtype=np.int64)
    while done < posts:
        written, done = _find(folded, done, character_classes(), known.chains, scratch, rows)
        parts.append(rows[:written].copy())
    found = np.concatenate(parts) if parts else np.empty((0, 5), dtype=np.int64)
    first, last = found[:, 3], found[:, 4]
    return pl.DataFrame(
        {
            "post": found[:, 0].astype(np.uint32),
            "code": pl.Series(found[:, 1], dtype=pl.Int32).replace_strict(
                dict(enumerate(known.codes)), return_dtype=pl.String
            ),
            "negated": found[:, 2].astype(np.bool_),
            "start": folded.source[first].astype(np.uint32),
            "end": (folded.source[last - 1] + 1).astype(np.uint32),
        },
        schema=SCHEMA,
    )


@outer_uncounted
def _find(
    folded: Folded,
    begin: int,
    tables: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]],
    known: Chains,
    scratch: tuple[
        npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]
    ],
    rows: npt.NDArray[np.int64],
) -> tuple[int, int]:
    """Write `(post, code, negated, start, end)` from post `begin` on; returns `(rows written, next post)`."""
    lookup, of_begin, of_term, chain, gap, size, code, negation, linking, unless, far, reach = known[:12]
    warns, first_begin, by_first = known[12:]
    chars, starts = folded.chars, folded.starts
    words, hits, best, latest = scratch  # `latest`: the last post that has each element
    codes = len(best)
    written = 0
    for post in range(begin, len(starts) - 1):
        if written + codes > len(rows):
            return written, post
        count, _ = words_of_post(chars, starts[post], starts[post + 1], tables, lookup, words)
        if count == 0:
            continue
        total = 0
        for word in range(count):
            for place in range(of_begin[words[word, 0]], of_begin[words[word, 0] + 1]):
                if total < len(hits):
                    hits[total, 0] = of_term[place]
                    latest[of_term[place], 0] = post
                    for column in range(1, 4):
                        hits[total, column] = words[word, column]
                    total += 1
        for which in range(codes):
            best[which, 0] = -1
        for hit in range(total):
            for row in range(first_begin[hits[hit, 0]], first_begin[hits[hit, 0] + 1]):
                pattern = by_first[row]
                which = code[pattern]
                if best[which, 0] == 0 or not _whole(latest, chain[pattern], size[pattern], post):
                    continue
                last = _follow(hits[:total], hit, chain[pattern], gap[pattern], size[pattern])
                if last < 0 or _otherwise(hits[:total], hit, last, unless[pattern]):
                    continue
                turning = (negation[pattern], linking[pattern], reach[pattern])
                turned = _negated(hits[:total], hit, last, turning)
                if turned == 0:
                    turned = _warned(chars, tables[0], hits[:total], hit, far[pattern])
                if best[which, 0] == -1 or turned == 0:
                    best[which, 0] = turned
                    best[which, 1] = hits[hit, 2]
                    best[which, 2] = hits[last, 3]
        _warn(chars, best, warns)
        for which in range(codes):
            if best[which, 0] >= 0:
                rows[written, 0] = post
                rows[written, 1] = which
                for column in range(3):
                    rows[written, 2 + column] = best[which, column]
                written += 1
    return written, len(starts) - 1


@inner_uncounted
def _whole(latest: npt.NDArray[np.int64], chain: npt.NDArray[np.int32], size: int, post: int) -> bool:
    """Whether the post has every element of a chain, wherever it stands."""
    for step in range(1, size):  # noqa: SIM110 (numba knows no generators)
        if latest[chain[step], 0] != post:
            return False
    return True


@inner_uncounted
def _follow(
    hits: npt.NDArray[np.int64],
    first: int,
    chain: npt.NDArray[np.int32],
    gap: npt.NDArray[np.int32],
    size: int,
) -> int:
    """The hit that ends the pattern begun at `first`, always taking the nearest next word, or −1."""
    at = first
    for step in range(1, size):
        reach = hits[at, 1] + 1 + gap[step]
        found = -1
        nxt = at + 1
        while nxt < len(hits) and hits[nxt, 1] <= reach:
            if hits[nxt, 0] == chain[step] and hits[nxt, 1] > hits[at, 1]:
                found = nxt
                break
            nxt += 1
        if found < 0:
            return -1
        at = found
    return at


@inner_uncounted
def _negated(hits: npt.NDArray[np.int64], first: int, last: int, turning: tuple[int, int, int]) -> int:
    """1 when a word that turns the pattern round stands inside it or just before it."""
    negation, linking, before = turning
    if negation < 0:
        return 0
    at = last
    reach = hits[first, 1] - before
    while at >= 0 and hits[at, 1] >= reach:
        if hits[at, 0] == negation:
            return 1
        if hits[at, 0] == linking and hits[at, 1] < hits[first, 1]:
            reach -= LINKED
        at -= 1
    return 0


@inner_uncounted
def _warned(
    chars: npt.NDArray[np.uint32],
    classes: npt.NDArray[np.uint8],
    hits: npt.NDArray[np.int64],
    first: int,
    far: int,
) -> int:
    """1 when a word that turns the pattern round from afar stands before it in its sentence."""
    at = first - 1
    while at >= 0 and hits[at, 1] >= hits[first, 1] - FAR:
        if hits[at, 0] == far and hits[at, 1] < hits[first, 1]:
            for place in range(hits[at, 3], hits[first, 2]):
                if chars[place] < 0x20000 and classes[chars[place]] == 2:
                    return 0
            return 1
        at -= 1
    return 0


@inner_uncounted
def _warn(chars: npt.NDArray[np.uint32], best: npt.NDArray[np.int64], warns: npt.NDArray[np.bool_]) -> None:
    """Turn round what stands in one line with a warning."""
    for by in range(len(best)):
        if not warns[by] or best[by, 0] != 0:
            continue
        for which in range(len(best)):
            if warns[which] or best[which, 0] != 0:
                continue
            apart = False
            begin, end = min(best[by, 2], best[which, 2]), max(best[by, 1], best[which, 1])
            for place in range(begin, end):
                apart = apart or chars[place] == 10
            if not apart:
                best[which, 0] = 1


@inner_uncounted
def _otherwise(hits: npt.NDArray[np.int64], first: int, last: int, unless: int) -> bool:
    """Whether a word inside or beside the pattern, in the same sentence, makes it mean something else."""
    if unless < 0:
        return False
    at = last
    while at + 1 < len(hits) and hits[at + 1, 1] <= hits[last, 1] + BESIDE:
        at += 1
    while at >= 0 and hits[at, 1] >= hits[first, 1] - BESIDE:
        if hits[at, 0] == unless:
            return True
        at -= 1
    return False
