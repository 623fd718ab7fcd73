"""The frame around every page of one case: reference, stage, owner, and the tabs one may open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.models import Case, Compartment


@dataclass(frozen=True)
class Tab:
    """One page of a case, offered to who may do `action` and, if it names one, holds the compartment."""

    route: str
    label: str | Promise
    action: Action = Action.READ_CASE
    compartment: Compartment | None = None


TABS: list[Tab] = [
    Tab("case", _("Overview")),
    Tab("case_people", _("People")),
    Tab("case_determination", _("Determination")),
    Tab("case_protection", _("Protection"), Action.READ_PROTECTION),
    Tab("case_justice", _("Justice"), Action.READ_JUSTICE, Compartment.INVESTIGATION),
    Tab("case_clocks", _("Clocks")),
    Tab("case_sharing", _("Sharing")),
    Tab("case_referrals", _("Referrals"), Action.SEND_REFERRAL),
    Tab("case_elsewhere", _("Known elsewhere"), Action.ASK_ELSEWHERE),
    Tab("case_timeline", _("Timeline")),
    Tab("case_retention", _("Retention")),
    Tab("case_print", _("Print"), Action.PRINT_CASE),
]


def page(
    request: HttpRequest, case: Case, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page of a case inside the frame; the template extends cases/shell.html."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    readable = compartments.readable_by(actor, case)
    relation = case.relation_to(actor.institution)
    addressed = [
        (reverse(tab.route, args=[case.pk]), tab.label)
        for tab in TABS
        if actor.may(tab.action, relation) and (tab.compartment is None or tab.compartment in readable)
    ]
    tabs = [
        {"address": address, "label": label, "current": request.path == address}
        for address, label in addressed
    ]
    frame = {"case": case, "tabs": tabs, "readable": readable, "relation": relation}
    return render(request, template, frame | context, status=status)
