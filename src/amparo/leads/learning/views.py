"""What the judged leads teach: precision, fairness, weights. Counts and codes; no lead is opened here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.kernel.errors import Conflict
from amparo.leads.learning import fairness, precision, versions, weights
from amparo.leads.learning.forms import WeightsForm
from amparo.leads.models import WeightSet, Why


@guards(Action.SEE_DETECTION)
@require_safe
def precision_page(request: HttpRequest) -> HttpResponse:
    """How many of the judged leads were confirmed, by flag and by language."""
    actor = _actor(request)
    policy.authorise(actor, Action.SEE_DETECTION, actor.institution)
    context = {
        "flags": precision.by_flag(actor.institution),
        "languages": precision.by_language(actor.institution),
        "reasons": [(Why(why).label, count) for why, count in precision.reasons(actor.institution)],
        "few": precision.FEWEST,
    }
    return render(request, "leads/precision.html", context)


@guards(Action.SEE_DETECTION)
@require_safe
def fairness_page(request: HttpRequest) -> HttpResponse:
    """How leads spread over groups, beside all posts."""
    actor = _actor(request)
    policy.authorise(actor, Action.SEE_DETECTION, actor.institution)
    context = {"tables": fairness.tables(actor.institution), "much": fairness.MUCH, "few": fairness.FEWEST}
    return render(request, "leads/fairness.html", context)


@guards(Action.SET_WEIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def weights_page(request: HttpRequest) -> HttpResponse:
    """The weights, what others would have meant, and setting them: only what was looked at can be set."""
    actor = _actor(request)
    policy.authorise(actor, Action.SET_WEIGHTS, actor.institution)
    newest = WeightSet.objects.current(actor.institution)
    held = versions.weights_of(newest)
    back = _back(request, actor, held)
    form = WeightsForm(request.POST or None, weights=back or held, number=newest.number if newest else 0)
    status, effect, new = 200, None, held
    if form.is_bound:
        status = 422
        if form.is_valid():
            new = form.weights()
            if "set" in request.POST and _set(request, actor, form):
                return redirect("leads_weights")
            status = 409 if form.errors else 200
            effect = weights.effect(actor.institution, new)
    context = {
        "form": form,
        "effect": effect,
        "changes": versions.changes(held, new),
        "mark": versions.mark(new),
        "newest": newest,
        "back": back is not None,
        "history": versions.history(actor),
    }
    return render(request, "leads/weights.html", context, status=status)


def _back(request: HttpRequest, actor: Actor, held: dict[str, float]) -> dict[str, float] | None:
    """The weights of the version that somebody wants to go back to, if they are others than hold."""
    number = request.GET.get("version", "")
    if request.method == "POST" or not number.isdecimal() or len(number) > 6:
        return None
    found = versions.numbered(actor.institution, int(number))
    return found if found != held else None


def _set(request: HttpRequest, actor: Actor, form: WeightsForm) -> bool:
    """Whether the weights now hold; else the form says why not."""
    typed, new = form.cleaned_data, form.weights()
    if typed["looked"] != versions.mark(new):
        form.add_error(
            None, _("You have not seen the effect of these weights yet: here it is. Set them then.")
        )
        return False
    try:
        weights.set_weights(actor, new, reason=typed["reason"], number=typed["number"])
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return False
    messages.success(request, _("The weights hold from the next run on."))
    return True


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
