"""Pages of rules that are met on the way: two accused who part, and a case that nobody let go."""

from datetime import date
from typing import Any

import pytest

from tests.journeys.conftest import BOTH, LooksRight, PageOf

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(db: None) -> Any:
    from amparo.accounts.models import Role
    from tests.people import make_people

    return make_people(Role.SUPERVISOR)


def test_two_accused_part_on_the_page(people: Any, page_of: PageOf, looks_right: LooksRight) -> None:
    from amparo.cases.justice.actions import Stepped, take_step
    from amparo.cases.models import JusticeStepKind, Part
    from tests.cases.agreeing import make_somebody
    from tests.make import make_case
    from tests.people import actor

    case = make_case(people.owner)
    for _ in range(2):
        make_somebody(case, people.owner, Part.SUSPECT)
    stepped = Stepped(JusticeStepKind.INQUIRY_OPENED, date(2026, 1, 10))
    take_step(actor(people.owner), case, stepped, version=case.version)
    page = page_of(people.owner)
    page.goto(f"/en/cases/{case.pk}/justice/")
    page.get_by_role("link", name="Write the next step down for P1 alone").click()
    looks_right(page, "justice-step-of-one", sizes=BOTH)
    page.get_by_label("Step", exact=True).select_option("charged")
    page.get_by_label("On", exact=True).fill("2026-02-10")
    page.get_by_role("button", name="Keep").click()
    assert page.get_by_role("heading", name="P1", exact=True).count() == 1
    looks_right(page, "justice-lines", sizes=BOTH)


def test_a_case_goes_elsewhere_only_once_somebody_let_it(
    people: Any, page_of: PageOf, looks_right: LooksRight
) -> None:
    from tests.cases.agreeing import may_go_to
    from tests.make import make_case

    case = make_case(people.owner)
    page = page_of(people.owner)
    for permitted in (False, True):
        if permitted:
            may_go_to(case, people.owner, people.partner.institution)
        page.goto(f"/en/cases/{case.pk}/hand-over/")
        page.get_by_label("To whom").select_option(str(people.partner.institution.pk))
        page.get_by_label("What the receiver should know").fill("Made up.")
        page.get_by_role("button", name="Offer the case").click()
        if not permitted:
            assert page.get_by_text("Nobody has agreed to this").count() == 1
            looks_right(page, "hand-over-refused", sizes=BOTH)
    assert page.get_by_text("It moves when it is accepted").count() == 1
    there = page_of(people.partner)
    there.goto("/en/cases/")
    there.get_by_role("link", name=case.reference).first.click()
    looks_right(there, "hand-over-offered", sizes=BOTH)
    there.get_by_role("button", name="Accept the case").click()
    assert there.get_by_text("The case is yours").count() == 1
