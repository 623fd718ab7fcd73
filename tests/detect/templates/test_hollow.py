"""What a portal's lines hold together is hollow, and told apart from the offers; a script is not hollow."""

from random import Random

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.templates import hollow
from amparo_detect.templates.postings import Posts
from amparo_detect.templates.sketch import sketch
from amparo_detect.text.fold import fold
from tests.detect.templates.corpus import sentence, word

LINES = (
    "this page takes no fee from anybody who applies for a place and keeps no papers",
    "look at the employer before you travel and tell somebody where you are going",
    "what is written here was written by members and nobody has looked at it before",
    "the newest places come by letter every morning to all who have left an address",
    "whoever sees something strange may press the red button at the foot of this page",
    "the rules of the house and what is done with your data can be read on request",
)
Marks = npt.NDArray[np.bool_]


def on_a_portal(random: Random, offer: str) -> str:
    """An offer between some of the portal's lines."""
    before, after = random.sample(LINES, 2), random.sample(LINES, 3)
    return " ".join([*before, offer, *after])


def marked(texts: list[str], owners: list[int]) -> tuple[Marks, list[Marks]]:
    """Which of the texts are apart, taken for one group, and what is dull in each."""
    folded = fold(pl.Series(texts))
    made = sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))
    scripts = Posts(made.hashes, made.places, made.starts, np.array(owners, dtype=np.int64))
    dull, apart = np.zeros(len(made.hashes), dtype=np.bool_), np.zeros(len(texts), dtype=np.bool_)
    grouped = hollow.large(np.zeros(len(texts), dtype=np.int64))
    hollow.find_hollow(scripts, grouped, dull, apart, 0, len(grouped.starts) - 1)
    return apart, np.split(dull, made.starts[1:-1])


def offers(random: Random, count: int) -> list[str]:
    return [" ".join(sentence(random) for _ in range(2)) for _ in range(count)]


def test_what_a_portals_lines_hold_together_is_hollow() -> None:
    random = Random(11)  # noqa: S311
    texts = [on_a_portal(random, offer) for offer in offers(random, 60)]
    apart, dull = marked(texts, list(range(60)))
    assert apart.all()
    assert 0.6 < np.mean([marks.mean() for marks in dull]) < 0.9  # the lines, not the offers between them


def test_a_campaign_in_a_hollow_group_keeps_its_own_words() -> None:
    random = Random(12)  # noqa: S311
    script = " ".join(sentence(random) for _ in range(3))
    strangers = [on_a_portal(random, offer) for offer in offers(random, 60)]
    copies = [f"{LINES[0]} {script}"] * 9
    apart, dull = marked(strangers + copies, list(range(69)))
    assert apart.all()
    held = dull[-1]
    assert 0.1 < held.mean() < 0.5  # the portal's line alone


def test_one_contact_makes_a_script_with_a_long_slot_whole() -> None:
    random = Random(13)  # noqa: S311
    script = " ".join(sentence(random) for _ in range(4))
    texts = [f"{script} {offer}" for offer in offers(random, 30)]
    apart, dull = marked(texts, [7] * 30)
    assert not apart.any()
    assert not np.concatenate(dull).any()
    assert marked(texts, list(range(30)))[0].all()


def test_short_slots_make_no_group_hollow() -> None:
    random = Random(14)  # noqa: S311
    said = [sentence(random) for _ in range(5)]
    texts = [" ".join(f"{one} {word(random)}" for one in said) for _ in range(30)]
    assert not marked(texts, list(range(30)))[0].any()


def test_small_groups_say_nothing_of_themselves() -> None:
    groups = np.array([0] * (hollow.FEWEST - 1) + [10] * hollow.FEWEST + [3], dtype=np.int64)
    grouped = hollow.large(groups)
    assert grouped.scripts.tolist() == list(range(hollow.FEWEST - 1, 2 * hollow.FEWEST - 1))
    assert grouped.starts.tolist() == [0, hollow.FEWEST]
