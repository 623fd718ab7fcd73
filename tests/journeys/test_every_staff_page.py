"""Every page of the staff in both languages, on a phone: axe, and no sideways scrolling.

A new page is looked at the day it is written. The other journeys look at pages that are full of things.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from amparo.accounts import policy
from amparo.accounts.models import Membership, Role
from amparo.accounts.policy import PUBLIC, Relation, Route, basis_for
from amparo.leads.models import Fault, RunState
from amparo_detect.errors import DAMAGE, InputBroken, TextColumnUnknown
from tests.journeys.conftest import SMALL, LooksRight, PageOf
from tests.leads.routes import over_run, run_with_refused, waiting_run
from tests.make import ADDRESS_FOR_ROUTE, OBJECT_FOR_ROUTE, make_institution, make_membership
from tests.people import People

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# The first of these that may do it looks at a page.
LOOKERS = (Role.SUPERVISOR, Role.AUDITOR)
# They show a page only to who has just typed the password, or in the middle of setting something up:
# tests/journeys/test_account.py walks them.
STEPS_OF_AN_ACCOUNT = {name for name in (route.name for route in policy.routes()) if name.startswith("mfa_")}
# Each needs the one escrow of the country in another state: tests/journeys/test_between.py looks at them.
OF_AN_ESCROW = {"urgent_request", "urgent_review", "urgent_decide", "escrow", "escrow_renewal"}
EXPECTED = (
    *("desk", "case", "case_retention", "case_print", "audit", "law_gaps", "members"),
    *("collection", "collection_refused", "lead"),
)
ELSEWHERE = STEPS_OF_AN_ACCOUNT | OF_AN_ESCROW
SHARES = 6  # two hundred looks are minutes: in parts that the workers can divide between them


def _looker(route: Route) -> Role | None:
    """Who looks; None where only a partner may do it, and all that such a route takes is a form."""
    assert route.action is not None
    return next((role for role in LOOKERS if basis_for(route.action, role, Relation.OWN)), None)


def _to_be_looked_at() -> list[tuple[Route, Role]]:
    """The routes that show the staff a page, each with who looks at it."""
    routes = [
        route for route in policy.routes() if route.action not in PUBLIC and route.name not in ELSEWHERE
    ]
    return [(route, role) for route in routes if (role := _looker(route))]


def test_what_must_be_seen_is_looked_at() -> None:
    assert set(EXPECTED) <= {route.name for route, _role in _to_be_looked_at()}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_of_the_staff_looks_right(
    page_of: PageOf, looks_right: LooksRight, transactional_db: None, share: int
) -> None:
    own, private = make_institution()
    members = {role: make_membership(own, private, role=role) for role in LOOKERS}
    people = People(
        members[Role.SUPERVISOR],
        make_membership(own, private, role=Role.SUPERVISOR),
        _stranger(),
        _stranger(),
    )
    pages = {role: page_of(member) for role, member in members.items()}
    makers = OBJECT_FOR_ROUTE | ADDRESS_FOR_ROUTE
    for route, role in _to_be_looked_at()[share::SHARES]:
        kwargs = makers[route.name](people) if route.name in makers else {}
        page = pages[role]
        page.set_viewport_size(SMALL)
        if _shows(page, reverse(route.name, kwargs=kwargs)):
            looks_right(page, f"every-{route.name}-pt")
            assert _shows(page, f"/en{reverse(route.name, kwargs=kwargs)}")
            looks_right(page, f"every-{route.name}-en")
        else:
            assert route.name not in EXPECTED, f"{route.name} shows no page"


def test_the_page_of_a_collection_looks_right_however_its_run_went(
    page_of: PageOf, looks_right: LooksRight, transactional_db: None
) -> None:
    own, private = make_institution()
    member = make_membership(own, private, role=Role.SUPERVISOR)
    people = People(member, member, _stranger(), _stranger())
    page = page_of(member)
    page.set_viewport_size(SMALL)
    done, failed, cancelled = RunState.DONE, RunState.FAILED, RunState.CANCELLED
    broken = InputBroken(input="file-2.csv", why=DAMAGE["cut"])
    columns = TextColumnUnknown(input="file-1.csv", seen="“a”, “b”")
    for name, made in {
        "waiting": waiting_run(people),
        "refused": run_with_refused(people),
        "done": over_run(people, done),
        "cancelled": over_run(people, cancelled),
        "broken": over_run(people, failed, Fault.INPUT, str(broken)),
        "columns": over_run(people, failed, Fault.INPUT, str(columns)),
        "program": over_run(people, failed, Fault.PROGRAM),
    }.items():
        for language in ("", "/en"):
            page.goto(f"{language}{reverse('collection', args=[made['pk']])}")
            looks_right(page, f"every-collection-{name}-{language.strip('/') or 'pt'}")


def _stranger() -> Membership:
    institution, private = make_institution()
    return make_membership(institution, private, role=Role.SUPERVISOR)


def _shows(page: Page, address: str) -> bool:
    """Whether it is a page: some routes only take forms, and some have nothing to show of this object."""
    answered = page.request.get(address, max_redirects=0)
    assert answered.status in {200, 302, 404, 405}, f"{address}: {answered.status}"
    if answered.status == 200:
        page.goto(address)
    return answered.status == 200
