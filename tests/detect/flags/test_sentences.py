"""Sentences of adverts, notices and mail that anyone meets, and of offers that deceive: which carry a flag.

One file for each flag in `sentences/`, by language: what is innocent and what is true.
"""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from amparo_detect.flags.catalogue import catalogue
from amparo_detect.flags.finding import find
from amparo_detect.flags.score import carried
from amparo_detect.text.fold import fold

FILES = sorted(Path(__file__).with_name("sentences").glob("*.toml"))
CASES = [
    (file.stem, language, kind, text)
    for file in FILES
    for language, kinds in tomllib.loads(file.read_text("utf-8")).items()
    for kind, texts in kinds.items()
    for text in texts
]


@pytest.mark.parametrize(("flag", "language", "kind", "text"), CASES)
def test_a_sentence_carries_the_flag_only_if_it_says_so(
    flag: str, language: str, kind: str, text: str
) -> None:
    found = set(carried(find(fold(pl.Series([text]))))["flag"])
    assert (flag in found) == (kind == "true"), language


@pytest.mark.parametrize(("flag", "language", "kind", "text"), [c for c in CASES if c[2] == "innocent"])
def test_an_innocent_sentence_carries_no_grave_flag_of_another_kind(
    flag: str, language: str, kind: str, text: str
) -> None:
    """What clears a sentence of one flag must not make it another."""
    grave = {file.stem for file in FILES}
    assert grave <= set(catalogue().flags)
    assert not set(carried(find(fold(pl.Series([text]))))["flag"]) & grave, (flag, language, kind)
