"""The pages of one case, as its worker and a partner see them, on a phone and on a desk."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Look = Callable[[Page, str], None]
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def page_of(browser: Browser, live_server: Any) -> Iterator[Callable[[Any], Page]]:
    """A browser in which a member is signed in, without JavaScript."""
    from django.test import Client

    from amparo.accounts import session
    from tests.people import sign_in

    contexts = []

    def open_for(member: Any) -> Page:
        client = Client()
        sign_in(client, member)
        context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
        contexts.append(context)
        names = (settings.SESSION_COOKIE_NAME, session.COOKIE)
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url} for name in names]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_for
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["", "/en"], ids=["pt", "en"])
def test_a_case_from_its_first_page_to_its_timeline(
    page_of: Callable[[Any], Page], looks_right: Look, country: bytes, language: str
) -> None:
    from amparo.accounts.models import Role
    from amparo.cases.lifecycle.closing import propose
    from amparo.cases.models import Case, ClosingReason, Compartment, Obligation, PersonInCase
    from amparo.law.folder import PACKAGED
    from amparo.law.load import load_law
    from tests.make import make_case, make_person_in, share_case
    from tests.people import actor, make_people

    load_law(PACKAGED / "mozambique")
    people = make_people(Role.SUPERVISOR)
    page, mark = page_of(people.owner), language.strip("/") or "pt"

    def look(name: str) -> None:
        for size, width in ((DESK, "1280"), (PHONE, "320")):
            page.set_viewport_size(size)
            looks_right(page, f"case-{name}-{width}-{mark}")
        page.set_viewport_size(DESK)

    def go() -> None:
        page.locator("main form button.button").last.click()

    page.goto(f"{language}/cases/new/")
    page.locator("[name=summary]").fill("A girl was promised work in another province. All made up.")
    look("new")
    go()
    case = Case.objects.get()
    at = f"{language}/cases/{case.pk}"
    look("overview")
    page.goto(f"{at}/people/add/")
    look("person-form")
    page.locator("[name=name]").fill("Made-up Name")
    page.locator("[name=phones]").fill("+258 84 000 0012")
    page.locator("[name=age_band]").select_option("15-17")
    page.locator("[name=sex]").select_option("male")
    page.locator("[name=languages][value=vmw]").check()
    go()
    look("people")
    person = PersonInCase.objects.get()
    page.goto(f"{at}/people/{person.pk}/")
    look("person")
    page.goto(f"{at}/determination/{person.pk}/")
    page.locator("[name=acts][value=recruitment]").check()
    page.locator("[name=purposes][value=forced_labour]").check()
    page.locator("[name=manifestations][value=grooming]").check()
    page.locator("details summary").first.click()
    page.locator("[name=technology_recruitment][value=social_media]").check()
    page.locator("button[name=look]").click()
    look("determine")
    page.locator("[name=status][value=possible]").check()
    page.locator("[name=words]").fill("A made-up reason.")
    go()
    look("determination")
    page.goto(f"{at}/protection/{person.pk}/risk/")
    page.locator("[name=ask_threatened][value=yes]").check()
    page.locator("button[name=look]").click()
    look("risk")
    page.locator("[name=level][value=high]").check()
    page.locator("[name=reasoning]").fill("A made-up reason.")
    go()
    for where in ("safety", "action", "service", "follow-up", "feedback"):
        page.goto(f"{at}/protection/{person.pk}/{where}/")
        look(where)
    page.goto(f"{at}/protection/{person.pk}/action/")
    page.locator("[name=what]").fill("Find a safe bed. All made up.")
    page.locator("[name=due_on]").fill("2027-01-01")
    go()
    page.goto(f"{at}/protection/{person.pk}/follow-up/")
    page.locator("[name=happened_on]").fill("2026-11-01")
    page.locator("[name=notes]").fill("Better. All made up.")
    go()
    look("protection")
    page.goto(f"{at}/hand-over/")
    look("hand-over")
    page.locator("[name=to]").select_option(str(people.partner.institution_id))
    page.locator("[name=basis]").select_option("competence")
    page.locator("[name=words]").fill("Yours by law. All made up.")
    go()
    look("offered-out")
    for where in ("close", "merge", "timeline", "summary"):
        page.goto(f"{at}/{where}/")
        look(where)
    page = page_of(people.partner)
    page.goto(f"{language}/cases/")
    look("list")
    page.locator("main section a").first.click()
    look("offer")
    other = make_case(people.owner)
    make_person_in(other, people.owner)
    share_case(other, people.owner, people.partner, Compartment.PROTECTION)
    for where in ("", "people/", "timeline/"):
        page.goto(f"{language}/cases/{other.pk}/{where}")
        look(f"partner-{where.strip('/') or 'overview'}")
    Obligation.objects.filter(case=other).delete()  # clocks have their own journeys
    other.refresh_from_db()
    propose(actor(people.owner), other, ClosingReason.NOT_FOUND, words="Made up.", version=other.version)
    page = page_of(people.colleague)
    page.goto(f"{language}/cases/{other.pk}/")
    look("closing-proposed")
