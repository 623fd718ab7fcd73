"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor

# The staff menu, in its order: route, the action that it needs, its words. A line here is all that a page needs.
MENU: tuple[tuple[str, Action, Promise], ...] = (("desk", Action.SEE_DESK, _("Start")),)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demonstration banner's switch, the onion address, who is signed in, their menu, and the other languages."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "demonstration": settings.DEMONSTRATION,
        "onion": settings.AMPARO_ONION,
        "actor": actor,
        "navigation": _navigation(request, actor) if actor else [],
        "languages": _other_languages(request),
    }


def _navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    return [
        {"address": reverse(route), "label": label, "current": request.path == reverse(route)}
        for route, action, label in MENU
        if actor.may(action)
    ]


def _other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each of the other languages; the query is not carried along."""
    here = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return [
        {
            "code": code,
            "name": str(get_language_info(code)["name_local"]),
            "address": translate_url(request.path, code),
        }
        for code, _name in settings.LANGUAGES
        if code != here
    ]
