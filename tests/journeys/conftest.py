"""A real Chromium, small as a cheap phone unless a journey says otherwise."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

# Debian's. The first is the same engine without the windows: it opens a page for a third of the work.
CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
SMALL: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
BOTH = (SMALL, DESK)
PATIENCE = 30_000  # milliseconds until a page or a text that does not come is a failure: machines are busy
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright keeps an event loop in this thread, which Django takes for asynchronous code of ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a named skip."""
    chromium = next((path for path in CHROMIUMS if path.exists()), None)
    if chromium is None:
        pytest.skip("journeys need Debian's Chromium: `make packages` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=QUIET)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]
PageOf = Callable[[Any], Page]
LooksRight = Callable[..., None]


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Opens a page in a fresh context: `open_page(path, javascript=False, **context options)`."""
    contexts: list[BrowserContext] = []

    def open_one(path: str, *, javascript: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            base_url=live_server.url,
            viewport=options.pop("viewport", SMALL),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page_of(browser: Browser, live_server: Any) -> Iterator[PageOf]:
    """A browser without JavaScript in which a member is signed in: `page_of(member)`."""
    from django.test import Client

    from tests.people import sign_in

    contexts: list[BrowserContext] = []

    def open_for(member: Any) -> Page:
        client = Client()
        sign_in(client, member)
        context = browser.new_context(java_script_enabled=False, base_url=live_server.url, viewport=DESK)
        contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": cookie.value, "url": live_server.url}
                for name, cookie in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture
def looks_right(browser: Browser) -> Iterator[LooksRight]:
    """Checks a page for sideways scrolling at each of the `sizes`, and with axe at the first.

    Without `sizes` the page is looked at as it stands. Axe reads the same document at every size, and at the
    narrowest it finds the most. It is a script itself, so a page without JavaScript is checked as a copy
    where there is some, with the same `media` (color_scheme, contrast, forced_colors).
    With AMPARO_SCREENSHOTS in the environment a screenshot of each size is kept to look at; of what is wrong
    one always is.
    """
    context = browser.new_context(viewport=SMALL)
    inspector = context.new_page()

    def check(page: Page, name: str, *, sizes: Sequence[ViewportSize] = (), **media: Any) -> None:
        before = page.viewport_size or SMALL
        address, content = page.url, page.content()
        inspector.emulate_media(**media)
        inspector.set_viewport_size((sizes or [before])[0])
        inspector.route(address, lambda route: route.fulfill(body=content, content_type="text/html"), times=1)
        inspector.goto(address)
        # Where the device forces its colours, axe still reads ours: there the device answers for contrast.
        forced = media.get("forced_colors") == "active"
        rules = {"color-contrast": {"enabled": not forced}}
        found = Axe().run(inspector, options={"rules": rules, "resultTypes": ["violations"]})
        wrong = [found.generate_report()] if found.violations_count else []
        for size in sizes or [before]:
            inspector.set_viewport_size(size)
            wide = inspector.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                wrong.append(f"it scrolls sideways by {wide} px at {size['width']}")
        if wrong or os.environ.get("AMPARO_SCREENSHOTS"):
            _keep(page, name, sizes)
            page.set_viewport_size(before)
        assert not wrong, f"{name}: " + "; ".join(wrong)

    yield check
    context.close()


def _keep(page: Page, name: str, sizes: Sequence[ViewportSize]) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    for size in sizes or [page.viewport_size or SMALL]:
        page.set_viewport_size(size)
        suffix = f"-{size['width']}" if sizes else ""
        page.screenshot(path=SCREENSHOTS / f"{name}{suffix}.png", full_page=True)


@pytest.fixture
def country(transactional_db: None) -> bytes:
    """Somewhere to report from and somebody who receives; returns the receiver's private key."""
    from amparo.geography.models import Level
    from amparo.reports.models import IntakeRule
    from tests.make import make_institution, make_unit

    province = make_unit("XX01", name="Made-up Province")
    make_unit("XX0101", name="Made-up District", level=Level.DISTRICT, parent=province)
    institution, private = make_institution(name="Made-up Help-desk")
    IntakeRule.objects.create(institution=institution)
    return private
