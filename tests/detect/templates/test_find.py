"""Scripts are found among strangers, and a shared footer or phrase chains nobody."""

from functools import partial
from random import Random

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from amparo_detect.templates.find import find
from amparo_detect.templates.postings import Posts
from amparo_detect.templates.sketch import sketch
from amparo_detect.templates.walk import Threads
from amparo_detect.text.fold import fold
from tests.detect.templates.corpus import FOOTER, posts, sentence


def groups(texts: list[str], *, owners: list[int] | None = None, threads: int = 1) -> npt.NDArray[np.int32]:
    folded = fold(pl.Series(texts))
    made = sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))
    of = np.array(owners or [-1] * len(texts), dtype=np.int64)
    given = Posts(made.hashes, made.places, made.starts, of)
    return find(given, over=partial(Threads, threads=threads))


@pytest.mark.parametrize("seed", range(3))
def test_campaigns_are_found_and_strangers_left_alone(seed: int) -> None:
    texts, truth = posts(Random(seed), campaigns=8, copies=12, strangers=200)  # noqa: S311
    found = groups(texts)
    pairs = [
        (found[one] == found[other] and found[one] >= 0, truth[one] == truth[other] and truth[one] >= 0)
        for one in range(len(texts))
        for other in range(one)
    ]
    right = sum(said and true for said, true in pairs)
    assert right / sum(said for said, _ in pairs) >= 0.97
    assert right / sum(true for _, true in pairs) >= 0.9


def test_a_template_is_named_by_its_first_post() -> None:
    texts, _ = posts(Random(5), campaigns=3, copies=6, strangers=20)  # noqa: S311
    found = groups(texts)
    for name in set(found[found >= 0].tolist()):
        assert np.flatnonzero(found == name)[0] == name
        assert (found == name).sum() > 1


def test_any_number_of_threads_finds_the_same() -> None:
    texts, _ = posts(Random(6), campaigns=5, copies=10, strangers=50)  # noqa: S311
    assert groups(texts, threads=2).tolist() == groups(texts).tolist()


def test_a_footer_alone_makes_no_template() -> None:
    random = Random(7)  # noqa: S311
    texts = [" ".join(sentence(random) for _ in range(3)) + " " + FOOTER for _ in range(80)]
    assert (groups(texts) == -1).mean() >= 0.95


def test_equal_posts_are_one_template_and_empty_ones_none() -> None:
    random = Random(8)  # noqa: S311
    same = sentence(random) + sentence(random)
    assert groups([same, "", same, sentence(random), "", "84 000 0012"]).tolist() == [0, -1, 0, -1, -1, -1]


def test_no_posts() -> None:
    assert groups([]).tolist() == []
