"""Determinations on screen: what stands, how it came to that, which law may apply, and deciding anew."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import compartments, needing, shell
from amparo.cases.determination import actions, suggestion
from amparo.cases.determination.forms import DeterminationForm, facts_of
from amparo.cases.models import Case, Compartment, Determination, Part, PersonInCase, Platform
from amparo.cases.opening import Opened, reading
from amparo.law.vocabulary import Act, Manifestation, Means, Purpose, Stage, Technology

_LISTS = (
    (gettext_lazy("Act"), "acts", Act),
    (gettext_lazy("Means"), "means", Means),
    (gettext_lazy("Purpose"), "purposes", Purpose),
    (gettext_lazy("Online exploitation or abuse"), "manifestations", Manifestation),
    (gettext_lazy("Where online"), "platforms", Platform),
)


@guards(Action.READ_CASE, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was determined about everybody in the case, and the law that may apply."""
    actor, case = _actor(request), _case(pk)
    with reading(actor, case, Compartment.SUMMARY, Compartment.INVESTIGATION) as opened:
        rows = Determination.objects.filter(case=case).select_related(
            "person", "by__person", "by__institution", "reasoning"
        )
        told = [_told(opened, row) for row in rows.order_by("person__number", "-number")]
        standing = {row.pk for row in actions.newest(case)}
        context: dict[str, Any] = {
            "opened": opened,
            "standing": [one for one in told if one["row"].pk in standing],
            "earlier": [one for one in told if one["row"].pk not in standing],
            "people": PersonInCase.objects.filter(case=case).in_role(Part.VICTIM).order_by("number"),
            "may_determine": needing.may(actor, Action.DETERMINE_CASE, case),
        }
        for one in context["standing"]:
            facts = facts_of(one["row"])
            one["suggestion"] = suggestion.trafficking(facts)
            one["law"] = suggestion.law(facts, case)
        return shell.page(request, case, "cases/determination/read.html", **context)


@guards(Action.DETERMINE_CASE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def determine(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Look at what the facts suggest, then decide."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.DETERMINE_CASE, case)
    needing.check(actor, Action.DETERMINE_CASE, case)
    row = get_object_or_404(PersonInCase, case=case, pk=person)
    row.case = case
    form = DeterminationForm(
        request.POST or None,
        case=case,
        person=row,
        investigates=Compartment.INVESTIGATION in compartments.readable_by(actor, case),
        last=row.determinations.last(),
    )
    context: dict[str, Any] = {"form": form, "person": row}
    if form.is_bound and "look" in request.POST:
        form.is_valid()
        facts = form.facts()
        form.errors.clear()
        context |= {"suggestion": suggestion.trafficking(facts), "law": suggestion.law(facts, case)}
        return shell.page(request, case, "cases/determination/form.html", **context)
    status = form.tried(lambda typed: actions.determine(actor, row, form.decided(), version=typed["version"]))
    if status:
        return shell.page(request, case, "cases/determination/form.html", status=status, **context)
    messages.success(request, _("Your decision was written down. The earlier ones stay."))
    return redirect("case_determination", case.pk)


def _told(opened: Opened, row: Determination) -> dict[str, Any]:
    why = getattr(row, "reasoning", None)
    return {
        "row": row,
        "words": opened.read(row, "words"),
        "reasoning": opened.read(why, "text") if why else None,
        "lists": [
            (label, [choices(code).label for code in getattr(row, name)])
            for label, name, choices in _LISTS
            if getattr(row, name)
        ],
        "matrix": _matrix(row),
    }


def _matrix(row: Determination) -> list[tuple[str, list[str]]]:
    """Stages with the technologies that were used in them, leaving out the empty ones."""
    found = [
        (stage, [code.partition(":")[2] for code in row.technologies if code.startswith(f"{stage}:")])
        for stage in Stage
    ]
    return [(str(stage.label), [str(Technology(one).label) for one in used]) for stage, used in found if used]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
