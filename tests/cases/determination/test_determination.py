"""Determinations: suggested with reasons, decided by a person, every wording kept."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from amparo.accounts.models import Role
from amparo.cases import compartments
from amparo.cases.determination import actions, suggestion
from amparo.cases.determination.actions import Decided
from amparo.cases.determination.forms import DeterminationForm, facts_of
from amparo.cases.determination.suggestion import Facts
from amparo.cases.models import Case, Determination, PersonInCase, Status
from amparo.kernel.errors import Conflict, NoKey
from amparo.law.folder import PACKAGED
from amparo.law.load import load_law
from tests.make import make_case, make_membership, make_person_in, share_case
from tests.people import People, actor

pytestmark = pytest.mark.django_db

TRAFFICKED = Facts(
    child=True,
    acts=["recruitment"],
    purposes=["forced_labour"],
    online=True,
    technologies=["recruitment:social_media", "payment:mobile_money"],
    platforms=["facebook"],
)
GROOMED = Facts(child=True, manifestations=["grooming"], online=True, done_on=date(2024, 5, 1))


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.owner)


@pytest.fixture
def person(people: People, case: Case) -> PersonInCase:
    return make_person_in(case, people.owner)


def _determine(people: People, person: PersonInCase, facts: Facts, status: Status) -> Determination:
    person.case.refresh_from_db()
    decided = Decided(facts, status, "made up", "for the court, made up")
    return actions.determine(actor(people.owner), person, decided, version=person.case.version)


def test_a_determination_is_a_new_row_each_time_and_the_newest_counts(
    people: People, case: Case, person: PersonInCase
) -> None:
    first = _determine(people, person, TRAFFICKED, Status.POSSIBLE)
    second = _determine(people, person, TRAFFICKED, Status.CONFIRMED)
    assert (first.number, second.number) == (1, 2)
    assert first.suggested
    assert actions.newest(case) == [second]
    assert Determination.objects.get(pk=first.pk).status == Status.POSSIBLE
    assert second.by == people.owner


def test_the_case_is_online_and_a_child_s_because_somebody_said_so(
    people: People, case: Case, person: PersonInCase
) -> None:
    _determine(people, person, Facts(child=False, online=False), Status.POSSIBLE)
    case.refresh_from_db()
    assert (case.online, case.child) == (False, False)
    _determine(people, person, TRAFFICKED, Status.POSSIBLE)
    case.refresh_from_db()
    assert (case.online, case.child) == (True, True)
    other = make_person_in(case, people.owner, age_band="25+")
    _determine(people, other, Facts(child=False, online=False), Status.POSSIBLE)
    case.refresh_from_db()
    assert (case.online, case.child) == (True, True), "one online is enough"


@pytest.mark.parametrize("facts", [Facts(), Facts(child=False, acts=["transfer"], purposes=["servitude"])])
def test_nothing_stated_confirms_nobody(people: People, person: PersonInCase, facts: Facts) -> None:
    with pytest.raises(Conflict, match="Possible victim"):
        _determine(people, person, facts, Status.CONFIRMED)
    _determine(people, person, facts, Status.POSSIBLE)


def test_a_form_of_abuse_online_is_enough_to_confirm(people: People, person: PersonInCase) -> None:
    assert _determine(people, person, GROOMED, Status.CONFIRMED).suggested is False


def test_reasons_are_for_all_and_the_proof_for_the_investigation(
    people: People, case: Case, person: PersonInCase
) -> None:
    row = _determine(people, person, TRAFFICKED, Status.POSSIBLE)
    private = actor(people.owner).keyring.institution_private()
    caseworker = actor(make_membership(people.owner.institution, private, role=Role.CASEWORKER))
    assert compartments.read(caseworker, row, "words") == "made up"
    with pytest.raises(NoKey):
        compartments.read(caseworker, row.reasoning, "text")


def test_a_partner_with_the_summary_decides_too_and_one_without_does_not(
    people: People, case: Case, person: PersonInCase
) -> None:
    share_case(case, people.owner, people.partner, "summary")  # type: ignore[arg-type]
    case.refresh_from_db()
    decided = Decided(GROOMED, Status.POSSIBLE, "made up")
    actions.determine(actor(people.partner), person, decided, version=case.version)
    compartments.freeze(case, people.partner.institution, ["summary"])
    share_case(case, people.owner, people.partner, "protection")  # type: ignore[arg-type]
    case.refresh_from_db()
    with pytest.raises(NoKey):
        actions.determine(actor(people.partner), person, decided, version=case.version)


def test_technology_without_online_is_refused_by_the_database(people: People, person: PersonInCase) -> None:
    row = _determine(people, person, TRAFFICKED, Status.POSSIBLE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Determination.objects.filter(pk=row.pk).update(online=False)


def test_the_law_of_the_day_is_suggested_with_its_gaps(case: Case) -> None:
    load_law(PACKAGED / "mozambique")
    answer = suggestion.law(GROOMED, case)
    assert any(str(one.element.label).startswith("solicitation") for one in answer.uncovered)
    assert suggestion.law(TRAFFICKED, case).suggestions


def _form(case: Case, person: PersonInCase, **typed: object) -> DeterminationForm:
    base = {"version": case.version, "status": "possible", "words": "made up"}
    return DeterminationForm(base | typed, case=case, person=person, investigates=True, last=None)


def test_what_was_ticked_becomes_facts(case: Case, person: PersonInCase) -> None:
    form = _form(
        case,
        person,
        acts=["recruitment"],
        technology_recruitment=["messaging"],
        technology_payment=["crypto"],
    )
    assert form.is_valid(), form.errors
    assert form.facts().online is True
    assert form.facts().technologies == ["recruitment:messaging", "payment:crypto"]


def test_technology_with_a_no_is_a_contradiction(case: Case, person: PersonInCase) -> None:
    form = _form(case, person, online="no", platforms=["facebook"])
    assert not form.is_valid()
    assert "online" in form.errors


def test_the_last_wording_stands_in_the_form(people: People, case: Case, person: PersonInCase) -> None:
    row = _determine(people, person, TRAFFICKED, Status.POSSIBLE)
    form = DeterminationForm(case=case, person=person, investigates=False, last=row)
    assert form["technology_payment"].value() == ["mobile_money"]
    assert form["child"].value() == "yes"
    assert "reasoning" not in form.fields
    assert facts_of(row) == replace(TRAFFICKED, means=[], manifestations=[])


def test_agreement_of_the_person_is_asked_nowhere(case: Case, person: PersonInCase) -> None:
    fields = _form(case, person).fields
    assert not [name for name in fields if "consent" in name or "agree" in name]
