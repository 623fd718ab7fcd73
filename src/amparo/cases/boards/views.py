"""Boards: my work, my institution's load, and the coordinating body's."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases.boards import coordination, load, work
from amparo.cases.models import FocalPoint
from amparo.cases.obligations import focal
from amparo.cases.obligations.escalation import Coordination
from amparo.cases.obligations.forms import FocalPointForm


@guards(Action.SEE_WORK)
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """What is mine to do, the latest first."""
    return render(request, "cases/boards/work.html", {"work": work.of(_actor(request))})


@guards(Action.SEE_LOAD)
@require_safe
def my_load(request: HttpRequest) -> HttpResponse:
    """How much everybody here carries, and who answers for lateness."""
    institution = _actor(request).institution
    named = FocalPoint.objects.filter(institution=institution).values_list("membership", flat=True).first()
    form = FocalPointForm(institution=institution, initial={"membership": named})
    return render(request, "cases/boards/load.html", {"load": load.of(institution), "form": form})


@guards(Action.NAME_FOCAL_POINT)
@require_POST
def name_focal_point(request: HttpRequest) -> HttpResponse:
    """Say who answers for lateness, or nobody."""
    actor = _actor(request)
    form = FocalPointForm(request.POST, institution=actor.institution)
    if form.is_valid():
        focal.name(actor, form.cleaned_data["membership"])
        messages.success(request, _("The focal point is kept."))
    else:
        messages.error(request, _("Nobody here is that. Nothing has changed."))
    return redirect("load")


@guards(Action.SEE_COORDINATION, on_object=True)
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """Counts by institution and province; with ?institution= those of one."""
    policy.authorise(_actor(request), Action.SEE_COORDINATION, Coordination())
    only = None
    if wanted := request.GET.get("institution"):
        try:
            only = get_object_or_404(Institution, pk=UUID(wanted))
        except ValueError:
            raise Http404 from None
    return render(request, "cases/boards/coordination.html", {"board": coordination.of(only)})


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found
