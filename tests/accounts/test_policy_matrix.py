"""Every route × every role × every way to stand to its object, asked over HTTP and compared with the table.

A new route is covered the day it is written: one without a guard, or an object route without a maker in
tests/make.py, fails here by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from amparo.accounts import policy
from amparo.accounts.models import Role
from amparo.accounts.policy import Action, Basis, Relation, Route, basis_for
from tests.make import (
    ADDRESS_FOR_ROUTE,
    OBJECT_FOR_ROUTE,
    PARTNER_IS,
    end_partnership,
    make_institution,
    make_membership,
)
from tests.people import People, sign_in

ROUTES = list(policy.routes())
NAMES = [route.name or route.path for route in ROUTES]
SHARES = 8  # ten thousand requests are minutes: in parts that the workers can divide between them
# The outcome depends on an object of one's own that a stranger to the matrix cannot have.
ONE_PERSONS_OWN = {"mfa_remove_webauthn"}


@dataclass(frozen=True)
class Stand:
    """One signed-in browser, and where it stands to what the owner holds."""

    role: Role
    relation: Relation
    client: Client


@dataclass(frozen=True)
class Matrix:
    """Everybody, signed in once for all routes."""

    people: People
    own: list[Stand]
    partners: list[Stand]
    outsiders: list[Stand]


@pytest.fixture
def matrix(db: None) -> Matrix:
    members = []
    stands: list[list[Stand]] = []
    for relation in (Relation.OWN, Relation.PARTNER, Relation.OUTSIDER):
        institution, private = make_institution()
        stands.append([])
        for role in Role:
            member = make_membership(institution, private, role=role)
            Authenticator.objects.create(user=member.person, type=Authenticator.Type.TOTP, data={})
            RecoveryCodes.activate(member.person)
            stands[-1].append(Stand(role, relation, Client(raise_request_exception=False)))
            sign_in(stands[-1][-1].client, member)
            if role == Role.SUPERVISOR:
                members.append(member)
        if relation is Relation.OWN:
            colleague = make_membership(institution, private, role=Role.SUPERVISOR)
    people = People(members[0], colleague, members[1], members[2])
    return Matrix(people, *stands)


def answers(client: Client, address: str) -> Iterator[tuple[str, HttpResponse]]:
    """What a link and an empty form get, leaving out the method that the route does not have."""
    found = False
    for method in ("get", "post"):
        with transaction.atomic():
            response = getattr(client, method)(address)
            transaction.set_rollback(True)
        if response.status_code != 405:
            found = True
            yield method, response
    assert found, f"{address} has neither GET nor POST"


def goes_to(response: HttpResponse, name: str) -> bool:
    return response.headers.get("Location", "").split("?")[0] == reverse(name)


def outcome(response: HttpResponse) -> str:
    """'in', 'denied' (may know of it), 'hidden' (as if it did not exist), 'sign in' or 'second factor'."""
    if response.status_code == 403:
        return "denied"
    if response.status_code == 404:
        return "hidden"
    if response.status_code >= 500:
        return f"fault {response.status_code}"
    if goes_to(response, "account_login"):
        return "sign in"
    return "second factor" if goes_to(response, "mfa_activate_totp") else "in"


def expected(action: Action, role: Role, relation: Relation) -> str:
    if basis_for(action, role, relation) is not None:
        return "in"
    may_at_all = any(basis_for(action, role, other) is not None for other in Relation)
    return "hidden" if may_at_all and relation in {Relation.FORMER, Relation.OUTSIDER} else "denied"


def address_of(route: Route, people: People) -> str:
    makers = OBJECT_FOR_ROUTE | ADDRESS_FOR_ROUTE
    return reverse(route.name, kwargs=makers[route.name](people) if route.name in makers else {})


def test_every_route_has_a_guard_and_a_name() -> None:
    assert policy.unguarded() == []
    policy.check_routes()
    assert all(route.name for route in ROUTES)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("route", ROUTES, ids=NAMES)
def test_every_object_route_has_a_maker(route: Route) -> None:
    if route.on_object:
        assert route.name in OBJECT_FOR_ROUTE, "add a maker to OBJECT_FOR_ROUTE in tests/make.py"
    elif route.has_parameters:
        assert route.name in ADDRESS_FOR_ROUTE, "add a maker to ADDRESS_FOR_ROUTE in tests/make.py"


def test_makers_are_for_routes_that_exist() -> None:
    assert set(OBJECT_FOR_ROUTE) | set(ADDRESS_FOR_ROUTE) | set(PARTNER_IS) <= set(NAMES)


@pytest.mark.parametrize("share", range(SHARES))
def test_the_table_is_what_every_route_does(matrix: Matrix, share: int) -> None:
    wrong = []
    for route in ROUTES[share::SHARES]:
        with transaction.atomic():
            wrong += list(_mismatches(route, matrix))
            transaction.set_rollback(True)
    assert not wrong, "\n" + "\n".join(wrong)


def _mismatches(route: Route, matrix: Matrix) -> Iterator[str]:
    action = route.action
    assert action is not None
    address = address_of(route, matrix.people)
    for method, response in answers(Client(raise_request_exception=False), address):
        got = outcome(response)
        if "fault" in got or (action not in policy.PUBLIC and got != "sign in"):
            yield f"{route.name}: {method} by nobody: {got}"
    if action in policy.PUBLIC:
        return
    for stand, relation in _stands(route, matrix):
        wanted = expected(action, stand.role, relation)
        for method, response in answers(stand.client, address):
            if (got := outcome(response)) != wanted:
                yield f"{route.name}: {method} by {stand.role}, {relation}: {got}, not {wanted}"


def _stands(route: Route, matrix: Matrix) -> Iterator[tuple[Stand, Relation]]:
    if route.name in ONE_PERSONS_OWN:
        owner = next(stand for stand in matrix.own if stand.role == Role.SUPERVISOR)
        yield owner, Relation.OWN
        return
    for stand in matrix.own:
        yield stand, Relation.OWN
    if not route.on_object:
        return
    for stand in matrix.outsiders:
        yield stand, Relation.OUTSIDER
    partner = PARTNER_IS.get(route.name, Relation.OUTSIDER)
    for stand in matrix.partners:
        yield stand, partner
    if partner is Relation.PARTNER:
        end_partnership(matrix.people)
        for stand in matrix.partners:
            yield stand, Relation.FORMER


def test_one_persons_own_things_are_nobody_elses(matrix: Matrix) -> None:
    address = address_of(
        next(route for route in ROUTES if route.name == "mfa_remove_webauthn"), matrix.people
    )
    for stand in matrix.own + matrix.outsiders:
        if not (stand.role == Role.SUPERVISOR and stand.relation is Relation.OWN):
            assert {outcome(response) for _method, response in answers(stand.client, address)} == {"hidden"}


def test_without_a_second_factor_only_its_own_pages_open(matrix: Matrix) -> None:
    institution, private = make_institution()
    client = Client()
    sign_in(client, make_membership(institution, private, role=Role.SUPERVISOR), second_factor=False)
    opened = set()
    for route in ROUTES:
        if route.action in policy.PUBLIC:
            continue
        with transaction.atomic():
            seen = {
                outcome(response) for _method, response in answers(client, address_of(route, matrix.people))
            }
            transaction.set_rollback(True)
        if route.name == "mfa_add_webauthn" or seen != {"second factor"}:
            opened.add(route.name)
    assert opened == {"account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn"}


def test_no_row_of_the_table_is_for_a_role_that_cannot_read_it() -> None:
    """Roles without keys never get an action on what reports and cases hold."""
    content = {action for action in policy.TABLE if action.split(".")[0] in {"report", "case", "queue"}}
    for action in content - {Action.SEE_OVERDUE}:
        roles, relations = policy.TABLE[action]
        assert not roles & {Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR, Role.PROVIDER, Role.TRAINER}
        assert set(relations.values()) <= {Basis.MANDATE, Basis.REFERRAL}
