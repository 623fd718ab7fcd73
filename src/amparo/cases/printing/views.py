"""Printing a case file. The answer is the file itself; none is kept."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import compartments, shell
from amparo.cases.models import Case, Compartment
from amparo.cases.printing.actions import print_case
from amparo.cases.printing.forms import PrintForm


@guards(Action.PRINT_CASE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def print_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose what to print, and get it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
    policy.authorise(actor, Action.PRINT_CASE, case)
    readable = compartments.readable_by(actor, case)
    form = PrintForm(request.POST or None, readable=readable)
    if form.is_bound and form.is_valid():
        made = print_case(actor, case, form.order())
        return HttpResponse(
            made,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{case.reference}.pdf"',
                "Cache-Control": "no-store",
            },
        )
    closed = [one.label for one in Compartment if one not in readable]
    status = 422 if request.method == "POST" else 200
    return shell.page(request, case, "cases/printing/print.html", form=form, closed=closed, status=status)
