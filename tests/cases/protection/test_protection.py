"""Protection: a level set by a person, a plan with owners, feedback not read by its subject."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.accounts.models import Membership, Role
from amparo.cases import compartments
from amparo.cases.models import (
    Case,
    Contacted,
    Feedback,
    IndexedText,
    Part,
    PersonInCase,
    PlanAction,
    Progress,
    Risk,
    Service,
)
from amparo.cases.protection import actions, facts, risk
from amparo.cases.protection.actions import Assessed, Heard, Planned, Seen
from amparo.cases.protection.forms import AssessmentForm, FeedbackForm
from amparo.kernel.errors import Conflict, Denied, NoKey
from tests.make import make_case, make_membership, make_person_in, share_case
from tests.people import People, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.owner)


@pytest.fixture
def person(people: People, case: Case) -> PersonInCase:
    return make_person_in(case, people.owner)


def _colleague(people: People, role: Role) -> Membership:
    private = actor(people.owner).keyring.institution_private()
    return make_membership(people.owner.institution, private, role=role)


def _assess(people: People, person: PersonInCase, level: Risk, **answers: str) -> object:
    person.case.refresh_from_db()
    assessed = Assessed(answers, level, "made up", date(2027, 1, 1))
    return actions.assess(actor(people.owner), person, assessed, version=person.case.version)


def test_a_person_sets_the_level_and_what_was_suggested_is_kept(
    people: People, case: Case, person: PersonInCase
) -> None:
    row = _assess(people, person, Risk.LOW, hurt_now="yes")
    assert (row.level, row.suggested) == (Risk.LOW, Risk.IMMEDIATE)  # type: ignore[attr-defined]
    assert facts.risk_of(case) == Risk.LOW
    _assess(people, person, Risk.HIGH)
    assert facts.risk_of(case) == Risk.HIGH
    other = make_person_in(case, people.owner)
    _assess(people, other, Risk.MEDIUM)
    assert facts.risk_of(case) == Risk.HIGH, "the highest of the newest levels"
    with pytest.raises(ValueError, match="reasons"):
        actions.assess(
            actor(people.owner), person, Assessed({}, Risk.LOW, " "), version=Case.objects.get().version
        )


ANSWERS = st.dictionaries(
    st.sampled_from([one.code for one in risk.QUESTIONS]), st.sampled_from(risk.Said.values)
)


@given(answers=ANSWERS, code=st.sampled_from([one.code for one in risk.QUESTIONS]))
def test_one_more_yes_never_lowers_the_level(answers: dict[str, str], code: str) -> None:
    before = risk.suggest(answers).level
    after = risk.suggest(answers | {code: "yes"}).level
    assert not risk.lower(after, before) or risk.suggest(answers).unknown
    assert not risk.lower(after, next(one.level for one in risk.QUESTIONS if one.code == code))


def test_what_nobody_knows_is_not_safe() -> None:
    assert risk.suggest({}).level == Risk.MEDIUM
    assert risk.suggest({one.code: "no" for one in risk.QUESTIONS}).level == Risk.LOW
    assert len({one.code for one in risk.QUESTIONS}) == len(risk.QUESTIONS)


def test_the_questions_are_the_same_whatever_the_sex(people: People, case: Case) -> None:
    asked = [
        [str(field.label) for field in AssessmentForm(person=make_person_in(case, people.owner, sex=sex))]
        for sex in ("female", "male", "other", "")
    ]
    assert all(one == asked[0] for one in asked)


def test_words_are_sealed_for_protection_and_closed_to_the_investigation(
    people: People, person: PersonInCase
) -> None:
    row = actions.follow_up(
        actor(people.owner), person, Seen(Contacted.PHONE, True, date(2026, 11, 1), "made up")
    )
    caseworker, investigator = (_colleague(people, role) for role in (Role.CASEWORKER, Role.INVESTIGATOR))
    assert compartments.read(actor(caseworker), row, "notes") == "made up"
    with pytest.raises(NoKey):
        compartments.read(actor(investigator), row, "notes")
    with pytest.raises(Denied):
        actions.follow_up(
            actor(investigator), person, Seen(Contacted.PHONE, True, date(2026, 11, 1), "made up")
        )


def test_a_partner_with_the_key_works_and_one_without_does_not(
    people: People, case: Case, person: PersonInCase
) -> None:
    seen = Seen(Contacted.VISIT, True, date(2026, 11, 1), "made up")
    share_case(case, people.owner, people.partner, "summary")  # type: ignore[arg-type]
    with pytest.raises(NoKey):
        actions.follow_up(actor(people.partner), person, seen)
    share_case(case, people.owner, people.partner, "protection")  # type: ignore[arg-type]
    row = actions.follow_up(actor(people.partner), person, seen)
    assert compartments.read(actor(people.owner), row, "notes") == "made up"


def test_an_action_has_an_owner_who_can_open_it(people: People, case: Case, person: PersonInCase) -> None:
    planned = Planned(Service.LEGAL, "made up", people.partner, date(2027, 1, 1))
    with pytest.raises(Conflict, match="cannot open"):
        actions.add_action(actor(people.owner), person, planned)
    share_case(case, people.owner, people.partner, "protection")  # type: ignore[arg-type]
    row = actions.add_action(actor(people.owner), person, planned)
    actions.settle_action(actor(people.partner), case, row.pk, Progress.DONE)
    with pytest.raises(Conflict, match="no longer to do"):
        actions.settle_action(actor(people.owner), case, row.pk, Progress.DROPPED)
    assert not PlanAction.objects.to_do().exists()


def test_a_service_ends_once_and_not_before_it_began(
    people: People, case: Case, person: PersonInCase
) -> None:
    me = actor(people.owner)
    row = actions.start_service(
        me, person, Service.HEALTH, started_on=date(2026, 5, 1), provider="made up", notes=""
    )
    with pytest.raises(Conflict, match="before it began"):
        actions.end_service(me, case, row.pk, ended_on=date(2026, 4, 1))
    actions.end_service(me, case, row.pk, ended_on=date(2026, 6, 1))
    with pytest.raises(Conflict, match="already ended"):
        actions.end_service(me, case, row.pk, ended_on=date(2026, 6, 1))


def test_clocks_see_days_and_no_words(people: People, case: Case, person: PersonInCase) -> None:
    assert (facts.risk_of(case), facts.assessed_at(case), facts.planned_at(case)) == (None, None, None)
    assert (facts.first_seen_on(case), facts.seen_again_on(case)) == (None, None)
    me = actor(people.owner)
    actions.follow_up(me, person, Seen(Contacted.PHONE, True, date(2026, 1, 1), "x"))
    actions.follow_up(me, person, Seen(Contacted.VISIT, False, date(2026, 1, 2), "x"))
    assert facts.first_seen_on(case) is None, "a call is no visit, and who was not met was not seen"
    actions.follow_up(me, person, Seen(Contacted.VISIT, True, date(2026, 1, 3), "x", date(2026, 2, 3)))
    assert facts.first_seen_on(case) == date(2026, 1, 3)
    assert facts.seen_again_on(case) == date(2026, 2, 3)
    _assess(people, person, Risk.LOW)
    actions.add_action(me, person, Planned(Service.LEGAL, "x", people.owner, date(2027, 1, 1)))
    assert facts.assessed_at(case) is not None
    assert facts.planned_at(case) is not None


def _heard(people: People, person: PersonInCase, about: object, *, told: bool = False) -> Feedback:
    heard = Heard(words="made up", about=about, may_be_told=told)  # type: ignore[arg-type]
    return actions.give_feedback(actor(people.owner), person, heard)


def test_feedback_about_an_institution_is_hidden_from_all_of_it(people: People, person: PersonInCase) -> None:
    row = _heard(people, person, people.owner.institution)
    assert row.hidden_from(people.owner)
    assert row.hidden_from(people.colleague)
    assert not row.hidden_from(people.partner)
    assert not _heard(people, person, people.owner.institution, told=True).hidden_from(people.owner)


def test_feedback_about_a_worker_is_hidden_from_them_wherever_they_work(
    people: People, person: PersonInCase
) -> None:
    row = _heard(people, person, people.colleague)
    assert row.hidden_from(people.colleague)
    assert not row.hidden_from(people.owner)
    private = actor(people.partner).keyring.institution_private()
    elsewhere = make_membership(
        people.partner.institution, private, role=Role.CASEWORKER, person=people.colleague.person
    )
    assert row.hidden_from(elsewhere)


def test_nothing_in_the_feedback_form_is_required(people: People, person: PersonInCase) -> None:
    form = FeedbackForm({"version": 0}, person=person)
    assert form.is_valid(), form.errors
    assert form.heard() == Heard()
    assert Part.VICTIM in person.roles.values_list("role", flat=True)


def test_no_word_of_a_feedback_is_indexed(people: People, person: PersonInCase) -> None:
    """Whom it is about could otherwise find by words what they may not read."""
    row = _heard(people, person, people.colleague)
    assert not IndexedText.objects.filter(row=row.pk).exists()
    assert IndexedText.objects.filter(case=person.case).exists()
