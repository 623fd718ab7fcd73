"""Closing: a reason, two people, nothing left open. Reopening: a reason."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from amparo.accounts.models import Role
from amparo.cases.lifecycle import blockers, closing
from amparo.cases.lifecycle.handing import Offer, offer
from amparo.cases.models import Case, Closing, ClosingReason, Obligation, Progress, Service, Stage
from amparo.cases.protection.actions import Planned, add_action, settle_action
from amparo.kernel.errors import Conflict, Denied
from tests.make import make_case, make_membership, make_person_in
from tests.people import People, actor

pytestmark = pytest.mark.django_db


def _propose(people: People, case: Case, reason: ClosingReason = ClosingReason.NOT_FOUND) -> Closing:
    case.refresh_from_db()
    Obligation.objects.filter(case=case).delete()  # clocks have their own tests (tests/cases/obligations)
    return closing.propose(actor(people.owner), case, reason, words="made up", version=case.version)


def _answer(member: object, case: Case, *, confirm: bool = True) -> Closing:
    case.refresh_from_db()
    Obligation.objects.filter(case=case).delete()
    return closing.answer(actor(member), case, confirm=confirm, version=case.version)  # type: ignore[arg-type]


def test_a_second_person_closes(people: People) -> None:
    case = make_case(people.owner)
    _propose(people, case)
    with pytest.raises(Conflict, match="second person"):
        _answer(people.owner, case)
    _answer(people.colleague, case)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED
    assert case.closed_at is not None
    assert [step.after for step in case.stagesteps.all()] == [Stage.CLOSED]


def test_the_same_person_in_another_role_is_no_second_person(people: People) -> None:
    case = make_case(people.owner)
    row = _propose(people, case)
    row.confirmed, row.answered_by = True, row.proposed_by
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_proposal_can_be_refused_and_made_again(people: People) -> None:
    case = make_case(people.owner)
    _propose(people, case)
    with pytest.raises(Conflict, match="already proposed"):
        _propose(people, case)
    _answer(people.colleague, case, confirm=False)
    assert closing.waiting(case) is None
    _propose(people, case)


def test_an_open_offer_and_open_actions_keep_a_case_open(people: People) -> None:
    case = make_case(people.owner)
    offer(actor(people.owner), case, Offer(worker=people.colleague, words="x"), version=case.version)
    person = make_person_in(case, people.owner)
    planned = Planned(Service.HEALTH, "made up", people.owner, date(2027, 1, 1))
    action = add_action(actor(people.owner), person, planned)
    with pytest.raises(Conflict, match=r"not answered yet\. Actions of the plan"):
        _propose(people, case)
    settle_action(actor(people.owner), case, action.pk, Progress.DROPPED)
    with pytest.raises(Conflict, match="not answered yet"):
        _propose(people, case)


def test_what_is_opened_after_the_proposal_stops_it_too(people: People) -> None:
    case = make_case(people.owner)
    _propose(people, case)
    person = make_person_in(case, people.owner)
    add_action(actor(people.owner), person, Planned(Service.HEALTH, "x", people.owner, date(2027, 1, 1)))
    with pytest.raises(Conflict, match="still to do"):
        _answer(people.colleague, case)


@pytest.fixture
def blocker() -> Iterator[None]:
    def holds(case: Case) -> str | None:
        return "A legal hold stands." if case.version else None

    blockers.register(holds)
    yield
    blockers._registered.remove(holds)


def test_another_idea_can_keep_a_case_open(people: People, blocker: None) -> None:
    case = make_case(people.owner, version=1)
    assert "A legal hold stands." in list(blockers.closing_blockers(case))
    with pytest.raises(Conflict, match="legal hold"):
        _propose(people, case)


def test_goals_are_reached_in_a_review_and_a_child_does_not_decline(people: People) -> None:
    case = make_case(people.owner, stage=Stage.PLAN, child=True)
    with pytest.raises(Conflict, match="asked in the review"):
        _propose(people, case, ClosingReason.GOALS_REACHED)
    with pytest.raises(Conflict, match="child's case"):
        _propose(people, case, ClosingReason.ADULT_DECLINED)
    Case.objects.filter(pk=case.pk).update(stage=Stage.REVIEW)
    _propose(people, case, ClosingReason.GOALS_REACHED)


def test_a_withdrawn_complaint_is_no_reason() -> None:
    assert not {code for code in ClosingReason.values if "withdr" in code or "complaint" in code}


@pytest.mark.parametrize(
    ("closed_in", "again"),
    [("identification", "identification"), ("registration", "registration"), ("monitoring", "assessment")],
)
def test_a_case_is_reopened_where_work_can_go_on(people: People, closed_in: str, again: str) -> None:
    case = make_case(people.owner, stage=closed_in)
    _propose(people, case)
    _answer(people.colleague, case)
    case.refresh_from_db()
    closing.reopen(actor(people.owner), case, reason="made up", version=case.version)
    case.refresh_from_db()
    assert case.stage == again
    assert case.closed_at is None
    with pytest.raises(Conflict, match="not closed"):
        closing.reopen(actor(people.owner), case, reason="made up", version=case.version)


def test_triage_does_not_close(people: People) -> None:
    case = make_case(people.owner)
    private = actor(people.owner).keyring.institution_private()
    triage = make_membership(people.owner.institution, private, role=Role.TRIAGE)
    with pytest.raises(Denied):
        closing.propose(actor(triage), case, ClosingReason.NOT_FOUND, words="made up", version=case.version)
