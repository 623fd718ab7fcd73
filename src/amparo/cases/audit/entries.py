"""A page of the record: the newest entries that fit a filter, with names and references in place of ids."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from amparo.accounts.models import Institution, Membership
from amparo.cases.audit.scope import Scope
from amparo.cases.models import Case
from amparo.ledger.models import Entry
from amparo.reports.models import Report

PAGE = 50  # entries
_SLACK = 5_000  # entries: a moment is taken before the turn is, so neighbours can be seconds out of order
_BASES = ("basis", "grants", "compartments", "purpose", "role", "reason")


@dataclass(frozen=True)
class Filter:
    """What to look for; everything empty: all. `before` is the index after the page's first entry."""

    institution: str = ""
    member: str = ""
    event: str = ""
    reference: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """One entry as it is read."""

    index: int
    at: datetime
    event: str
    institution: str
    member: Membership | None
    subject: str
    facts: list[tuple[str, str]] = field(default_factory=list)


def page(scope: Scope, asked: Filter) -> tuple[list[Line], int | None]:
    """Up to 50 entries, newest first, and the index to ask for the next page with (None: the last page)."""
    rows = Entry.objects.order_by("-index")
    if institution := scope.key(asked.institution):
        rows = rows.filter(institution=institution)
    if asked.member:
        rows = rows.filter(actor=asked.member)
    if asked.event:
        rows = rows.filter(event=asked.event)
    if asked.reference:
        rows = rows.filter(subject__in=_subjects(asked.reference))
    if asked.before is not None:
        rows = rows.filter(index__lt=asked.before)
    rows = _between(rows, asked.first, asked.last)
    found = list(rows.values_list("index", "content")[: PAGE + 1])
    lines = _lines([(index, json.loads(content)) for index, content in found[:PAGE]])
    return lines, found[PAGE - 1][0] if len(found) > PAGE else None


def _subjects(reference: str) -> list[str]:
    """The id of the case or report with a reference; an id is taken as one."""
    wanted = reference.strip().upper()
    cases = Case.objects.filter(reference=wanted).values_list("pk", flat=True)
    reports = Report.objects.filter(reference=wanted).values_list("pk", flat=True)
    return [str(pk) for pk in (*cases, *reports)] or [reference.strip()]


def moment(day: date) -> str:
    """When a day of the country begins, as the record writes moments."""
    begins = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    return begins.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _between(rows: Any, first: date | None, last: date | None) -> Any:
    """Entries of whole days; bounds of the index come first, so that a page of long ago is found as fast."""
    if first is not None:
        rows = rows.filter(at__gte=moment(first))
        begins = (
            Entry.objects.filter(at__gte=moment(first))
            .order_by("at", "index")
            .values_list("index", flat=True)
        )
        rows = rows.filter(index__gte=(begins.first() or 0) - _SLACK)
    if last is not None:
        over = moment(last + timedelta(days=1))
        ends = Entry.objects.filter(at__lt=over).order_by("-at", "-index").values_list("index", flat=True)
        rows = rows.filter(at__lt=over, index__lte=(ends.first() or 0) + _SLACK)
    return rows


def _lines(found: list[tuple[int, dict[str, Any]]]) -> list[Line]:
    names = Names(
        [content["subject"] for _index, content in found],
        [content["actor"] for _index, content in found],
        [content["institution"] for _index, content in found],
    )
    return [
        Line(
            index,
            datetime.fromisoformat(content["at"]),
            content["event"],
            names.institutions.get(content["institution"], ""),
            names.members.get(content["actor"]),
            names.subjects.get(content["subject"], ""),
            [(name, _said(content["facts"][name])) for name in _BASES if content["facts"].get(name)],
        )
        for index, content in found
    ]


def _said(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


class Names:
    """What ids stand for, looked up at once."""

    def __init__(self, subjects: Iterable[str], actors: Iterable[str], institutions: Iterable[str]) -> None:
        wanted = ids(subjects)
        cases = Case.objects.filter(pk__in=wanted).values_list("pk", "reference")
        reports = Report.objects.filter(pk__in=wanted).values_list("pk", "reference")
        members = Membership.objects.filter(pk__in=ids(actors)).select_related("person", "institution")
        held = Institution.objects.filter(pk__in=ids(institutions)).values_list("pk", "name")
        self.subjects = {str(pk): reference for pk, reference in (*cases, *reports)}
        self.members = {str(one.pk): one for one in members}
        self.institutions = {str(pk): name for pk, name in held}


def ids(texts: Iterable[str]) -> list[UUID]:
    """Those that are ids."""
    found = []
    for text in set(texts):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
