"""A day's scripts find the templates they belong to, and nothing old moves."""

from functools import partial
from random import Random
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from amparo_detect.templates import adding
from amparo_detect.templates.adding import Added, Day
from amparo_detect.templates.find import find
from amparo_detect.templates.keeping import (
    KEPT,
    SAMPLE,
    Counted,
    Kept,
    Memory,
    keep,
    sampled,
    together,
)
from amparo_detect.templates.postings import Posts, sketch_keys
from amparo_detect.templates.sketch import Sketches, sketch
from amparo_detect.templates.walk import Threads
from amparo_detect.text.fold import fold
from tests.detect.templates.corpus import FOOTER, posts, sentence
from tests.detect.templates.test_hollow import on_a_portal

OVER = partial(Threads, threads=1)


class Base(NamedTuple):
    templates: npt.NDArray[np.int32]
    kept: Kept
    scripts: int


def sketches(texts: list[str]) -> Sketches:
    folded = fold(pl.Series(texts))
    return sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))


def based(texts: list[str]) -> Base:
    made = sketches(texts)
    told: list[Any] = []
    nobody = np.full(len(texts), -1, dtype=np.int64)
    posts = Posts(made.hashes, made.places, made.starts, nobody)
    groups = find(posts, over=OVER, told=lambda *given: told.append(given))
    scripts, frequency, first = told[0]
    rows = first.astype(np.uint32)
    kept = keep(scripts, Counted(frequency, frequency), rows, sampled(rows, groups[first], KEPT))
    return Base(groups, kept, len(rows))


def day(
    texts: list[str], first: int, threads: int = 1, parts: list[Kept] | None = None, base: Base | None = None
) -> Added:
    made = sketches(texts)
    assert base is not None
    new = Day(
        made.hashes,
        made.places,
        made.starts,
        np.full(len(texts), -1, dtype=np.int64),
        np.arange(first, first + len(texts), dtype=np.uint32),
        np.ones(len(texts), dtype=np.int32),
    )
    memory = Memory(parts or [base.kept])
    return adding.add(
        new, memory, base.templates, base.scripts + len(texts), over=partial(Threads, threads=threads)
    )


@pytest.fixture(scope="module")
def corpus() -> tuple[list[str], list[int]]:
    return posts(Random(11), campaigns=8, copies=14, strangers=150)  # noqa: S311


def test_copies_join_their_template_and_strangers_stay_alone(corpus: tuple[list[str], list[int]]) -> None:
    texts, truth = corpus
    cut = 180
    base = based(texts[:cut])
    found = day(texts[cut:], cut, base=base)
    right = 0
    for group, campaign in zip(found.groups.tolist(), truth[cut:], strict=True):
        if campaign < 0:
            assert group == -1
        else:
            mates = [
                name for name, of in zip(base.templates.tolist(), truth[:cut], strict=True) if of == campaign
            ]
            right += group == max(set(mates), key=mates.count)
    assert right >= 0.9 * sum(campaign >= 0 for campaign in truth[cut:])


def test_an_old_post_that_was_alone_and_new_ones_become_a_template_named_by_its_row() -> None:
    random = Random(3)  # noqa: S311
    script = [sentence(random) for _ in range(6)]
    strangers = [" ".join(sentence(random) for _ in range(6)) for _ in range(20)]
    base = based([*strangers, " ".join(script)])
    assert base.templates.tolist() == [-1] * 21
    found = day(
        [" ".join(script[1:]), strangers[0] + sentence(random)[:9], " ".join(script[:5])], 21, base=base
    )
    assert found.groups[[0, 2]].tolist() == [20, 20]
    assert 20 in found.joined[0]
    assert dict(zip(found.joined[0].tolist(), found.joined[1].tolist(), strict=True))[20] == 20


def test_new_posts_among_themselves_become_a_template_named_by_the_first() -> None:
    random = Random(5)  # noqa: S311
    base = based([" ".join(sentence(random) for _ in range(5)) for _ in range(10)])
    script = [sentence(random) for _ in range(6)]
    found = day([sentence(random) * 2, " ".join(script), " ".join(script[:-1])], 10, base=base)
    assert found.groups.tolist() == [-1, 11, 11]


