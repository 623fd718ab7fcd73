"""Stories told alike meet; different and short ones do not; nothing can be read back."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.reports import story

TOLD = (
    "A made-up woman from the market promised my cousin work in a hotel abroad. She paid for the bus, "
    "took the passport and said that she would give it back after three months of work. Since then my "
    "cousin cannot call us, and when she did she was crying and said that nobody pays her."
)
OTHER = (
    "Somebody whom my son met in a game asks him for pictures every evening. He says that he is a boy of "
    "his age, but he writes like a grown man, and now he threatens to tell everybody at the school."
)


def _alike(one: str, other: str) -> float:
    left, right = story.signature(one), story.signature(other)
    assert left is not None
    assert right is not None
    return story.resemblance(left, right)


def _share_a_band(one: str, other: str) -> bool:
    left, right = story.signature(one), story.signature(other)
    return bool(left and right and set(story.bands(left)) & set(story.bands(right)))


def test_the_same_words_are_the_same_story_whatever_case_marks_and_digits() -> None:
    assert _alike(TOLD, TOLD.upper().replace(",", " -").replace("three", "3 three")) == 1.0


def test_an_edited_story_is_still_alike() -> None:
    edited = TOLD.replace("my cousin", "my made-up cousin", 1).replace("was crying", "cried a lot")
    assert _share_a_band(TOLD, edited)
    assert _alike(TOLD, edited) >= story.ALIKE


def test_a_story_with_something_added_is_still_alike() -> None:
    assert _alike(TOLD, f"Good evening. {TOLD} Please help us soon.") >= story.ALIKE


def test_different_stories_are_not_alike() -> None:
    assert _alike(TOLD, OTHER) < 0.2


def test_portuguese_accents_are_no_difference() -> None:
    told = "A senhora prometeu trabalho à minha irmã, que não voltou e já não atende o telefone"
    assert (
        _alike(told, "a senhora prometeu trabalho a minha irma que nao voltou e ja nao atende o telefone")
        == 1.0
    )


def test_a_few_words_are_no_story() -> None:
    for told in ("", "help me", "😀😀😀😀😀😀😀", "1 2 3 4 5 6 7 8"):
        assert story.signature(told) is None


def test_another_server_key_gives_another_signature(settings: object) -> None:
    here = story.signature(TOLD)
    settings.AMPARO_PEPPER = "another-0123456789abcdefghijklmnopqrstuvwxyz-pepper"  # type: ignore[attr-defined]
    assert story.signature(TOLD) != here


@given(st.lists(st.sampled_from([f"word{chr(97 + n)}" for n in range(26)]), min_size=8, max_size=120))
def test_a_story_is_like_itself_and_fits_its_columns(words: list[str]) -> None:
    numbers = story.signature(" ".join(words))
    assert numbers is not None
    assert len(numbers) == story.PERMUTATIONS
    assert story.resemblance(numbers, numbers) == 1.0
    assert len(set(story.bands(numbers))) == story.PERMUTATIONS // story.ROWS
    assert all(-(2**63) <= band < 2**63 for band in story.bands(numbers))
