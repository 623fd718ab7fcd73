"""Referrals: the steps, the keys that travel with them, and the answers that come back."""

import json
from datetime import timedelta

import pytest

from amparo.accounts.models import Role
from amparo.cases import compartments, letters
from amparo.cases.consent import actions as consent
from amparo.cases.consent.permit import NotPermitted
from amparo.cases.lifecycle.blockers import closing_blockers
from amparo.cases.models import Case, Compartment, CompartmentGrant, Referral
from amparo.cases.models.referral import Outcome, State, WhyNot
from amparo.cases.referral import actions as referral
from amparo.cases.referral.blocking import open_referral
from amparo.kernel import clock, sealing
from amparo.kernel.errors import Conflict, Hidden, NoKey, SealBroken
from amparo.ledger.models import Entry
from amparo.reports.answers import AgeBand
from tests.cases.agreeing import PROTECTION, agreed, draft, make_somebody, referred
from tests.make import make_case, make_membership
from tests.people import People, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(people.owner)
    make_somebody(case, people.owner, age_band=AgeBand.UNDER_25, sex="male")
    return case


@pytest.fixture
def sent(people: People, case: Case) -> Referral:
    agreed(case, people.owner, people.partner.institution)
    return referred(case, people.owner, people.partner.institution)


def _receiver(people: People, case: Case) -> frozenset[Compartment]:
    return compartments.open_to(case, people.partner.institution)


def test_nothing_is_sent_without_consent(people: People, case: Case) -> None:
    row = referral.write(actor(people.owner), case, draft(people.partner.institution))
    assert row.state == State.DRAFT
    with pytest.raises(NotPermitted):
        referral.send(actor(people.owner), row, version=row.version)
    assert not CompartmentGrant.objects.promised().exists()


def test_before_it_is_accepted_the_receiver_sees_codes_only(
    people: People, case: Case, sent: Referral
) -> None:
    there = actor(people.partner)
    assert (sent.age_band, sent.sex, sent.need) == (AgeBand.UNDER_25, "male", "safety")
    assert _receiver(people, case) == frozenset()
    assert letters.read(there, sent.letter) is None
    with pytest.raises(NoKey):
        compartments.current(there, case, "summary")
    grants = CompartmentGrant.objects.promised().of(people.partner.institution)
    assert grants.count() == len(PROTECTION)
    for grant in grants.select_related("key", "institution_key"):
        context = compartments._box_context(grant.key, grant.institution_key.epoch)
        with pytest.raises(SealBroken):
            there.keyring.open_box(bytes(grant.box or b""), grant.institution_key.epoch, context)
        with pytest.raises(SealBroken):
            sealing.open_box(sealing.derive("promised-grants"), bytes(grant.box or b""), context)


def test_accepting_opens_the_scope_and_the_letter(people: People, case: Case, sent: Referral) -> None:
    there = actor(people.partner)
    seen = referral.receive(there, sent)
    assert seen.state == State.RECEIVED
    taken = referral.accept(there, seen, version=seen.version)
    assert taken.share is not None
    assert _receiver(people, case) == PROTECTION
    assert letters.read(there, Referral.objects.get(pk=sent.pk).letter) == "Made up: a place for two nights."
    assert compartments.current(there, case, "identity") == compartments.current(
        actor(people.owner), case, "identity"
    )
    with pytest.raises(NoKey):
        compartments.current(there, case, "investigation")


def test_a_consent_taken_back_before_the_answer_recalls_it(
    people: People, case: Case, sent: Referral
) -> None:
    given = case.consents.get()
    consent.withdraw(actor(people.owner), given)
    sent.refresh_from_db()
    assert sent.state == State.RECALLED
    assert not CompartmentGrant.objects.promised().exists()
    with pytest.raises(Conflict):
        referral.accept(actor(people.partner), sent, version=sent.version)
    assert _receiver(people, case) == frozenset()


def test_what_was_agreed_must_still_stand_at_the_moment_of_acceptance(
    people: People, case: Case, sent: Referral
) -> None:
    make_somebody(case, people.owner, age_band=AgeBand.ADULT)  # somebody else, who was not asked
    with pytest.raises(NotPermitted):
        referral.accept(actor(people.partner), sent, version=sent.version)
    assert _receiver(people, case) == frozenset()
    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_declining_needs_a_reason_that_reaches_the_sender(people: People, case: Case, sent: Referral) -> None:
    row = referral.decline(
        actor(people.partner), sent, WhyNot.TOO_FAR, words="Made up: we have no boat.", version=sent.version
    )
    assert (row.state, row.why_not) == (State.DECLINED, WhyNot.TOO_FAR)
    assert letters.read(actor(people.owner), row.answer) == "Made up: we have no boat."
    assert letters.read(actor(people.outsider), row.answer) is None
    assert not CompartmentGrant.objects.promised().exists()
    again = referred(case, people.owner, people.partner.institution)
    assert again.state == State.SENT


