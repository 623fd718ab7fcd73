"""A case goes to another institution on what a share rests on, and with everything that is part of it."""

from datetime import timedelta
from typing import Any

import pytest

from amparo.accounts.models import Role
from amparo.cases import compartments
from amparo.cases.consent import actions as consent
from amparo.cases.consent.permit import NotPermitted
from amparo.cases.lifecycle import handing, lapsing, merging
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import (
    Answer,
    Case,
    Compartment,
    CompartmentGrant,
    Consent,
    HandOver,
    Obligation,
    Override,
    Part,
    Purpose,
)
from amparo.cases.obligations import actions as obligations
from amparo.cases.people.actions import Written, add_person
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, NoKey
from amparo.ledger.models import Entry
from tests.cases.agreeing import agreed, make_somebody, may_go_to
from tests.make import make_case, make_membership, make_person_in
from tests.people import People, actor

pytestmark = pytest.mark.django_db
ALL = frozenset(Compartment)


@pytest.fixture
def case(people: People) -> Case:
    found = make_case(people.owner)
    make_somebody(found, people.owner, age_band="18-24")
    return found


def _offer(people: People, case: Case) -> HandOver:
    case.refresh_from_db()
    made = Offer(institution=people.partner.institution, words="made up")
    return handing.offer(actor(people.owner), case, made, version=case.version)


def _yes(people: People, case: Case, **overrides: Any) -> Consent:
    values: dict[str, Any] = {"purpose": Purpose.REFERRAL, "compartments": ALL} | overrides
    by = values.pop("by", people.owner)
    return agreed(case, by, values.pop("recipient", people.partner.institution), **values)


def _merged(people: People, part: Case, into: Case) -> None:
    part.refresh_from_db()
    merging.merge(actor(people.owner), part, into, version=part.version)


def _nothing_went(people: People, *cases: Case) -> None:
    there = CompartmentGrant.objects.of(people.partner.institution).filter(key__case__in=cases)
    assert not there.standing().exists()
    assert not HandOver.objects.waiting().exists()


def test_without_anybody_s_yes_nothing_is_offered(people: People, case: Case) -> None:
    with pytest.raises(NotPermitted):
        _offer(people, case)
    _nothing_went(people, case)


@pytest.mark.parametrize(
    "said",
    [
        {"purpose": Purpose.SERVICES},
        {"compartments": ALL - {Compartment.INVESTIGATION}},
        {"recipient": "outsider"},
        {"valid_until": "now"},
    ],
    ids=["another purpose", "not all of it", "another institution", "over"],
)
def test_a_yes_to_something_else_is_no_yes(people: People, case: Case, said: dict[str, Any]) -> None:
    if "recipient" in said:
        said = {"recipient": people.outsider.institution}
    if "valid_until" in said:
        said = {"valid_until": clock.now() + timedelta(minutes=1)}
    _yes(people, case, **said)
    with clock.at(clock.now() + timedelta(minutes=2)), pytest.raises(NotPermitted):
        _offer(people, case)
    _nothing_went(people, case)


def test_what_it_rests_on_is_kept_with_the_offer_and_in_the_ledger(people: People, case: Case) -> None:
    said = _yes(people, case)
    row = _offer(people, case)
    assert (row.basis, list(row.consents.all()), row.until) == ("consent", [said], said.valid_until)
    handing.accept(actor(people.partner), row)
    offered, over = (
        Entry.objects.about(str(case.pk)).get(event=event)
        for event in ("case.hand_over_offered", "case.handed_over")
    )
    for entry in (offered, over):
        assert f'"consents":["{said.pk}"]' in entry.content
        assert '"basis":"consent"' in entry.content


def test_an_override_stands_in_where_nobody_can_be_asked(people: People) -> None:
    case = make_case(people.owner)  # nobody is written down yet
    override = may_go_to(case, people.owner, people.partner.institution)
    row = _offer(people, case)
    assert (row.basis, row.override) == ("imminent_danger", override)
    assert handing.accept(actor(people.partner), row).institution == people.partner.institution


def test_a_consent_taken_back_takes_the_offer_back(people: People, case: Case) -> None:
    said = _yes(people, case)
    row = _offer(people, case)
    assert compartments.open_to(case, people.partner.institution) == {Compartment.SUMMARY}
    consent.withdraw(actor(people.owner), said)
    row.refresh_from_db()
    assert row.answer == Answer.WITHDRAWN
    _nothing_went(people, case)
    with pytest.raises(Conflict):
        handing.accept(actor(people.partner), row)
    answering = Obligation.objects.get(case=case, kind="hand_over_answer")
    assert answering.state == "waived"


def test_an_override_that_is_not_upheld_takes_the_offer_back(people: People) -> None:
    case = make_case(people.owner)
    override = may_go_to(case, people.owner, people.partner.institution)
    _offer(people, case)
    third = make_membership(
        people.owner.institution, actor(people.owner).keyring.institution_private(), role=Role.SUPERVISOR
    )
    consent.review_override(actor(third), override, upheld=False)
    _nothing_went(people, case)


def test_a_newcomer_who_was_not_asked_takes_the_offer_back(people: People, case: Case) -> None:
    _yes(people, case)
    _offer(people, case)
    add_person(actor(people.owner), case, Written({"age_band": "18-24"}), Part.VICTIM)
    _nothing_went(people, case)


