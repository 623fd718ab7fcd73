"""Where a lead's contacts are known: one's own cases, reports and leads; of others' only that they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from amparo.cases.models import CaseContact, CasePoint, CaseReport
from amparo.leads import points
from amparo.leads.models import Lead, LeadPoint
from amparo.reports.models import ContactPoint

MOST = 5  # of each that are named


class Named(NamedTuple):
    """What a page links to."""

    pk: UUID
    reference: str


@dataclass
class Known:
    """One contact of the lead, and where it is known."""

    kind: str
    value: str = field(repr=False)
    posts: int
    scripts: int
    shared: bool
    cases: list[Named] = field(default_factory=list)
    reports: list[Named] = field(default_factory=list)
    leads: list[Named] = field(default_factory=list)
    elsewhere: bool = False


_Wanted = dict[tuple[str, bytes], Known]


def contacts(lead: Lead, content: Mapping[str, Any]) -> list[Known]:
    """Every contact of a lead; nine queries, however many contacts there are and wherever they are known."""
    rows: list[Known] = []
    wanted: _Wanted = {}
    for contact in content["contacts"]:
        row = Known(
            contact["kind"], contact["value"], contact["posts"], contact["templates"], contact["shared"]
        )
        rows.append(row)
        for point in points.of_contacts([contact]):
            wanted[point.kind, point.digest] = row
    if wanted:
        _fill(lead, wanted)
    return rows


def _fill(lead: Lead, wanted: _Wanted) -> None:
    same = [digest for _kind, digest in wanted]
    in_reports = ContactPoint.objects.filter(digest__in=same).exclude(kind="reporter")
    in_leads = LeadPoint.objects.filter(digest__in=same).exclude(lead=lead)
    in_people = CasePoint.objects.filter(digest__in=same)
    put_in = CaseContact.objects.standing().filter(digest__in=same)
    grown = CaseReport.objects.standing().filter(report__contact_points__digest__in=same)
    grown = grown.annotate(kind=F("report__contact_points__kind"), digest=F("report__contact_points__digest"))
    for name, holder, rows in (
        ("reports", "report", in_reports),
        ("leads", "lead", in_leads),
        ("cases", "case", in_people),
        ("cases", "case", put_in),
        ("cases", "case", grown),
    ):
        _name(wanted, name, holder, rows.filter(**{f"{holder}__institution": lead.institution}))
    for holder, others in (("report", in_reports), ("lead", in_leads), ("case", in_people), ("case", put_in)):
        elsewhere = others.exclude(**{f"{holder}__institution": lead.institution})
        for kind, digest in elsewhere.values_list("kind", "digest").distinct():
            if (row := wanted.get((kind, bytes(digest)))) is not None:
                row.elsewhere = True


def _name(wanted: _Wanted, name: str, holder: str, rows: QuerySet[Any]) -> None:
    """A few of one's own for each contact, the newest reference first."""
    place = Window(RowNumber(), partition_by=[F("kind"), F("digest")], order_by=f"-{holder}__reference")
    few = rows.annotate(place=place).filter(place__lte=MOST)
    for kind, digest, pk, reference in few.values_list(
        "kind", "digest", f"{holder}__pk", f"{holder}__reference"
    ):
        if (row := wanted.get((kind, bytes(digest)))) is None:
            continue
        named: list[Named] = getattr(row, name)
        if (one := Named(pk, reference)) not in named and len(named) < MOST:
            named.append(one)
