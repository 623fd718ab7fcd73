"""What may apply on a day, in words that do not promise more than the map knows."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law.dates import InForce
from amparo.law.folder import PACKAGED, read
from amparo.law.map import LawMap
from amparo.law.models import Extent, Verification
from amparo.law.suggest import Answer, applicable, found_elements
from amparo.law.vocabulary import Act, Element, Manifestation, Means, Purpose

Folder = Callable[..., Path]
TODAY = date(2022, 1, 1)


def codes(answer: Answer) -> list[str]:
    return [found.provision.code for found in answer.suggestions]


def ask(law: LawMap, *elements: str, on: date = TODAY) -> Answer:
    return applicable(law, [Element.parse(element) for element in elements], on)


def test_what_was_found_becomes_elements_in_the_order_of_the_lists() -> None:
    found = found_elements(
        purposes=[Purpose.SERVITUDE],
        acts=[Act.RECEIPT, Act.RECRUITMENT, Act.RECEIPT],
        means=[Means.FRAUD],
        manifestations=[Manifestation.GROOMING],
    )
    assert [f"{element.aspect}.{element.code}" for element in found] == [
        "manifestation.grooming",
        "act.recruitment",
        "act.receipt",
        "means.fraud",
        "purpose.servitude",
    ]


def test_article_226_covers_possession(mozambique: LawMap) -> None:
    answer = ask(mozambique, "manifestation.csam_possession")
    (found,) = answer.suggestions
    assert found.provision.code == "law-35-2014-226"
    assert (found.extent, found.in_force) == (Extent.FULL, InForce.YES)
    assert found.verification == Verification.SOURCE_REPORT
    assert "Nobody has checked this against the official text yet." in found.reasons
    assert any("22 June 2021" in reason for reason in found.reasons)
    assert any("recently published" in reason for reason in found.reasons), "the newer code is not mentioned"
    assert answer.uncovered == ()


def test_our_own_reading_is_the_weakest(mozambique: LawMap) -> None:
    (found,) = ask(mozambique, "manifestation.csam_possession", "manifestation.csam_production").suggestions
    assert found.extent == Extent.PARTIAL
    assert found.verification == Verification.UNVERIFIED


@pytest.mark.parametrize(
    "code", ["grooming", "sexual_extortion", "access_to_csam", "sexual_harassment_online"]
)
def test_a_gap_is_named_with_its_source(mozambique: LawMap, code: str) -> None:
    answer = ask(mozambique, f"manifestation.{code}")
    assert answer.suggestions == ()
    (uncovered,) = answer.uncovered
    assert uncovered.gaps[0].locus.startswith("Policies and Laws")
    assert uncovered.reason == str(uncovered.gaps[0])


def test_silence_is_not_called_a_gap(mozambique: LawMap) -> None:
    (uncovered,) = ask(mozambique, "manifestation.ai_generated_csam").uncovered
    assert uncovered.gaps == ()
    assert "no proof that none exists" in uncovered.reason


def test_a_gap_stays_named_beside_what_is_covered_in_part(mozambique: LawMap) -> None:
    answer = ask(mozambique, "manifestation.livestreamed_abuse")
    assert codes(answer) == ["law-35-2014-226"]
    assert [gap.code for gap in answer.uncovered[0].gaps] == ["watching-live-streams"]


def test_trafficking_brings_the_national_law_first_and_then_the_protocol(mozambique: LawMap) -> None:
    answer = ask(mozambique, "act.recruitment", "means.deception", "purpose.forced_labour")
    assert codes(answer) == ["law-6-2008-whole", "trafficking-protocol-3-a"]
    national, protocol = answer.suggestions
    assert national.extent == Extent.UNSTATED
    assert any("names no article" in reason for reason in national.reasons)
    assert protocol.in_force is InForce.UNCERTAIN
    assert any("does not by itself punish" in reason for reason in protocol.reasons)
    assert {found.reason for found in answer.uncovered} == {
        "The law on trafficking is on the map; how far it reaches is not."
    }


def test_a_form_of_exploitation_off_the_protocols_list_is_partly_covered(mozambique: LawMap) -> None:
    protocol = ask(mozambique, "purpose.forced_marriage").suggestions[-1]
    assert protocol.extent == Extent.PARTIAL
    assert any("the list is a minimum" in reason for reason in protocol.reasons)


def test_policies_recommendations_and_drafts_are_never_suggested(mozambique: LawMap) -> None:
    everything = {edge.element for edge in mozambique.coverages}
    answer = applicable(mozambique, everything, TODAY)
    assert {found.provision.instrument.kind for found in answer.suggestions} <= {
        "constitution",
        "national_law",
        "treaty",
    }
    draft = {aside.provision.instrument_id: aside.reason for aside in answer.set_aside}
    assert draft == {
        "internet-providers-users-bill": "A draft: it was not approved when the source was written."
    }


@pytest.mark.parametrize(
    ("on", "in_force", "aside"),
    [
        (date(2009, 12, 31), None, "Not yet in force: in force from 15 March 2011."),
        (date(2011, 3, 14), None, "Not yet in force: in force from 15 March 2011."),
        (date(2011, 3, 15), InForce.YES, None),
        (date(2018, 1, 1), InForce.YES, None),
        (date(2018, 6, 1), InForce.UNCERTAIN, None),
        (date(2019, 1, 1), None, "No longer in force: it lasted until 2018."),
    ],
)
def test_a_law_applies_only_in_its_time(
    folder: Folder, on: date, in_force: InForce | None, aside: str | None
) -> None:
    answer = ask(read(folder()).rows, "manifestation.grooming", on=on)
    assert [found.in_force for found in answer.suggestions] == ([in_force] if in_force else [])
    assert [found.reason for found in answer.set_aside] == ([aside] if aside else [])
    assert bool(answer.uncovered) == (in_force is None)


def test_an_article_may_come_later_than_its_law(folder: Folder) -> None:
    law = read(folder()).rows
    early = ask(law, "manifestation.sexual_extortion", on=date(2014, 12, 31))
    assert [found.reason for found in early.set_aside] == ["Not yet in force: in force from 2015."]
    during = ask(law, "manifestation.sexual_extortion", on=date(2015, 6, 1))
    assert during.suggestions[0].in_force is InForce.UNCERTAIN
    after = ask(law, "manifestation.sexual_extortion", on=date(2015, 12, 31))
    assert after.suggestions[0].in_force is InForce.YES
    assert [found.reason for found in after.uncovered] == ["Covered in part only, as far as the map knows."]


def test_without_a_day_of_entry_into_force_it_counts_from_when_a_source_speaks_of_it(folder: Folder) -> None:
    law = read(folder(instruments=('in_force_from = "2011-03-15"\nin_force_to = "2018"\n', ""))).rows
    on = {
        day: ask(law, "manifestation.grooming", on=day) for day in (date(2009, 1, 1), date(2012, 1, 1), TODAY)
    }
    before, between, after = on.values()
    assert [found.reason for found in before.set_aside] == ["Not yet adopted: adopted 2010."]
    assert between.suggestions[0].in_force is InForce.UNCERTAIN
    assert after.suggestions[0].in_force is InForce.YES


def test_a_closed_gap_is_no_longer_named_once_its_day_is_past(folder: Folder) -> None:
    law = read(folder()).rows
    named = [
        bool(ask(law, "manifestation.livestreamed_abuse", on=day).uncovered[0].gaps)
        for day in (date(2021, 12, 31), date(2022, 6, 1), date(2022, 12, 31))
    ]
    assert named == [True, True, False]


MOZAMBIQUE = read(PACKAGED / "mozambique").rows
ALL = sorted({edge.element for edge in MOZAMBIQUE.coverages} | {gap.element for gap in MOZAMBIQUE.gaps})


@given(st.sets(st.sampled_from(ALL), min_size=1), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_every_element_is_answered_for_and_nothing_else(asked: set[Element], on: date) -> None:
    answer = applicable(MOZAMBIQUE, asked, on)
    national = {
        edge.element
        for found in answer.suggestions
        for edge in found.covers
        if edge.extent == Extent.FULL and found.provision.instrument.kind != "treaty"
    }
    uncovered = {found.element for found in answer.uncovered}
    assert uncovered <= asked
    assert asked <= uncovered | national
    for found in answer.suggestions:
        assert found.in_force is not InForce.NO
        assert found.provision.in_force(on) is found.in_force
        assert found.reasons


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_time_alone_never_takes_back_a_law_without_an_end(on: date) -> None:
    article = next(row for row in MOZAMBIQUE.provisions if row.code == "law-35-2014-226")
    assert article.in_force(on) <= article.in_force(on + timedelta(days=1))
