"""Pages that belong to no single app."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _

from amparo.accounts.policy import Action, Actor, guards
from amparo.cases.boards import work as own_work
from amparo.cases.models import Notice
from amparo.leads.review import queue
from amparo.reports.portal import asking, coming_back
from amparo.reports.triage import work

# Pages on which people write: their words come back to them when the form can't be taken.
_WRITTEN_ON: dict[str, Callable[..., HttpResponse]] = {
    "report_question": asking.question_again,
    "return": coming_back.come_back_again,
    "visit": coming_back.visit_again,
}


@guards(Action.USE_PORTAL)
def front(request: HttpRequest) -> HttpResponse:
    """What can be done here, on one screen."""
    return render(request, "web/front.html")


@guards(Action.USE_PORTAL)
def find_help(request: HttpRequest) -> HttpResponse:
    """Whom to call and where to go."""
    return render(request, "web/help.html")


@guards(Action.USE_PORTAL)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a visit, and what is not."""
    return render(request, "web/privacy.html", {"draft_hours": settings.AMPARO_DRAFT_HOURS})


@guards(Action.SEE_DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """Where a signed-in person starts: what waits, as far as their role has to do with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "work": work.today(actor.institution) if actor.may(Action.DECIDE_REPORT) else None,
        "own": own_work.counted(actor) if actor.may(Action.SEE_WORK) else None,
        "leads": queue.counted(actor.institution) if actor.may(Action.SEE_LEADS) else None,
        "unseen": Notice.objects.of(actor.membership).unseen().count(),
    }
    return render(request, "web/desk.html", context)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid token: a lost cookie, or a page that stood open too long."""
    match = resolve(request.path_info)
    if again := _WRITTEN_ON.get(match.url_name or ""):
        said = _(
            "The page had been open too long, or a cookie was lost. "
            "What you wrote is still here: send it again."
        )
        return again(request, status=403, said=said, **match.kwargs)
    return render(request, "web/form_expired.html", {"again": request.path}, status=403)
