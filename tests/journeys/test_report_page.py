"""The page that a run of the detection leaves: legible at 320 px, without a network, in both languages."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from amparo_detect.leads import Lead
from amparo_detect.report.page import page
from tests.detect.flags.test_gathering import campaign, leads


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
def test_the_page_passes_axe_and_fits(browser: Browser, language: str, scheme: str, tmp_path: Path) -> None:
    shown = leads(campaign())
    path = tmp_path / "report.html"
    path.write_text(page([full(lead) for lead in shown], "pt" if language == "pt" else "en"), "utf-8")
    asked: list[str] = []
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
    context.close()
    assert [violation["id"] for violation in found] == []
