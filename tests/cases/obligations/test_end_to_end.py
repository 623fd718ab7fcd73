"""Real actions start and meet clocks: no event is written by hand here. And another country's file counts."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from amparo.accounts.models import Kind, Role
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.consent import actions as consent
from amparo.cases.lifecycle import handing
from amparo.cases.models import Case, Notice, NoticeKind, Obligation, ObligationState, Waiver
from amparo.cases.models.referral import WhyNot
from amparo.cases.obligations import kinds
from amparo.cases.obligations.escalation import wake_clocks
from amparo.cases.obligations.kinds import UnsoundClocks
from amparo.cases.referral import actions as referral
from amparo.kernel import clock
from amparo.reports.answers import AgeBand
from tests.cases.agreeing import agreed, make_escrow, make_somebody, may_go_to, overridden, referred
from tests.make import make_case, make_institution, make_membership
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(people.owner)
    make_somebody(case, people.owner, age_band=AgeBand.ADULT)
    return case


def _the(case: Case, kind: str) -> Obligation:
    return Obligation.objects.filter(case=case, kind=kind).latest("started_at")


@pytest.mark.parametrize(("urgency", "hours"), [("urgent", 24), ("normal", 72)])
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_a_referral_has_to_be_answered_in_its_time(
    people: People, case: Case, urgency: str, hours: int, answer: str
) -> None:
    agreed(case, people.owner, people.partner.institution)
    started = clock.now()
    with clock.at(started):
        row = referred(case, people.owner, people.partner.institution, urgency=urgency)
    running = _the(case, "referral_answer")
    assert (running.institution, running.about, running.due_at) == (
        people.partner.institution,
        row.pk,
        started + timedelta(hours=hours),
    )
    there = actor(people.partner)
    with clock.at(started + timedelta(hours=hours - 1)):
        if answer == "accept":
            referral.accept(there, row, version=row.version)
        else:
            referral.decline(there, row, WhyNot.NO_ROOM, words="", version=row.version)
    running.refresh_from_db()
    assert (running.state, running.met_late) == (ObligationState.MET, False)


@pytest.mark.parametrize("ending", ["recall", "withdrawn consent", "expiry"])
def test_a_referral_that_nobody_has_to_answer_any_more_rings_no_more(
    people: People, case: Case, ending: str
) -> None:
    said = agreed(case, people.owner, people.partner.institution)
    row = referred(case, people.owner, people.partner.institution)
    if ending == "recall":
        referral.recall(actor(people.owner), row, version=row.version)
    elif ending == "withdrawn consent":
        consent.withdraw(actor(people.owner), said)
    else:
        with clock.at(clock.now() + timedelta(days=15)):
            referral.expire()
    running = _the(case, "referral_answer")
    assert (running.state, running.waiver, running.wakes_at) == (ObligationState.WAIVED, Waiver.ENDED, None)


def test_an_unanswered_referral_climbs_to_the_coordinating_body(people: People, case: Case) -> None:
    body, private = make_institution(kind=Kind.COORDINATION)
    coordinator = make_membership(body, private, role=Role.SUPERVISOR)
    agreed(case, people.owner, people.partner.institution)
    started = clock.now()
    with clock.at(started):
        referred(case, people.owner, people.partner.institution)
    told = []
    for share in (0.8, 1.1, 1.6, 2.1):
        with clock.at(started + timedelta(hours=24 * share)):
            wake_clocks()
            told.append(set(Notice.objects.filter(membership=people.partner).values_list("kind", flat=True)))
    assert told[0] == {NoticeKind.WARNED}
    assert told[1] == {NoticeKind.WARNED, NoticeKind.BREACHED, NoticeKind.SUPERVISE}
    assert NoticeKind.FOCAL_POINT in told[2]
    climbed = Notice.objects.get(membership=coordinator)
    assert (climbed.kind, climbed.obligation) == (NoticeKind.COORDINATION, _the(case, "referral_answer"))


def test_a_break_glass_is_reviewed_in_its_time(people: People) -> None:
    officers = make_escrow()
    case = make_case(people.owner)
    emergency = breakglass.Emergency(case, frozenset({"summary"}), 2, "Made up.")
    row = breakglass.ask(actor(people.partner), emergency)
    assert not Obligation.objects.filter(kind="break_glass_review").exists(), "nothing was opened yet"
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    started = clock.now()
    with clock.at(started):
        row = breakglass.release(actor(officers[1]), row, version=row.version)
    running = _the(case, "break_glass_review")
    assert (running.about, running.due_at) == (row.pk, started + timedelta(hours=72))
    with clock.at(started + timedelta(hours=80)):
        wake_clocks()
        running.refresh_from_db()
        assert running.state == ObligationState.BREACHED
        reviewer = officers[2]
        breakglass.review(actor(reviewer), row, justified=True, words="Made up.")
    running.refresh_from_db()
    assert (running.state, running.met_late) == (ObligationState.MET, True)


def test_an_override_and_an_offer_ring_at_who_has_to_answer(people: People, case: Case) -> None:
    override = overridden(case, people.owner, people.colleague, people.outsider.institution)
    assert (_the(case, "override_review").about, _the(case, "override_review").institution) == (
        override.pk,
        people.owner.institution,
    )
    may_go_to(case, people.owner, people.partner.institution)
    case.refresh_from_db()
    made = handing.Offer(institution=people.partner.institution, words="x")
    row = handing.offer(actor(people.owner), case, made, version=case.version)
    running = _the(case, "hand_over_answer")
    assert (running.about, running.institution) == (row.pk, people.partner.institution)
    handing.accept(actor(people.partner), row)
    running.refresh_from_db()
    assert running.state == ObligationState.MET
    moved = Obligation.objects.pending().filter(case=case, kind__in=["assessment", "override_review"])
    assert set(moved.values_list("institution", flat=True)) == {people.partner.institution.pk}


ELSEWHERE = """
name = { en = "Elsewhere" }

[ladder]
worker = 0.5
supervisor = 1.0

[calendar]
weekend = ["friday", "saturday"]

[[calendar.holiday]]
day = "06-01"
name = { en = "A made-up day" }

[sources.agreed]
title = { en = "A made-up agreement" }
verification = "unverified"

[[kind]]
code = "call_back"
words = { en = "Call the person back" }
source = "agreed"
period = "5 hours"
opened_by = [{ event = "case.opened" }]
met_by = [{ event = "case.summarised" }]
"""


def test_another_country_s_file_is_the_only_one_that_counts(
    people: People, settings: Settings, tmp_path: Path, client: Client
) -> None:
    (tmp_path / "elsewhere.toml").write_text(ELSEWHERE)
    settings.AMPARO_CLOCKS = str(tmp_path / "elsewhere.toml")
    assert list(kinds.country().kinds) == ["call_back"]
    started = clock.now()
    with clock.at(started):
        case = make_case(people.owner)
    (row,) = Obligation.objects.filter(case=case)
    assert (row.kind, row.basis, row.due_at) == ("call_back", "agreed", started + timedelta(hours=5))
    assert row.wakes_at == started + timedelta(hours=2.5)
    sign_in(client, people.owner)
    page = client.get(reverse("clocks")).content.decode()
    assert "Call the person back" in page
    assert "Answer a referral" not in page


def test_a_file_that_is_not_there_is_named_without_its_folder(settings: Settings, tmp_path: Path) -> None:
    settings.AMPARO_CLOCKS = str(tmp_path / "gone.toml")
    with pytest.raises(UnsoundClocks, match=r"^gone\.toml cannot be read"):
        kinds.country()
