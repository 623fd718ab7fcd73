"""Pairs counted from group sizes are the pairs that one would list."""

from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from bench import pairs

POSTS = st.lists(
    st.tuples(
        st.integers(-1, 3), st.integers(-1, 3), st.sampled_from(["", "typos", "portal|typos", "portal"])
    ),
    min_size=1,
    max_size=25,
)


def frame(posts: list[tuple[int, int, str]]) -> pl.DataFrame:
    schema = {"template": pl.Int64, "group": pl.Int64, "kinds": pl.String}
    return pl.DataFrame(posts, schema=schema, orient="row")


def listed(posts: list[tuple[int, int, str]], kind: str | None = None) -> pairs.Score:
    true = found = both = 0
    for one, other in combinations(posts, 2):
        if kind and kind not in one[2].split("|") and kind not in other[2].split("|"):
            continue
        same, together = one[0] == other[0] >= 0, one[1] == other[1] >= 0
        true, found, both = true + same, found + together, both + (same and together)
    return pairs.Score(true, found, both)


@given(POSTS)
def test_whole(posts: list[tuple[int, int, str]]) -> None:
    assert pairs.score(frame(posts)) == listed(posts)


@given(POSTS)
def test_kinds(posts: list[tuple[int, int, str]]) -> None:
    for kind, (_, score) in pairs.by_kind(frame(posts)).items():
        assert score == listed(posts, kind)


def test_strangers_and_the_largest_impure_group() -> None:
    posts = frame([(-1, 0, ""), (-1, 0, ""), (1, 0, ""), (1, 1, ""), (1, 1, ""), (-1, 1, ""), (-1, -1, "")])
    share, impure = pairs.strangers(posts)
    assert share == 3 / 4
    assert impure == 3


def test_sizes_say_how_many_fellows_are_found() -> None:
    posts = frame([(0, 0, ""), (0, 0, ""), (0, -1, ""), (0, 0, "")])
    (name, (count, recall, mean)), *others = pairs.by_size(posts).items()
    assert (name, count, recall, others) == ("2 to 4 posts", 4, 0.5, [])
    assert mean == (2 / 3) * 3 / 4