def test_a_recalled_referral_leaves_no_key(people: People, case: Case, sent: Referral) -> None:
    with pytest.raises(Hidden):
        referral.recall(actor(people.partner), sent, version=sent.version)
    row = referral.recall(actor(people.owner), sent, version=sent.version)
    assert row.state == State.RECALLED
    assert not CompartmentGrant.objects.promised().exists()
    with pytest.raises(Conflict):
        referral.accept(actor(people.partner), row, version=row.version)


def test_no_answer_ends_it(people: People, case: Case, sent: Referral) -> None:
    assert sent.answer_due_at is not None
    assert sent.expires_at is not None
    with clock.at(sent.expires_at + timedelta(seconds=1)):
        with pytest.raises(Conflict):
            referral.accept(actor(people.partner), sent, version=sent.version)
        assert referral.expire() == 1
        assert referral.expire() == 0
    sent.refresh_from_db()
    assert sent.state == State.EXPIRED
    assert not CompartmentGrant.objects.promised().exists()


def test_the_loop_closes_with_what_came_of_it(people: People, case: Case, sent: Referral) -> None:
    there = actor(people.partner)
    row = referral.accept(there, sent, version=sent.version)
    with pytest.raises(Conflict):
        referral.complete(there, row, Outcome.MET, words="Too early.", version=row.version)
    row = referral.start(there, row, version=row.version)
    row = referral.complete(there, row, Outcome.PARTLY, words="Made up: two nights.", version=row.version)
    assert row.state == State.COMPLETED
    assert letters.read(actor(people.colleague), row.answer) == "Made up: two nights."
    assert _receiver(people, case) == frozenset(), "the purpose is over, and so is the share"
    events = [json.loads(entry.content)["event"] for entry in Entry.objects.order_by("index")]
    steps = [event for event in events if event.startswith("referral.")]
    assert steps == [
        "referral.written",
        "referral.sent",
        "referral.accepted",
        "referral.started",
        "referral.completed",
    ]


@pytest.mark.parametrize("who", ["owner", "partner"])
def test_either_side_stops_what_is_not_safe(people: People, case: Case, sent: Referral, who: str) -> None:
    row = referral.accept(actor(people.partner), sent, version=sent.version)
    row = referral.unsafe(actor(getattr(people, who)), row, version=row.version)
    assert row.state == State.UNSAFE
    assert _receiver(people, case) == frozenset()


def test_keys_that_rotate_meanwhile_are_carried_along(people: People, case: Case, sent: Referral) -> None:
    agreed(case, people.owner, people.outsider.institution)
    other = referred(case, people.owner, people.outsider.institution)
    other = referral.accept(actor(people.outsider), other, version=other.version)
    referral.unsafe(actor(people.owner), other, version=other.version)  # rotates what they held
    assert compartments.current(actor(people.owner), case, "protection")[0] == 2
    row = referral.accept(actor(people.partner), sent, version=sent.version)
    assert row.state == State.ACCEPTED
    assert compartments.current(actor(people.partner), case, "protection")[0] == 2


def test_one_of_two_who_answer_at_once_wins(people: People, case: Case, sent: Referral) -> None:
    referral.accept(actor(people.partner), sent, version=sent.version)
    with pytest.raises(Conflict):
        referral.decline(actor(people.partner), sent, WhyNot.NO_ROOM, words="", version=sent.version)


def test_a_role_sends_only_what_it_may_look_into(people: People, case: Case) -> None:
    private = actor(people.owner).keyring.institution_private()
    caseworker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    agreed(case, people.owner, people.partner.institution, compartments=frozenset(Compartment.values))
    row = referral.write(
        actor(caseworker), case, draft(people.partner.institution, compartments=frozenset({"investigation"}))
    )
    with pytest.raises(NoKey):
        referral.send(actor(caseworker), row, version=row.version)


def test_strangers_do_not_know_of_it(people: People, case: Case, sent: Referral) -> None:
    for act in (referral.accept, referral.recall, referral.unsafe):
        with pytest.raises(Hidden):
            act(actor(people.outsider), sent, version=sent.version)
    with pytest.raises(Hidden):
        referral.receive(actor(people.outsider), sent)


def test_a_case_with_an_open_referral_is_not_closed(people: People, case: Case, sent: Referral) -> None:
    assert open_referral(case)
    assert open_referral(case) in list(closing_blockers(case))
    referral.recall(actor(people.owner), sent, version=sent.version)
    assert open_referral(case) is None
