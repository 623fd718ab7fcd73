"""A day joined to known networks gives the groups that all posts together give, and keeps names."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo_detect.networks.adding import Added, Known, add
from amparo_detect.networks.build import build, carried_by, posted_by
from amparo_detect.networks.carriers import Carriers, Links, carriers, together

Numbers = npt.NDArray[np.int32]


class Post(NamedTuple):
    template: int
    phones: tuple[int, ...]
    account: int


def frames(posts: list[Post], first: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts with their sources, and contacts. Numbers lie in a block that nobody has."""
    rows = range(first, first + len(posts))
    sources = [f"account {post.account}" if post.account else None for post in posts]
    found = [
        (row, "phone", f"+25884000{phone:04d}", 1.0)
        for row, post in zip(rows, posts, strict=True)
        for phone in post.phones
    ]
    schema = {"post": pl.UInt32, "kind": pl.String, "value": pl.String, "confidence": pl.Float32}
    return (
        pl.DataFrame({"post": rows, "source": sources}, schema={"post": pl.UInt32, "source": pl.String}),
        pl.DataFrame(found, schema=schema, orient="row"),
    )


def templates_of(posts: list[Post], before: Numbers | None = None) -> Numbers:
    """Scripts named by their first posts, of those that several have; names that were given stay."""
    numbers = np.array([post.template for post in posts])
    out = np.full(len(posts), -1, dtype=np.int32)
    for number in set(numbers.tolist()) - {0}:
        rows = np.flatnonzero(numbers == number)
        if len(rows) > 1:
            named = before[rows[rows < len(before)]] if before is not None else np.empty(0, np.int32)
            out[rows] = named[named >= 0][0] if (named >= 0).any() else rows[0]
    return out


def index(posts: list[Post], first: int = 0) -> tuple[pl.DataFrame, Carriers]:
    of, contacts = frames(posts, first)
    keys = pl.concat([carried_by(contacts).select("post", "key"), posted_by(of)])
    return keys, carriers(keys, first, len(posts))


def whole(posts: list[Post], templates: Numbers) -> Numbers:
    of, contacts = frames(posts)
    found = build(of, pl.DataFrame({"post": of["post"], "template": templates}), carried_by(contacts))
    return found.posts["network"].to_numpy()


def added(old: list[Post], new: list[Post], networks: Numbers | None = None) -> tuple[Numbers, Added]:
    """The old networks, and what a day makes of them."""
    before = templates_of(old)
    known = whole(old, before) if networks is None else networks
    _, held = index(old)
    keys, day = index(new, len(old))
    strict = pl.DataFrame(schema={"unit": pl.Int64, "round": pl.Int32})
    now = templates_of([*old, *new], before)
    posted = sum(post.account > 0 for post in [*old, *new])
    return known, add(Links([held, day]), keys, Known(before, known, strict), now, posted=posted)


def same_groups(one: Numbers, other: Numbers) -> bool:
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    apart = (one < 0) != (other < 0)
    return len(pairs) == len(set(one.tolist())) == len(set(other.tolist())) and not apart.any()


some = st.builds(
    Post,
    st.integers(0, 6),
    st.lists(st.integers(1, 9), max_size=2, unique=True).map(tuple),
    st.integers(0, 3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(some, min_size=1, max_size=30), st.lists(some, min_size=1, max_size=12))
def test_a_day_gives_the_groups_that_all_posts_at_oncegive(old: list[Post], new: list[Post]) -> None:
    known, found = added(old, new)
    at_once = whole([*old, *new], templates_of([*old, *new], templates_of(old)))
    assert same_groups(found.networks, at_once)
    for name in set(known[known >= 0].tolist()) & set(found.networks.tolist()):
        assert (known[found.networks[: len(old)] == name] == name).any(), "a name stays with its posts"


def test_two_networks_that_come_at_oncetake_the_lower_name() -> None:
    old = [Post(1, (1,), 0)] * 3 + [Post(2, (2,), 0)] * 3
    known, found = added(old, [Post(1, (1, 2), 0)])
    assert known.tolist() == [0, 0, 0, 3, 3, 3]
    assert found.networks.tolist() == [0] * 7


def test_the_part_with_most_old_posts_keeps_the_name() -> None:
    # Number 9 joined two scripts until so many strangers used it that it joins nothing.
    old = [Post(1, (9,), 0)] * 2 + [Post(2, (9,), 0)] * 3
    new = [Post(0, (9,), 0) for _ in range(70)]
    known, found = added(old, new)
    assert known.tolist() == [0] * 5
    assert found.networks[2:5].tolist() == [0, 0, 0], "three of five posts are there"
    assert found.networks[0] == found.networks[1] == 1, "its own first row is the other's name"
    assert found.shared.len() == 1


def test_what_a_day_does_not_touch_is_not_looked_at() -> None:
    old = [Post(1, (1,), 0)] * 3 + [Post(2, (2,), 0)] * 3
    _, found = added(old, [Post(1, (1,), 0), Post(0, (), 0)])
    assert sorted(found.looked_at.to_list()) == [0, 1, 2, 6, 7]
    assert found.networks.tolist() == [0, 0, 0, 3, 3, 3, 0, -1]


def test_carriers_answer_both_ways_and_join() -> None:
    old, new = [Post(0, (1, 2), 1), Post(0, (), 0)], [Post(0, (2,), 1)]
    (_, one), (_, other) = index(old), index(new, 2)
    keys = index([*old, *new])[0]
    for parts in ([one, other], [together([one, other])]):
        links = Links(parts)
        for key in keys["key"].unique():
            asked = np.array([key], dtype=np.uint64)
            expected = keys.filter(pl.col("key") == key)["post"].sort().to_list()
            assert links.of_keys(asked)["post"].sort().to_list() == expected
            assert links.counts(asked).tolist() == [len(expected)]
        held = links.of_posts(np.array([0, 1, 2], dtype=np.uint32)).sort("post", "key")
        assert held.equals(keys.sort("post", "key"))
