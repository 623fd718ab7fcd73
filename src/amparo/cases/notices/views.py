"""What a member is told, by case, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amparo.accounts.policy import Action, Actor, guards
from amparo.cases.models import Notice
from amparo.cases.notices.forms import SeenForm
from amparo.cases.notices.line import gathered
from amparo.kernel import clock

MOST_LISTED = 100


@guards(Action.SEE_NOTICES)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """One's own notices; those not seen yet are marked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = Notice.objects.of(actor.membership)
    context = {
        "gathered": gathered(actor, own[:MOST_LISTED]),
        "unseen": own.unseen().count(),
        "newest": own.values_list("at", flat=True).first(),
    }
    return render(request, "cases/notices/list.html", context)


@guards(Action.SEE_NOTICES)
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """All that were there when the page was drawn have been seen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = SeenForm(request.POST)
    until = form.cleaned_data["until"] if form.is_valid() else None
    if until is not None:
        Notice.objects.of(actor.membership).unseen().filter(at__lte=until).update(seen_at=clock.now())
    return redirect("notices")