def test_two_old_templates_that_a_post_ties_together_stay_two_and_it_is_told() -> None:
    random = Random(8)  # noqa: S311
    parts = [sentence(random) for _ in range(12)]
    one, other = parts[:6], parts[6:]
    texts = [" ".join(one[skip:] + one[:skip]) for skip in range(4)] + [
        " ".join(other[skip:] + other[:skip]) for skip in range(4)
    ]
    texts += [" ".join(sentence(random) for _ in range(6)) for _ in range(20)]
    base = based(texts)
    assert base.templates[:8].tolist() == [0] * 4 + [4] * 4
    tying = [" ".join(one + other), " ".join(other + one), " ".join(one[:5] + other[:5])]
    found = day(tying, len(texts), base=base)
    assert found.tied == [(0, 4)]
    assert set(found.groups.tolist()) <= {0, 4}
    assert not len(found.joined[0])


def test_a_footer_that_is_new_chains_nobody() -> None:
    random = Random(9)  # noqa: S311
    base = based([" ".join(sentence(random) for _ in range(5)) for _ in range(30)])
    texts = [" ".join(sentence(random) for _ in range(3)) + " " + FOOTER for _ in range(80)]
    assert (day(texts, 30, base=base).groups == -1).mean() >= 0.95


@pytest.mark.parametrize("before", [0, 5])
def test_the_lines_of_a_portal_that_is_new_hold_no_strangers_together(before: int) -> None:
    """Also where too few of its posts came before that day to be told from a script."""
    random = Random(2)  # noqa: S311
    strangers = [" ".join(sentence(random) for _ in range(5)) for _ in range(60)]
    base = based([*(on_a_portal(random, sentence(random)) for _ in range(before)), *strangers])
    script = " ".join(sentence(random) for _ in range(4))
    texts = [on_a_portal(random, sentence(random)) for _ in range(60)]
    copies = [on_a_portal(random, script) for _ in range(8)]
    found = day([*texts, *copies], 60 + before, base=base).groups
    assert (found[:60] == -1).mean() >= 0.9
    assert set(found[60:].tolist()) == {120 + before}


def test_a_script_of_pieces_that_a_template_has_is_adopted() -> None:
    random = Random(2)  # noqa: S311
    said = [sentence(random) for _ in range(12)]
    copies = [" ".join(said[(first + step) % 12] for step in range(5)) for first in range(12)]
    strangers = [" ".join(sentence(random) for _ in range(6)) for _ in range(63)]
    base = based([*copies, " ".join(said), *strangers[:60]])
    assert base.templates.tolist() == [0] * 13 + [-1] * 60
    pieces = [
        " ".join(f"{said[place]} {(sentence(random) + sentence(random))[:60]}" for place in (n, n + 4, n + 8))
        for n in range(4)
    ]
    found = day([*pieces, *strangers[60:]], 73, base=base)
    assert found.groups.tolist() == [0] * 4 + [-1] * 3
    assert not len(found.joined[0])


def test_any_number_of_threads_and_of_parts_finds_the_same(corpus: tuple[list[str], list[int]]) -> None:
    texts, _ = corpus
    base = based(texts[:150])
    first = day(texts[150:200], 150, base=base)
    templates = np.concatenate((base.templates, first.groups))
    templates[first.joined[0]] = first.joined[1]
    later = Base(templates, base.kept, base.scripts + 50)
    apart = day(texts[200:], 200, base=later, parts=[base.kept, first.kept])
    as_one = day(texts[200:], 200, threads=2, base=later, parts=[together([base.kept, first.kept])])
    assert apart.groups.tolist() == as_one.groups.tolist()
    assert apart.joined[0].tolist() == as_one.joined[0].tolist()


def test_what_is_kept_is_a_sample_of_each_group_and_all_that_are_alone() -> None:
    rows = np.arange(100, dtype=np.uint32)
    groups = np.where(rows < 40, 0, -1).astype(np.int32)
    chosen = sampled(rows, groups, SAMPLE)
    assert chosen[:40].sum() == SAMPLE
    assert chosen[40:].all()
    other = np.random.default_rng(1).permutation(100)
    assert (sampled(rows[other], groups[other], SAMPLE) == chosen[other]).all(), "in whatever order"


def test_a_day_without_new_scripts_keeps_nothing() -> None:
    random = Random(2)  # noqa: S311
    base = based([sentence(random) * 3 for _ in range(5)])
    found = day([], 5, base=base)
    assert not len(found.groups)
    assert together([base.kept, found.kept]).rows.tolist() == base.kept.rows.tolist()


def test_equal_sketches_have_equal_keys_and_an_empty_one_none() -> None:
    random = Random(4)  # noqa: S311
    text = sentence(random) * 2
    made = sketches([text, "…", text.upper() + " 😀", sentence(random)])
    keys = sketch_keys(made.hashes, made.starts).tolist()
    assert keys[0] == keys[2] != keys[3]
    assert keys[1] == 0
