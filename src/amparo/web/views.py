"""Pages that belong to no single app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.accounts.policy import Action, guards


@guards(Action.USE_PORTAL)
def front(request: HttpRequest) -> HttpResponse:
    """What can be done here, on one screen."""
    return render(request, "web/front.html")


@guards(Action.SEE_DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """Where a signed-in person starts."""
    return render(request, "web/desk.html")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid token."""
    return render(request, "web/form_expired.html", status=403)
