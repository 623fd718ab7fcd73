"""What others would do with the same posts: MinHash with rensa or datasketch, phones with phonenumbers.

    python bench/peers.py rensa POSTS.parquet OUT.parquet --threshold 0.5

MinHash over word triples (letters, for a text without spaces), LSH, candidates verified against the estimated
Jaccard, components of what remains: how both are used in practice. `phonenumbers` matches numbers in the text
as it stands, home country Mozambique. Writes (id, template) or (id, e164).
"""

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

_WORD = re.compile(r"\w+")
_PERMUTATIONS = 128
_CHUNK = 2_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("peer", choices=("rensa", "datasketch", "phonenumbers"))
    options.add_argument("posts", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--threshold", type=float, default=0.5)
    chosen = options.parse_args()
    posts = pl.read_parquet(chosen.posts, columns=["id", "text"])
    if chosen.peer == "phonenumbers":
        _phones(posts).write_parquet(chosen.out)
        return
    group = {"rensa": _rensa, "datasketch": _datasketch}[chosen.peer]
    roots = group(posts["text"].to_list(), chosen.threshold)
    groups = posts.select("id").with_columns(pl.Series("template", roots, dtype=pl.Int64))
    size = pl.len().over("template")
    groups.with_columns(pl.when(size > 1).then("template").otherwise(-1).alias("template")).write_parquet(
        chosen.out
    )


def shingles(text: str) -> set[str]:
    """Triples of words, or of letters where there are fewer than six words."""
    words: Sequence[str] = _WORD.findall(text.lower())
    if len(words) < 6:
        words = "".join(words)
    joint = " " if isinstance(words, list) else ""
    return {joint.join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}


class Components:
    """Union-find over row numbers."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def root(self, row: int) -> int:
        while self.parent[row] != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self.parent[high] = low

    def roots(self) -> list[int]:
        return [self.root(row) for row in range(len(self.parent))]


def _rensa(texts: list[str], threshold: float) -> list[int]:
    from rensa import RMinHash, RMinHashLSH

    hashes = []
    for at in range(0, len(texts), _CHUNK):
        sets = [list(shingles(text)) for text in texts[at : at + _CHUNK]]
        hashes.extend(RMinHash.from_token_sets(sets, num_perm=_PERMUTATIONS, seed=42))
    index = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=_bands(threshold))
    index.insert_many(hashes)
    found = Components(len(texts))
    for row, mine in enumerate(hashes):
        _join(
            found, row, index.query(mine), lambda other, mine=mine: mine.jaccard(hashes[other]) >= threshold
        )
    return found.roots()


def _datasketch(texts: list[str], threshold: float) -> list[int]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    found, hashes = Components(len(texts)), []
    for row, text in enumerate(texts):
        mine = MinHash(num_perm=_PERMUTATIONS, seed=42)
        mine.update_batch([shingle.encode() for shingle in shingles(text)])
        _join(
            found, row, index.query(mine), lambda other, mine=mine: mine.jaccard(hashes[other]) >= threshold
        )
        index.insert(row, mine)
        hashes.append(mine)
    return found.roots()


def _join(found: Components, row: int, candidates: Iterable[int], alike) -> None:  # type: ignore[no-untyped-def]
    """Join a row with the earlier candidates that verify; one that is in its group already costs nothing."""
    for other in sorted(candidates):
        if other < row and found.root(other) != found.root(row) and alike(other):
            found.join(other, row)


def _bands(threshold: float) -> int:
    """The bands of a power of two whose S-curve turns nearest below the threshold."""
    return min((8, 16, 32, 64), key=lambda bands: abs((1 / bands) ** (bands / _PERMUTATIONS) - threshold))


def _phones(posts: pl.DataFrame) -> pl.DataFrame:
    import phonenumbers

    rows = []
    for name, text in posts.iter_rows():
        for match in phonenumbers.PhoneNumberMatcher(text, "MZ"):
            rows.append((name, phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)))
    return pl.DataFrame(rows, schema={"id": pl.String, "e164": pl.String}, orient="row")


if __name__ == "__main__":
    main()
