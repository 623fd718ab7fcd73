"""Stages: only the steps of the table, each with what it needs."""

from datetime import date

import pytest

from amparo.cases.lifecycle import stages
from amparo.cases.lifecycle.moving import move, summarise
from amparo.cases.models import Case, Contacted, Part, Risk, Service, Stage, StageStep
from amparo.cases.protection.actions import Assessed, Planned, Seen, add_action, assess, follow_up
from amparo.kernel.errors import Conflict, Denied, Hidden
from tests.make import make_case, make_person_in, share_case
from tests.people import People, actor

pytestmark = pytest.mark.django_db


def _step(people: People, case: Case, after: Stage, reason: str = "") -> StageStep:
    case.refresh_from_db()
    return move(actor(people.owner), case, after, version=case.version, reason=reason)


def test_every_stage_is_reached_and_only_closing_ends_the_way() -> None:
    reached = {step.after for step in stages.TRANSITIONS if not step.back}
    assert reached == set(Stage) - {Stage.IDENTIFICATION, Stage.CLOSED}
    assert all(stages.steps_from(stage) for stage in Stage if stage != Stage.CLOSED)
    assert len({(step.before, step.after) for step in stages.TRANSITIONS}) == len(stages.TRANSITIONS)


def test_a_case_goes_its_whole_way_when_each_condition_is_met(people: People) -> None:
    case = make_case(people.owner)
    me = actor(people.owner)
    _step(people, case, Stage.REGISTRATION)
    with pytest.raises(Conflict, match="registered as the victim"):
        _step(people, case, Stage.ASSESSMENT)
    person = make_person_in(case, people.owner, Part.VICTIM)
    _step(people, case, Stage.ASSESSMENT)
    with pytest.raises(Conflict, match="risk is assessed"):
        _step(people, case, Stage.PLAN)
    case.refresh_from_db()
    assess(me, person, Assessed({}, Risk.HIGH, "made up"), version=case.version)
    _step(people, case, Stage.PLAN)
    with pytest.raises(Conflict, match="at least one action"):
        _step(people, case, Stage.REFERRAL)
    add_action(me, person, Planned(Service.SHELTER, "made up", people.owner, date(2027, 1, 1)))
    _step(people, case, Stage.REFERRAL)
    _step(people, case, Stage.MONITORING)
    with pytest.raises(Conflict, match="follow-up"):
        _step(people, case, Stage.REVIEW)
    follow_up(me, person, Seen(Contacted.VISIT, True, date(2026, 11, 1), "made up"))
    _step(people, case, Stage.REVIEW)
    assert [row.after for row in StageStep.objects.filter(case=case)] == [
        "registration", "assessment", "plan", "referral", "monitoring", "review",
    ]  # fmt: skip


def test_a_step_that_the_table_does_not_have_is_refused(people: People) -> None:
    case = make_case(people.owner)
    for after in (Stage.REVIEW, Stage.CLOSED, Stage.IDENTIFICATION):
        with pytest.raises(Conflict, match="does not go that way"):
            _step(people, case, after)


def test_going_back_needs_a_reason_which_is_sealed(people: People) -> None:
    case = make_case(people.owner, stage=Stage.REVIEW)
    with pytest.raises(Conflict, match="Say why"):
        _step(people, case, Stage.PLAN)
    row = _step(people, case, Stage.PLAN, "A new danger, all made up.")
    assert row.generation == 1
    assert b"danger" not in bytes(row.reason or b"")


def test_of_two_officers_at_once_one_wins(people: People) -> None:
    case = make_case(people.owner)
    seen = case.version
    move(actor(people.owner), case, Stage.REGISTRATION, version=seen)
    with pytest.raises(Conflict):
        move(actor(people.colleague), case, Stage.REGISTRATION, version=seen)


def test_only_the_owner_moves_a_case(people: People) -> None:
    case = make_case(people.owner)
    share_case(case, people.owner, people.partner)
    with pytest.raises(Denied):
        move(actor(people.partner), case, Stage.REGISTRATION, version=case.version)
    with pytest.raises(Hidden):
        move(actor(people.outsider), case, Stage.REGISTRATION, version=case.version)


def test_a_new_wording_keeps_the_earlier_one(people: People) -> None:
    case = make_case(people.owner)
    summarise(actor(people.owner), case, "Told anew, all made up.", version=case.version)
    assert case.summarys.count() == 2
