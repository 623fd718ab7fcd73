"""A keyed MinHash of a narrative, made at intake: alike stories meet, nothing can be read back.

Broder's MinHash over three-word shingles, 64 permutations in 32 bands of 2 rows: two stories that share
half of their shingles meet with probability > 0.999, a fifth with 0.73; `resemblance` then decides.
"""

import hashlib
import hmac
import re
import unicodedata

from rensa import RMinHash

from amparo.kernel.sealing import derive

PERMUTATIONS = 64
ROWS = 2
FEWEST_WORDS = 6
ALIKE = 0.5  # estimated Jaccard similarity from which two stories are shown as alike


def words(narrative: str) -> list[str]:
    """The words without case, marks and digits: a retold story differs in those first."""
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", narrative.casefold())
        if not unicodedata.combining(sign)
    )
    return re.findall(r"[^\W\d_]+", bare)


def signature(narrative: str) -> list[int] | None:
    """64 numbers of 32 bits, or None for a story of fewer than six words."""
    told = words(narrative)
    if len(told) < FEWEST_WORDS:
        return None
    key = derive("story")
    shingles = {" ".join(told[start : start + 3]) for start in range(len(told) - 2)}
    keyed = [hmac.new(key, shingle.encode(), hashlib.sha256).hexdigest() for shingle in sorted(shingles)]
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=int.from_bytes(key[:4], "big"))
    minhash.update(keyed)
    return list(minhash.digest())


def bands(numbers: list[int]) -> list[int]:
    """32 signed 64-bit numbers; two stories with one in common are worth comparing."""
    return [
        int.from_bytes(
            hashlib.blake2b(repr((start, numbers[start : start + ROWS])).encode(), digest_size=8).digest(),
            "big",
            signed=True,
        )
        for start in range(0, PERMUTATIONS, ROWS)
    ]


def resemblance(one: list[int], other: list[int]) -> float:
    """The estimated Jaccard similarity of two stories, 0 to 1."""
    return sum(left == right for left, right in zip(one, other, strict=True)) / PERMUTATIONS
