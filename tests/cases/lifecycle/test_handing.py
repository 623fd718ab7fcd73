"""Handing over: offered, answered by the receiver, keys with it; never a case without owner and worker."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.accounts.actions import remove_member
from amparo.accounts.models import Membership, Role
from amparo.cases import compartments
from amparo.cases.lifecycle import handing, lapsing
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import Answer, Case, Compartment, Stage
from amparo.kernel.errors import AmparoError, Conflict, Denied, Hidden, NoKey
from tests.cases.agreeing import may_go_to
from tests.make import make_case, make_membership, make_person_in
from tests.people import People, actor

pytestmark = pytest.mark.django_db


def _to(member: Membership) -> Offer:
    return Offer(institution=member.institution, words="made up")


def _offer(people: People, case: Case, made: Offer) -> object:
    if made.institution is not None and case.stage != Stage.CLOSED:
        may_go_to(case, people.owner, made.institution)
    case.refresh_from_db()
    return handing.offer(actor(people.owner), case, made, version=case.version)


def test_a_colleague_becomes_worker_by_accepting(people: People) -> None:
    case = make_case(people.owner)
    _offer(people, case, Offer(worker=people.colleague, words="made up"))
    case.refresh_from_db()
    assert case.worker == people.owner
    row = handing.waiting(case)
    assert row is not None
    with pytest.raises(Conflict, match="who alone can answer"):
        handing.accept(actor(people.owner), row)
    handing.accept(actor(people.colleague), row)
    case.refresh_from_db()
    assert (case.worker, case.institution) == (people.colleague, people.owner.institution)
    assert compartments.open_to(case, people.owner.institution) == frozenset(Compartment)


def test_another_institution_reads_only_the_summary_until_it_accepts(people: People) -> None:
    case = make_case(people.owner)
    _offer(people, case, _to(people.partner))
    assert compartments.open_to(case, people.partner.institution) == {Compartment.SUMMARY}
    for name in (Compartment.IDENTITY, Compartment.PROTECTION, Compartment.INVESTIGATION):
        with pytest.raises(NoKey):
            compartments.current(actor(people.partner), case, name)


def test_accepting_brings_all_keys_and_ends_the_former_owner_s(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner)
    _offer(people, case, _to(people.partner))
    row = handing.waiting(case)
    assert row is not None
    handing.accept(actor(people.partner), row)
    case.refresh_from_db()
    assert (case.institution, case.worker) == (people.partner.institution, people.partner)
    person.refresh_from_db()
    person.case = case
    assert compartments.read(actor(people.partner), person, "identity")["name"] == "Made-up Name"
    assert compartments.open_to(case, people.owner.institution) == frozenset()
    for name in Compartment:
        with pytest.raises(NoKey):
            compartments.current(actor(people.owner), case, name)
        assert compartments.current(actor(people.partner), case, name)[0] == 2, "the keys were re-made"


def test_what_was_promised_follows_a_rotation(people: People) -> None:
    case = make_case(people.owner)
    compartments.share(actor(people.owner), case, people.outsider.institution, ["identity"], basis="referral")
    _offer(people, case, _to(people.partner))
    compartments.freeze(case, people.outsider.institution)
    compartments.settle(actor(people.owner), case)
    row = handing.waiting(case)
    assert row is not None
    handing.accept(actor(people.partner), row)
    assert compartments.current(actor(people.partner), case, "identity")[0] >= 2


@pytest.mark.parametrize("answer", ["decline", "withdraw"])
def test_no_leaves_everything_where_it_was(people: People, answer: str) -> None:
    case = make_case(people.owner)
    _offer(people, case, _to(people.partner))
    row = handing.waiting(case)
    assert row is not None
    case.refresh_from_db()
    if answer == "decline":
        handing.decline(actor(people.partner), row, words="Not ours, all made up.")
    else:
        handing.withdraw(actor(people.owner), case, version=case.version)
    case.refresh_from_db()
    row.refresh_from_db()
    assert row.answer in {Answer.DECLINED, Answer.WITHDRAWN}
    assert (case.institution, case.worker) == (people.owner.institution, people.owner)
    assert compartments.open_to(case, people.partner.institution) == frozenset()
    assert not compartments.promises(case, people.partner.institution, lapsing.PROMISE).exists()
    with pytest.raises(AmparoError):
        handing.accept(actor(people.partner), row)
    if answer == "decline":
        assert compartments.read(actor(people.owner), row, "answer_words") == "Not ours, all made up."


def test_a_share_that_stood_before_survives_a_declined_offer(people: People) -> None:
    case = make_case(people.owner)
    compartments.share(actor(people.owner), case, people.partner.institution, ["summary"], basis="referral")
    _offer(people, case, _to(people.partner))
    row = handing.waiting(case)
    assert row is not None
    handing.decline(actor(people.partner), row, words="made up")
    assert compartments.open_to(case, people.partner.institution) == {Compartment.SUMMARY}


def test_only_a_supervisor_offers_to_another_institution(people: People) -> None:
    private = actor(people.owner).keyring.institution_private()
    worker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    case = make_case(worker)
    with pytest.raises(Denied):
        handing.offer(actor(worker), case, _to(people.partner), version=case.version)


def test_one_offer_at_a_time_and_none_of_a_closed_case(people: People) -> None:
    case = make_case(people.owner)
    _offer(people, case, Offer(worker=people.colleague, words="x"))
    with pytest.raises(Conflict, match="already offered"):
        _offer(people, case, _to(people.partner))
    closed = make_case(people.owner, stage=Stage.CLOSED)
    with pytest.raises(Conflict, match="closed case"):
        _offer(people, closed, _to(people.partner))


def test_nobody_else_can_answer(people: People) -> None:
    case = make_case(people.owner)
    _offer(people, case, _to(people.partner))
    row = handing.waiting(case)
    assert row is not None
    with pytest.raises(Hidden):
        handing.accept(actor(people.outsider), row)
    with pytest.raises(Denied):
        handing.accept(actor(people.owner), row)


def test_a_worker_who_left_is_still_named_until_somebody_accepts(people: People) -> None:
    case = make_case(people.colleague)
    remove_member(actor=actor(people.owner), membership=people.colleague)
    case.refresh_from_db()
    assert case.worker == people.colleague
    assert people.owner in handing.colleagues(case)
    _offer(people, case, Offer(worker=people.owner, words="made up"))
    row = handing.waiting(case)
    assert row is not None
    handing.accept(actor(people.owner), row)
    case.refresh_from_db()
    assert case.worker == people.owner


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["offer", "inside", "withdraw", "accept", "decline", "freeze", "settle"]),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_leaves_a_case_without_owner_and_worker_or_opens_it_to_two_owners(
    people: People, steps: list[tuple[str, int, int]]
) -> None:
    members = [people.owner, people.colleague, people.partner, people.outsider]
    case = make_case(people.owner)
    for what, by, to in steps:
        case.refresh_from_db()
        with suppress(AmparoError, ValueError):
            if what == "offer":
                may_go_to(case, members[by], members[to].institution)
                case.refresh_from_db()
            _do(what, members[by], members[to], case)
        case.refresh_from_db()
        assert case.institution_id is not None
        assert case.worker.institution_id == case.institution_id
        assert case.worker.ended_at is None
        assert compartments.open_to(case, case.institution) == frozenset(Compartment)
        for member in members:
            if member.institution_id != case.institution_id:
                assert compartments.open_to(case, member.institution) <= {Compartment.SUMMARY}
    newest = members[[member.institution_id for member in members].index(case.institution_id)]
    for name in Compartment:
        assert compartments.current(actor(newest), case, name)[1]


def _do(what: str, by: Membership, to: Membership, case: Case) -> None:
    waiting = handing.waiting(case)
    if what == "offer":
        handing.offer(actor(by), case, _to(to), version=case.version)
    elif what == "inside":
        handing.offer(actor(by), case, Offer(worker=to, words="x"), version=case.version)
    elif what == "withdraw":
        handing.withdraw(actor(by), case, version=case.version)
    elif what == "freeze" and to.institution_id != case.institution_id:
        compartments.freeze(case, to.institution)
    elif what == "settle":
        compartments.settle(actor(by), case)
    elif what == "accept" and waiting is not None:
        handing.accept(actor(by), waiting)
    elif what == "decline" and waiting is not None:
        handing.decline(actor(by), waiting, words="x")
