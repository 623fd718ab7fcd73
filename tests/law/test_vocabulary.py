"""The closed lists are those of the design, in both languages, and name things once."""

import pytest
from django.db.models import TextChoices
from django.utils import translation

from amparo.law import vocabulary
from amparo.law.vocabulary import LISTS, TRAFFICKING, Aspect, Element, Manifestation, Stage, Technology

DESIGN = {
    Aspect.ACT: "recruitment transportation transfer harbouring receipt",
    Aspect.MEANS: "threat_or_force other_coercion abduction fraud deception abuse_of_power"
    " abuse_of_vulnerability payment_to_controller",
    Aspect.PURPOSE: "sexual_exploitation forced_labour slavery_like servitude organ_removal forced_begging"
    " forced_marriage child_labour recruitment_by_armed_group other",
    Aspect.MANIFESTATION: "csam_production csam_possession csam_distribution ai_generated_csam grooming"
    " sexual_extortion livestreamed_abuse self_generated_coerced self_generated_shared"
    " sexual_harassment_online exploitation_in_travel access_to_csam",
}


@pytest.mark.parametrize("aspect", DESIGN)
def test_the_lists_are_those_of_the_design(aspect: Aspect) -> None:
    assert LISTS[aspect].values == DESIGN[aspect].split()


def test_stages_and_technologies_are_those_of_the_design() -> None:
    assert len(Stage) == 7
    assert len(Technology) == 14


def test_no_label_blames_a_child_or_repeats_another() -> None:
    for language in ("en", "pt-mz"):
        with translation.override(language):
            every: list[type[TextChoices]] = [*LISTS.values(), Stage, Technology]
            for words in every:
                labels = [str(label).lower() for label in words.labels]
                assert len(set(labels)) == len(labels), (language, words)
                assert not [label for label in labels if "porn" in label or "prostitut" in label]


def test_an_element_is_written_and_read_back() -> None:
    assert Element.parse("manifestation.grooming") == Element(Aspect.MANIFESTATION, Manifestation.GROOMING)
    assert Element.parse("trafficking") == TRAFFICKING
    assert str(TRAFFICKING.label) == "trafficking in persons as a whole"


@pytest.mark.parametrize("text", ["", "grooming", "manifestation.flying", "trafficking.grooming", "act."])
def test_an_element_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Element.parse(text)


def test_a_child_is_below_eighteen() -> None:
    assert vocabulary.CHILD_BELOW == 18
