"""The seed of a case: who sees it, what hangs on it, and how it is let go."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.cases.models import Case, Stage
from amparo.kernel.references import is_reference
from amparo.ledger.models import Entry
from amparo.reports.decisions import Choice, decide, take_back
from amparo.reports.models import Decision, Report, Verdict
from tests.make import make_membership, make_report
from tests.people import actor, make_people, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser_of() -> Callable[[Membership], Client]:
    def make(membership: Membership) -> Client:
        client = Client()
        sign_in(client, membership)
        return client

    return make


def _take_up(member: Membership, report: Report) -> tuple[Case, Decision]:
    decision = decide(actor(member), report, Choice(Verdict.TAKE_UP), version=report.version)
    return Case.objects.get(edges__decision=decision), decision


def test_a_case_has_a_reference_that_checks_and_is_recorded() -> None:
    people = make_people()
    case, _decision = _take_up(people.owner, make_report(people.owner.institution))
    assert case.reference.startswith("C")
    assert is_reference(case.reference)
    events = list(Entry.objects.about(str(case.pk)).order_by("index").values_list("event", flat=True))
    assert events[0] == "case.opened"


def test_letting_go_closes_the_seed_and_taking_up_again_begins_another() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    case, decision = _take_up(people.owner, report)
    take_back(actor(people.owner), report, decision.pk, version=1, reason="a made-up second thought")
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED
    assert case.closed_at is not None
    events = list(Entry.objects.about(str(case.pk)).order_by("index").values_list("event", flat=True))
    assert [event for event in events if event.startswith("case.")] == ["case.opened", "case.let_go"]
    report.refresh_from_db()
    second, _decision = _take_up(people.owner, report)
    assert second != case
    assert second.stage == Stage.IDENTIFICATION


def test_the_page_shows_reports_and_those_joined_to_them(browser_of: Callable[[Membership], Client]) -> None:
    people = make_people()
    report, joined, gone = (make_report(people.owner.institution) for _ in range(3))
    case, _decision = _take_up(people.owner, report)
    for other, keep in ((joined, True), (gone, False)):
        edge = decide(actor(people.owner), other, Choice(Verdict.JOIN, joined_to=report), version=0)
        if not keep:
            take_back(actor(people.owner), other, edge.pk, version=1, reason="not the same after all")
    page = browser_of(people.owner).get(reverse("case", args=[case.pk])).content.decode()
    assert report.reference in page
    assert joined.reference in page
    assert gone.reference not in page
    assert Entry.objects.filter(event="report.opened").count() == 0


def test_only_ones_own_cases_are_listed_and_read(browser_of: Callable[[Membership], Client]) -> None:
    people = make_people()
    case, _decision = _take_up(people.owner, make_report(people.owner.institution))
    outsider = browser_of(people.outsider)
    assert case.reference not in outsider.get(reverse("cases")).content.decode()
    assert outsider.get(reverse("case", args=[case.pk])).status_code == 404
    private = actor(people.owner).keyring.institution_private()
    worker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    assert case.reference in browser_of(worker).get(reverse("cases")).content.decode()
