"""Decisions: what each does, who may, what is left afterwards, and that of eight at once one wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import translation

from amparo.accounts import keys
from amparo.accounts.models import Role
from amparo.accounts.policy import Actor
from amparo.accounts.relation import Relation
from amparo.cases.models import Case, CaseReport, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, Hidden, NoKey
from amparo.ledger.models import Entry
from amparo.reports import decisions
from amparo.reports.decisions import Choice, decide, recall, take_back
from amparo.reports.models import Decision, Report, ReportGrant, SendingBasis, State, Verdict
from amparo.reports.opening import reading, report_key
from tests.make import NARRATIVE, make_institution, make_membership, make_report
from tests.people import People, actor, make_people

pytestmark = pytest.mark.django_db


def _decide(by: Actor, report: Report, verdict: Verdict, **ends: object) -> Decision:
    report.refresh_from_db()
    return decide(by, report, Choice(verdict, "a made-up reason", **ends), version=report.version)  # type: ignore[arg-type]


def _send(people: People, report: Report) -> Decision:
    return _decide(
        actor(people.owner),
        report,
        Verdict.SEND_ON,
        sent_to=people.partner.institution,
        basis=SendingBasis.MANDATORY_REPORT,
    )


def _take_back(by: Actor, report: Report, decision: Decision) -> None:
    report.refresh_from_db()
    take_back(by, report, decision.pk, version=report.version, reason="looked again")


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Verdict.KEEP, State.KEPT), (Verdict.DISMISS, State.DISMISSED), (Verdict.TAKE_UP, State.TAKEN_UP)],
)
def test_a_decision_sets_the_state_and_taking_it_back_restores_it(verdict: Verdict, state: State) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    decision = _decide(actor(people.owner), report, verdict)
    report.refresh_from_db()
    assert (report.state, report.version) == (state, 1)
    _take_back(actor(people.colleague), report, decision)
    report.refresh_from_db()
    assert (report.state, report.version) == (State.WAITING, 2)
    events = Entry.objects.about(str(report.pk)).values_list("event", flat=True)
    assert list(events)[-2:] == ["report.decided", "report.decision_taken_back"]


def test_reasons_are_sealed_and_shown_in_the_history() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    decision = _decide(actor(people.owner), report, Verdict.KEEP)
    _take_back(actor(people.owner), report, decision)
    decision.refresh_from_db()
    assert decision.reason
    assert b"made-up" not in decision.reason
    told = decisions.history(report, report_key(actor(people.owner), report))
    assert [(row.reason, row.taken_back_reason) for row in told] == [("a made-up reason", "looked again")]


def test_a_decided_report_cannot_be_decided_again() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    _decide(actor(people.owner), report, Verdict.KEEP)
    with pytest.raises(Conflict, match="already decided"):
        _decide(actor(people.owner), report, Verdict.DISMISS)


def test_a_decision_is_taken_back_once() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    decision = _decide(actor(people.owner), report, Verdict.KEEP)
    _take_back(actor(people.owner), report, decision)
    with pytest.raises(Conflict):
        _take_back(actor(people.owner), report, decision)


def test_who_may_not_decide() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    private = actor(people.owner).keyring.institution_private()
    caseworker = actor(make_membership(people.owner.institution, private, role=Role.CASEWORKER))
    with pytest.raises(Denied):
        _decide(caseworker, report, Verdict.KEEP)
    with pytest.raises(Hidden):
        _decide(actor(people.outsider), report, Verdict.KEEP)
    report.refresh_from_db()
    assert report.state == State.WAITING


# --- joining -------------------------------------------------------------------------------------


def test_joined_reports_show_on_their_target() -> None:
    people = make_people()
    one, other = (make_report(people.owner.institution) for _ in range(2))
    decision = _decide(actor(people.owner), one, Verdict.JOIN, joined_to=other)
    one.refresh_from_db()
    assert one.state == State.JOINED
    assert decisions.root_of(one) == other
    _take_back(actor(people.owner), one, decision)
    assert decisions.root_of(one) == one


def test_a_circle_of_joins_is_refused() -> None:
    people = make_people()
    first, second, third = (make_report(people.owner.institution) for _ in range(3))
    _decide(actor(people.owner), first, Verdict.JOIN, joined_to=second)
    _decide(actor(people.owner), second, Verdict.JOIN, joined_to=third)
    with pytest.raises(Conflict, match="itself joined"):
        _decide(actor(people.owner), third, Verdict.JOIN, joined_to=first)
    with pytest.raises(Conflict, match="itself joined"):
        _decide(actor(people.owner), third, Verdict.JOIN, joined_to=third)


def test_another_institutions_report_cannot_be_joined_to() -> None:
    people = make_people()
    report, elsewhere = make_report(people.owner.institution), make_report(people.outsider.institution)
    with pytest.raises(Hidden):
        _decide(actor(people.owner), report, Verdict.JOIN, joined_to=elsewhere)


def test_a_report_with_joins_is_not_sent_away_from_them() -> None:
    people = make_people()
    report, target = (make_report(people.owner.institution) for _ in range(2))
    _decide(actor(people.owner), report, Verdict.JOIN, joined_to=target)
    with pytest.raises(Conflict, match="joined to this one"):
        _send(people, target)


# --- sending on ----------------------------------------------------------------------------------


def test_sending_on_gives_the_receiver_key_and_clock_and_the_sender_a_way_back() -> None:
    people = make_people()
    with clock.at(clock.now() - timedelta(days=3)):
        report = make_report(people.owner.institution)
    _send(people, report)
    report.refresh_from_db()
    assert report.institution == people.partner.institution
    assert report.state == State.WAITING
    assert report.due_at > clock.now()
    assert report.relation_to(people.owner.institution) is Relation.PARTNER
    for one in (people.owner, people.partner):
        with reading(actor(one), report) as opened:
            assert opened.told["narrative"] == NARRATIVE
    grant = ReportGrant.objects.live().of(people.partner.institution).get(report=report)
    assert grant.basis == SendingBasis.MANDATORY_REPORT


@pytest.mark.parametrize("verdict", [Verdict.KEEP, Verdict.TAKE_UP, Verdict.DISMISS])
def test_when_the_receiver_decides_the_senders_key_is_destroyed(verdict: Verdict) -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    _send(people, report)
    _decide(actor(people.partner), report, verdict)
    report.refresh_from_db()
    assert report.relation_to(people.owner.institution) is Relation.FORMER
    assert ReportGrant.objects.of(people.owner.institution).get(report=report).box is None
    with pytest.raises(NoKey):
        report_key(actor(people.owner), report)
    with pytest.raises(Hidden):
        recall(actor(people.owner), report, version=report.version, reason="too late")


def test_recall_destroys_the_receivers_key_and_brings_the_report_back() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    _send(people, report)
    report.refresh_from_db()
    recall(actor(people.owner), report, version=report.version, reason="a made-up mistake")
    report.refresh_from_db()
    assert report.institution == people.owner.institution
    assert report.relation_to(people.partner.institution) is Relation.FORMER
    with pytest.raises(NoKey):
        report_key(actor(people.partner), report)
    _send(people, report)  # and it can be sent again
    assert report_key(actor(people.partner), report) == report_key(actor(people.owner), report)


def test_a_report_travels_on_and_back_again() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    _send(people, report)
    _decide(
        actor(people.partner),
        report,
        Verdict.SEND_ON,
        sent_to=people.owner.institution,
        basis=SendingBasis.REFERRAL,
    )
    report.refresh_from_db()
    assert report.institution == people.owner.institution
    _decide(actor(people.owner), report, Verdict.KEEP)
    with reading(actor(people.owner), report) as opened:
        assert opened.told["narrative"] == NARRATIVE
    assert report.relation_to(people.partner.institution) is Relation.FORMER


def test_a_receiver_that_was_rotated_gets_its_newest_epoch() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    keys.rotate(people.partner.institution, actor(people.partner).keyring.institution_private())
    _send(people, report)
    grant = ReportGrant.objects.live().of(people.partner.institution).get(report=report)
    assert grant.institution_key.epoch == 2
    with reading(actor(people.partner), report) as opened:
        assert opened.told["narrative"] == NARRATIVE


def test_nothing_is_sent_where_nobody_can_decide() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    empty, _private = make_institution()
    assert empty not in decisions.receivers(people.owner.institution)
    with pytest.raises(Conflict, match="Nobody there"):
        _decide(actor(people.owner), report, Verdict.SEND_ON, sent_to=empty, basis=SendingBasis.REFERRAL)


# --- taking up -----------------------------------------------------------------------------------


def test_taking_up_opens_a_case_with_a_worker() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    decision = _decide(actor(people.owner), report, Verdict.TAKE_UP)
    case = Case.objects.get(edges__report=report)
    assert (case.institution, case.worker, case.stage) == (
        people.owner.institution,
        people.owner,
        Stage.IDENTIFICATION,
    )
    assert str(case.pk) in decisions.taking_up().address(decision)


def test_a_case_that_has_grown_is_not_let_go() -> None:
    people = make_people()
    report, other = (make_report(people.owner.institution) for _ in range(2))
    decision = _decide(actor(people.owner), report, Verdict.TAKE_UP)
    second = _decide(actor(people.owner), other, Verdict.TAKE_UP)
    case = CaseReport.objects.get(decision=decision).case
    CaseReport.objects.filter(decision=second).update(case=case)
    with translation.override("en"), pytest.raises(Conflict, match="has grown"):
        _take_back(actor(people.owner), report, decision)
    report.refresh_from_db()
    assert report.state == State.TAKEN_UP


# --- eight at once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_eight_officers_one_wins_and_seven_are_told() -> None:
    institution, private = make_institution()
    officers = [actor(make_membership(institution, private)) for _ in range(8)]
    report = make_report(institution)
    start = Barrier(8)

    def one(officer: Actor) -> bool:
        try:
            mine = Report.objects.get(pk=report.pk)
            start.wait(timeout=30)
            decide(officer, mine, Choice(Verdict.KEEP, "a made-up reason"), version=mine.version)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(one, officers))
    assert sum(won) == 1
    report.refresh_from_db()
    assert (report.state, report.version) == (State.KEPT, 1)
    assert report.decisions.count() == 1
    assert Entry.objects.filter(event="report.decided", subject=str(report.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_joins_at_once_close_no_circle() -> None:
    institution, private = make_institution()
    officers = [actor(make_membership(institution, private)) for _ in range(2)]
    reports = [make_report(institution) for _ in range(2)]
    start = Barrier(2)

    def one(number: int) -> bool:
        try:
            start.wait(timeout=30)
            choice = Choice(Verdict.JOIN, joined_to=reports[1 - number])
            decide(officers[number], reports[number], choice, version=0)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(one, range(2)))
    assert sum(won) == 1
