"""A real Chromium, small as a cheap phone unless a journey says otherwise."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
SMALL: ViewportSize = {"width": 320, "height": 640}
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
    if not CHROMIUM.exists():
        pytest.skip("journeys need /usr/bin/chromium: scripts/debian-packages chromium installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


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
        page.set_default_timeout(10_000)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def looks_right(browser: Browser) -> Iterator[Callable[..., None]]:
    """Checks a page with axe and for sideways scrolling, and keeps a screenshot to look at.

    Axe is itself a script, so a page without JavaScript is checked as a copy in a context that has it,
    with the same `media` (color_scheme, contrast, forced_colors).
    """
    context = browser.new_context(viewport=SMALL)
    inspector = context.new_page()

    def check(page: Page, name: str, **media: Any) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        address, content = page.url, page.content()
        inspector.set_viewport_size(page.viewport_size or SMALL)
        inspector.emulate_media(**media)
        inspector.route(address, lambda route: route.fulfill(body=content, content_type="text/html"), times=1)
        inspector.goto(address)
        wide = inspector.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} px"
        # Where the device forces its colours, axe still reads ours: there the device answers for contrast.
        forced = media.get("forced_colors") == "active"
        found = Axe().run(inspector, options={"rules": {"color-contrast": {"enabled": not forced}}})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    yield check
    context.close()


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
