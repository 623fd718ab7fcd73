"""A referral whose consent was taken back is not called accepted any more, on no page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amparo.cases.consent import actions as consent
from amparo.cases.models import Case, Referral
from amparo.cases.models.referral import Outcome
from amparo.cases.referral import actions as referral
from amparo.kernel import clock
from amparo.reports.answers import AgeBand
from tests.cases.agreeing import agreed, make_somebody, referred
from tests.make import make_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db
FROZEN = "frozen: what it had opened is closed"


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(people.owner)
    make_somebody(case, people.owner, age_band=AgeBand.ADULT)
    return case


def _accepted(people: People, case: Case) -> Referral:
    row = referred(case, people.owner, people.partner.institution)
    return referral.accept(actor(people.partner), row, version=row.version)


def _pages(people: People, client: Client, row: Referral) -> list[str]:
    found = []
    for member, name, args in (
        (people.owner, "case_referrals", [row.case_id]),
        (people.owner, "referral", [row.case_id, row.pk]),
        (people.partner, "between", []),
        (people.partner, "referral_incoming", [row.pk]),
    ):
        sign_in(client, member)
        found.append(client.get(reverse(name, args=args)).content.decode())
    return found


def test_taken_back_it_shows_as_frozen_to_both_sides(people: People, case: Case, client: Client) -> None:
    said = agreed(case, people.owner, people.partner.institution)
    row = _accepted(people, case)
    assert not any(FROZEN in page for page in _pages(people, client, row))
    consent.withdraw(actor(people.owner), said)
    row.refresh_from_db()
    assert row.frozen
    for page in _pages(people, client, row):
        assert FROZEN in page
        assert ">accepted<" not in page


def test_over_by_time_it_is_frozen_at_that_moment(people: People, case: Case) -> None:
    said = agreed(case, people.owner, people.partner.institution)
    row = _accepted(people, case)
    with clock.at(said.valid_until - timedelta(seconds=1)):
        assert not row.frozen
    with clock.at(said.valid_until):
        assert row.frozen


def test_what_is_completed_is_not_frozen(people: People, case: Case) -> None:
    agreed(case, people.owner, people.partner.institution)
    row = _accepted(people, case)
    row = referral.start(actor(people.partner), row, version=row.version)
    outcome = Outcome.MET
    row = referral.complete(actor(people.partner), row, outcome, words="Made up.", version=row.version)
    row.refresh_from_db()
    assert (row.frozen, row.state_words) == (False, "completed")
