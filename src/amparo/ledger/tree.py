"""Merkle tree mathematics of RFC 9162, section 2.1 (hashing as in RFC 6962). Pure: no storage, no Django.

A *place* is one complete subtree: (level, position) covers the leaves from position * 2^level, 2^level of
them; (0, i) is leaf i. A complete subtree never changes once its last leaf is there, so it can be stored.
A *span* is a range of leaves [start, end) as the RFC's proofs name them; only the last one can be ragged.
"""

import hashlib
from collections.abc import Iterable, Sequence

Place = tuple[int, int]
Span = tuple[int, int]

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(content: bytes) -> bytes:
    """SHA-256(0x00 || content), 32 bytes."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over neighbouring complete subtrees, given left to right and largest first."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def cover(span: Span) -> list[Place]:
    """The complete subtrees that make up a span of a proof, left to right. Empty for an empty span."""
    start, end = span
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def home(place: Place) -> int:
    """The index of the leaf that completed this subtree; its hash is stored there."""
    level, position = place
    return ((position + 1) << level) - 1


class Frontier:
    """The right edge of a growing tree: all that is needed to append, at most log2(size) hashes."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """`hashes` are those of `cover((0, size))`. Raises ValueError when their number does not fit."""
        self.size = size
        self._edge = list(hashes)
        if len(self._edge) != size.bit_count():
            raise ValueError("these hashes are not the edge of a tree of this size")

    def push(self, leaf: bytes) -> list[bytes]:
        """Append a leaf hash; returns the hashes of every subtree that it completes, level 0 first."""
        done = [leaf]
        rest = self.size
        while rest & 1:
            leaf = node_hash(self._edge.pop(), leaf)
            done.append(leaf)
            rest >>= 1
        self._edge.append(leaf)
        self.size += 1
        return done

    @property
    def root(self) -> bytes:
        """The tree's root hash at this size."""
        return fold(self._edge)


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (RFC 9162: k)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans of an inclusion proof of leaf `index` in a tree of `size` (section 2.1.3.1), leaf upwards.

    Raises ValueError when the leaf is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    spans = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans of a consistency proof (section 2.1.4.1); none when `old` is 0 or `new`.

    Raises ValueError when the tree would have shrunk.
    """
    if not 0 <= old <= new:
        raise ValueError("a tree does not shrink")
    if old in {0, new}:
        return []
    spans = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:
        spans.append((start, end))
    return spans[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, *, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the leaf hash stands at `index` under `root` (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, running = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            running = node_hash(sibling, running)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            running = node_hash(running, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and running == root


def verify_consistency(
    old: int, new: int, *, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether `path` proves that the tree only grew from size `old` to size `new` (section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not path and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node >>= 1
        last >>= 1
    was = now = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            now = node_hash(now, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and was == old_root and now == new_root
