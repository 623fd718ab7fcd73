"""The made-up cases: in order, by people with keys, closed by two, and about nobody who exists."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max, Min
from pytest_django import DjangoDbBlocker

from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Membership, Role
from amparo.accounts.policy import Actor
from amparo.cases import compartments
from amparo.cases.models import (
    BreakGlass,
    Case,
    Closing,
    Compartment,
    Consent,
    Determination,
    HandOver,
    JusticeStep,
    Notice,
    Obligation,
    ObligationState,
    Part,
    PersonInCase,
    Referral,
    Share,
    Stage,
    StageStep,
)
from amparo.demonstration import case_course, case_plan, case_stories, institutions, people, places
from amparo.demonstration.case_life import live_cases, see_notices
from amparo.demonstration.draw import Draw
from amparo.demonstration.life import Life
from amparo.demonstration.moments import SPAN
from amparo.demonstration.plan import plan
from amparo.geography.load import load_units
from amparo.kernel import clock
from amparo.ledger.verify import verify_all
from amparo.reports.answers import CHILD_BANDS
from tests.demonstration.coherence import contradictions, mix

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CASES, REPORTS = 24, 8


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A few cases over the two years, lived once for this module and taken away after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_units()
        with clock.at(NOW - SPAN - timedelta(days=7)):
            founded = institutions.found()
            known = {code: one.institution for code, one in founded.items()}
            institutions.set_rules(known)
            life = Life(1, NOW, people.hire(founded), known)
            live_cases(life, founded, CASES, REPORTS)
        life.run(plan(1, REPORTS, places.load_places(), NOW), lambda _filed: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _at_the_moment_of_loading() -> Iterator[None]:
    with clock.at(NOW):
        yield


def _supervisor(case: Case) -> Actor:
    member = Membership.objects.filter(institution=case.institution, role=Role.SUPERVISOR).first()
    assert member is not None
    return Actor(member, Keyring(member, keys.unwrap(member.person, people.PASSWORD)))


def test_about_as_many_cases_as_asked_for_each_with_a_worker_of_its_owner() -> None:
    assert abs(Case.objects.count() - CASES) <= CASES // 3
    for case in Case.objects.select_related("worker"):
        assert case.worker.institution_id == case.institution_id
        assert case.opened_at <= case.moved_at <= NOW
        assert compartments.open_to(case, case.institution) == frozenset(Compartment)


def test_nothing_contradicts_itself() -> None:
    assert contradictions(NOW) == {}


def test_what_happens_in_a_country_happens_in_this_one() -> None:
    """The rarer things need some hundred cases; docs/operations.md tells how 2,000 are looked at."""
    found = mix()
    for what in ("closed", "handed over", "referrals completed", "proceedings", "clocks that ran out"):
        assert found[what] > 0, what
    assert found["referrals"] > CASES // 2
    assert found["months in which a case began"] > 12
    first, last = Case.objects.aggregate(first=Min("opened_at"), last=Max("opened_at")).values()
    assert last - first > SPAN * 0.8


def test_a_contradiction_would_be_found() -> None:
    """Each query is a real one: what it looks for, put into the country, is listed."""
    with transaction.atomic():
        case = Case.objects.filter(stage=Stage.CLOSED).first()
        assert case is not None
        StageStep.objects.filter(case=case).update(at=case.opened_at - timedelta(days=1))
        Case.objects.filter(pk=case.pk).update(stage=Stage.PLAN)
        Referral.objects.exclude(answered_at=None).update(sent_at=NOW)
        Obligation.objects.exclude(breached_at=None).update(breached_at=None)
        JusticeStep.objects.filter(kind="reported").update(happened_on=NOW.date())
        found = contradictions(NOW)
        transaction.set_rollback(True)
    assert {
        "a case whose stage is not where its steps led",
        "a step before its case began, or after now",
        "a referral whose moments are not in order",
        "a justice step on an earlier day than the one before",
        "a clock that ran out and does not say so, or says so and did not",
    } <= set(found)


def test_nothing_is_merged_into_a_case_that_waits_for_an_answer() -> None:
    """The product refuses it, and the whole country would end there."""
    with transaction.atomic():
        case, other = Case.objects.filter(closed_at=None).order_by("opened_at")[:2]
        Case.objects.exclude(pk__in=[case.pk, other.pk]).update(closed_at=NOW)
        Case.objects.filter(pk=other.pk).update(institution=case.institution, opened_at=NOW)
        HandOver.objects.filter(case=other).delete()
        offer = HandOver(case=other, from_institution=case.institution, from_worker=case.worker)
        offer.to_institution, offer.offered_by, offer.offered_at = case.institution, case.worker, NOW
        offer.save()
        thread: Any = SimpleNamespace(case=lambda: case, lead=lambda: None)
        assert case_course._merged(thread) is False
        transaction.set_rollback(True)


def test_old_notices_were_seen() -> None:
    with transaction.atomic():
        see_notices(NOW)
        unseen = Notice.objects.unseen().aggregate(oldest=Min("at"))["oldest"]
        assert unseen is None or unseen >= NOW - timedelta(days=7)
        assert Notice.objects.exclude(seen_at=None).exists()
        transaction.set_rollback(True)


def test_two_people_closed_what_is_closed_and_nothing_was_left_open() -> None:
    closed = Case.objects.filter(stage=Stage.CLOSED)
    assert closed.exists()
    for case in closed:
        row = Closing.objects.get(case=case, confirmed=True)
        assert row.answered_by is not None
        assert row.proposed_by.person_id != row.answered_by.person_id
        assert not case.referrals.open().exists()
        assert not Obligation.objects.pending().filter(case=case).exists()


def test_clocks_were_met_and_some_ran_out() -> None:
    assert Obligation.objects.filter(state=ObligationState.MET).count() > CASES
    assert Obligation.objects.exclude(breached_at=None).exists()
    assert not Obligation.objects.filter(wakes_at__lt=NOW - timedelta(minutes=1)).exists()


def test_what_was_taken_back_is_closed() -> None:
    for row in Consent.objects.exclude(withdrawn_at=None):
        assert not Share.objects.live().filter(consents=row).exists()
    for share in Share.objects.exclude(ended_at=None).select_related("case", "institution"):
        live = Share.objects.live().filter(case=share.case, institution=share.institution)
        covered = {name for scope in live.values_list("data_scope", flat=True) for name in scope}
        if share.case.institution_id != share.institution_id:
            assert compartments.open_to(share.case, share.institution) <= covered


def test_a_child_needs_no_means() -> None:
    for row in Determination.objects.filter(child=True).exclude(acts=[]).exclude(purposes=[]):
        assert row.suggested


def test_urgent_access_was_reviewed_by_somebody_who_took_no_part() -> None:
    rows = BreakGlass.objects.exclude(reviewed_at=None)
    assert rows.exists()
    for row in rows:
        assert row.reviewer_id not in {row.asked_by_id, row.first_id, row.second_id}
        assert row.share is not None
        assert row.share.ended_at is not None


def test_nobody_in_them_exists() -> None:
    seen = 0
    for person in PersonInCase.objects.in_role(Part.VICTIM).select_related("case__institution")[:6]:
        content = compartments.read(_supervisor(person.case), person, "identity")
        assert re.fullmatch(r"Pessoa Exemplo \d+", content["name"])
        assert re.fullmatch(r"\+258 \d\d0000\d{3}", content.get("phones", "+258 840000012"))
        seen += 1
    assert seen


def test_the_ledger_holds() -> None:
    assert verify_all().ok


def test_the_same_seed_plans_the_same_cases_of_women_men_girls_and_boys() -> None:
    where = places.load_places()
    planned = case_plan.directly(1, 400, where, NOW)
    assert planned == case_plan.directly(1, 400, where, NOW)
    assert planned != case_plan.directly(2, 400, where, NOW)
    assert [one.moment for one in planned] == sorted(one.moment for one in planned)
    draw = Draw(1, "test")
    somebodies = [case_plan.somebody(draw, case_stories.story_for(draw, "", "")) for _number in range(400)]
    told = {(one.sex, one.age_band in CHILD_BANDS) for one in somebodies}
    assert {("female", True), ("female", False), ("male", True), ("male", False)} <= told
    assert {code for one in somebodies for code in one.movement} >= {
        "displaced",
        "domestic_worker",
        "migrant_worker",
        "sponsored",
    }
