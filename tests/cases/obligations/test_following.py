"""Clocks follow what is recorded about a case: they open, are met, are dropped, change hands."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from amparo.accounts.models import Role
from amparo.cases.changing import record
from amparo.cases.models import Case, Obligation, ObligationState, Waiver
from amparo.cases.obligations import kinds
from amparo.cases.obligations.actions import meet, open_for, waive
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, Hidden
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from tests.make import make_case, make_membership
from tests.people import People, actor

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def case(people: People) -> Case:
    with clock.at(START):
        return make_case(people.owner)


def happens(people: People, case: Case, event: Event, at: datetime = START, **facts: object) -> None:
    with clock.at(at), transaction.atomic():
        record(event, actor(people.owner), case, **facts)  # type: ignore[arg-type]


def the(case: Case, kind: str) -> Obligation:
    return Obligation.objects.get(case=case, kind=kind)


def recorded(event: Event) -> int:
    return Entry.objects.filter(content__contains=f'"event":"{event}"').count()


def test_opening_a_case_starts_its_clocks(case: Case, people: People) -> None:
    assert {row.kind for row in Obligation.objects.filter(case=case)} == {"first_visit", "assessment"}
    row = the(case, "assessment")
    assert row.institution == people.owner.institution
    assert row.due_at.astimezone(kinds.country().calendar.zone).date() == date(2026, 3, 9)
    assert row.basis == "working-value"
    assert recorded(Event.OBLIGATION_OPENED) == 2


def test_the_risk_makes_the_first_visit_sooner_and_never_later(case: Case, people: People) -> None:
    happens(people, case, Event.RISK_ASSESSED, level="high")
    assert the(case, "first_visit").due_at == START + timedelta(hours=72)
    happens(people, case, Event.RISK_ASSESSED, level="low")
    assert the(case, "first_visit").due_at == START + timedelta(hours=72)
    assert recorded(Event.OBLIGATION_SHORTENED) == 1


def test_what_meets_a_clock_stops_it_and_opens_the_next(case: Case, people: People) -> None:
    happens(people, case, Event.RISK_ASSESSED, level="medium")
    assert the(case, "assessment").state == ObligationState.MET
    assert the(case, "plan").state == ObligationState.OPEN
    happens(people, case, Event.SAFETY_PLANNED)
    assert the(case, "plan").state == ObligationState.MET


def test_a_first_visit_happens_once(case: Case, people: People) -> None:
    happens(people, case, Event.FOLLOWED_UP, reached=False, person=str(uuid4()))
    assert the(case, "first_visit").pending
    happens(people, case, Event.FOLLOWED_UP, reached=True, person=str(uuid4()))
    assert not the(case, "first_visit").pending
    happens(people, case, Event.RISK_ASSESSED, level="immediate")
    assert not the(case, "first_visit").pending


def test_a_follow_up_runs_to_the_day_that_was_agreed_for_each_person(case: Case, people: People) -> None:
    first, second = str(uuid4()), str(uuid4())
    happens(people, case, Event.FOLLOWED_UP, reached=True, person=first, next_on="2026-03-20")
    happens(people, case, Event.FOLLOWED_UP, reached=True, person=second, next_on=None)
    row = the(case, "follow_up")
    assert str(row.about) == first
    assert row.due_at.astimezone(kinds.country().calendar.zone).date() == date(2026, 3, 20)
    happens(people, case, Event.FOLLOWED_UP, reached=True, person=first, next_on="2026-04-20")
    assert [one.state for one in Obligation.objects.filter(case=case, kind="follow_up")] == ["met", "open"]


def test_a_referral_is_the_receiver_s_to_answer(case: Case, people: People) -> None:
    referral = str(uuid4())
    happens(
        people,
        case,
        Event.REFERRAL_SENT,
        referral=referral,
        to=str(people.partner.institution_id),
        urgency="urgent",
    )
    row = the(case, "referral_answer")
    assert (row.institution, row.due_at) == (people.partner.institution, START + timedelta(hours=24))
    happens(people, case, Event.REFERRAL_RECALLED, referral=str(uuid4()))
    assert the(case, "referral_answer").pending
    happens(people, case, Event.REFERRAL_RECALLED, referral=referral)
    row = the(case, "referral_answer")
    assert (row.state, row.waiver) == (ObligationState.WAIVED, Waiver.ENDED)


def test_clocks_end_with_the_case_and_go_with_it(case: Case, people: People) -> None:
    case.institution = people.partner.institution
    case.save()
    happens(people, case, Event.CASE_HANDED_OVER, out_of=str(people.owner.institution_id))
    assert {row.institution for row in Obligation.objects.all()} == {people.partner.institution}
    happens(people, case, Event.CASE_CLOSED)
    assert not Obligation.objects.pending().exists()


def test_a_merge_rests_the_clocks_and_taking_it_back_resumes_them(case: Case, people: People) -> None:
    happens(people, case, Event.CASES_MERGED)
    assert not Obligation.objects.pending().exists()
    happens(people, case, Event.MERGE_TAKEN_BACK)
    row = the(case, "assessment")
    assert row.pending
    assert row.wakes_at is not None


def test_opening_the_same_clock_twice_is_one_clock(case: Case) -> None:
    with clock.at(START + timedelta(days=1)):
        again = open_for(case, "assessment")
    assert again == the(case, "assessment")
    assert again.due_at.day == 9


def test_only_what_is_done_by_hand_is_met_by_hand(case: Case, people: People) -> None:
    with pytest.raises(Conflict):
        meet(actor(people.owner), the(case, "assessment"))
    for stranger, refusal in ((people.partner, Hidden), (people.outsider, Hidden)):
        with pytest.raises(refusal):
            meet(actor(stranger), the(case, "first_visit"))
    row = meet(actor(people.owner), the(case, "first_visit"))
    assert (row.state, row.settled_by) == (ObligationState.MET, people.owner)
    with pytest.raises(Conflict):
        meet(actor(people.owner), row)


def test_a_supervisor_waives_and_says_why_in_sealed_words(case: Case, people: People) -> None:
    secret = "The made-up family has moved away."
    private = actor(people.owner).keyring.institution_private()
    caseworker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    with pytest.raises(Denied):
        waive(actor(caseworker), the(case, "assessment"), Waiver.NOT_APPLICABLE, words=secret)
    row = waive(actor(people.owner), the(case, "assessment"), Waiver.NOT_APPLICABLE, words=secret)
    row.refresh_from_db()
    assert row.state == ObligationState.WAIVED
    assert secret.encode() not in bytes(row.words or b"")
    assert secret not in "".join(Entry.objects.values_list("content", flat=True))
