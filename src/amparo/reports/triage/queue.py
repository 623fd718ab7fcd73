"""Which reports a list shows, a page at a time, without ever counting or skipping rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from amparo.accounts.models import Institution
from amparo.kernel.pages import Page, cut, moment_and_key
from amparo.reports import urgency
from amparo.reports.models import (
    Decision,
    Escalation,
    Level,
    Report,
    ReportGrant,
    ReportQuerySet,
    State,
    Verdict,
)


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; empty or False means no narrowing."""

    province: str = ""  # p-code
    matter: str = ""
    level: str = ""
    overdue: bool = False
    unread: bool = False
    doubtful: bool = False
    escalated: bool = False


def waiting(institution: Institution, wanted: Wanted, after: str = "") -> Page[Report]:
    """Reports that wait for triage at an institution, most urgent first, then whose time ends first."""
    rows = _narrowed(_for_list(Report.objects.held_by(institution)), wanted)
    rows = (rows.overdue() if wanted.overdue else rows.awaiting_triage()).most_urgent_first()
    if mark := _mark(after):
        points, due_at, pk = mark
        same = Q(urgency=points) & (Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk))
        rows = rows.filter(urgency__lte=points).filter(Q(urgency__lt=points) | same)
    return cut(rows, lambda row: (str(row.urgency), row.due_at.isoformat(), str(row.pk)))


def in_state(institution: Institution, state: State, after: str = "") -> Page[Report]:
    """Reports of an institution in one state, newest first."""
    return _newest_first(_for_list(Report.objects.held_by(institution).filter(state=state)), after)


def unread(institution: Institution, after: str = "") -> Page[Report]:
    """Reports of an institution, in whatever state, whose reporter wrote and nobody has looked since."""
    return _newest_first(_for_list(Report.objects.held_by(institution).filter(unread=True)), after)


def sent_on(institution: Institution, after: str = "") -> Page[Decision]:
    """Where an institution sent its reports, newest first; of the report itself only the reference."""
    rows = Decision.objects.standing().filter(verdict=Verdict.SEND_ON, institution=institution)
    rows = rows.select_related("report", "sent_to").defer(
        "report__account", "report__contact", "report__receipt_tag", "report__receipt_box"
    )
    rows = rows.annotate(recallable=_still_with_a_key(institution)).order_by("-decided_at", "pk")
    if mark := moment_and_key(after):
        moment, pk = mark
        rows = rows.filter(Q(decided_at__lt=moment) | Q(decided_at=moment, pk__gt=pk))
    return cut(rows, lambda row: (row.decided_at.isoformat(), str(row.pk)))


def _still_with_a_key(institution: Institution) -> Exists:
    return Exists(ReportGrant.objects.live().of(institution).filter(report=OuterRef("report")))


def with_coordination(after: str = "") -> Page[Report]:
    """Reports of all institutions that nobody touched for twice their time, latest first; no content."""
    rows = Report.objects.escalated_to_coordination().select_related("institution")
    rows = rows.only("reference", "level", "due_at", "institution__name").order_by("due_at", "pk")
    if mark := moment_and_key(after):
        moment, pk = mark
        rows = rows.filter(due_at__gte=moment).filter(Q(due_at__gt=moment) | Q(pk__gt=pk))
    return cut(rows, lambda row: (row.due_at.isoformat(), str(row.pk)))


def late_institutions() -> list[dict[str, Any]]:
    """How many reports each institution left with the coordinating body, most first: `name`, `reports`."""
    rows = Report.objects.escalated_to_coordination().values(name=F("institution__name"))
    return [dict(row) for row in rows.annotate(reports=Count("pk")).order_by("-reports", "name")]


def _for_list(rows: ReportQuerySet) -> ReportQuerySet:
    return rows.without_contents().select_related("province", "district")


def _narrowed(rows: ReportQuerySet, wanted: Wanted) -> ReportQuerySet:
    exact = {"province": wanted.province, "matter": wanted.matter, "level": wanted.level}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.level:
        lowest, highest = urgency.span(Level(wanted.level))
        rows = rows.filter(
            urgency__gte=lowest, urgency__lte=highest
        )  # says no more, and the index knows points
    if wanted.unread:
        rows = rows.filter(unread=True)
    if wanted.doubtful:
        rows = rows.exclude(misuse=[])
    if wanted.escalated:
        rows = rows.filter(escalation__gte=Escalation.SUPERVISOR)
    return rows


def _newest_first(rows: ReportQuerySet, after: str) -> Page[Report]:
    rows = rows.order_by("-received_at", "pk")
    if mark := moment_and_key(after):
        moment, pk = mark
        rows = rows.filter(received_at__lte=moment).filter(Q(received_at__lt=moment) | Q(pk__gt=pk))
    return cut(rows, lambda row: (row.received_at.isoformat(), str(row.pk)))


def _mark(after: str) -> tuple[int, datetime, UUID] | None:
    """As `moment_and_key`, with the points before them."""
    points, _, rest = after.partition("_")
    mark = moment_and_key(rest)
    try:
        found = int(points)
    except ValueError:
        return None
    return (found, *mark) if mark and abs(found) <= 10**6 else None
