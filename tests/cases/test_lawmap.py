"""The law map's pages, and loading it on the record."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from amparo.accounts.models import Role
from amparo.cases.lawmap.actions import load_map
from amparo.law.folder import PACKAGED
from amparo.law.models import Gap, Instrument, Provision
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from tests.make import make_institution, make_membership
from tests.people import sign_in

pytestmark = pytest.mark.django_db
MOZAMBIQUE = PACKAGED / "mozambique"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def client() -> Client:
    """A trainer's: everybody at work may see the law."""
    institution, private = make_institution()
    client = Client()
    sign_in(client, make_membership(institution, private, role=Role.TRAINER))
    return client


def page(client: Client, name: str, *args: str) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_before_anything_is_loaded_the_pages_say_so(client: Client) -> None:
    for name in ("law", "law_gaps"):
        assert "No law map is loaded yet" in page(client, name)


def test_the_list_shows_every_instrument_and_that_nobody_checked(client: Client) -> None:
    load_map(MOZAMBIQUE)
    shown = page(client, "law")
    assert shown.count('scope="row"') == Instrument.objects.count()
    assert "Not checked against the official text: 92" in shown
    assert "Law No. 6/2008 on Human Trafficking" in shown
    assert "file 004 of the project" in shown


def test_the_table_names_every_gap_with_its_source(client: Client) -> None:
    load_map(MOZAMBIQUE)
    shown = page(client, "law_gaps")
    for gap in Gap.objects.all():
        assert str(gap.words) in shown
        assert gap.locus in shown
    assert "covered: 2 · in part: 2 · gap: 5 · nothing on the map: 3" in shown


@pytest.mark.parametrize("code", ["law-35-2014", "organized-crime-convention", "cybersecurity-strategy"])
def test_an_instrument_shows_what_is_known_and_what_is_not(client: Client, code: str) -> None:
    load_map(MOZAMBIQUE)
    shown = page(client, "law_instrument", code)
    instrument = Instrument.objects.get(pk=code)
    assert str(instrument.words) in shown
    for provision in Provision.objects.filter(instrument=instrument):
        assert str(provision.words).replace("'", "&#x27;") in shown
    assert ("No provision of it is on the map." in shown) == (not instrument.provisions.exists())
    assert ("To find out before anyone relies on it" in shown) == bool(instrument.to_check)


def test_an_instrument_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get(reverse("law_instrument", args=["law-0"])).status_code == 404


@pytest.mark.parametrize("address", [("law",), ("law_gaps",), ("law_instrument", "law-35-2014")])
def test_no_page_asks_the_database_row_by_row(client: Client, address: tuple[str, ...]) -> None:
    load_map(MOZAMBIQUE)
    with CaptureQueriesContext(connection) as asked:
        page(client, *address)
    about_law = [query for query in asked.captured_queries if 'FROM "law_' in query["sql"]]
    assert 0 < len(about_law) <= 6


def test_only_a_changed_map_is_recorded() -> None:
    before = Entry.objects.count()
    first = load_map(MOZAMBIQUE)
    load_map(MOZAMBIQUE)
    (entry,) = Entry.objects.order_by("index")[before:]
    assert Event.LAW_MAP_LOADED in entry.content
    assert first.edition.digest in entry.content
