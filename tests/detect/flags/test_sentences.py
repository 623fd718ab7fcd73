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
SENTENCES: dict[tuple[str, str], dict[str, list[str]]] = {
    (file.stem, language): kinds
    for file in FILES
    for language, kinds in tomllib.loads(file.read_text("utf-8")).items()
}
ORDINARY = FILES[0].with_name("ordinary.txt").read_text("utf-8").splitlines()


@functools.cache
def flags_of() -> dict[str, set[str]]:
    """The flags of every sentence, each a post of its own: found together, which takes a second."""
    told = [text for kinds in SENTENCES.values() for texts in kinds.values() for text in texts]
    texts = list(dict.fromkeys(told + ORDINARY))
    found: dict[str, set[str]] = {text: set() for text in texts}
    for flag, post in carried(find(fold(pl.Series(texts)))).select("flag", "post").iter_rows():
        found[texts[post]].add(flag)
    return found


@pytest.mark.parametrize(("flag", "language"), SENTENCES)
def test_a_sentence_that_says_so_carries_the_flag(flag: str, language: str) -> None:
    true = SENTENCES[flag, language]["true"]
    assert len(true) >= 4
    assert [text for text in true if flag not in flags_of()[text]] == []


@pytest.mark.parametrize(("flag", "language"), SENTENCES)
def test_an_innocent_sentence_carries_no_grave_flag(flag: str, language: str) -> None:
    """Nor another: what clears a sentence of one flag must not make it the other."""
    innocent = SENTENCES[flag, language]["innocent"]
    assert len(innocent) >= 8
    assert {text: flags_of()[text] & GRAVE for text in innocent if flags_of()[text] & GRAVE} == {}


def test_ordinary_sentences_carry_no_grave_flag() -> None:
    assert set(catalogue().flags) >= GRAVE
    assert {text: flags_of()[text] & GRAVE for text in ORDINARY if flags_of()[text] & GRAVE} == {}
