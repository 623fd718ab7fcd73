"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Kind
from amparo.accounts.policy import Action, Actor

# The staff menu, in its order: route, the action that it needs, its words. A new page needs a line here.
MENU: tuple[tuple[str, Action, Promise], ...] = (
    ("desk", Action.SEE_DESK, _("Start")),
    ("work", Action.SEE_WORK, _("My work")),
    ("triage", Action.SEE_QUEUE, _("Queue")),
    ("cases", Action.READ_CASE, _("Cases")),
    ("load", Action.SEE_LOAD, _("Load")),
    ("between", Action.SEE_REFERRALS, _("Between institutions")),
    ("urgent", Action.SEE_BREAK_GLASS, _("Urgent access")),
    ("case_search", Action.SEARCH_CASES, _("Search")),
    ("law", Action.SEE_LAW, _("Law")),
    ("triage_overdue", Action.SEE_OVERDUE, _("Overdue")),
    ("coordination", Action.SEE_COORDINATION, _("Coordination")),
    ("retention", Action.DECIDE_RETENTION, _("Retention")),
    ("audit", Action.SEE_LEDGER, _("Audit")),
    ("members", Action.SEE_MEMBERS, _("Members")),
    ("account", Action.MANAGE_OWN_ACCOUNT, _("My account")),
)
_COORDINATION = frozenset({Action.SEE_OVERDUE, Action.SEE_COORDINATION})


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's switch, the onion address, who is signed in, their menu, the other languages."""
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
        if actor.may(action) and (action not in _COORDINATION or actor.institution.kind == Kind.COORDINATION)
    ]


def _other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each of the other languages; the query is not carried along."""
    here = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return [
        {
            "code": code,
            "name": name,
            "address": translate_url(request.path, code),
        }
        for code, name in settings.LANGUAGES
        if code != here
    ]
