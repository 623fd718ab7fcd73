"""Loading: the same again changes nothing, another country takes its place, the database holds its rules."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.utils import translation

from amparo.law.folder import PACKAGED, UnsoundMap
from amparo.law.load import load_law
from amparo.law.map import LawMap
from amparo.law.models import Coverage, Edition, Gap, Instrument, Provision, Source, Verification
from amparo.law.suggest import applicable
from amparo.law.words import worded

pytestmark = pytest.mark.django_db
Folder = Callable[..., Path]
MODELS: list[type[models.Model]] = [Source, Instrument, Provision, Coverage, Gap, Edition]


def counts() -> list[int]:
    return [model._default_manager.count() for model in MODELS]


def test_loading_twice_is_loading_once() -> None:
    first = load_law(PACKAGED / "mozambique")
    before = counts()
    kept = set(Coverage.objects.values_list("pk", flat=True))
    again = load_law(PACKAGED / "mozambique")
    assert (first.changed, again.changed) == (True, False)
    assert again.edition == first.edition
    assert counts() == before
    assert set(Coverage.objects.values_list("pk", flat=True)) == kept


def test_what_is_stored_answers_as_what_was_read(mozambique: LawMap) -> None:
    load_law(PACKAGED / "mozambique")
    stored = LawMap.stored()
    asked = {edge.element for edge in mozambique.coverages}
    read, kept = (applicable(law, sorted(asked), date(2022, 1, 1)) for law in (mozambique, stored))
    assert [(one.provision.code, one.reasons) for one in kept.suggestions] == [
        (one.provision.code, one.reasons) for one in read.suggestions
    ]
    assert [(one.element, one.reason) for one in kept.uncovered] == [
        (one.element, one.reason) for one in read.uncovered
    ]


def test_another_country_takes_the_place_of_the_first(folder: Folder) -> None:
    load_law(PACKAGED / "mozambique")
    load_law(folder())
    assert counts() == [1, 1, 2, 2, 1, 2]
    edition = Edition.objects.current()
    assert edition is not None
    assert str(edition) == "Elsewhere"


def test_a_corrected_row_is_corrected_and_a_dropped_edge_is_gone(folder: Folder) -> None:
    load_law(folder())
    load_law(folder(instruments=('"full"', '"partial"'), gaps=("Watching is", "Looking on is")))
    assert Coverage.objects.get(code_of_element="grooming").extent == "partial"
    assert str(Gap.objects.get()) == "Looking on is no offence."
    load_law(folder(instruments=("manifestation.grooming", "manifestation.csam_possession")))
    assert not Coverage.objects.filter(code_of_element="grooming").exists()


def test_an_unsound_folder_leaves_the_map_as_it_was(folder: Folder) -> None:
    load_law(PACKAGED / "mozambique")
    before = counts()
    with pytest.raises(UnsoundMap):
        load_law(folder(gaps=("[[gap]]", "[gap]")))
    assert counts() == before


@pytest.fixture
def ruling() -> Iterator[type[models.Model]]:
    """Something that rests on a provision, as a case will."""

    class Ruling(models.Model):
        provision = models.ForeignKey(Provision, models.PROTECT, related_name="+")
        __module__ = "amparo.law.models"

        class Meta:
            app_label = "law"

        def __str__(self) -> str:
            return "a ruling"

    with connection.schema_editor() as editor:
        editor.create_model(Ruling)
    yield Ruling
    del apps.all_models["law"]["ruling"]
    apps.clear_cache()


def test_a_row_that_something_rests_on_is_not_dropped(folder: Folder, ruling: type[models.Model]) -> None:
    load_law(folder())
    before = counts()
    ruling._default_manager.create(provision=Provision.objects.get(article="7"))
    with pytest.raises(UnsoundMap, match="End it with a date"):
        load_law(PACKAGED / "mozambique")
    assert counts() == before


def test_nothing_is_verified_by_nobody(folder: Folder) -> None:
    load_law(folder())
    with pytest.raises(IntegrityError):
        Gap.objects.update(verification=Verification.VERIFIED)


def test_a_text_is_shown_in_the_readers_language_or_marked() -> None:
    texts = {"en": "shelter", "pt": "amparo"}
    with translation.override("pt-mz"):
        assert (worded(texts), worded(texts).language) == ("amparo", "pt")
        assert worded({"en": "shelter"}).language == "en"
        assert worded({"sw": "makazi"}).language == "sw"
    assert worded({}) == ""
