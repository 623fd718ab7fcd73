"""The pages of one case, as its worker and a partner see them, on a phone and on a desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import BOTH, LooksRight, PageOf

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@dataclass
class Walk:
    """One member's browser in one language; every page is looked at on a desk and on a phone."""

    page: Page
    looks_right: LooksRight
    language: str

    def look(self, name: str) -> None:
        self.looks_right(self.page, f"case-{name}-{self.language.strip('/') or 'pt'}", sizes=BOTH)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.language}/cases/{path}")

    def fill(self, **typed: str) -> None:
        for name, value in typed.items():
            self.page.locator(f"[name={name}]").fill(value)

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value={value}]").check()

    def unfold(self) -> None:
        while (folded := self.page.locator("main details:not([open]) > summary")).count():
            folded.first.click()

    def choose(self, **chosen: str) -> None:
        for name, value in chosen.items():
            self.page.locator(f"[name={name}]").select_option(value)

    def press(self, which: str = "main form button.button") -> None:
        self.page.locator(which).last.click()


@pytest.fixture(params=["", "/en"], ids=["pt", "en"])
def walk_of(
    request: pytest.FixtureRequest, page_of: PageOf, looks_right: LooksRight, country: bytes
) -> Callable[[Any], Walk]:
    """A walk for a member."""
    return lambda member: Walk(page_of(member), looks_right, str(request.param))


def test_a_case_is_opened_and_understood(walk_of: Callable[[Any], Walk]) -> None:
    from amparo.accounts.models import Role
    from amparo.cases.models import Case, PersonInCase
    from amparo.law.folder import PACKAGED
    from amparo.law.load import load_law
    from tests.people import make_people

    load_law(PACKAGED / "mozambique")
    walk = walk_of(make_people(Role.SUPERVISOR).owner)
    walk.go("new/")
    walk.fill(summary="A girl was promised work in another province. All made up.")
    walk.look("new")
    walk.press()
    case = Case.objects.get()
    walk.look("overview")
    walk.go(f"{case.pk}/people/add/")
    walk.look("person-form")
    walk.fill(name="Made-up Name", phones="+258 84 000 0012")
    walk.choose(age_band="15-17", sex="male")
    walk.tick("languages", "vmw")
    walk.press()
    walk.look("people")
    person = PersonInCase.objects.get()
    walk.go(f"{case.pk}/people/{person.pk}/")
    walk.look("person")
    walk.go(f"{case.pk}/determination/{person.pk}/")
    walk.unfold()
    walk.tick("acts", "recruitment")
    walk.tick("purposes", "forced_labour")
    walk.tick("manifestations", "grooming")
    walk.tick("technology_recruitment", "social_media")
    walk.press("button[name=look]")
    walk.look("determine")
    walk.tick("status", "possible")
    walk.fill(words="A made-up reason.")
    walk.press()
    walk.look("determination")


def test_somebody_is_protected_and_the_way_is_told(walk_of: Callable[[Any], Walk]) -> None:
    from amparo.accounts.models import Role
    from tests.make import make_case, make_person_in
    from tests.people import make_people

    people = make_people(Role.SUPERVISOR)
    case = make_case(people.owner)
    at = f"{case.pk}/protection/{make_person_in(case, people.owner).pk}"
    walk = walk_of(people.owner)
    walk.go(f"{at}/risk/")
    walk.tick("ask_threatened", "yes")
    walk.press("button[name=look]")
    walk.look("risk")
    walk.tick("level", "high")
    walk.fill(reasoning="A made-up reason.")
    walk.press()
    for where in ("safety", "service", "feedback", "action"):
        walk.go(f"{at}/{where}/")
        walk.look(where)
    walk.fill(what="Find a safe bed. All made up.", due_on="2027-01-01")
    walk.press()
    walk.go(f"{at}/follow-up/")
    walk.look("follow-up")
    walk.fill(happened_on="2026-11-01", notes="Better. All made up.")
    walk.press()
    walk.look("protection")
    for where in ("close", "merge", "timeline", "summary"):
        walk.go(f"{case.pk}/{where}/")
        walk.look(where)


def test_a_case_is_offered_shared_and_proposed_to_close(walk_of: Callable[[Any], Walk]) -> None:
    from amparo.accounts.models import Role
    from amparo.cases.lifecycle.closing import propose
    from amparo.cases.models import ClosingReason, Compartment, Obligation
    from tests.cases.agreeing import may_go_to
    from tests.make import make_case, make_person_in, share_case
    from tests.people import actor, make_people

    people = make_people(Role.SUPERVISOR)
    case, other = make_case(people.owner), make_case(people.owner)
    walk = walk_of(people.owner)
    walk.go(f"{case.pk}/hand-over/")
    walk.look("hand-over")
    may_go_to(case, people.owner, people.partner.institution)
    walk.go(f"{case.pk}/hand-over/")
    walk.choose(to=str(people.partner.institution_id))
    walk.fill(words="Yours by law. All made up.")
    walk.press()
    walk.look("offered-out")
    walk = walk_of(people.partner)
    walk.go("")
    walk.look("list")
    walk.press("main section a")
    walk.look("offer")
    make_person_in(other, people.owner)
    share_case(other, people.owner, people.partner, Compartment.PROTECTION)
    for where in ("", "people/", "timeline/"):
        walk.go(f"{other.pk}/{where}")
        walk.look(f"partner-{where.strip('/') or 'overview'}")
    Obligation.objects.filter(case=other).delete()  # clocks have their own journeys
    other.refresh_from_db()
    propose(actor(people.owner), other, ClosingReason.NOT_FOUND, words="Made up.", version=other.version)
    walk = walk_of(people.colleague)
    walk.go(f"{other.pk}/")
    walk.look("closing-proposed")
