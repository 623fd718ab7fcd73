"""An auditor reads words: no event is shown by its code, and no basis that an entry can rest on."""

import re
from itertools import product

import pytest
from django.utils import translation

from amparo.accounts.policy import Basis
from amparo.cases.audit.words import of_event, of_fact
from amparo.cases.models import Compartment, Ground
from amparo.cases.obligations.kinds import country
from amparo.ledger.vocabulary import Event

CODE = re.compile(r"[a-z]+[._][a-z_]+")


@pytest.mark.parametrize("language", ["en", "pt-mz"])
def test_every_event_has_words(language: str) -> None:
    with translation.override(language):
        coded = [
            event for event in Event if of_event(event) == event.value or CODE.fullmatch(of_event(event))
        ]
    assert not coded, "give it words in audit/words.py, or a sentence in lifecycle/sentences.py"


@pytest.mark.parametrize("language", ["en", "pt-mz"])
def test_every_basis_and_part_has_words(language: str) -> None:
    with translation.override(language):
        for name, code in product(
            ("basis", "grants", "compartments"), [*Basis, *Ground, *Compartment, "hand_over"]
        ):
            called, value = of_fact(name, str(code))
            assert not CODE.fullmatch(called)
            assert "_" not in value
            assert of_fact(name, f"{code}, {code}")[1] == f"{value}, {value}"


@pytest.mark.parametrize("language", ["en", "pt-mz"])
def test_what_a_clock_rests_on_has_words(language: str) -> None:
    with translation.override(language):
        for kind in country().kinds.values():
            assert of_fact("basis", kind.source.code)[1] == kind.source.words != kind.source.code


def test_what_nobody_knows_is_shown_as_it_is() -> None:
    assert of_event("made.up") == "made.up"
    assert of_fact("made_up", "other") == ("made_up", "other")
