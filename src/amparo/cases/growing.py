"""Which reports a case grew from, and what was joined to them."""

from collections.abc import Iterable
from uuid import UUID

from amparo.cases.models import Case, CaseReport
from amparo.reports.models import Decision, Verdict


def reports_of(cases: Iterable[Case]) -> set[UUID]:
    """The ids of the reports that these cases grew from, and of those joined to them, also through others."""
    grown = CaseReport.objects.standing().filter(case__in=list(cases)).values_list("report", flat=True)
    found, new = set(grown), set(grown)
    while new:
        joins = Decision.objects.standing().filter(verdict=Verdict.JOIN, joined_to__in=new)
        new = set(joins.values_list("report", flat=True)) - found
        found |= new
    return found
