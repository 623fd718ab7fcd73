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
from django.urls import URLPattern, URLResolver, get_resolver

from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Role
from amparo.kernel.errors import Denied, Hidden, Misconfigured


class Relation(StrEnum):
    """How a person's institution stands to an object."""

    OWN = "own"  # holds it, or it is the person's or the institution's own
    PARTNER = "partner"  # a live grant for it
    FORMER = "former"  # had or was asked, but holds no live grant
    OUTSIDER = "outsider"


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
    OVERRIDE_URGENCY = "report.override_urgency"
    WRITE_TO_REPORTER = "report.write"
    OPEN_CASE = "case.open"
    READ_CASE = "case.read"
    SEE_LEDGER = "ledger.see"


PUBLIC = frozenset({Action.USE_PORTAL, Action.SIGN_IN})

_DESK = frozenset({Role.OPERATOR, Role.TRIAGE, Role.CASEWORKER, Role.INVESTIGATOR, Role.PROSECUTOR, Role.SUPERVISOR})
_TRIAGE = frozenset({Role.TRIAGE, Role.SUPERVISOR})
_READERS = frozenset({Role.TRIAGE, Role.SUPERVISOR, Role.CASEWORKER, Role.INVESTIGATOR, Role.PROSECUTOR})
_EVERYONE = frozenset(Role)
_OWN: dict[Relation, Basis] = {Relation.OWN: Basis.MANDATE}

Row = tuple[frozenset[Role], dict[Relation, Basis]]

TABLE: dict[Action, Row] = {
    Action.SEE_DESK: (_EVERYONE, {Relation.OWN: Basis.SELF}),
    Action.MANAGE_OWN_ACCOUNT: (_EVERYONE, {Relation.OWN: Basis.SELF}),
    Action.SEE_MEMBERS: (frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR}), _OWN),
    Action.MANAGE_MEMBERS: (frozenset({Role.SUPERVISOR}), _OWN),
    Action.SEE_QUEUE: (_READERS, _OWN),
    Action.READ_REPORT: (_READERS, {Relation.OWN: Basis.MANDATE, Relation.PARTNER: Basis.REFERRAL}),
    Action.DECIDE_REPORT: (_TRIAGE, _OWN),
    Action.OVERRIDE_URGENCY: (_TRIAGE, _OWN),
    Action.WRITE_TO_REPORTER: (_TRIAGE, _OWN),
    Action.OPEN_CASE: (_TRIAGE, _OWN),
    Action.READ_CASE: (_READERS, _OWN),
    Action.SEE_LEDGER: (frozenset({Role.AUDITOR}), {Relation.OWN: Basis.OVERSIGHT}),
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
        raise Denied if relation is Relation.OWN else Hidden
    actor.asked.add(action)
    return basis


View = Callable[..., HttpResponse]


def guards(action: Action, *, on_object: bool = False, without_second_factor: bool = False) -> Callable[[View], View]:
    """Names a view's action and stands in front of it.

    `on_object` withholds the response unless the view asked `authorise` for the action.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if action in PUBLIC:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                raise Denied
            if not without_second_factor and not getattr(request, "second_factor", False):
                return redirect("mfa_activate_totp")
            if not any(actor.may(action, relation) for relation in Relation):
                raise Denied
            response = view(request, *args, **kwargs)
            if on_object and action not in actor.asked and response.status_code < 400:
                raise Misconfigured(f"{view.__name__} answered without asking the policy about its object.")
            return response

        guarded.policy_action = action  # type: ignore[attr-defined]
        guarded.policy_on_object = on_object  # type: ignore[attr-defined]
        return guarded

    return decorate


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
