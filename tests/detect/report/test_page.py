"""report.html in a real browser: it fits a small screen, passes axe, and asks nobody for anything."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from amparo_detect.leads import Lead
from amparo_detect.report.page import page
from tests.detect.flags.test_gathering import campaign, leads

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip


def full(lead: Lead) -> Lead:
    """The lead with everything that a page can show."""
    copy: Lead = json.loads(json.dumps(lead))
    copy["moves"] = [
        {"template": 0, "origin": "Beira, MZ", "destination": "Tete, MZ", "at": "2026-03-05T00:00:00Z"}
    ]
    copy["phone_changes"] = [
        {"template": 0, "before": "+258840000011", "after": "+258840000012", "at": "2026-03-05T00:00:00Z"}
    ]
    return copy


@pytest.mark.journey
@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_axe_and_fits(language: str, scheme: str, tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium")
    shown = leads(campaign())
    path = tmp_path / "report.html"
    path.write_text(page([full(lead) for lead in shown], "pt" if language == "pt" else "en"), "utf-8")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        context = browser.new_context(
            viewport={"width": 320, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") == 320
        assert asked == [path.as_uri()]
        assert tab.locator("svg").count() == 3
        found = Axe().run(tab).response["violations"]
        browser.close()
    assert [violation["id"] for violation in found] == []