def test_an_offer_does_not_outlast_what_it_rests_on(people: People, case: Case) -> None:
    said = _yes(people, case, valid_until=clock.now() + timedelta(days=2))
    row = _offer(people, case)
    with clock.at(said.valid_until):
        assert compartments.open_to(case, people.partner.institution) == frozenset()
        with pytest.raises(NotPermitted):
            handing.accept(actor(people.partner), row)
        assert lapsing.lapse() == 1
        assert lapsing.lapse() == 0
    case.refresh_from_db()
    assert case.institution == people.owner.institution
    _nothing_went(people, case)


def test_the_parts_go_along_with_their_keys(people: People, case: Case) -> None:
    part, part_of_it = make_case(people.owner), make_case(people.owner)
    person = make_person_in(part_of_it, people.owner, Part.WITNESS)
    _merged(people, part_of_it, part)
    _merged(people, part, case)
    _yes(people, case)
    row = _offer(people, case)
    for one in (part, part_of_it):
        assert compartments.open_to(one, people.partner.institution) == frozenset()
    handing.accept(actor(people.partner), row)
    for one in (case, part, part_of_it):
        one.refresh_from_db()
        assert (one.institution, one.worker) == (people.partner.institution, people.partner)
        assert compartments.open_to(one, people.partner.institution) == ALL
        assert compartments.open_to(one, people.owner.institution) == frozenset()
        with pytest.raises(NoKey):
            compartments.current(actor(people.owner), one, "summary")
        assert compartments.current(actor(people.partner), one, "summary")[0] == 2, "the keys were re-made"
    person.refresh_from_db()
    assert compartments.read(actor(people.partner), person, "identity")["name"] == "Made-up Name"
    assert set(merging.parts_of(case)) == {part, part_of_it}
    pending = Obligation.objects.pending().filter(case__in=[part, part_of_it])
    assert set(pending.values_list("institution", flat=True)) <= {people.partner.institution.pk}


def test_a_victim_of_a_part_has_a_say_too(people: People, case: Case) -> None:
    part = make_case(people.owner)
    make_somebody(part, people.owner, age_band="18-24")
    _merged(people, part, case)
    _yes(people, case)
    with pytest.raises(NotPermitted):
        _offer(people, case)
    said = _yes(people, part)
    _offer(people, case)
    consent.withdraw(actor(people.owner), said)
    _nothing_went(people, case, part)


def test_saying_no_closes_the_parts_again(people: People, case: Case) -> None:
    part = make_case(people.owner)
    _merged(people, part, case)
    _yes(people, case)
    row = _offer(people, case)
    handing.decline(actor(people.partner), row, words="Not ours, all made up.")
    _nothing_went(people, case, part)
    part.refresh_from_db()
    assert part.institution == people.owner.institution


def test_a_colleague_takes_the_parts_as_well(people: People, case: Case) -> None:
    part = make_case(people.owner)
    _merged(people, part, case)
    case.refresh_from_db()
    made = Offer(worker=people.colleague, words="x")
    row = handing.offer(actor(people.owner), case, made, version=case.version)
    handing.accept(actor(people.colleague), row)
    part.refresh_from_db()
    assert part.worker == people.colleague


def test_while_it_is_offered_nothing_joins_it_or_leaves_it(people: People, case: Case) -> None:
    part, other = make_case(people.owner), make_case(people.owner)
    _merged(people, part, case)
    _yes(people, case)
    _offer(people, case)
    with pytest.raises(Conflict, match="not answered"):
        _merged(people, other, case)
    edge = merging.part_of(part)
    assert edge is not None
    part.refresh_from_db()
    with pytest.raises(Conflict, match="not answered"):
        merging.take_back(actor(people.owner), part, edge.pk, version=part.version)
    assert merging.parts_of(case) == [part]


def _came(people: People, case: Case) -> None:
    """The case went over on an override, and the new owner took it."""
    may_go_to(case, people.owner, people.partner.institution)
    handing.accept(actor(people.partner), _offer(people, case))
    case.refresh_from_db()


def _to_decide(case: Case) -> Obligation | None:
    return Obligation.objects.pending().filter(case=case, kind="came_without_right").first()


def test_a_case_that_came_without_right_is_somebody_s_to_decide(people: People, case: Case) -> None:
    """It does not go back by itself: whoever has it is asked, and a clock waits for the answer."""
    _came(people, case)
    override = Override.objects.get(case=case)
    consent.review_override(actor(people.partner), override, upheld=False)
    assert case.institution == people.partner.institution
    clock_of_it = _to_decide(case)
    assert clock_of_it is not None
    assert clock_of_it.institution == people.partner.institution
    _yes(people, case, recipient=people.owner.institution, by=people.partner)
    case.refresh_from_db()
    back = Offer(institution=people.owner.institution, words="made up")
    row = handing.offer(actor(people.partner), case, back, version=case.version)
    assert _to_decide(case) is not None, "offered is not gone"
    handing.accept(actor(people.owner), row)
    assert _to_decide(case) is None


def test_it_can_also_stay_when_somebody_says_so(people: People, case: Case) -> None:
    _came(people, case)
    consent.review_override(actor(people.partner), Override.objects.get(case=case), upheld=False)
    row = _to_decide(case)
    assert row is not None
    obligations.meet(actor(people.partner), row)
    assert _to_decide(case) is None


def test_an_override_that_is_upheld_or_brought_nothing_asks_nobody(people: People, case: Case) -> None:
    _came(people, case)
    consent.review_override(actor(people.partner), Override.objects.get(case=case), upheld=True)
    assert _to_decide(case) is None
    other = make_case(people.owner)
    private = actor(people.owner).keyring.institution_private()
    third = make_membership(people.owner.institution, private, role=Role.SUPERVISOR)
    row = may_go_to(other, people.owner, people.partner.institution)
    consent.review_override(actor(third), row, upheld=False)
    assert _to_decide(other) is None
