"""An officer's morning: signs in with a second factor, sees what is urgent, writes, decides, takes back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect

from amparo.accounts.models import Kind, Role
from amparo.kernel import clock
from amparo.kernel.references import Receipt
from amparo.reports import returning
from amparo.reports.answers import AgeBand, Contact, Matter, Online, Sign
from amparo.reports.decisions import Choice, decide
from amparo.reports.escalation import escalate_overdue
from amparo.reports.models import Report, SendingBasis, State, Verdict
from tests.journeys.conftest import SMALL, OpenPage
from tests.make import PASSWORD, file_report, make_institution, make_membership, make_unit
from tests.people import actor, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DESK: ViewportSize = {"width": 1280, "height": 800}
LooksRight = Callable[[Page, str], None]
Seen = Callable[[str], None]
QUESTION = "Is she with somebody whom she trusts?"
STORY = (
    "A woman from the made-up market promised my cousin work in a hotel abroad. They leave on Friday by bus. "
    "She keeps the documents and says that the family must not know."
)


@dataclass(frozen=True)
class Morning:
    """What waits for the officer, and the secret of their second factor."""

    username: str
    secret: str
    urgent: Report
    receipt: Receipt
    alike: Report


@pytest.fixture
def morning(transactional_db: None) -> Morning:
    cache.clear()
    province = make_unit("XX01", name="Made-up Province")
    institution, private = make_institution(name="Made-up Help-desk for Families")
    other, other_private = make_institution(name="Made-up Prosecution Office", kind=Kind.PROSECUTION)
    make_membership(other, other_private)
    officer = make_membership(institution, private, role=Role.TRIAGE)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(officer.person, secret)
    with clock.at(clock.now() - timedelta(hours=30)):
        file_report(institution, matter=Matter.OTHER, narrative="Something made up, a while ago.")
    with clock.at(clock.now() - timedelta(hours=20)):
        file_report(institution, matter=Matter.WORK, province=province.pk, signs=(Sign.PAPERS_KEPT,))
    account = Online(platform="WhatsApp", account="+258 84 000 0012", address="https://made-up.example/offer")
    alike, _receipt = file_report(institution, narrative=STORY, online=account, age_band=AgeBand.UNDER_25)
    file_report(other, narrative=STORY, online=account)
    urgent, receipt = file_report(
        institution,
        narrative=STORY + " Please help us quickly.",
        danger=True,
        age_band=AgeBand.UNDER_18,
        sex="female",
        province=province.pk,
        place="near the made-up school",
        signs=(Sign.TRAVEL_SOON, Sign.STILL_IN_CONTACT),
        online=account,
        contact=Contact("sms", "+258 84 000 0014", "after five", "ask for the aunt"),
    )
    escalate_overdue()
    return Morning(officer.person.username, secret, urgent, receipt, alike)


def _sign_in(page: Page, morning: Morning) -> None:
    page.fill("[name=login]", morning.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form .button")
    code = totp.format_hotp_value(totp.hotp_value(morning.secret, int(time.time()) // 30))
    page.fill("[name=code]", str(code))
    page.click("main form .button")


def _the_queue(page: Page, morning: Morning, prefix: str, *, in_place: bool, seen: Seen) -> None:
    """Narrowed to the immediate ones: in place with htmx, by a page load without."""
    page.click(f"main a[href='{prefix}/triage/']")
    expect(page.locator("#list tbody tr")).to_have_count(4)
    expect(page.locator("#list tbody tr").first).to_contain_text(morning.urgent.reference)
    seen("queue")
    page.locator("h1").evaluate("e => { e.dataset.stays = 'yes' }")
    page.select_option("[name=level]", "immediate")
    if not in_place:
        page.click("form.filters button")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("h1[data-stays]")).to_have_count(1 if in_place else 0)
    assert "level=immediate" in page.url
    page.click(f"text={morning.urgent.reference}")


def _the_dialogue(page: Page, morning: Morning, prefix: str, *, seen: Seen) -> None:
    """What was told has nothing to click in it; the officer asks, the reporter reads and answers."""
    expect(page.locator(".told")).to_contain_text("They leave on Friday by bus.")
    assert page.locator("a[href*='made-up.example'], a[href^='tel:']").count() == 0
    expect(page.locator("main")).to_contain_text(morning.alike.reference)
    page.fill("[name=text]", QUESTION)
    page.check("[name=is_question]")
    page.click("form[action$='/write/'] button")
    expect(page.locator(".say.mine.asks")).to_contain_text(QUESTION)
    seen("report")
    reading = returning.find(returning.enter(morning.receipt))
    assert reading is not None
    assert [text for _message, text in reading.dialogue()] == [QUESTION]
    returning.write(reading, "Yes, with her aunt.")
    page.goto(f"{prefix}/triage/list/unread/")
    seen("unread")
    page.click(f"text={morning.urgent.reference}")
    expect(page.locator(".say").last).to_contain_text("Yes, with her aunt.")


def _the_decision(page: Page, morning: Morning, *, seen: Seen) -> None:
    """Dismissing without a reason is asked about; then the report is taken up, and taken back."""
    page.click("form[action$='/decide/dismiss/'] >> xpath=.. >> summary")
    page.locator("#dismissform_reason").evaluate("e => e.removeAttribute('required')")
    page.click("form[action$='/decide/dismiss/'] button")
    expect(page.locator("form[action$='/decide/dismiss/'] .box.wrong")).to_be_visible()
    seen("wrong")
    page.click("form[action$='/take-up/'] button")
    expect(page.locator("main [role=status]")).to_be_visible()
    seen("taken-up")
    page.click("a[href*='/cases/'].button")
    expect(page.locator("main")).to_contain_text(morning.urgent.reference)
    seen("case")
    page.click(f"text={morning.urgent.reference}")
    page.click("section[aria-labelledby=decided] summary")
    page.fill("#takebackform_reason", "A made-up second thought.")
    page.click("form[action$='/take-back/'] button")
    expect(page.locator(".timeline")).to_contain_text("A made-up second thought.")
    seen("history")


@pytest.mark.parametrize(
    ("prefix", "viewport"), [("/en", DESK), ("/en", SMALL), ("", SMALL), ("", DESK)], ids=str
)
@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "plain"])
def test_an_officers_morning(
    open_page: OpenPage,
    looks_right: LooksRight,
    morning: Morning,
    prefix: str,
    viewport: ViewportSize,
    javascript: bool,
) -> None:
    def seen(name: str) -> None:
        if javascript:
            looks_right(page, f"triage-{name}-{prefix.strip('/') or 'pt'}-{viewport['width']}")

    page = open_page(f"{prefix}/desk/", javascript=javascript, viewport=viewport)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    _sign_in(page, morning)
    expect(page.locator(".counts").first).to_be_visible()
    expect(page.locator(".counts .badge.now")).to_have_count(1)
    seen("desk")
    _the_queue(page, morning, prefix, in_place=javascript, seen=seen)
    _the_dialogue(page, morning, prefix, seen=seen)
    _the_decision(page, morning, seen=seen)
    morning.urgent.refresh_from_db()
    assert (morning.urgent.state, morning.urgent.version) == (State.WAITING, 2)
    assert [said for said in complaints if "422" not in said] == []  # 422: the form without a reason


@pytest.mark.parametrize(("prefix", "viewport"), [("/en", DESK), ("", SMALL)], ids=str)
def test_what_is_late_and_what_was_sent_on(
    open_page: OpenPage, looks_right: LooksRight, transactional_db: None, prefix: str, viewport: ViewportSize
) -> None:
    coordination, private = make_institution(name="Made-up Coordinating Body", kind=Kind.COORDINATION)
    overseer = make_membership(coordination, private, role=Role.SUPERVISOR)
    desk, desk_private = make_institution(name="Made-up Help-desk for Families")
    make_membership(desk, desk_private)
    for hours in (2, 50, 70):
        with clock.at(clock.now() - timedelta(hours=hours)):
            file_report(desk, danger=hours == 2)
    report, _receipt = file_report(coordination)
    sending = Choice(Verdict.SEND_ON, "their task", sent_to=desk, basis=SendingBasis.REFERRAL)
    decide(actor(overseer), report, sending, version=0)
    escalate_overdue()
    page = open_page("/", viewport=viewport)
    client = Client()
    sign_in(client, overseer)
    page.context.add_cookies(
        [{"name": name, "value": one.value, "url": page.url} for name, one in client.cookies.items()]
    )
    for path, name, rows in (("triage/overdue/", "overdue", 3), ("triage/list/sent_on/", "sent-on", 1)):
        page.goto(f"{prefix}/{path}")
        expect(page.locator("table.cards tbody tr")).to_have_count(rows)
        looks_right(page, f"triage-{name}-{prefix.strip('/') or 'pt'}-{viewport['width']}")
    page.click(f"text={report.reference}")
    expect(page.locator("main")).to_contain_text("Made-up Help-desk for Families")
    looks_right(page, f"triage-report-sent-on-{prefix.strip('/') or 'pt'}-{viewport['width']}")
