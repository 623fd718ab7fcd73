"""Cases, as far as they go today: a list, and one case with the reports that it grew from."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases.models import Case, CaseReport
from amparo.reports.models import Decision, Report, Verdict

MOST_LISTED = 200


@guards(Action.READ_CASE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The institution's cases, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    cases = (
        Case.objects.held_by(actor.institution).newest_first().select_related("worker__person")[:MOST_LISTED]
    )
    return render(request, "cases/list.html", {"cases": cases, "most": MOST_LISTED})


@guards(Action.READ_CASE, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: nothing sealed is opened here, a report is opened on its own page."""
    case = get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
    policy.authorise(request.actor, Action.READ_CASE, case)  # type: ignore[attr-defined]
    edges = CaseReport.objects.filter(case=case).select_related("decision")
    grown_from = [edge.report_id for edge in edges if edge.decision.taken_back_at is None]
    joins = Decision.objects.standing().filter(verdict=Verdict.JOIN, joined_to__in=grown_from)
    rows = Report.objects.without_contents().select_related("province", "district").order_by("received_at")
    context = {
        "case": case,
        "reports": rows.filter(pk__in=grown_from),
        "joined": rows.filter(decisions__in=joins),
        "let_go": rows.filter(pk__in=[edge.report_id for edge in edges if edge.decision.taken_back_at]),
    }
    return render(request, "cases/case.html", context)
