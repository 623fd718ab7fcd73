"""A folder is taken whole or refused with file and row."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from amparo.law.folder import PACKAGED, UnsoundMap, packaged, read
from amparo.law.map import LawMap
from amparo.law.models import Verification
from amparo.law.vocabulary import Aspect, Element

Folder = Callable[..., Path]
VERIFIED = 'verification = "verified"\nverified_by = "Prosecutor"\nverified_on = 2026-01-31'


def test_the_made_up_map_is_read(folder: Folder) -> None:
    found = read(folder())
    assert found.name == {"en": "Elsewhere"}
    assert [row.code for row in found.rows.provisions] == ["law-1-7", "law-1-8"]
    edge = found.rows.coverages[0]
    assert edge.element == Element(Aspect.MANIFESTATION, "grooming")
    assert (edge.source.code, edge.locus, edge.verification) == ("report", "page 1", "source_report")


def test_the_digest_is_of_what_is_said_not_of_how(folder: Folder) -> None:
    first = read(folder()).digest
    assert read(folder(map=("", "# a remark\n\n"))).digest == first
    assert read(folder(gaps=("page 2", "page 3"))).digest != first


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("map", 'en = "Elsewhere"', 'en = ""', "map.toml: needs the country's name"),
        ("sources", "2020-06", "June", "sources.toml, report: dated:"),
        ("sources", 'language = "en"', "", "sources.toml, report: language:"),
        ("instruments", 'article = "7"', 'articel = "7"', "without article: does not know articel"),
        ("instruments", 'kind = "national_law"', 'kind = "rumour"', "law-1: kind:"),
        ("instruments", 'source = "report"', 'source = "dream"', "sources.toml has no 'dream'"),
        ("instruments", 'locus = "page 1"', "", "law-1: locus:"),
        ("instruments", "manifestation.grooming", "manifestation.flying", "there is no element"),
        ("instruments", '["manifestation.grooming"]', "[]", "'covers' names no elements"),
        ("instruments", 'article = "8"', 'article = "7"', "twice the same: law-1-7"),
        ("instruments", '{ en = "Law 1" }', '"Law 1"', "write title = {"),
        ("instruments", 'verification = "source_report"', VERIFIED, "the row above was verified"),
        (
            "gaps",
            'verification = "source_report"',
            'verification = "verified"',
            "which role, and on which day",
        ),
        (
            "gaps",
            'verification = "source_report"',
            'verification = "unverified"\nverified_by = "Prosecutor"',
            "says who verified it, and that it was not",
        ),
        ("gaps", "[[gap]]", "[gap]", "gaps.toml: write [[gap]]"),
        ("gaps", "[[gap]]", "[[gap", "gaps.toml is not TOML"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    folder: Folder, file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(UnsoundMap, match=re.escape(said)):
        read(folder(**{file: (old, new)}))


def test_a_missing_file_is_named(folder: Folder) -> None:
    path = folder()
    (path / "gaps.toml").unlink()
    with pytest.raises(UnsoundMap, match=r"gaps\.toml cannot be read"):
        read(path)


def test_a_row_says_for_itself_who_verified_it(folder: Folder) -> None:
    path = folder(gaps=('verification = "source_report"', VERIFIED))
    gap = read(path).rows.gaps[0]
    assert (gap.verification, gap.verified_by) == (Verification.VERIFIED, "Prosecutor")


def test_every_map_of_the_product_is_sound() -> None:
    assert packaged() == ["mozambique"]
    for name in packaged():
        assert read(PACKAGED / name).rows.instruments


def test_every_row_of_mozambique_is_cited_said_in_both_languages_and_unverified(mozambique: LawMap) -> None:
    files = {source.code: source.file for source in mozambique.sources}
    for row in (*mozambique.instruments, *mozambique.provisions, *mozambique.coverages, *mozambique.gaps):
        assert row.locus
        assert row.verification != Verification.VERIFIED, "nobody has checked anything yet: who did?"
        if not files[row.source_id]:
            assert row.verification == Verification.UNVERIFIED, f"{row} rests on none of the sources"
    texts = [
        *(one.title for one in mozambique.instruments),
        *(one.remark for one in mozambique.instruments if one.remark),
        *(one.to_check for one in mozambique.instruments if one.to_check),
        *(one.paraphrase for one in mozambique.provisions),
        *(one.note for one in mozambique.coverages if one.note),
        *(one.missing for one in mozambique.gaps),
    ]
    for text in texts:
        assert set(text) == {"en", "pt"}
        assert text["en"] != text["pt"]


def test_mozambique_holds_what_the_report_names(mozambique: LawMap) -> None:
    numbers = {one.number for one in mozambique.instruments}
    assert {"35/2014", "6/2008", "7/2008", "15/2012", "25/2019", "3/2017"} <= numbers
    missing = {gap.element.code for gap in mozambique.gaps}
    assert {
        "access_to_csam",
        "attendance",
        "livestreamed_abuse",
        "grooming",
        "self_generated_shared",
        "sexual_extortion",
        "sexual_harassment_online",
        "advertising",
        "data_retention",
        "provider_reporting",
    } <= missing
    articles = {(row.instrument_id, row.article) for row in mozambique.provisions if row.article}
    assert articles == {
        ("law-35-2014", "226"),
        ("trafficking-protocol", "3(a)"),
        ("trafficking-protocol", "3(b)"),
        ("trafficking-protocol", "3(c)"),
    }, "an article that no source names"
