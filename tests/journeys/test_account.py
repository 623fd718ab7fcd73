"""A new supervisor's first day, in both languages, on a phone and on a desk."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize, expect

from amparo.accounts import actions
from amparo.accounts.invitations import Issued
from amparo.accounts.models import Kind, Person, Role, SignIn
from amparo.kernel import clock
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


@pytest.mark.parametrize(
    ("prefix", "viewport"), [("", SMALL), ("/en", DESK), ("/en", SMALL), ("", DESK)], ids=str
)
def test_a_supervisors_first_day(
    open_page: OpenPage,
    looks_right: LooksRight,
    first_invitation: Issued,
    prefix: str,
    viewport: ViewportSize,
) -> None:
    def seen(name: str) -> None:
        looks_right(page, f"account-{name}-{prefix.strip('/') or 'pt'}-{viewport['width']}")

    page = open_page(f"{prefix}/join/{first_invitation.invitation.pk}/", javascript=True, viewport=viewport)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    give_security_key(page)

    # Joining, with a slip first.
    page.fill("[name=code]", "2222-2222-2222")
    page.fill("[name=name]", "Alima Inventada")
    page.fill("[name=username]", "alima.inventada")
    page.fill("[name=password]", PASSWORD)
    seen("join")
    page.click("main form .button")
    expect(page.locator("[aria-invalid=true][name=code]")).to_be_visible()
    seen("join-wrong-code")
    page.fill("[name=code]", first_invitation.code)
    page.fill("[name=password]", PASSWORD)
    page.click("main form .button")

    # The second factor comes before anything else.
    expect(page).to_have_url(f"{prefix}/account/second-factor/app/")
    seen("second-factor-setup")
    page.fill("[name=code]", fresh_code(page.inner_text(".steps .secret")))
    page.click("main form .button")
    expect(page.locator(".secret li")).to_have_count(10)
    seen("recovery-codes")
    page.click("main .act .button")
    expect(page.locator(".who")).to_contain_text("Alima Inventada")
    seen("desk")

    # A security key beside the app.
    page.goto(f"{prefix}/account/second-factor/keys/add/")
    seen("security-key-add")
    page.click("#mfa_webauthn_add")
    expect(page).to_have_url(f"{prefix}/account/second-factor/")
    seen("second-factor")
    page.goto(f"{prefix}/account/second-factor/keys/")
    seen("security-keys")

    # Colleagues.
    page.goto(f"{prefix}/members/")
    seen("members")
    page.goto(f"{prefix}/members/invite/")
    seen("invite")
    page.check("[value=triage]")
    page.click("main form .button")
    expect(page.locator(".secret")).to_have_count(2)
    seen("invited")
    page.goto(f"{prefix}/members/")
    page.locator("tbody a", has_text="").first.click()
    seen("invite-again")
    page.goto(f"{prefix}/members/")
    page.locator("tbody a[href$='/remove/']").click()
    seen("remove")
    page.click("main form .button.danger")
    expect(page.locator("main [role=status]")).to_be_visible()
    seen("removed")

    # Out, and in again with the security key.
    page.goto(f"{prefix}/account/")
    seen("account")
    page.goto(f"{prefix}/account/password/")
    seen("password")
    page.click(".bar form button")
    page.goto(f"{prefix}/sign-in/")
    page.fill("[name=login]", "alima.inventada")
    page.fill("[name=password]", "not this one")
    page.click("main form .button")
    seen("sign-in-wrong")
    page.fill("[name=password]", PASSWORD)
    page.click("main form .button")
    seen("sign-in-code")
    page.click("#mfa_webauthn_authenticate")
    expect(page.locator(".who")).to_contain_text("Alima Inventada")
    assert SignIn.objects.count() == 1
    assert [line for line in complaints if "Content Security Policy" in line] == []
    person = Person.objects.get(username="alima.inventada")
    assert clock.now() - person.created_at < timedelta(minutes=5)


def test_a_key_that_does_not_answer_is_said_in_words(
    open_page: OpenPage, looks_right: LooksRight, first_invitation: Issued
) -> None:
    page = open_page(f"/en/join/{first_invitation.invitation.pk}/", javascript=True, viewport=SMALL)
    session = give_security_key(page)
    page.fill("[name=code]", first_invitation.code)
    page.fill("[name=name]", "Alima Inventada")
    page.fill("[name=username]", "alima.inventada")
    page.fill("[name=password]", PASSWORD)
    page.click("main form .button")
    page.goto("/en/account/second-factor/keys/add/")
    session.send("WebAuthn.disable")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('refused')); }")
    page.click("#mfa_webauthn_add")
    expect(page.locator("#key-failed")).to_be_visible()
    looks_right(page, "account-security-key-failed-en-320")
