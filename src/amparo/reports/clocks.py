"""The triage clock: one hour when danger is immediate, else a day; and the steps up when nobody decides."""

from datetime import datetime

from amparo.reports.models import Escalation, Level, Report
from amparo.reports.urgency import PERIOD


def restart(report: Report, *, at: datetime) -> None:
    """A fresh clock, for a new holder or a report that waits again; the row is not saved."""
    report.clock_from = at
    report.due_at = at + PERIOD[Level(report.level)]
    report.escalation = Escalation.NONE
    report.escalates_at = next_step(report)


def follow_level(report: Report, *, at: datetime, sooner_only: bool) -> None:
    """Set the clock to a level that an officer just gave; steps already taken stay taken. Not saved.

    `sooner_only`: the level was raised, so the time can only become shorter.
    """
    period = PERIOD[Level(report.level)]
    if not sooner_only:
        report.due_at = report.clock_from + period
    elif at + period < report.due_at:
        report.clock_from, report.due_at = at, at + period
    report.escalates_at = next_step(report)


def step_up(report: Report) -> None:
    """Carry the report one step further up; the row is not saved."""
    report.escalation += 1
    report.escalates_at = next_step(report)


def next_step(report: Report) -> datetime | None:
    """When an untouched report goes one step further, or None when it is all the way up.

    A warning after three quarters of the time, the supervisor at its end, coordination after as long again.
    """
    period = report.triage_period
    return {
        Escalation.NONE: report.due_at - period / 4,
        Escalation.WARNED: report.due_at,
        Escalation.SUPERVISOR: report.due_at + period,
    }.get(Escalation(report.escalation))
