"""The table of what is covered and what is not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from amparo.law.folder import read
from amparo.law.map import LawMap
from amparo.law.matrix import Found, table
from amparo.law.models import State, Verification
from amparo.law.vocabulary import LISTS, Aspect

TODAY = date(2026, 1, 1)


def found_by_code(law: LawMap, aspect: Aspect, on: date = TODAY) -> dict[str, Found]:
    return {element.code: row.found for row in table(law, aspect, on) for element in row.elements}


def test_the_manifestations_of_mozambique(mozambique: LawMap) -> None:
    assert found_by_code(mozambique, Aspect.MANIFESTATION) == {
        "csam_production": Found.IN_PART,
        "csam_possession": Found.COVERED,
        "csam_distribution": Found.COVERED,
        "ai_generated_csam": Found.SILENT,
        "grooming": Found.GAP,
        "sexual_extortion": Found.GAP,
        "livestreamed_abuse": Found.IN_PART,
        "self_generated_coerced": Found.SILENT,
        "self_generated_shared": Found.GAP,
        "sexual_harassment_online": Found.GAP,
        "exploitation_in_travel": Found.SILENT,
        "access_to_csam": Found.GAP,
    }


def test_every_entry_of_every_list_has_one_place_in_its_order(mozambique: LawMap) -> None:
    for aspect, words in LISTS.items():
        assert list(found_by_code(mozambique, aspect)) == words.values


def test_neighbours_that_say_the_same_share_a_row(mozambique: LawMap) -> None:
    (acts,) = table(mozambique, Aspect.ACT, TODAY)
    assert len(acts.elements) == 5
    assert acts.found == Found.NAMED
    listed, other = table(mozambique, Aspect.PURPOSE, TODAY)
    assert (len(listed.elements), len(other.elements)) == (5, 5)


def test_a_draft_is_shown_and_does_not_count(mozambique: LawMap) -> None:
    row = next(
        row for row in table(mozambique, Aspect.TOPIC, TODAY) if row.elements[0].code == "provider_reporting"
    )
    assert row.found == Found.GAP
    assert len(row.gaps) == 2
    states = {edge.coverage.provision.instrument_id: (edge.state, edge.counts) for edge in row.edges}
    assert states["internet-providers-users-bill"] == (State.DRAFT, False)


def test_before_the_law_there_was_nothing(mozambique: LawMap) -> None:
    assert (
        found_by_code(mozambique, Aspect.MANIFESTATION, date(2014, 12, 31))["csam_possession"] == Found.SILENT
    )


def test_only_what_was_checked_is_said_to_be_in_effect(folder: Callable[..., Path]) -> None:
    on = date(2016, 6, 1)
    (reported,) = read(folder()).rows.instruments
    assert reported.state(on) == State.REPORTED
    assert reported.state(date(2010, 6, 1)) == State.NOT_YET
    assert reported.state(date(2019, 6, 1)) == State.ENDED
    reported.verification = Verification.VERIFIED
    assert reported.state(on) == State.IN_EFFECT
