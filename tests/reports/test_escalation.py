"""The clock over days: every step once, in its minute, and no report that nobody decided falls off."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from amparo.kernel import clock
from amparo.ledger.models import Entry
from amparo.reports import escalation
from amparo.reports.decisions import Choice, decide, take_back
from amparo.reports.models import Escalation, Report, Verdict
from amparo.reports.tasks import escalate_overdue_reports
from tests.make import make_report
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _steps(report: Report) -> list[tuple[str, str]]:
    entries = (
        Entry.objects.about(str(report.pk)).filter(event="report.escalated").values_list("at", "content")
    )
    return [(at, content.split('"to":"')[1].split('"')[0]) for at, content in entries]


def test_an_immediate_report_goes_up_at_45_60_and_120_minutes() -> None:
    with clock.at(START):
        report = make_report(danger=True)
    for minute in range(150):
        with clock.at(START + minute * MINUTE):
            escalation.escalate_overdue()
    assert _steps(report) == [
        ("2026-03-02T06:45:00Z", "warned"),
        ("2026-03-02T07:00:00Z", "supervisor"),
        ("2026-03-02T08:00:00Z", "coordination"),
    ]


def test_a_worker_that_slept_takes_every_step_once() -> None:
    with clock.at(START):
        report = make_report()
    with clock.at(START + timedelta(days=9)):
        assert escalation.escalate_overdue() == 3
        assert escalation.escalate_overdue() == 0
    assert [to for _at, to in _steps(report)] == ["warned", "supervisor", "coordination"]
    report.refresh_from_db()
    assert (report.escalation, report.escalates_at) == (Escalation.COORDINATION, None)


def test_more_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalation, "BATCH", 2)
    people = make_people()
    with clock.at(START):
        for _number in range(5):
            make_report(people.owner.institution, danger=True)
    with clock.at(START + timedelta(hours=1)):
        assert escalation.escalate_overdue() == 10


def test_over_days_none_falls_off() -> None:
    """Reports come at random; officers decide some and take some back; all others end with coordination."""
    people, random = make_people(), Random(7)  # noqa: S311 - the same story on every run
    officer = actor(people.owner)
    waiting: dict[Report, datetime] = {}
    left: dict[Report, datetime] = {}
    arrivals = sorted(random.uniform(0, 36 * 60) for _ in range(40))
    for quarter in range(5 * 24 * 4):
        now = START + quarter * timedelta(minutes=15)
        with clock.at(now):
            while arrivals and START + arrivals[0] * MINUTE <= now:
                arrivals.pop(0)
                waiting[make_report(people.owner.institution, danger=random.random() < 0.3)] = now
            for report in [one for one in waiting if random.random() < 0.004]:
                report.refresh_from_db()
                decision = decide(officer, report, Choice(Verdict.KEEP), version=report.version)
                del waiting[report]
                if random.random() < 0.5:
                    take_back(officer, report, decision.pk, version=report.version + 1, reason="made up")
                    waiting[report] = now
                else:
                    left[report] = now
            escalation.escalate_overdue()
    assert waiting
    assert left
    with clock.at(START + timedelta(days=8)):
        escalation.escalate_overdue()
    for report in waiting:
        report.refresh_from_db()
        assert report.escalation == Escalation.COORDINATION
        since = waiting[report]
        late = [to for at, to in _steps(report) if datetime.fromisoformat(at) > since]
        assert late == ["warned", "supervisor", "coordination"]
    for report, decided in left.items():
        assert all(datetime.fromisoformat(at) <= decided for at, _to in _steps(report))
    each: dict[str, Counter[str]] = defaultdict(Counter)
    for report in waiting:
        each[report.reference].update(to for _at, to in _steps(report))
    assert len(each) == len(waiting)


def test_the_task_is_given_nothing_and_does_the_work() -> None:
    with clock.at(START):
        report = make_report()
    escalate_overdue_reports(timestamp=0)
    report.refresh_from_db()
    assert report.escalation == Escalation.COORDINATION
