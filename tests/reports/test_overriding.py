"""An officer's own judgement of urgency: points, clock, reason, record."""

from datetime import UTC, datetime, timedelta

import pytest

from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Hidden
from amparo.kernel.fields import open_field
from amparo.ledger.models import Entry
from amparo.reports import escalation
from amparo.reports.models import Escalation, Level, Report
from amparo.reports.opening import report_key
from amparo.reports.overriding import override_urgency
from tests.make import make_report
from tests.people import People, actor, make_people

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _judge(people: People, report: Report, level: Level) -> None:
    report.refresh_from_db()
    override_urgency(actor(people.owner), report, level, version=report.version, reason="a made-up reason")
    report.refresh_from_db()


def test_raising_shortens_the_time_from_now() -> None:
    people = make_people()
    with clock.at(START):
        report = make_report(people.owner.institution)
    with clock.at(START + 5 * HOUR):
        _judge(people, report, Level.IMMEDIATE)
        assert (report.level, report.urgency) == (Level.IMMEDIATE, 110)
        assert report.due_at == START + 6 * HOUR
        assert report.escalates_at == START + 5.75 * HOUR


def test_raising_never_gives_more_time() -> None:
    people = make_people()
    with clock.at(START):
        report = make_report(people.owner.institution)
    with clock.at(START + 23.5 * HOUR):
        _judge(people, report, Level.IMMEDIATE)
    assert report.due_at == START + 24 * HOUR


def test_lowering_gives_the_time_of_the_level_and_steps_taken_stay_taken() -> None:
    people = make_people()
    with clock.at(START):
        report = make_report(people.owner.institution, danger=True)
    with clock.at(START + HOUR):
        escalation.escalate_overdue()
        _judge(people, report, Level.NORMAL)
    assert report.due_at == START + 24 * HOUR
    assert report.urgency < 50
    assert report.escalation == Escalation.SUPERVISOR
    with clock.at(START + 47 * HOUR):
        assert escalation.escalate_overdue() == 0
    with clock.at(START + 48 * HOUR):
        assert escalation.escalate_overdue() == 1


def test_what_was_computed_is_kept_through_several_judgements() -> None:
    people = make_people()
    report = make_report(people.owner.institution, danger=True)
    for level in (Level.LOW, Level.HIGH):
        _judge(people, report, level)
    assert {(one.computed_level, one.computed_urgency) for one in report.overrides.all()} == {
        ("immediate", 120)
    }
    assert report.urgency == 109


def test_the_reason_is_needed_sealed_and_the_change_recorded() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    with pytest.raises(ValueError, match="reason"):
        override_urgency(actor(people.owner), report, Level.HIGH, version=0, reason=" ")
    _judge(people, report, Level.HIGH)
    override = report.overrides.get()
    assert open_field(override, "reason", report_key(actor(people.owner), report)) == "a made-up reason"
    entry = Entry.objects.about(str(report.pk)).get(event="report.urgency_overridden")
    assert '"after":"high"' in entry.content
    assert "made-up" not in entry.content


def test_who_may_not_and_who_comes_late() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    with pytest.raises(Hidden):
        override_urgency(actor(people.outsider), report, Level.HIGH, version=0, reason="a reason")
    _judge(people, report, Level.HIGH)
    with pytest.raises(Conflict):
        override_urgency(actor(people.owner), report, Level.LOW, version=0, reason="a reason")
