"""From material to a judged lead, in both languages, on a phone and on a desk."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from tests.journeys.conftest import BOTH, LooksRight, PageOf

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.AMPARO_COLLECTIONS = tmp_path / "collections"
    settings.AMPARO_SPOOL = tmp_path / "spool"


def looker(page: Page, looks_right: LooksRight, language: str) -> Callable[[str], None]:
    def look(name: str) -> None:
        looks_right(page, f"leads-{name}-{language.strip('/') or 'pt'}", sizes=BOTH)

    return look


def _take_in(page: Page, file: Path) -> None:
    """Fill in the form of the upload and send it."""
    from amparo.kernel import clock
    from tests.leads import material

    file.write_bytes(material.table())
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=title]").fill("Made-up offers of work")
    page.locator("[name=origin][value=reported]").check()
    page.locator("[name=basis][value=prosecutor_order]").check()
    page.locator("[name=authority]").fill("Made-up order 7/26")
    page.locator("[name=purpose]").fill("To see who offers this work. All made up.")
    page.locator("[name=keep_until]").fill((clock.now().date() + timedelta(days=60)).isoformat())
    page.locator("[name=lawful]").check()
    page.locator("main form button.button").click()


@pytest.mark.parametrize("language", ["", "/en"], ids=["pt", "en"])
def test_material_becomes_leads_that_people_judge(
    page_of: PageOf,
    looks_right: LooksRight,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
) -> None:
    from amparo.accounts.models import Role
    from amparo.leads.models import Collection, Lead, LeadState
    from amparo.leads.running import working
    from tests.leads.making import make_lead, stand_in
    from tests.people import make_people

    stand_in(monkeypatch)
    people = make_people(Role.SUPERVISOR)
    make_lead(people.outsider)  # knows the same numbers
    page = page_of(people.owner)
    look = looker(page, looks_right, language)
    at = f"{language}/leads"
    page.goto(f"{at}/collections/new/")
    look("upload")
    _take_in(page, tmp_path / "posts.csv")
    look("collection")
    page.locator("#run button").click()
    look("queued")
    working.work(
        Collection.objects.get(institution=people.owner.institution).runs.get().pk, stop=lambda: False
    )
    page.reload()
    look("done")
    page.goto(f"{at}/collections/")
    look("collections")
    page.goto(f"{at}/")
    look("list")
    page.locator("main th a").first.click()
    while (folded := page.locator("main details:not([open]) > summary")).count():
        folded.first.click()
    look("lead")
    end = page.locator("svg a").first
    end.focus()
    page.keyboard.press("Enter")
    assert "#link-" in page.url
    form = page.locator("form[action$='dismiss/']")
    form.locator("[name=why][value=agency]").check()
    form.locator("[name=words]").fill("A hotel that exists. All made up.")
    form.locator("button.button").click()
    lead = Lead.objects.get(institution=people.owner.institution)
    assert lead.state == LeadState.DISMISSED
    page.goto(f"{at}/{lead.pk}/")
    look("judged")
    for name in ("precision", "fairness", "weights"):
        page.goto(f"{at}/{name}/")
        look(name)
    page.locator("[name=weight_secrecy]").fill("1")
    page.locator("[name=weight_documents_kept]").fill("0")
    page.locator("[name=reason]").fill("Too many false alarms. All made up.")
    page.locator("button[name=look]").click()
    look("effect")
    page.locator("button[name=set]").click()
    look("weights-set")


@pytest.mark.parametrize("language", ["", "/en"], ids=["pt", "en"])
def test_what_was_judged_goes_on_and_its_contacts_are_in_the_case(
    page_of: PageOf, looks_right: LooksRight, tmp_path: Path, language: str
) -> None:
    from amparo.accounts.models import Role
    from amparo.cases.models import CaseContact
    from amparo.leads.models import Lead
    from tests.leads.making import make_lead
    from tests.leads.routes import changed_lead
    from tests.people import make_people

    people = make_people(Role.SUPERVISOR)
    lead = make_lead(people.owner)
    page = page_of(people.owner)
    look = looker(page, looks_right, language)
    at = f"{language}/leads"
    page.goto(f"{at}/{lead.pk}/")
    page.locator("#judge summary").first.focus()
    page.keyboard.press("Enter")
    form = page.locator("form[action$='confirm/']")
    form.locator("[name=words]").fill("A made-up hotel that nobody knows.")
    assert form.locator("[name=contacts]:checked").count() == 0
    form.locator("[name=contacts]").first.check()
    look("ticked")
    form.locator("button.button").click()
    page.locator("nav.tabs a[href$='/justice/']").first.click()
    page.locator("nav.tabs a[href$='/contacts/']").click()
    look("contacts")
    assert CaseContact.objects.standing().count() == 1
    page.goto(f"{at}/{changed_lead(people)['pk']}/")
    page.locator("#changes summary").click()
    look("changed")
    page.locator("form[action$='uphold/'] button").click()
    assert not Lead.objects.changed().exists()
    page.goto(f"{at}/collections/{lead.collection_id}/")
    page.locator("summary").first.click()
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    page.locator("form[action$='/add/'] [name=file]").set_input_files(empty)
    page.locator("form[action$='/add/'] [name=lawful]").check()
    page.locator("form[action$='/add/'] button").click()
    look("refused")
    page.goto(f"{at}/collections/{lead.collection_id}/")
    page.locator("details:has(form[action$='/delete/']) > summary").click()
    page.locator("form[action$='/delete/'] [name=sure]").check()
    page.locator("form[action$='/delete/'] button").click()
    page.goto(f"{at}/collections/{lead.collection_id}/")
    look("destroyed")
    page.goto(f"{at}/{lead.pk}/")
    look("destroyed-lead")
