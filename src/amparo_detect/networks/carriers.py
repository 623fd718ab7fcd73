"""Which post carries which contact or account, to be asked in both directions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Rows = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]


class Carriers(NamedTuple):
    """What some posts carry, those from row `first` on: `keys`, ascending, and `posts` side by side.

    `by_post` are the places of these, post by post; those of row `first + n` begin at `starts[n]`.
    """

    first: int
    keys: Keys
    posts: Rows
    by_post: Rows
    starts: Rows


def carriers(carried: pl.DataFrame, first: int, count: int) -> Carriers:
    """Of `count` posts from row `first` on. `carried`: post, key (see `build.carried_by`, `posted_by`)."""
    ordered = carried.select("post", "key").sort("key", "post")
    posts = ordered["post"].cast(pl.UInt32).to_numpy()
    starts = np.concatenate(([0], np.cumsum(np.bincount(posts.astype(np.int64) - first, minlength=count))))
    by_post = np.argsort(posts, kind="stable").astype(np.uint32)
    return Carriers(first, ordered["key"].to_numpy(), posts, by_post, starts.astype(np.uint32))


def together(parts: Sequence[Carriers]) -> Carriers:
    """Several as one, each of the posts that follow those of the one before."""
    keys = np.concatenate([part.keys for part in parts])
    posts = np.concatenate([part.posts for part in parts])
    count = sum(len(part.starts) - 1 for part in parts)
    return carriers(pl.DataFrame({"post": posts, "key": keys}), parts[0].first, count)


class Links:
    """All that was written down, in the order of the posts. The arrays may be mapped."""

    def __init__(self, parts: Sequence[Carriers]) -> None:
        self._parts = parts

    def of_keys(self, keys: Keys) -> pl.DataFrame:
        """`post`, `key` of all posts of these keys."""
        found: list[tuple[Rows, Keys]] = [(np.empty(0, np.uint32), np.empty(0, np.uint64))]
        for part in self._parts:
            low, high = (np.searchsorted(part.keys, keys, side=side) for side in ("left", "right"))
            places = _ranges(low, high)
            found.append((part.posts[places], part.keys[places]))
        return _frame(found)

    def of_posts(self, posts: Rows) -> pl.DataFrame:
        """`post`, `key` of what these posts carry."""
        found: list[tuple[Rows, Keys]] = [(np.empty(0, np.uint32), np.empty(0, np.uint64))]
        for part in self._parts:
            own = posts[(posts >= part.first) & (posts < part.first + len(part.starts) - 1)].astype(np.int64)
            places = part.by_post[_ranges(part.starts[own - part.first], part.starts[own - part.first + 1])]
            found.append((part.posts[places], part.keys[places]))
        return _frame(found)

    def counts(self, keys: Keys) -> npt.NDArray[np.int64]:
        """How many posts each key has."""
        out = np.zeros(len(keys), dtype=np.int64)
        for part in self._parts:
            low, high = (np.searchsorted(part.keys, keys, side=side) for side in ("left", "right"))
            out += high - low
        return out


def _ranges(low: npt.NDArray[np.integer], high: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """low[0] … high[0] − 1, low[1] … high[1] − 1, and so on."""
    low = low.astype(np.int64)
    count = high.astype(np.int64) - low
    return np.repeat(low - (np.cumsum(count) - count), count) + np.arange(count.sum())


def _frame(found: Sequence[tuple[Rows, Keys]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "post": np.concatenate([posts for posts, _ in found]),
            "key": np.concatenate([keys for _, keys in found]),
        }
    )
