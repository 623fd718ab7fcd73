"""A person with a cheap phone reports without JavaScript, comes back, and leaves quickly."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from amparo.kernel.fields import open_field, seal_fields
from amparo.kernel.references import read_receipt
from amparo.reports import returning
from amparo.reports.models import Author, Message, Report

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("country"),
]

Look = Callable[..., None]
OpenPage = Callable[..., Page]

STORY = "Made-up story: an offer of work abroad.\nThe ticket is for next week. @made_up_account"


def press(page: Page) -> None:
    """The first button: the one that goes on."""
    page.locator(".act .button").first.click()


def answer(page: Page, looks_right: Look, mark: str) -> None:
    """Go through every question, answering or skipping, as far as the page on which all is checked."""
    page.locator("[name=danger][value=yes]").check()
    looks_right(page, f"danger-{mark}")
    press(page)
    expect(page.locator("main a[href='tel:112']")).to_be_visible()
    looks_right(page, f"call-now-{mark}")
    page.locator("main .button").click()
    press(page)
    expect(page.locator("[role=alert]")).to_be_visible()
    looks_right(page, f"matter-unanswered-{mark}")
    page.locator("[name=matter][value=offer]").check()
    press(page)
    looks_right(page, f"story-{mark}")
    page.locator("[name=narrative]").fill(STORY)
    press(page)
    for name in ("when", "signs"):
        looks_right(page, f"{name}-{mark}")
        page.locator(f"[name={name}]").nth(1).check()
        press(page)
    page.locator("[name=province]").select_option("XX01")
    looks_right(page, f"province-{mark}")
    press(page)
    page.locator("[name=district]").select_option("XX0101")
    looks_right(page, f"district-{mark}")
    press(page)
    looks_right(page, f"online-{mark}")
    page.locator("[name=skip]").click()
    for name in ("age", "sex", "names"):
        looks_right(page, f"{name}-{mark}")
        page.locator("[name=skip]").click()
    page.locator("[name=way][value=sms]").check()
    looks_right(page, f"contact-{mark}")
    press(page)
    page.locator("[name=value]").fill("+258 84 000 0012")
    looks_right(page, f"reach-{mark}")
    press(page)


def officer_asks(receipt: str, words: str) -> None:
    """What the triage desk does when it asks the reporter something."""
    token = returning.enter(read_receipt(receipt))
    reading = returning.find(token)
    assert reading is not None
    message = Message(
        report=reading.report, author=Author.OFFICER, institution=reading.report.institution, is_question=True
    )
    seal_fields(message, reading.key, body=words)
    message.save()


@pytest.mark.parametrize(
    ("language", "voice"), [("", "child"), ("/en", "adult")], ids=["child-in-Portuguese", "adult-in-English"]
)
def test_from_the_first_page_to_an_answer(
    open_page: OpenPage, looks_right: Look, language: str, voice: str
) -> None:
    mark = language.strip("/") or "pt"
    page = open_page(f"{language}/")
    looks_right(page, f"front-{mark}")
    for path in ("help", "privacy"):
        page.goto(f"{language}/{path}/")
        looks_right(page, f"{path}-{mark}")
    page.goto(f"{language}/")
    page.locator("a.first").click()
    looks_right(page, f"report-{mark}")
    page.locator(f"button[value={voice}]").click()
    answer(page, looks_right, mark)
    looks_right(page, f"check-{mark}")
    press(page)
    looks_right(page, f"sent-{mark}")
    receipt = page.locator(".code").first.inner_text()
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(receipt)
    looks_right(page, f"sent-before-{mark}")
    page.locator("main form[action$='throw-away/'] button").click()
    report = Report.objects.get()
    assert (report.voice, report.danger, report.matter, report.may_contact) == (voice, True, "offer", True)

    officer_asks(receipt, "Is the ticket already bought? / O bilhete já está comprado?")
    page.goto(f"{language}/return/")
    looks_right(page, f"return-{mark}")
    page.locator("[name=receipt]").fill(receipt.replace(" ", "")[:-1] + "x")
    press(page)
    looks_right(page, f"return-mistyped-{mark}")
    page.locator("[name=receipt]").fill(receipt)
    press(page)
    looks_right(page, f"visit-{mark}")
    page.locator("[name=body]").fill("Yes. / Sim.")
    press(page)
    expect(page.locator(".mine")).to_contain_text("Yes. / Sim.")
    assert open_field(Message.objects.get(author=Author.REPORTER), "body", key_of(receipt)) == "Yes. / Sim."
    page.locator("main a[href$='withdraw/']").click()
    looks_right(page, f"withdraw-{mark}")
    press(page)
    assert not Report.objects.get().may_contact
    page.locator("form[action$='end/'] button").click()
    looks_right(page, f"visit-ended-{mark}")
    page.go_back()
    expect(page.locator(".say")).to_have_count(0)


def key_of(receipt: str) -> bytes:
    reading = returning.find(returning.enter(read_receipt(receipt)))
    assert reading is not None
    return reading.key


def test_an_answer_can_be_changed_and_a_draft_survives_a_closed_browser(
    open_page: OpenPage, looks_right: Look
) -> None:
    page = open_page("/en/report/")
    page.locator("button[value=adult]").click()
    page.locator("[name=skip]").click()
    page.locator("[name=matter][value=work]").check()
    press(page)
    page.locator("[name=narrative]").fill(STORY)
    press(page)
    kept = page.context.storage_state()
    page.context.close()
    page = open_page("/en/report/", storage_state=kept)
    looks_right(page, "resume-en")
    expect(page.locator("body")).not_to_contain_text("ticket")
    press(page)
    assert page.url.endswith("/en/report/when/")
    page.goto("/en/report/check/")
    page.locator("a[href$='report/story/']").click()
    expect(page.locator("[name=narrative]")).to_have_value(STORY)
    page.locator("[name=narrative]").fill("Changed.")
    press(page)
    expect(page.locator("dl")).to_contain_text("Changed.")
    page.locator("form[action$='throw-away/'] button").click()
    looks_right(page, "thrown-away-en")
    page.goto("/en/report/check/")
    assert page.url.endswith("/en/report/")


@pytest.mark.usefixtures("elsewhere")
def test_after_leaving_quickly_nobody_reads_what_was_written(open_page: OpenPage, looks_right: Look) -> None:
    page = open_page("/en/report/")
    page.locator("button[value=adult]").click()
    page.goto("/en/report/story/")
    page.locator("[name=narrative]").fill(STORY)
    press(page)
    page.locator(".leave").click()
    expect(page.locator("body")).to_have_text("Elsewhere")
    page.go_back()
    page.goto("/en/report/story/")
    expect(page.locator("body")).not_to_contain_text("ticket")
    looks_right(page, "hidden-en")
    page.goto("/en/report/check/")
    expect(page.locator("body")).not_to_contain_text("ticket")
    looks_right(page, "check-hidden-en")
    page.locator("a[href$='report/story/']").click()
    page.locator("[name=keep]").click()
    page.goto("/en/report/check/")
    expect(page.locator("dl")).to_contain_text("Hidden")


class Ordinary(BaseHTTPRequestHandler):
    """The ordinary website outside, here on this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<body>Elsewhere</body>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[None]:
    """Leaving goes to the ordinary website."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Ordinary) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.AMPARO_EXIT_URL = f"http://127.0.0.1:{server.server_port}/"
        yield
        server.shutdown()


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("how", ["touch", "escape"])
def test_leaving_quickly_with_javascript_replaces_the_page(open_page: OpenPage, how: str) -> None:
    page = open_page("about:blank", javascript=True)
    page.goto("/en/")
    page.goto("/en/help/")
    if how == "touch":
        page.locator(".leave").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    expect(page.locator("body")).to_have_text("Elsewhere")
    page.go_back()
    assert page.url.endswith("/en/"), "the page that was left is still in the history"


def test_one_escape_is_not_leaving(open_page: OpenPage) -> None:
    page = open_page("/en/help/", javascript=True)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/en/help/")


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    focused = page.locator(":focus")
    page.keyboard.press("Tab")
    expect(focused).to_have_text("Leave quickly")
    page.keyboard.press("Tab")
    expect(focused).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    tab_to(page, "button[value=child]")
    page.keyboard.press("Enter")
    tab_to(page, "[name=danger]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=danger][value=no]")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/matter/")
    tab_to(page, "[name=matter]")
    page.keyboard.press("Space")
    assert outline_of(page) != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/story/")
    page.goto("/en/report/check/")
    tab_to(page, "form[action$='check/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/sent/")
    assert Report.objects.get().danger is False


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; it must come within a page's worth of presses."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def outline_of(page: Page) -> str:
    style: str = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    return style


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("dark", {"color_scheme": "dark"}),
        ("contrast", {"contrast": "more"}),
        ("forced", {"forced_colors": "active"}),
        ("wide", {"viewport": {"width": 1280, "height": 800}}),
    ],
)
def test_it_follows_the_device(
    open_page: OpenPage, looks_right: Look, name: str, options: dict[str, Any]
) -> None:
    page = open_page("/", **options)
    media = {key: value for key, value in options.items() if key != "viewport"}
    looks_right(page, f"front-{name}", **media)
    page.goto("/report/")
    page.locator("button[value=adult]").click()
    looks_right(page, f"danger-{name}", **media)
    page.goto("/report/call-now/")
    looks_right(page, f"call-now-{name}", **media)
