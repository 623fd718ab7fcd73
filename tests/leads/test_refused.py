"""Rows that were refused: counted for whoever sees the collection, listed for whoever holds its key."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amparo.accounts.models import Membership, Role
from amparo.leads import keys
from amparo.leads.collections import views
from amparo.leads.models import Run, RunState
from amparo.leads.running import faults, refused, working
from amparo_detect.errors import (
    DAMAGE,
    DetectError,
    InputBinary,
    InputBroken,
    InputLocked,
    NoPosts,
    NothingReadable,
)
from amparo_detect.readers.inputs import LOOKS
from amparo_detect.readers.rows import Note
from tests.leads import material
from tests.leads.making import add_file, make_collection, make_run, stand_in
from tests.make import make_membership
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[Membership], Client]


@pytest.fixture
def owner() -> Membership:
    return make_people(Role.INVESTIGATOR).owner


def finished(owner: Membership, monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, int, str]) -> Run:
    """A run over two files that refused these rows."""
    stand_in(monkeypatch, refused=rows)
    collection = make_collection(owner)
    add_file(owner, collection)
    run = make_run(owner, collection)
    working.work(run.pk, stop=lambda: False)
    return Run.objects.select_related("collection").get(pk=run.pk, state=RunState.DONE)


def test_neighbours_with_one_reason_are_one_line(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    run = finished(
        owner,
        monkeypatch,
        ("file-1.csv", 3, "no text"),
        ("file-1.csv", 4, "no text"),
        ("file-1.csv", 6, "no text"),
        ("file-2.csv", 7, "no text"),
        ("file-2.csv", 8, "not valid JSON"),
    )
    assert run.counts["reasons"] == {"empty": 4, "json": 1}
    assert b"more.csv" not in bytes(run.refused or b"")
    browser = browser_of(owner)
    whole = browser.get(f"/en{reverse('collection', args=[run.collection_id])}").content.decode()
    assert "4 · no text" in whole
    address = reverse("collection_refused", args=[run.collection_id, run.pk])
    assert address in whole
    shown = browser.get(address)
    assert [(one.file, one.first, one.last, one.words) for one in shown.context["stretches"]] == [
        ("posts.csv", 3, 4, "sem texto"),
        ("posts.csv", 6, 6, "sem texto"),
        ("more.csv", 7, 7, "sem texto"),
        ("more.csv", 8, 8, "JSON inválido"),
    ]


def test_a_list_goes_on_over_pages_and_says_what_it_does_not_hold(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    monkeypatch.setattr(refused, "MOST_KEPT", 3)
    monkeypatch.setattr(views, "STRETCHES", 2)
    run = finished(owner, monkeypatch, *(("file-1.csv", row, "no text") for row in (1, 3, 5, 7, 8)))
    browser, address = browser_of(owner), reverse("collection_refused", args=[run.collection_id, run.pk])
    first = browser.get(address).context
    assert ([one.first for one in first["stretches"]], first["unlisted"]) == ([1, 3], 0)
    second = browser.get(address + first["next"]).context
    assert ([one.first for one in second["stretches"]], second["unlisted"], second["next"]) == ([5], 2, "")
    assert browser.get(f"{address}?after=never").status_code == 200


def test_who_holds_no_key_sees_counts_only(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    run = finished(owner, monkeypatch, ("file-1.csv", 3, "no text"))
    browser = browser_of(make_membership(owner.institution, b"", role=Role.AUDITOR))
    address = reverse("collection_refused", args=[run.collection_id, run.pk])
    assert address not in browser.get(reverse("collection", args=[run.collection_id])).content.decode()
    shown = browser.get(address)
    assert (shown.status_code, shown.context["stretches"]) == (200, [])
    assert shown.context["reasons"] == [("sem texto", 1)]


def test_a_run_that_refused_nothing_lists_nothing(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    run = finished(owner, monkeypatch)
    assert (run.refused, run.counts["reasons"]) == (None, {})
    assert (
        "refused"
        not in browser_of(owner).get(reverse("collection", args=[run.collection_id])).content.decode()
    )


def test_the_library_s_own_numbers_of_rows_are_kept(owner: Membership) -> None:
    content = material.table() + b"e1,,,\ne2,,,\n"
    run = make_run(owner, make_collection(owner, content))
    working.work(run.pk, stop=lambda: False)
    run = Run.objects.select_related("collection__institution_key").get(pk=run.pk)
    found, unlisted = refused.listed(run, keys.of(actor(owner).keyring, run.collection), start=0, most=9)
    assert run.counts["reasons"] == {"empty": 2}
    assert [(one.file, one.first, one.last) for one in found] == [("posts.csv", 8, 9)]
    assert unlisted == 0


def test_what_is_amiss_with_a_file_that_was_read_is_said_on_the_page(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, browser_of: BrowserOf
) -> None:
    cut = {"name": "file-2.csv", "notes": [vars(Note("cut"))]}
    quotes = {"name": "file-1.csv", "notes": [vars(Note("quotes", 9))]}
    stand_in(monkeypatch, inputs=[quotes, cut])
    collection = make_collection(owner)
    add_file(owner, collection)
    run = make_run(owner, collection)
    working.work(run.pk, stop=lambda: False)
    page = browser_of(owner).get(reverse("collection", args=[run.collection_id]))
    assert page.context["notes"] == [
        ("posts.csv", "aspas tidas por caracteres normais a partir da linha 9"),
        ("more.csv", "danificado ou incompleto, lido até esse ponto"),
    ]
    assert "Nem tudo se pôde ler" in page.content.decode()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputBroken(input="file-1.csv", why=DAMAGE["cut"]), "(acaba antes do fim)"),
        (InputBinary(input="file-1.csv", looks=LOOKS["excel"]), "parece ser um livro do Excel"),
        (InputLocked(input="file-1.csv"), "“posts.csv” está protegido por palavra-passe"),
        (NoPosts(), "O material não tem nenhuma mensagem"),
    ],
)
def test_a_fault_is_said_in_the_reader_s_language(error: DetectError, said: str) -> None:
    kept = faults.understood(str(error), ["posts.csv"])
    assert not faults.of_columns(kept), "naming columns does not help"
    with translation.override("pt-mz"):
        assert said in faults.told(kept)


def test_a_cause_that_an_earlier_version_kept_is_shown_as_it_is() -> None:
    kept = {"code": "InputBroken", "facts": {"input": "posts.csv", "why": "File is not a zip file"}}
    assert "(File is not a zip file)" in faults.told(kept)


def test_a_fault_says_its_reasons_in_the_reader_s_language() -> None:
    said = str(NothingReadable(refused=7, reasons="no text 5, number of fields differs from the header's 2"))
    kept = faults.understood(said, [])
    with translation.override("pt-mz"):
        assert "sem texto: 5, número de campos diferente do cabeçalho: 2" in faults.told(kept)
    with translation.override("en"):
        assert "no text: 5, number of fields differs" in faults.told(kept)
