"""Where a lead's contacts are known: one's own cases, reports and leads; of others' only that they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.accounts.models import Institution
from amparo.cases.deconfliction.known import cases_with
from amparo.cases.models import Case, CaseContact, CasePoint
from amparo.leads import points
from amparo.leads.models import Lead, LeadPoint
from amparo.reports.identifiers import Identifier
from amparo.reports.models import ContactPoint, Report

MOST = 5  # of each that are named


@dataclass
class Known:
    """One contact of the lead, and where it is known."""

    kind: str
    value: str = field(repr=False)
    posts: int
    scripts: int
    shared: bool
    cases: list[Case] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    elsewhere: bool = False


def contacts(lead: Lead, content: Mapping[str, Any]) -> list[Known]:
    """Every contact of a lead; five queries, and one more for each that is in a case of one's own."""
    rows, by_digest = [], {}
    for contact in content["contacts"]:
        row = Known(
            contact["kind"], contact["value"], contact["posts"], contact["templates"], contact["shared"]
        )
        rows.append(row)
        for point in points.of_contacts([contact]):
            by_digest[point.digest] = (point, row)
    _fill(lead.institution, lead, by_digest)
    return rows


def _fill(institution: Institution, lead: Lead, wanted: dict[bytes, tuple[Identifier, Known]]) -> None:
    digests = list(wanted)
    in_reports = ContactPoint.objects.filter(digest__in=digests).exclude(kind="reporter")
    for point in in_reports.select_related("report").only(
        "kind", "digest", "report__reference", "report__institution"
    ):
        _note(institution, wanted, point, point.report.institution_id, "reports", point.report)
    in_leads = LeadPoint.objects.filter(digest__in=digests).exclude(lead=lead)
    for mark in in_leads.select_related("lead").only(
        "kind", "digest", "lead__reference", "lead__institution"
    ):
        _note(institution, wanted, mark, mark.lead.institution_id, "leads", mark.lead)
    for held in CasePoint.objects.filter(digest__in=digests).select_related("case"):
        _note(institution, wanted, held, held.case.institution_id, "cases", held.case)
    for put_in in CaseContact.objects.standing().filter(digest__in=digests).select_related("case"):
        _note(institution, wanted, put_in, put_in.case.institution_id, "cases", put_in.case)
    for identifier, row in wanted.values():
        if row.cases or row.reports:
            row.cases = cases_with(identifier.kind, identifier.digest, institution)[:MOST]


def _note(
    institution: Institution,
    wanted: dict[bytes, tuple[Identifier, Known]],
    point: Any,
    holder: Any,
    name: str,
    thing: Any,
) -> None:
    identifier, row = wanted[bytes(point.digest)]
    if identifier.kind != point.kind:
        return
    if holder != institution.pk:
        row.elsewhere = True
        return
    named: list[Any] = getattr(row, name)
    if len(named) < MOST and thing not in named:
        named.append(thing)
