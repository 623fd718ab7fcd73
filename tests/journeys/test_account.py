"""A new supervisor's first day, in both languages, on a phone and on a desk."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize, expect

from amparo.accounts import actions
from amparo.accounts.invitations import Issued
from amparo.accounts.models import Kind, Role, SignIn
from tests.journeys.conftest import SMALL, OpenPage
from tests.make import make_membership

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DESK: ViewportSize = {"width": 1280, "height": 800}
PASSWORD = "quatro palavras que ficam juntas"
LooksRight = Callable[[Page, str], None]


@pytest.fixture
def first_invitation(transactional_db: None) -> Issued:
    cache.clear()
    founded = actions.create_institution(
        name="Made-up Help-desk for Families", kind=Kind.POLICE_DESK, demonstration=True
    )
    make_membership(founded.institution, founded.private, role=Role.CASEWORKER)
    return actions.invite_from_console(
        institution=founded.institution, role=Role.SUPERVISOR, private=founded.private
    )


def fresh_code(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))


def give_security_key(page: Page) -> Any:
    """A security key that Chromium plays itself; the session with which to look at it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


@dataclass
class Day:
    """One browser, one language, one size; each step leaves the page where the next begins."""

    page: Page
    prefix: str
    looks_right: LooksRight

    def seen(self, name: str) -> None:
        width = (self.page.viewport_size or SMALL)["width"]
        self.looks_right(self.page, f"account-{name}-{self.prefix.strip('/') or 'pt'}-{width}")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.prefix}{path}")

    def send(self) -> None:
        self.page.click("main form .button")

    def join(self, invitation: Issued) -> None:
        """With a slip in the code first."""
        fill_join_form(self.page, "2222-2222-2222")
        self.seen("join")
        self.send()
        expect(self.page.locator("[aria-invalid=true][name=code]")).to_be_visible()
        self.seen("join-wrong-code")
        fill_join_form(self.page, invitation.code)
        self.send()

    def set_up_the_app(self) -> None:
        """It comes before anything else."""
        expect(self.page).to_have_url(f"{self.prefix}/account/second-factor/app/")
        self.seen("second-factor-setup")
        self.page.fill("[name=code]", fresh_code(self.page.inner_text(".steps .secret")))
        self.send()
        expect(self.page.locator(".secret li")).to_have_count(10)
        self.seen("recovery-codes")
        self.page.click("main .act .button")
        expect(self.page.locator(".who")).to_contain_text("Alima Inventada")
        self.seen("desk")

    def add_a_security_key(self) -> None:
        self.go("/account/second-factor/keys/add/")
        self.seen("security-key-add")
        self.page.click("#mfa_webauthn_add")
        expect(self.page).to_have_url(f"{self.prefix}/account/second-factor/")
        self.seen("second-factor")
        self.go("/account/second-factor/keys/")
        self.seen("security-keys")

    def invite_and_remove(self) -> None:
        self.go("/members/invite/")
        self.seen("invite")
        self.page.check("[value=triage]")
        self.send()
        expect(self.page.locator(".secret")).to_have_count(2)
        self.seen("invited")
        self.go("/members/")
        self.seen("members")
        self.page.click("tbody a[href$='/again/']")
        self.seen("invite-again")
        self.go("/members/")
        self.page.click("tbody a[href$='/remove/']")
        self.seen("remove")
        self.page.click("main form .button.danger")
        expect(self.page.locator("main [role=status]")).to_be_visible()
        self.seen("removed")

    def look_at_the_account_and_leave(self) -> None:
        self.go("/account/")
        self.seen("account")
        self.go("/account/password/")
        self.seen("password")
        self.page.click(".bar form button")

    def come_back_with_the_key(self) -> None:
        """With a slip in the password first."""
        self.go("/sign-in/")
        self.page.fill("[name=login]", "alima.inventada")
        self.page.fill("[name=password]", "not this one")
        self.send()
        self.seen("sign-in-wrong")
        self.page.fill("[name=password]", PASSWORD)
        self.send()
        self.seen("sign-in-code")
        self.page.click("#mfa_webauthn_authenticate")
        expect(self.page.locator(".who")).to_contain_text("Alima Inventada")


def fill_join_form(page: Page, code: str) -> None:
    page.fill("[name=code]", code)
    page.fill("[name=name]", "Alima Inventada")
    page.fill("[name=username]", "alima.inventada")
    page.fill("[name=password]", PASSWORD)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["pt", "en"])
@pytest.mark.parametrize("viewport", [SMALL, DESK], ids=["phone", "desk"])
def test_a_supervisors_first_day(
    open_page: OpenPage,
    looks_right: LooksRight,
    first_invitation: Issued,
    prefix: str,
    viewport: ViewportSize,
) -> None:
    path = f"{prefix}/join/{first_invitation.invitation.pk}/"
    day = Day(open_page(path, javascript=True, viewport=viewport), prefix, looks_right)
    complaints: list[str] = []
    day.page.on("console", lambda message: complaints.append(message.text))
    give_security_key(day.page)
    day.join(first_invitation)
    day.set_up_the_app()
    day.add_a_security_key()
    day.invite_and_remove()
    day.look_at_the_account_and_leave()
    day.come_back_with_the_key()
    assert SignIn.objects.count() == 1
    assert [line for line in complaints if "Content Security Policy" in line] == []


def test_a_key_that_does_not_answer_is_said_in_words(
    open_page: OpenPage, looks_right: LooksRight, first_invitation: Issued
) -> None:
    page = open_page(f"/en/join/{first_invitation.invitation.pk}/", javascript=True, viewport=SMALL)
    session = give_security_key(page)
    fill_join_form(page, first_invitation.code)
    page.click("main form .button")
    page.goto("/en/account/second-factor/keys/add/")
    session.send("WebAuthn.disable")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('refused')); }")
    page.click("#mfa_webauthn_add")
    expect(page.locator("#key-failed")).to_be_visible()
    looks_right(page, "account-security-key-failed-en-320")
