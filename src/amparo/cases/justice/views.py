"""The justice steps of a case on screen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import shell
from amparo.cases.justice import actions, lines, public, terms
from amparo.cases.justice.forms import LineForm, NextDateForm, StepForm, TakeBackForm
from amparo.cases.models import Case, Compartment, JusticeStep, PersonInCase
from amparo.cases.opening import Opened, reading


@guards(Action.READ_JUSTICE, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every step with its dates, and how the terms stand; nothing at all without the investigation's key."""
    actor, case = _actor(request), _case(pk)
    with reading(actor, case, Compartment.INVESTIGATION, action=Action.READ_JUSTICE) as opened:
        context: dict[str, Any] = {"opened": opened}
        if opened.sees(Compartment.INVESTIGATION):
            warning = public.withdrawn_but_public(case)
            own = lines.parted(case)
            context |= {
                "lines": [_line(case, opened, person) for person in lines.of(case)],
                "apart": [person for person in lines.accused(case) if person not in own],
                "warning": warning,
                "is_public": warning is not None and public.is_public(case, warning),
                "next_form": NextDateForm(case=case),
                "back_form": TakeBackForm(case=case),
            }
        return shell.page(request, case, "cases/justice/read.html", **context)


def _line(case: Case, opened: Opened, person: PersonInCase | None) -> dict[str, Any]:
    """One line as the page shows it; what was taken back is shown where it was."""
    standing = lines.steps(case, person)
    own = case.justicesteps.filter(person=person, taken_back_at__isnull=False)
    written = {row.pk for row in (*standing, *own)}
    rows = case.justicesteps.filter(pk__in=written).select_related("by__person", "by__institution")
    newest = lines.own_steps(case, person)
    return {
        "person": person,
        "steps": [(row, opened.read(row, "court"), opened.read(row, "notes")) for row in rows],
        "terms": terms.of(case, person),
        "last": newest[-1] if newest else None,
        "can_go_on": bool(actions.following(case, person)) and not case.closed_at,
    }


@guards(Action.RECORD_JUSTICE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the next step down, of the whole case or (?accused=) of one accused."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.RECORD_JUSTICE, case)
    chosen = LineForm(request.GET, case=case)
    if not chosen.is_valid():
        raise Http404
    person = chosen.cleaned_data["accused"]
    form = StepForm(request.POST or None, case=case, steps=actions.following(case, person), person=person)
    status = form.tried(
        lambda typed: actions.take_step(actor, case, form.written(), version=typed["version"])
    )
    if status:
        return shell.page(request, case, "cases/justice/step.html", form=form, person=person, status=status)
    messages.success(request, _("The step is written down."))
    return redirect("case_justice", case.pk)


@guards(Action.RECORD_JUSTICE, on_object=True)
@require_POST
def next_date(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    """Set, move or call off the next date."""
    actor, row = _actor(request), _step(request, pk, step)
    form = NextDateForm(request.POST, case=row.case)
    status = form.tried(
        lambda typed: actions.set_next(actor, row, typed["next_on"], version=typed["version"])
    )
    return _back(request, row, form, status)


@guards(Action.RECORD_JUSTICE, on_object=True)
@require_POST
def take_back(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    """The last step was a mistake."""
    actor, row = _actor(request), _step(request, pk, step)
    form = TakeBackForm(request.POST, case=row.case)
    status = form.tried(lambda typed: actions.take_back(actor, row, version=typed["version"]))
    return _back(request, row, form, status)


def _back(
    request: HttpRequest, row: JusticeStep, form: NextDateForm | TakeBackForm, status: int
) -> HttpResponse:
    if status:
        faults = [str(fault) for rows in form.errors.values() for fault in rows]
        messages.error(request, " ".join(faults) or _("Nothing has changed."))
    else:
        messages.success(request, _("Done."))
    return redirect("case_justice", row.case_id)


def _step(request: HttpRequest, pk: UUID, step: UUID) -> JusticeStep:
    row = get_object_or_404(JusticeStep.objects.select_related("case__institution"), pk=step, case=pk)
    policy.authorise(_actor(request), Action.RECORD_JUSTICE, row.case)
    return row


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found
