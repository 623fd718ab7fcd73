"""The staff's pages: what they show, to whom, and what they withhold."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amparo.accounts.models import Kind, Membership, Role
from amparo.ledger.models import Entry
from amparo.reports import returning
from amparo.reports.answers import Contact, Online, Sign
from amparo.reports.models import Escalation, IntakeRule, Report, State
from tests.make import file_report, make_institution, make_membership, make_report, make_unit
from tests.people import make_people

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Membership], Client]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def _page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_queue_shows_the_most_urgent_first_and_only_ones_own(browser_of: BrowserOf) -> None:
    people = make_people()
    calm = make_report(people.owner.institution)
    urgent = make_report(people.owner.institution, danger=True)
    elsewhere = make_report(people.outsider.institution)
    page = _page(browser_of(people.owner), "triage")
    assert page.index(urgent.reference) < page.index(calm.reference)
    assert elsewhere.reference not in page
    assert "Someone is in danger now" in page
    assert "59 minutes left" in page or "1 hour left" in page


def test_a_list_never_holds_what_is_sealed(browser_of: BrowserOf) -> None:
    people = make_people()
    make_report(people.owner.institution, narrative="A made-up secret about a lighthouse far away from here.")
    assert "lighthouse" not in _page(browser_of(people.owner), "triage")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=immediate", True),
        ("level=low", False),
        ("matter=work", True),
        ("matter=offer", False),
        ("province=XX01", True),
        ("province=XX02", False),
        ("show=unread", False),
        ("show=doubtful", False),
        ("show=overdue", False),
        ("show=escalated", False),
        ("show=nonsense&level=nonsense&after=nonsense", True),
        ("after=1_2_3", True),
    ],
)
def test_filters(browser_of: BrowserOf, query: str, found: bool) -> None:
    people = make_people()
    make_unit("XX01")
    make_unit("XX02")
    report = make_report(people.owner.institution, matter="work", danger=True, province="XX01")
    answer = browser_of(people.owner).get(f"{reverse('triage')}?{query}")
    assert (report.reference in answer.content.decode()) is found


def test_htmx_gets_only_the_list(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    answer = browser_of(people.owner).get(reverse("triage"), headers={"HX-Request": "true"})
    assert report.reference in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_every_page_of_the_queue_is_reached_once(
    browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amparo.kernel.pages.PAGE", 3)
    people = make_people()
    made = {make_report(people.owner.institution, danger=number % 3 == 0).reference for number in range(8)}
    client, address = browser_of(people.owner), reverse("triage")
    seen: list[str] = []
    while address:
        answer = client.get(address)
        page = answer.context["page"]
        seen += [report.reference for report in page.rows]
        address = reverse("triage") + answer.context["next"] if page.following else ""
    assert len(seen) == 8
    assert set(seen) == made


def test_the_queue_asks_few_questions(browser_of: BrowserOf, django_assert_max_num_queries: Any) -> None:
    people = make_people()
    for _number in range(6):
        make_report(people.owner.institution)
    client = browser_of(people.owner)
    # Visit (read, written in 3), person, role, sign-in, provinces, reports, what known leads say of them.
    with django_assert_max_num_queries(10):
        _page(client, "triage")


def test_a_report_is_shown_as_text_and_opening_it_is_recorded(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(
        people.owner.institution,
        narrative="They wrote from https://bad.example/path and <b>threatened</b> my made-up friend there.",
        online=Online(address="https://bad.example/profile", account="@made_up"),
        names="Made-up Name",
        contact=Contact("call", "+258 84 000 0012", "evenings", "ask for the made-up aunt"),
    )
    page = _page(browser_of(people.owner), "triage_report", report.pk)
    assert "&lt;b&gt;threatened" in page
    assert 'href="https://bad' not in page
    for text in ("https://bad.example/profile", "Made-up Name", "+258 84 000 0012", "made-up aunt"):
        assert text in page
    entry = Entry.objects.filter(subject=str(report.pk), event="report.opened").get()
    assert '"basis":"mandate"' in entry.content
    assert str(people.owner.pk) in entry.content


def test_withdrawn_contact_details_are_gone(browser_of: BrowserOf) -> None:
    people = make_people()
    report, receipt = file_report(people.owner.institution, contact=Contact("call", "+258 84 000 0012"))
    reading = returning.find(returning.enter(receipt))
    assert reading is not None
    returning.withdraw_contact(reading)
    page = _page(browser_of(people.owner), "triage_report", report.pk)
    assert "84 000 0012" not in page
    assert "None. Write below" in page


def test_the_dialogue_goes_there_and_back(browser_of: BrowserOf) -> None:
    people = make_people()
    report, receipt = file_report(people.owner.institution)
    client = browser_of(people.owner)
    answer = client.post(
        reverse("triage_write", args=[report.pk]), {"text": "Is she safe today?", "is_question": "on"}
    )
    assert answer.status_code == 302
    reading = returning.find(returning.enter(receipt))
    assert reading is not None
    [(message, text)] = reading.dialogue()
    assert (text, message.is_question) == ("Is she safe today?", True)
    returning.note_seen(reading)
    returning.write(reading, "Yes, she is with a made-up aunt.")
    assert "the reporter wrote" in _page(client, "triage")
    assert report.reference in _page(client, "triage_list", "unread")
    page = _page(client, "triage_report", report.pk)
    assert "Yes, she is with a made-up aunt." in page
    assert "· seen" in page
    report.refresh_from_db()
    assert not report.unread


def test_a_case_worker_who_looks_does_not_take_the_unread_mark_from_triage(browser_of: BrowserOf) -> None:
    institution, private = make_institution()
    report, receipt = file_report(institution)
    reading = returning.find(returning.enter(receipt))
    assert reading is not None
    returning.write(reading, "One more made-up thing.")
    worker = make_membership(institution, private, role=Role.CASEWORKER)
    page = _page(browser_of(worker), "triage_report", report.pk)
    assert "One more made-up thing." in page
    assert "Take up as a case" not in page
    report.refresh_from_db()
    assert report.unread


def test_an_outsider_finds_nothing(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    client = browser_of(people.outsider)
    address = reverse("triage_report", args=[report.pk])
    unknown = address.replace(str(report.pk), "00000000-0000-4000-8000-000000000000")
    assert client.get(address).status_code == client.get(unknown).status_code == 404
    assert not Entry.objects.filter(event="report.opened").exists()


def test_look_alikes_are_links_here_and_counts_elsewhere(browser_of: BrowserOf) -> None:
    people = make_people()
    number = "Call him, he uses 84 000 0012 for every made-up girl he writes to."
    report, same = (make_report(people.owner.institution, narrative=number) for _ in range(2))
    elsewhere = make_report(people.outsider.institution, narrative=number)
    page = _page(browser_of(people.owner), "triage_report", report.pk)
    assert same.reference in page
    assert "the same phone number" in page
    assert "Another institution has a matching report" in page
    assert elsewhere.reference not in page
    assert str(elsewhere.pk) not in page


# --- the forms -----------------------------------------------------------------------------------


def test_each_decision_by_its_form_and_back(browser_of: BrowserOf) -> None:
    people = make_people()
    report, other = (make_report(people.owner.institution) for _ in range(2))
    client = browser_of(people.owner)
    for verdict, typed, state in (
        ("keep", {"reason": "nothing to do yet"}, State.KEPT),
        ("dismiss", {"reason": "a made-up prank"}, State.DISMISSED),
        ("join", {"reference": other.reference.lower()}, State.JOINED),
    ):
        report.refresh_from_db()
        client.post(reverse("triage_decide", args=[report.pk, verdict]), typed | {"version": report.version})
        report.refresh_from_db()
        assert report.state == state
        assert report.reference in _page(client, "triage_list", state.value)
        decision = report.decisions.standing().get()
        address = reverse("triage_take_back", args=[report.pk, decision.pk])
        client.post(address, {"version": report.version, "reason": "looked again"})
        report.refresh_from_db()
        assert report.state == State.WAITING
    page = _page(client, "triage_report", report.pk)
    assert "a made-up prank" in page
    assert page.count("looked again") == 3


def test_taking_up_leads_to_the_case_and_back(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    client = browser_of(people.owner)
    client.post(reverse("triage_take_up", args=[report.pk]), {"version": 0})
    case = report.case_edges.get().case
    assert reverse("case", args=[case.pk]) in _page(client, "triage_report", report.pk)
    assert report.reference in _page(client, "case", case.pk)
    assert case.reference in _page(client, "cases")


def test_sending_on_and_recalling_by_their_forms(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    client = browser_of(people.owner)
    typed = {
        "version": 0,
        "to": str(people.partner.institution.pk),
        "basis": "referral",
        "reason": "their task",
    }
    client.post(reverse("triage_decide", args=[report.pk, "send_on"]), typed)
    page = _page(client, "triage_report", report.pk)
    assert "This report is with" in page
    assert "Take up as a case" not in page
    assert reverse("triage_report", args=[report.pk]) in _page(client, "triage_list", "sent_on")
    assert report.reference in _page(browser_of(people.partner), "triage")
    client.post(reverse("triage_recall", args=[report.pk]), {"version": 1, "reason": "a mistake"})
    assert report.reference in _page(client, "triage")
    assert browser_of(people.partner).get(reverse("triage_report", args=[report.pk])).status_code == 404


@pytest.mark.parametrize(
    ("verdict", "typed", "said"),
    [
        ("dismiss", {"reason": ""}, "This field is required"),
        ("keep", {"reason": "x" * 2001}, "at most 2000"),
        ("join", {"reference": "R26-0000"}, "This is not a reference"),
        ("join", {"reference": "own"}, "cannot be joined to itself"),
        ("send_on", {"reason": "a reason", "basis": "referral"}, "This field is required"),
        ("send_on", {"reason": "a reason", "to": "00000000", "basis": "none"}, "Select a valid choice"),
    ],
)
def test_a_form_that_is_wrong_comes_back_with_words(
    browser_of: BrowserOf, verdict: str, typed: dict[str, str], said: str
) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    if typed.get("reference") == "own":
        typed = typed | {"reference": report.reference}
    address = reverse("triage_decide", args=[report.pk, verdict])
    answer = browser_of(people.owner).post(address, typed | {"version": "0"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    report.refresh_from_db()
    assert report.version == 0


def test_who_comes_second_is_told_and_keeps_what_was_typed(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    address = reverse("triage_decide", args=[report.pk, "keep"])
    browser_of(people.owner).post(address, {"version": 0, "reason": "first"})
    answer = browser_of(people.colleague).post(address, {"version": 0, "reason": "a long made-up thought"})
    assert answer.status_code == 409
    assert "Somebody else changed this a moment ago" in answer.content.decode()
    assert report.decisions.count() == 1


def test_judging_the_urgency_by_its_form(browser_of: BrowserOf) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    client = browser_of(people.owner)
    typed = {"version": 0, "level": "immediate", "reason": "heard it before"}
    client.post(reverse("triage_override", args=[report.pk]), typed)
    report.refresh_from_db()
    assert report.level == "immediate"
    assert "heard it before" in _page(client, "triage_report", report.pk)


# --- overdue, desk -------------------------------------------------------------------------------


def test_the_coordinating_body_sees_how_late_and_nothing_else(browser_of: BrowserOf) -> None:
    people = make_people()
    coordination, private = make_institution(kind=Kind.COORDINATION)
    overseer = make_membership(coordination, private, role=Role.SUPERVISOR)
    report = make_report(people.owner.institution, signs=(Sign.CANNOT_LEAVE,))
    Report.objects.filter(pk=report.pk).update(escalation=Escalation.COORDINATION)
    page = _page(browser_of(overseer), "triage_overdue")
    assert report.reference in page
    assert people.owner.institution.name in page
    assert str(report.pk) not in page
    assert "cannot leave" not in page
    assert browser_of(people.owner).get(reverse("triage_overdue")).status_code == 404
    assert reverse("triage_overdue") not in _page(browser_of(people.owner), "triage")
    assert reverse("triage_overdue") in _page(browser_of(overseer), "triage_overdue")


def test_the_start_page_counts_the_work(browser_of: BrowserOf, django_assert_max_num_queries: Any) -> None:
    people = make_people()
    make_report(people.owner.institution, danger=True)
    _report, receipt = file_report(people.owner.institution)
    reading = returning.find(returning.enter(receipt))
    assert reading is not None
    returning.write(reading, "One more made-up thing.")
    client = browser_of(people.owner)
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("desk"))
    assert answer.context["work"].waiting == 2
    assert answer.context["work"].unread == 1


def test_the_start_page_counts_triage_only_where_reports_come(browser_of: BrowserOf) -> None:
    institution, private = make_institution()
    supervisor = make_membership(institution, private, role=Role.SUPERVISOR)
    client = browser_of(supervisor)
    answer = client.get(reverse("desk"))
    assert (answer.context["work"], answer.context["leads"]) == (None, None)
    assert 'id="own"' in answer.content.decode()
    IntakeRule.objects.create(institution=institution)
    assert client.get(reverse("desk")).context["work"].waiting == 0


def test_the_start_page_of_someone_without_a_queue_counts_nothing(browser_of: BrowserOf) -> None:
    institution, private = make_institution()
    page = _page(browser_of(make_membership(institution, private, role=Role.ADMINISTRATOR)), "desk")
    assert reverse("triage") not in page
