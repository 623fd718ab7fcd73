"""Who may do what, to what, and on which legal basis: one table, and the one door that asks it.

Every route names its action with `guards`; a route that names none stops the start (see `unguarded`).
A route on an object must also ask `authorise` for that object, or its response is withheld.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_htmx.http import HttpResponseClientRedirect

from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.relation import Relation as Relation
from amparo.kernel.errors import Denied, Hidden, Misconfigured


class Basis(StrEnum):
    """What an access rests on; docs/legal-basis.md says which law, and what was verified."""

    MANDATE = "mandate"  # the institution's own statutory task
    REFERRAL = "referral"  # sent to it by the competent institution
    OVERSIGHT = "oversight"  # audit and human-rights control
    SELF = "self"  # one's own account
    PUBLIC = "public"  # for everyone


class Action(StrEnum):
    """Everything that a route can do."""

    USE_PORTAL = "portal.use"
    SIGN_IN = "account.sign_in"
    SEE_DESK = "desk.see"
    MANAGE_OWN_ACCOUNT = "account.manage_own"
    SEE_MEMBERS = "member.see"
    MANAGE_MEMBERS = "member.manage"
    SEE_QUEUE = "queue.see"
    READ_REPORT = "report.read"
    DECIDE_REPORT = "report.decide"
    RECALL_REPORT = "report.recall"
    OVERRIDE_URGENCY = "report.override_urgency"
    WRITE_TO_REPORTER = "report.write"
    SEE_OVERDUE = "queue.see_overdue"
    OPEN_CASE = "case.open"
    START_CASE = "case.start"
    READ_CASE = "case.read"
    MOVE_CASE = "case.move"
    CLOSE_CASE = "case.close"
    HAND_OVER_CASE = "case.hand_over"
    ANSWER_HAND_OVER = "case.answer_hand_over"
    MERGE_CASES = "case.merge"
    EDIT_PEOPLE = "case.edit_people"
    REVIEW_NON_PUNISHMENT = "case.review_non_punishment"
    DETERMINE_CASE = "case.determine"
    READ_PROTECTION = "case.read_protection"
    WORK_PROTECTION = "case.work_protection"
    SHARE_CASE = "sharing.share"
    ASK_CONSENT = "consent.ask"
    WITHDRAW_CONSENT = "consent.withdraw"
    OVERRIDE_CONSENT = "consent.override"
    APPROVE_OVERRIDE = "consent.approve_override"
    REVIEW_OVERRIDE = "consent.review_override"
    SEND_REFERRAL = "referral.send"
    SEE_REFERRALS = "referral.see"
    ANSWER_REFERRAL = "referral.answer"
    ASK_ELSEWHERE = "deconfliction.ask"
    ANSWER_ELSEWHERE = "deconfliction.answer"
    ASK_BREAK_GLASS = "breakglass.ask"
    SEE_BREAK_GLASS = "breakglass.see"
    RELEASE_BREAK_GLASS = "breakglass.release"
    REVIEW_BREAK_GLASS = "breakglass.review"
    KEEP_ESCROW = "breakglass.keep_escrow"
    SEE_WORK = "work.see"
    SEE_NOTICES = "notice.see"
    SEE_LOAD = "load.see"
    NAME_FOCAL_POINT = "load.name_focal_point"
    SEE_COORDINATION = "coordination.see"
    SEE_CLOCKS = "obligation.see"
    MEET_OBLIGATION = "obligation.meet"
    WAIVE_OBLIGATION = "obligation.waive"
    READ_JUSTICE = "justice.read"
    RECORD_JUSTICE = "justice.record"
    SEARCH_CASES = "case.search"
    PRINT_CASE = "case.print"
    HOLD_CASE = "retention.hold"
    DECIDE_RETENTION = "retention.decide"
    SEE_LEDGER = "ledger.see"
    SEE_LAW = "law.see"
    WRITE_CONTACTS = "case.write_contacts"
    SEE_COLLECTIONS = "collection.see"
    UPLOAD_COLLECTION = "collection.upload"
    RUN_DETECTION = "collection.run"
    DELETE_COLLECTION = "collection.delete"
    SEE_LEADS = "lead.see"
    READ_LEAD = "lead.read"
    JUDGE_LEAD = "lead.judge"
    SEE_DETECTION = "detection.see"
    SET_WEIGHTS = "detection.set_weights"


PUBLIC = frozenset({Action.USE_PORTAL, Action.SIGN_IN})

_DESK = frozenset(
    {Role.OPERATOR, Role.TRIAGE, Role.CASEWORKER, Role.INVESTIGATOR, Role.PROSECUTOR, Role.SUPERVISOR}
)
_TRIAGE = frozenset({Role.TRIAGE, Role.SUPERVISOR})
_READERS = frozenset({Role.TRIAGE, Role.SUPERVISOR, Role.CASEWORKER, Role.INVESTIGATOR, Role.PROSECUTOR})
_WORKERS = _READERS - {Role.TRIAGE}
_JUSTICE = frozenset({Role.INVESTIGATOR, Role.PROSECUTOR, Role.SUPERVISOR})
_INVESTIGATORS = frozenset({Role.INVESTIGATOR, Role.SUPERVISOR})
_PROTECTORS = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
_EVERYONE = frozenset(Role)
_OWN: dict[Relation, Basis] = {Relation.OWN: Basis.MANDATE}
_SHARED: dict[Relation, Basis] = {Relation.OWN: Basis.MANDATE, Relation.PARTNER: Basis.REFERRAL}

Row = tuple[frozenset[Role], dict[Relation, Basis]]

TABLE: dict[Action, Row] = {
    Action.SEE_DESK: (_EVERYONE, {Relation.OWN: Basis.SELF}),
    Action.MANAGE_OWN_ACCOUNT: (_EVERYONE, {Relation.OWN: Basis.SELF}),
    Action.SEE_MEMBERS: (frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR}), _OWN),
    Action.MANAGE_MEMBERS: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.SEE_QUEUE: (_READERS, _OWN),
    Action.READ_REPORT: (_READERS, {Relation.OWN: Basis.MANDATE, Relation.PARTNER: Basis.REFERRAL}),
    Action.DECIDE_REPORT: (_TRIAGE, _OWN),
    Action.RECALL_REPORT: (_TRIAGE, {Relation.PARTNER: Basis.MANDATE}),  # sent on, and not decided there yet
    Action.OVERRIDE_URGENCY: (_TRIAGE, _OWN),
    Action.WRITE_TO_REPORTER: (_TRIAGE, _OWN),
    Action.SEE_OVERDUE: (
        _TRIAGE | {Role.ANALYST},
        {Relation.OWN: Basis.OVERSIGHT},
    ),  # of the coordinating body
    Action.OPEN_CASE: (_TRIAGE, _OWN),
    Action.START_CASE: (_READERS, _OWN),
    # A partner is let in here by the policy and stopped by the keys: it opens what it was granted.
    Action.READ_CASE: (_READERS, _SHARED),
    Action.MOVE_CASE: (_READERS, _OWN),
    Action.CLOSE_CASE: (_WORKERS, _OWN),
    Action.HAND_OVER_CASE: (_READERS, _OWN),
    Action.ANSWER_HAND_OVER: (_READERS, _OWN),  # of the offer, which belongs to the receiver
    Action.MERGE_CASES: (_WORKERS, _OWN),
    Action.EDIT_PEOPLE: (_WORKERS, _SHARED),
    Action.REVIEW_NON_PUNISHMENT: (_JUSTICE, _SHARED),
    Action.DETERMINE_CASE: (_WORKERS, _SHARED),
    Action.READ_PROTECTION: (_PROTECTORS, _SHARED),
    Action.WORK_PROTECTION: (_PROTECTORS, _SHARED),
    Action.SHARE_CASE: (_WORKERS, _OWN),
    Action.ASK_CONSENT: (_WORKERS, _OWN),
    # Whoever works with the person hears them say no, and stops the sharing at once.
    Action.WITHDRAW_CONSENT: (_WORKERS, _SHARED),
    Action.OVERRIDE_CONSENT: (_WORKERS, _OWN),
    Action.APPROVE_OVERRIDE: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.REVIEW_OVERRIDE: (_WORKERS, _OWN),
    Action.SEND_REFERRAL: (_WORKERS, _OWN),
    Action.SEE_REFERRALS: (_WORKERS, _OWN),
    Action.ANSWER_REFERRAL: (_WORKERS, _OWN),  # of the referral, which is the receiver's to answer
    Action.ASK_ELSEWHERE: (_WORKERS, _OWN),
    Action.ANSWER_ELSEWHERE: (_WORKERS, _OWN),
    Action.ASK_BREAK_GLASS: (_WORKERS, _OWN),
    Action.SEE_BREAK_GLASS: (
        _WORKERS | {Role.AUDITOR},
        {Relation.OWN: Basis.OVERSIGHT, Relation.PARTNER: Basis.MANDATE},
    ),
    Action.RELEASE_BREAK_GLASS: (frozenset({Role.SUPERVISOR}), {Relation.OWN: Basis.OVERSIGHT}),
    Action.REVIEW_BREAK_GLASS: (frozenset({Role.SUPERVISOR, Role.AUDITOR}), {Relation.OWN: Basis.OVERSIGHT}),
    Action.KEEP_ESCROW: (frozenset({Role.SUPERVISOR}), {Relation.OWN: Basis.OVERSIGHT}),
    Action.SEE_WORK: (_READERS, _OWN),
    Action.SEE_NOTICES: (_EVERYONE, {Relation.OWN: Basis.SELF}),
    Action.SEE_LOAD: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.NAME_FOCAL_POINT: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.SEE_COORDINATION: (
        frozenset({Role.SUPERVISOR, Role.ANALYST}),
        {Relation.OWN: Basis.OVERSIGHT},
    ),  # of the coordinating body
    Action.SEE_CLOCKS: (_EVERYONE, _OWN),  # what a country's clocks are is no secret
    Action.MEET_OBLIGATION: (_READERS, _OWN),
    Action.WAIVE_OBLIGATION: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.READ_JUSTICE: (_JUSTICE, _SHARED),
    Action.RECORD_JUSTICE: (_JUSTICE, _SHARED),
    Action.SEARCH_CASES: (
        _READERS,
        _OWN,
    ),  # what is found is asked of the keys and of READ_CASE, case by case
    Action.PRINT_CASE: (_WORKERS, _SHARED),
    Action.HOLD_CASE: (_WORKERS, _SHARED),  # who prosecutes may forbid that another institution destroys
    Action.DECIDE_RETENTION: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.SEE_LEDGER: (frozenset({Role.AUDITOR}), {Relation.OWN: Basis.OVERSIGHT}),
    Action.SEE_LAW: (_EVERYONE, _OWN),
    Action.WRITE_CONTACTS: (_JUSTICE, _SHARED),
    # Of a collection: that it is there, on which basis, until when. What it says opens with READ_LEAD only.
    Action.SEE_COLLECTIONS: (_JUSTICE | {Role.AUDITOR}, _OWN),
    Action.UPLOAD_COLLECTION: (_INVESTIGATORS, _OWN),
    Action.RUN_DETECTION: (_INVESTIGATORS, _OWN),
    Action.DELETE_COLLECTION: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.SEE_LEADS: (_JUSTICE, _OWN),
    Action.READ_LEAD: (_JUSTICE, _OWN),
    Action.JUDGE_LEAD: (_JUSTICE, _OWN),
    Action.SEE_DETECTION: (
        _JUSTICE | {Role.ANALYST, Role.AUDITOR},
        {Relation.OWN: Basis.OVERSIGHT},
    ),  # counts of what was judged, nothing of what a lead says
    Action.SET_WEIGHTS: (frozenset({Role.SUPERVISOR}), _OWN),
}

# Which compartments of a case a role may look into, where its institution holds the key at all: the wall
# between protection and investigation stands inside an institution too.
COMPARTMENTS: dict[Role | str, frozenset[str]] = {
    Role.TRIAGE: frozenset({"summary"}),
    Role.CASEWORKER: frozenset({"summary", "identity", "protection"}),
    Role.INVESTIGATOR: frozenset({"summary", "identity", "investigation"}),
    Role.PROSECUTOR: frozenset({"summary", "identity", "investigation"}),
    Role.SUPERVISOR: frozenset({"summary", "identity", "protection", "investigation"}),
}


def basis_for(action: Action, role: Role | str | None, relation: Relation) -> Basis | None:
    """The legal basis on which `role` may do `action` in that relation, or None when it may not."""
    if action in PUBLIC:
        return Basis.PUBLIC
    roles, relations = TABLE[action]
    return relations.get(relation) if role in roles else None


class Guarded(Protocol):
    """An object that knows how an institution stands to it."""

    def relation_to(self, institution: Institution) -> Relation: ...


@dataclass
class Actor:
    """A signed-in person in one of their roles, with the keys they can reach; lives for one request."""

    membership: Membership
    keyring: Keyring = field(repr=False)
    asked: set[Action] = field(default_factory=set)

    @property
    def institution(self) -> Institution:
        return self.membership.institution

    @property
    def role(self) -> str:
        return self.membership.role

    def may(self, action: Action, relation: Relation = Relation.OWN) -> bool:
        """For templates and menus: whether the table allows it. Not a check: `authorise` is."""
        return basis_for(action, self.role, relation) is not None


def authorise(actor: Actor, action: Action, thing: Guarded) -> Basis:
    """The basis on which the actor may do `action` to `thing`.

    Raises Hidden when the actor may not even know of the thing, Denied when they may know but not do this.
    """
    relation = thing.relation_to(actor.institution)
    basis = basis_for(action, actor.role, relation)
    if basis is None:
        raise Denied if relation in {Relation.OWN, Relation.PARTNER} else Hidden
    actor.asked.add(action)
    return basis


View = Callable[..., HttpResponse]


def guards(
    action: Action, *, on_object: bool = False, without_second_factor: bool = False
) -> Callable[[View], View]:
    """Names a view's action and stands in front of it; it is the outermost decorator.

    `on_object`: the view must ask `authorise` for the action before it answers, or the answer is withheld.
    (Not in one transaction with the view: the ledger's lock would last until the page is drawn.)
    `without_second_factor` is for the pages that set one up.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if action in PUBLIC:
                return view(request, *args, **kwargs)
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return _to_sign_in(request)
            if not without_second_factor and not getattr(request, "second_factor", False):
                return _go(request, reverse("mfa_activate_totp"))
            if not any(actor.may(action, relation) for relation in Relation):
                raise Denied
            response = view(request, *args, **kwargs)
            if on_object and action not in actor.asked and response.status_code < 400:
                raise Misconfigured(f"{view.__name__} answered without asking the policy about its object.")
            return response

        guarded.policy_action = action  # type: ignore[attr-defined]
        guarded.policy_on_object = on_object  # type: ignore[attr-defined]
        guarded.policy_without_second_factor = without_second_factor  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; after a form that came too late, back to the start instead."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("desk")
    return _go(request, redirect_to_login(back, resolve_url(settings.LOGIN_URL)).url)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect of the whole page, also for a request that htmx made for a part of it."""
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


@dataclass(frozen=True)
class Route:
    """One URL pattern with what guards it."""

    path: str
    name: str
    view: View

    @property
    def action(self) -> Action | None:
        return getattr(self.view, "policy_action", None)

    @property
    def on_object(self) -> bool:
        return bool(getattr(self.view, "policy_on_object", False))

    @property
    def without_second_factor(self) -> bool:
        return bool(getattr(self.view, "policy_without_second_factor", False))

    @property
    def has_parameters(self) -> bool:
        return "<" in self.path


def routes(patterns: Iterable[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[Route]:
    """Every route of the product, with its action."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield Route(prefix + str(pattern.pattern), pattern.name or "", pattern.callback)


def unguarded() -> list[str]:
    """The paths of routes that name no action; must be empty, or nothing starts."""
    return [route.path for route in routes() if route.action is None]


def check_routes() -> None:
    """Called before anything is served. Raises Misconfigured when a route names no action."""
    if paths := unguarded():
        raise Misconfigured(f"no policy guards these addresses: {', '.join(paths)}")
