"""A prosecutor looks at the law map, in both languages, on a phone and at a desk."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect

from amparo.accounts.models import Membership, Role
from amparo.law.folder import PACKAGED
from amparo.law.load import load_law
from tests.journeys.conftest import SMALL, OpenPage
from tests.make import make_institution, make_membership
from tests.people import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
def prosecutor(transactional_db: None) -> Membership:
    load_law(PACKAGED / "mozambique")
    institution, private = make_institution(name="Made-up Prosecution")
    return make_membership(institution, private, role=Role.PROSECUTOR)


@pytest.mark.parametrize(("size", "viewport"), [("phone", SMALL), ("desk", DESK)])
def test_from_the_list_to_a_gap_and_to_an_article(
    prosecutor: Membership,
    open_page: OpenPage,
    looks_right: Callable[[Page, str], None],
    size: str,
    viewport: ViewportSize,
) -> None:
    client = Client()
    sign_in(client, prosecutor)
    page = open_page("/", viewport=viewport)
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": page.url} for name, cookie in client.cookies.items()]
    )
    for language, law, gaps in (
        ("", "Mapa da lei: Moçambique", "O que a lei abrange e as suas lacunas"),
        ("/en", "Law map: Mozambique", "What the law covers, and its gaps"),
    ):
        name = f"law-{size}{language.replace('/', '-')}"
        page.goto(f"{language}/law/")
        expect(page.get_by_role("heading", level=1)).to_have_text(law)
        looks_right(page, name)
        page.locator("main .head a").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(gaps)
        looks_right(page, f"{name}-gaps")
        page.locator("#manifestation-csam_possession a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("35/2014")
        looks_right(page, f"{name}-instrument")
