"""Sentences of adverts, notices and mail that anyone meets, and of offers that deceive: which carry a flag.

One file for each flag in `sentences/`, by language: what is innocent and what is true; and `ordinary.txt`,
where no line carries any of these flags.
"""

import functools
import tomllib
from pathlib import Path

import polars as pl
import pytest

from amparo_detect.flags.catalogue import catalogue
from amparo_detect.flags.finding import find
from amparo_detect.flags.score import carried
from amparo_detect.text.fold import fold

FILES = sorted(Path(__file__).with_name("sentences").glob("*.toml"))
GRAVE = {file.stem for file in FILES}
CASES = [
    (file.stem, language, kind, text)
    for file in FILES
    for language, kinds in tomllib.loads(file.read_text("utf-8")).items()
    for kind, texts in kinds.items()
    for text in texts
]
ORDINARY = [text for _, _, kind, text in CASES if kind == "innocent"] + (
    FILES[0].with_name("ordinary.txt").read_text("utf-8").splitlines()
)


@functools.cache
def flags_of() -> dict[str, set[str]]:
    """The flags of every sentence, each a post of its own: found together, which takes a second."""
    texts = list(dict.fromkeys([text for *_, text in CASES] + ORDINARY))
    found: dict[str, set[str]] = {text: set() for text in texts}
    for flag, post in carried(find(fold(pl.Series(texts)))).select("flag", "post").iter_rows():
        found[texts[post]].add(flag)
    return found


@pytest.mark.parametrize(("flag", "language", "kind", "text"), CASES)
def test_a_sentence_carries_the_flag_only_if_it_says_so(
    flag: str, language: str, kind: str, text: str
) -> None:
    assert (flag in flags_of()[text]) == (kind == "true"), language


@pytest.mark.parametrize("text", ORDINARY)
def test_an_innocent_sentence_carries_no_grave_flag(text: str) -> None:
    """What clears a sentence of one flag must not make it another."""
    assert not flags_of()[text] & GRAVE


def test_the_files_are_of_flags_and_tell_enough_of_what_is_innocent() -> None:
    assert set(catalogue().flags) >= GRAVE
    for file in FILES:
        for language, kinds in tomllib.loads(file.read_text("utf-8")).items():
            assert len(kinds["innocent"]) >= 8 and len(kinds["true"]) >= 4, (file.stem, language)
