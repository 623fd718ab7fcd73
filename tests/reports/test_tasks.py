"""What is over is forgotten, and nothing else; no task is given any data."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from amparo.kernel import clock
from amparo.reports import drafts, returning, tasks
from amparo.reports.models import Draft, Visit, WrongReceipts
from tests.make import file_report

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def test_what_is_over_is_forgotten_and_what_is_not_stays() -> None:
    _report, receipt = file_report()
    for moment in (NOW - timedelta(days=3), NOW):
        with clock.at(moment):
            drafts.start({"made": "up"})
            returning.enter(receipt)
            WrongReceipts.objects.create(minute=moment, count=1)
    with clock.at(NOW):
        tasks.forget_what_is_over(timestamp=0)
    assert (Draft.objects.count(), Visit.objects.count(), WrongReceipts.objects.count()) == (1, 1, 1)
    assert Draft.objects.get().expires_at > NOW
    assert Visit.objects.get().expires_at > NOW


def test_tasks_are_given_a_time_and_nothing_else() -> None:
    for task in (tasks.escalate_overdue_reports, tasks.forget_what_is_over):
        assert list(inspect.signature(task.func).parameters) == ["timestamp"]
