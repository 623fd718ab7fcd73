"""A person with a cheap phone reports, without JavaScript, comes back, and leaves quickly."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Look = Callable[[Page, str], None]

WORDS = {
    "": {"go": "Continuar", "skip": "Saltar", "send": "Enviar a denúncia"},
    "/en": {"go": "Continue", "skip": "Skip", "send": "Send the report"},
}


@pytest.mark.parametrize("language", ["", "/en"], ids=["pt", "en"])
def test_an_adult_reports(
    open_page: Callable[..., Page], looks_right: Look, country: bytes, language: str
) -> None:
    mark = language.strip("/") or "pt"
    page = open_page(f"{language}/")
    looks_right(page, f"front-{mark}")
    for path in ("help", "privacy", "return", "report"):
        page.goto(f"{language}/{path}/")
        looks_right(page, f"{path}-{mark}")
    page.locator("button[value=adult]").click()
    page.locator("[name=danger][value=yes]").check()
    looks_right(page, f"q-danger-{mark}")
    page.locator(".act .button").first.click()
    looks_right(page, f"call-now-{mark}")
    page.locator("main .button").click()
    page.locator(".act .button").first.click()
    looks_right(page, f"q-matter-error-{mark}")
    page.locator("[name=matter][value=offer]").check()
    page.locator(".act .button").first.click()
    looks_right(page, f"q-story-{mark}")
    page.locator("[name=narrative]").fill("Made-up story.\nA second line.")
    page.locator(".act .button").first.click()
    for name in ("when", "signs"):
        looks_right(page, f"q-{name}-{mark}")
        page.locator(f"[name={name}]").nth(1).check()
        page.locator(".act .button").first.click()
    page.locator("[name=province]").select_option("XX01")
    looks_right(page, f"q-province-{mark}")
    page.locator(".act .button").first.click()
    page.locator("[name=district]").select_option("XX0101")
    looks_right(page, f"q-district-{mark}")
    page.locator(".act .button").first.click()
    looks_right(page, f"q-online-{mark}")
    for _ in range(4):
        page.locator("[name=skip]").click()
    looks_right(page, f"q-contact-{mark}")
    page.locator("[name=way][value=sms]").check()
    page.locator(".act .button").first.click()
    looks_right(page, f"q-reach-{mark}")
    page.locator("[name=value]").fill("+258 84 000 0012")
    page.locator(".act .button").first.click()
    looks_right(page, f"check-{mark}")
    page.locator(".act .button").click()
    looks_right(page, f"sent-{mark}")
    receipt = page.locator(".code").first.inner_text()
    page.goto(f"{language}/return/")
    page.locator("[name=receipt]").fill(receipt)
    page.locator(".act .button").click()
    looks_right(page, f"visit-{mark}")
