"""The staff menu: a row of groups, and a second row with the pages of the group one is in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Kind
from amparo.accounts.policy import Action, Actor


@dataclass(frozen=True)
class Entry:
    """One page of the menu, for whoever may do `action`.

    A page belongs to the entry whose address its own begins with, the longest first; `also` names the routes
    that belong here by another address.
    """

    route: str
    label: str | Promise
    action: Action
    also: frozenset[str] = frozenset()
    coordination: bool = False  # only at the coordinating body


# Every group in its order. A new page needs a line here.
MENU: tuple[tuple[Promise, tuple[Entry, ...]], ...] = (
    (
        _("Today"),
        (
            Entry("desk", _("Start"), Action.SEE_DESK),
            Entry("work", _("My work"), Action.SEE_WORK),
            Entry("notices", _("Notices"), Action.SEE_NOTICES),
        ),
    ),
    (
        _("Reports"),
        (
            Entry("triage", _("Reports"), Action.SEE_QUEUE),
            Entry("triage_overdue", _("Overdue"), Action.SEE_OVERDUE, coordination=True),
        ),
    ),
    (
        _("Cases"),
        (
            Entry("cases", _("Our cases"), Action.READ_CASE),
            Entry(
                "between",
                _("Between institutions"),
                Action.SEE_REFERRALS,
                also=frozenset({"referral_incoming", "referral_answer", "question_answer"}),
            ),
            Entry("case_search", _("Search"), Action.SEARCH_CASES),
            Entry("urgent", _("Urgent access"), Action.SEE_BREAK_GLASS),
        ),
    ),
    (
        _("Leads"),
        (
            Entry("leads", _("Leads"), Action.SEE_LEADS),
            Entry("collections", _("Collections"), Action.SEE_COLLECTIONS),
            Entry("leads_precision", _("Precision"), Action.SEE_DETECTION),
            Entry("leads_fairness", _("Fairness"), Action.SEE_DETECTION),
            Entry("leads_weights", _("Weights"), Action.SET_WEIGHTS),
        ),
    ),
    (
        _("Boards"),
        (
            Entry("load", _("Load"), Action.SEE_LOAD),
            Entry("coordination", _("Coordination"), Action.SEE_COORDINATION, coordination=True),
        ),
    ),
    (
        _("Oversight"),
        (
            Entry("retention", _("Retention"), Action.DECIDE_RETENTION),
            Entry("audit", _("Audit"), Action.SEE_LEDGER),
            Entry("audit_patterns", _("Unusual patterns"), Action.SEE_LEDGER),
        ),
    ),
    (
        _("Law"),
        (
            Entry("law", _("Laws"), Action.SEE_LAW),
            Entry("law_gaps", _("Gaps"), Action.SEE_LAW),
            Entry("clocks", _("Clocks of the country"), Action.SEE_CLOCKS),
        ),
    ),
    (
        _("Institution"),
        (
            Entry("members", _("Members"), Action.SEE_MEMBERS),
            Entry("account", _("My account"), Action.MANAGE_OWN_ACCOUNT),
        ),
    ),
)


def groups(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The groups with at least one page that the actor may see, each with these pages; one is `here`."""
    shown = [(label, [entry for entry in entries if _shows(actor, entry)]) for label, entries in MENU]
    here = _entry_of(request, [entry for _label, entries in shown for entry in entries])
    return [
        {
            "label": label if len(entries) > 1 else entries[0].label,
            "address": reverse(entries[0].route),
            "here": here in entries,
            "pages": [_page(request, entry, here) for entry in entries],
        }
        for label, entries in shown
        if entries
    ]


def _shows(actor: Actor, entry: Entry) -> bool:
    if entry.coordination and actor.institution.kind != Kind.COORDINATION:
        return False
    return actor.may(entry.action)


def _entry_of(request: HttpRequest, entries: list[Entry]) -> Entry | None:
    """The entry that the page belongs to."""
    name = request.resolver_match.url_name if request.resolver_match else None
    for entry in entries:
        if name in entry.also:
            return entry
    addresses = [(reverse(entry.route), entry) for entry in entries]
    near = [(len(address), entry) for address, entry in addresses if request.path.startswith(address)]
    return max(near, key=lambda pair: pair[0])[1] if near else None


def _page(request: HttpRequest, entry: Entry, here: Entry | None) -> dict[str, Any]:
    address = reverse(entry.route)
    return {
        "address": address,
        "label": entry.label,
        "here": entry == here,
        "exact": request.path == address,
    }
