"""The tree against the RFC's own recursive definitions, written down naively, and against known roots."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.ledger import tree

# The leaves and roots that Certificate Transparency implementations are tested with (RFC 6962 hashing).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """Section 2.1.1: MTH(D[n])."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = naive_k(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """Section 2.1.3.1: PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = naive_k(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_consistency(m: int, leaves: list[bytes], complete: bool = True) -> list[bytes]:
    """Section 2.1.4.1: SUBPROOF(m, D[n], b)."""
    n = len(leaves)
    if m == n:
        return [] if complete else [naive_root(leaves)]
    k = naive_k(n)
    if m <= k:
        return [*naive_consistency(m, leaves[:k], complete), naive_root(leaves[k:])]
    return [*naive_consistency(m - k, leaves[k:], False), naive_root(leaves[:k])]


def grow(leaves: list[bytes]) -> tuple[tree.Frontier, dict[int, bytes]]:
    """The edge, and what each leaf's row would store."""
    frontier = tree.Frontier()
    stored = {index: b"".join(frontier.push(tree.leaf_hash(leaf))) for index, leaf in enumerate(leaves)}
    return frontier, stored


def path_from_storage(spans: list[tree.Span], stored: dict[int, bytes]) -> list[bytes]:
    def at(place: tree.Place) -> bytes:
        start = place[0] * tree.HASH_BYTES
        return stored[tree.home(place)][start : start + tree.HASH_BYTES]

    return [tree.fold([at(place) for place in tree.cover(span)]) for span in spans]


def made_up(size: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    frontier, _stored = grow(LEAVES[:size])
    assert frontier.root.hex() == ROOTS[size]
    assert naive_root(LEAVES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_edge_has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier, stored = grow(leaves)
    assert frontier.root == naive_root(leaves)
    resumed = tree.Frontier(
        len(leaves),
        path_from_storage([(s << b, (s + 1) << b) for b, s in tree.cover((0, len(leaves)))], stored),
    )
    assert resumed.push(tree.leaf_hash(b"next")) == frontier.push(tree.leaf_hash(b"next"))
    assert resumed.root == naive_root([*leaves, b"next"])


@given(st.data(), st.integers(1, 200))
def test_inclusion_proofs_are_the_definitions_and_verify(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = made_up(size)
    frontier, stored = grow(leaves)
    path = path_from_storage(tree.inclusion_spans(index, size), stored)
    leaf = tree.leaf_hash(leaves[index])
    assert path == naive_path(index, leaves)
    assert tree.verify_inclusion(leaf, index, size, path=path, root=frontier.root)
    assert not tree.verify_inclusion(tree.leaf_hash(b"forged"), index, size, path=path, root=frontier.root)
    assert not tree.verify_inclusion(leaf, index, size, path=[*path, leaf], root=frontier.root)
    assert not tree.verify_inclusion(leaf, size, size, path=path, root=frontier.root)
    if path:
        assert not tree.verify_inclusion(leaf, index, size, path=path[:-1], root=frontier.root)
        elsewhere = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
        assert not tree.verify_inclusion(leaf, elsewhere, size, path=path, root=frontier.root)


@given(st.data(), st.integers(0, 200))
def test_consistency_proofs_are_the_definitions_and_verify(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    leaves = made_up(new)
    frontier, stored = grow(leaves)
    path = path_from_storage(tree.consistency_spans(old, new), stored)
    assert path == ([] if old == 0 else naive_consistency(old, leaves))
    roots = {"old_root": naive_root(leaves[:old]), "new_root": frontier.root}
    assert tree.verify_consistency(old, new, path=path, **roots)
    assert not tree.verify_consistency(new + 1, new, path=path, **roots)
    forged = naive_root([b"forged", *leaves[1:old]])
    assert not tree.verify_consistency(old, new, path=path, old_root=forged, new_root=frontier.root)
    if 0 < old < new:
        assert not tree.verify_consistency(old, new, path=path, old_root=roots["old_root"], new_root=forged)
        assert not tree.verify_consistency(old, new, path=path[:-1], **roots)
        assert not tree.verify_consistency(old, new, path=[*path, forged], **roots)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_proof_reads_few_rows_however_large_the_tree(first: int, second: int) -> None:
    old, new = sorted((first, second + 1))
    rows = [place for span in tree.consistency_spans(old, new) for place in tree.cover(span)]
    assert len(rows) <= 2 * 41
    if old < new:
        rows = [place for span in tree.inclusion_spans(old, new) for place in tree.cover(span)]
        assert len(rows) <= 2 * 41


def test_what_cannot_be_proved_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the tree"):
        tree.inclusion_spans(3, 3)
    with pytest.raises(ValueError, match="shrink"):
        tree.consistency_spans(4, 3)
    with pytest.raises(ValueError, match="edge"):
        tree.Frontier(3, [b"one hash"])
