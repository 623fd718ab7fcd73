"""The clocks of a case, and those of the country."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import shell
from amparo.cases.models import Case, Compartment, Obligation, Waiver
from amparo.cases.obligations import actions
from amparo.cases.obligations.forms import WaiveForm
from amparo.cases.obligations.kinds import Kind, country
from amparo.cases.obligations.wording import spell_all
from amparo.cases.opening import reading
from amparo.kernel.errors import AmparoError
from amparo.law.words import worded


@dataclass(frozen=True)
class Clock:
    """One clock as a page shows it."""

    row: Obligation
    kind: Kind | None
    words: str | None  # why it was waived, where the reader may know
    may_meet: bool
    may_waive: bool
    unsaid: bool  # which institution it is, the reader is not told

    @property
    def title(self) -> str | Promise:
        """What has to be done."""
        return self.kind.words if self.kind else self.row.kind


@guards(Action.READ_CASE, on_object=True)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What runs and what was settled. A partner sees its own clocks and the case's."""
    actor = _actor(request)
    case = get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
    with reading(actor, case, Compartment.SUMMARY) as opened:
        rows = case.obligations.select_related("institution", "settled_by__person", "worker__person")
        clocks = []
        for row in rows:
            own, kind = row.institution_id == actor.institution.pk, country().kinds.get(row.kind)
            unsaid = kind is not None and kind.unsaid and not own
            if unsaid and case.institution_id != actor.institution.pk:
                continue  # what the owner asked others is nothing of a partner's
            by_hand = kind is None or kind.by_hand
            clocks.append(
                Clock(
                    row,
                    kind,
                    opened.read(row, "words"),
                    own and row.pending and by_hand and actor.may(Action.MEET_OBLIGATION),
                    own and row.pending and actor.may(Action.WAIVE_OBLIGATION),
                    unsaid,
                )
            )
        context: dict[str, Any] = {
            "opened": opened,
            "running": [one for one in clocks if one.row.pending],
            "settled": [one for one in clocks if not one.row.pending],
        }
        return shell.page(request, case, "cases/obligations/listed.html", **context)


@guards(Action.MEET_OBLIGATION, on_object=True)
@require_POST
def done(request: HttpRequest, pk: UUID, obligation: UUID) -> HttpResponse:
    """It was done, and nothing else says so."""
    row = _row(pk, obligation)
    policy.authorise(_actor(request), Action.MEET_OBLIGATION, row)
    try:
        actions.meet(_actor(request), row)
        messages.success(request, _("The clock has stopped."))
    except AmparoError as refusal:
        messages.error(request, str(refusal))
    return redirect("case_clocks", pk)


@guards(Action.WAIVE_OBLIGATION, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def waived(request: HttpRequest, pk: UUID, obligation: UUID) -> HttpResponse:
    """Nobody has to do it, and why."""
    actor, row = _actor(request), _row(pk, obligation)
    policy.authorise(actor, Action.WAIVE_OBLIGATION, row)
    form = WaiveForm(request.POST or None)
    if form.is_valid():
        try:
            actions.waive(actor, row, Waiver(form.cleaned_data["waiver"]), words=form.cleaned_data["words"])
        except AmparoError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The clock has stopped."))
        return redirect("case_clocks", pk)
    kind = country().kinds.get(row.kind)
    context = {"form": form, "row": row, "kind": kind}
    status = 422 if form.is_bound else 200
    return shell.page(request, row.case, "cases/obligations/waive.html", status=status, **context)


@guards(Action.SEE_CLOCKS)
@require_safe
def of_the_country(request: HttpRequest) -> HttpResponse:
    """Every clock with its period, source and ladder, and the days on which nobody works."""
    found = country()
    context = {
        "kinds": [(kind, spell_all(kind)) for kind in found.kinds.values()],
        "days": [(date(2024, day.month, day.day), worded(name)) for day, name in found.holidays],
    }
    return render(request, "cases/obligations/country.html", context)


def _row(pk: UUID, obligation: UUID) -> Obligation:
    rows = Obligation.objects.select_related("case__institution", "case__worker__person", "institution")
    return get_object_or_404(rows, pk=obligation, case=pk)


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found
