"""A printed case file: what is in it, what is not, and that nothing in it is taken for markup."""

import hashlib
import io
import re
import tempfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from amparo.cases import compartments
from amparo.cases.models import Case, Compartment, Feedback
from amparo.cases.printing.actions import Order, PrintedFor, print_case
from amparo.cases.printing.document import Document, Entry, Section, drawable, typeset
from amparo.kernel import clock
from amparo.ledger.models import Entry as Recorded
from tests.make import make_case, make_person_in, share_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("x") $ [ ] ] *bold* _it_ \\ <label> @ref `raw` // gone\n= No heading\n#read("casefile.typ")'


def _text(made: bytes) -> str:
    reader = PdfReader(io.BytesIO(made))
    return "\n".join(page.extract_text() for page in reader.pages)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _order(*names: Compartment, language: str = "en") -> Order:
    return Order(PrintedFor.COURT, language, frozenset(names or Compartment))


def _document(text: str) -> Document:
    section = Section("S", [Entry("E", [("a", text)], [("b", text)])])
    return Document("pt", "T", "C26-7KQ4-M2XH-C", [], [section], "L", [], [], "Page")


def test_the_owner_prints_everything_and_a_partner_what_it_opens(people: People) -> None:
    case = make_case(people.owner)
    make_person_in(case, people.owner)
    share_case(case, people.owner, people.partner, Compartment.SUMMARY)
    whole = _flat(_text(print_case(actor(people.owner), case, _order())))
    assert "promised work far away" in whole
    assert "Made-up Name" in whole
    part = _flat(_text(print_case(actor(people.partner), case, _order())))
    assert "promised work far away" in part
    assert "Made-up Name" not in part
    assert "000 0012" not in part
    assert "What is left out" in part
    for name in ("identity", "protection", "investigation"):
        assert re.search(rf"{name} closed to this institution", part), name


def test_a_role_prints_no_more_than_it_reads_and_only_what_was_chosen(people: People) -> None:
    case = make_case(people.owner)
    make_person_in(case, people.owner)
    text = _flat(_text(print_case(actor(people.owner), case, _order(Compartment.SUMMARY))))
    assert "Made-up Name" not in text
    assert "identity not chosen" in text


def test_feedback_about_the_printing_institution_stays_out(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner)
    owner = actor(people.owner)
    for number, about in enumerate((people.owner.institution, people.partner.institution)):
        row = Feedback(case=case, person=person, by=people.owner, about_institution=about)
        compartments.write(owner, row, words=f"planted{number}")
        row.save(force_insert=True)
    text = _text(print_case(owner, case, _order()))
    assert "planted0" not in text
    assert "planted1" in text


def test_portuguese_has_its_own_words(people: People) -> None:
    case = make_case(people.owner)
    text = _flat(_text(print_case(actor(people.owner), case, _order(language="pt-mz"))))
    assert "What is left out" not in text
    assert "O que fica de fora" in text
    assert "promised work far away" in text, "what was written stays in its own language"


def test_hostile_text_is_printed_as_it_was_typed() -> None:
    text = _flat(_text(typeset(_document(HOSTILE), clock.now())))
    for piece in (
        '#panic("x") $ [ ] ] *bold* _it_',
        "<label> @ref `raw` // gone",
        "= No heading",
        '#read("casefile.typ")',
    ):
        assert text.count(piece) == 2, piece


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("a\x00b", "a[U+0000]b"),
        ("\u202egnp.exe", "[U+202E]gnp.exe"),
        ("ok \U0001f600", "ok [U+1F600]"),
        ("\ud800", "[U+D800]"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("Não à toa: ‘ção’ — €5", "Não à toa: ‘ção’ — €5"),
        ("שלום", "שלום"),
    ],
)
def test_what_paper_cannot_show_is_written_by_its_number(typed: str, seen: str) -> None:
    assert drawable(typed) == seen
    if typed.isascii() or "[U+" in seen:
        assert seen in _text(typeset(_document(typed), clock.now()))


def test_the_same_file_at_the_same_moment_is_the_same_to_the_byte(people: People) -> None:
    case = make_case(people.owner)
    moment = clock.now()
    with clock.at(moment):
        assert print_case(actor(people.owner), case, _order()) == print_case(
            actor(people.owner), case, _order()
        )


def test_the_answer_is_the_file_and_nothing_is_kept(people: People, client: Client) -> None:
    case = make_case(people.owner)
    sign_in(client, people.owner)
    before = set(Path(tempfile.gettempdir()).glob("*.pdf"))
    address = reverse("case_print", args=[case.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"purpose": "court"}).status_code == 422
    sent = {"purpose": "court", "language": "en", "compartments": ["summary"]}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert set(Path(tempfile.gettempdir()).glob("*.pdf")) == before
    entry = Recorded.objects.about(str(case.pk)).last()
    assert entry is not None
    assert entry.event == "case.printed"
    assert hashlib.sha256(answer.content).hexdigest() in entry.content


def test_a_case_that_was_destroyed_prints_only_what_stands_in_the_clear(people: People) -> None:
    case = make_case(people.owner)
    compartments.freeze(case, people.owner.institution)
    text = _flat(_text(print_case(actor(people.owner), Case.objects.get(pk=case.pk), _order())))
    assert "promised" not in text
    assert case.reference in text
