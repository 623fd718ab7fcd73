"""The frame around every page of one case: reference, stage, owner, and the tabs one may open."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.models import Case, Compartment


@dataclass(frozen=True)
class Page:
    """One page of a case, offered to who may do `action` and, if it names one, holds the compartment.

    Pages whose address begins with its own belong to it, and those whose route begins with one of `also`.
    """

    route: str
    label: str | Promise
    action: Action = Action.READ_CASE
    compartment: Compartment | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tab:
    """Pages that stand behind one tab; more than one make a second row while one is among them."""

    label: str | Promise
    pages: tuple[Page, ...]


TABS: tuple[Tab, ...] = (
    Tab(_("Overview"), (Page("case", _("Overview")),)),
    Tab(_("People"), (Page("case_people", _("People")),)),
    Tab(_("Determination"), (Page("case_determination", _("Determination")),)),
    Tab(_("Protection"), (Page("case_protection", _("Protection"), Action.READ_PROTECTION),)),
    Tab(
        _("Justice"),
        (
            Page("case_justice", _("Justice"), Action.READ_JUSTICE, Compartment.INVESTIGATION),
            Page("case_contacts", _("Contacts"), Action.READ_JUSTICE, Compartment.INVESTIGATION),
        ),
    ),
    Tab(_("Clocks"), (Page("case_clocks", _("Clocks")),)),
    Tab(
        _("Sharing"),
        (
            Page("case_sharing", _("Consent and sharing"), also=("consent_", "override_")),
            Page("case_referrals", _("Referrals"), Action.SEND_REFERRAL),
            Page("case_elsewhere", _("Known elsewhere"), Action.ASK_ELSEWHERE, also=("elsewhere_",)),
        ),
    ),
    Tab(
        _("Case file"),
        (
            Page("case_timeline", _("Timeline")),
            Page("case_retention", _("Retention")),
            Page("case_print", _("Print"), Action.PRINT_CASE),
        ),
    ),
)


def page(
    request: HttpRequest, case: Case, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page of a case inside the frame; the template extends cases/shell.html."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    readable = compartments.readable_by(actor, case)
    relation = case.relation_to(actor.institution)

    def offered(one: Page) -> bool:
        return actor.may(one.action, relation) and (one.compartment is None or one.compartment in readable)

    frame = {
        "case": case,
        "tabs": _tabs(request, case.pk, [(tab, list(filter(offered, tab.pages))) for tab in TABS]),
        "readable": readable,
        "relation": relation,
    }
    return render(request, template, frame | context, status=status)


def _tabs(request: HttpRequest, case: UUID, offered: list[tuple[Tab, list[Page]]]) -> list[dict[str, Any]]:
    here = _page_of(request, case, [one for _tab, pages in offered for one in pages])
    return [
        {
            "label": tab.label,
            "address": reverse(pages[0].route, args=[case]),
            "here": here in pages,
            "exact": len(pages) == 1 and request.path == reverse(pages[0].route, args=[case]),
            "pages": [
                {
                    "label": one.label,
                    "address": (address := reverse(one.route, args=[case])),
                    "here": one == here,
                    "exact": request.path == address,
                }
                for one in pages
            ],
        }
        for tab, pages in offered
        if pages
    ]


def _page_of(request: HttpRequest, case: UUID, pages: list[Page]) -> Page | None:
    """The page among the tabs to which the one that is shown belongs; the overview's address begins all."""
    name = (request.resolver_match.url_name if request.resolver_match else "") or ""
    for one in pages:
        if one.also and name.startswith(one.also):
            return one
    addresses = [(reverse(one.route, args=[case]), one) for one in pages]
    near = [(len(address), one) for address, one in addresses if request.path.startswith(address)]
    return max(near, key=lambda pair: pair[0])[1] if near else None
