"""People: sealed who they are, asked alike, and no victim made a suspect unexamined."""

import pytest
from django.utils import translation

from amparo.accounts.models import Membership, Role
from amparo.cases import compartments
from amparo.cases.models import CasePoint, Compartment, Outcome, Part, PersonInCase, Suspected
from amparo.cases.people import actions, codes
from amparo.cases.people.actions import Written
from amparo.cases.people.forms import NewPersonForm, PersonForm, band
from amparo.cases.people.identity import Identity
from amparo.kernel.errors import Conflict, NoKey
from amparo.reports.answers import Sex
from amparo.reports.identifiers import Identifier
from amparo.reports.models import ContactPoint
from tests.make import make_case, make_membership, make_person_in, make_report
from tests.people import People, actor

pytestmark = pytest.mark.django_db

NUMBER = "+258 84 000 0012"


def _colleague(people: People, role: Role) -> Membership:
    private = actor(people.owner).keyring.institution_private()
    return make_membership(people.owner.institution, private, role=role)


def _renewed(person: PersonInCase) -> PersonInCase:
    return PersonInCase.objects.select_related("case").get(pk=person.pk)


def test_who_somebody_is_lies_under_the_identity_key_alone(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner)
    assert person.pseudonym == "P1"
    assert make_person_in(case, people.owner, Part.WITNESS).pseudonym == "P2"
    assert b"Made-up" not in bytes(person.identity or b"")
    assert compartments.read(actor(people.owner), person, "identity")["name"] == "Made-up Name"
    with pytest.raises(NoKey):
        compartments.read(actor(people.partner), person, "identity")
    with pytest.raises(NoKey):
        compartments.read(actor(_colleague(people, Role.TRIAGE)), person, "identity")


def test_a_suspect_lies_with_the_investigation(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner, Part.SUSPECT)
    row = Suspected.objects.select_related("case").get(person=person)
    assert not person.generation
    assert compartments.read(actor(_colleague(people, Role.INVESTIGATOR)), row, "identity")["name"]
    with pytest.raises(NoKey):
        compartments.read(actor(_colleague(people, Role.CASEWORKER)), row, "identity")


def test_who_works_on_protection_can_still_write_down_whom_the_child_named(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, _colleague(people, Role.CASEWORKER), Part.SUSPECT)
    assert not Suspected.objects.exists()
    assert compartments.read(actor(_colleague(people, Role.INVESTIGATOR)), person, "identity")["name"]


def test_a_suspect_who_is_found_to_be_a_victim_moves_out_of_the_investigation(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner, Part.SUSPECT)
    case.refresh_from_db()
    actions.give_role(actor(people.owner), person, Part.VICTIM, version=case.version)
    assert not Suspected.objects.exists()
    caseworker = actor(_colleague(people, Role.CASEWORKER))
    assert compartments.read(caseworker, _renewed(person), "identity")["name"] == "Made-up Name"


def test_a_victim_is_no_suspect_without_a_review_that_found_the_acts_their_own(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner, Part.VICTIM)

    def suspect() -> None:
        case.refresh_from_db()
        actions.give_role(actor(people.owner), person, Part.SUSPECT, version=case.version)

    def review(outcome: Outcome) -> None:
        case.refresh_from_db()
        actions.review_non_punishment(
            actor(people.owner), person, outcome, reasoning="made up", version=case.version
        )

    with pytest.raises(Conflict, match="non-punishment review"):
        suspect()
    review(Outcome.MADE_TO)
    with pytest.raises(Conflict, match="non-punishment review"):
        suspect()
    review(Outcome.OWN_ACTS)
    suspect()
    assert set(person.roles.filter(ended_at=None).values_list("role", flat=True)) == {"victim", "suspect"}
    review(Outcome.MADE_TO)
    assert not person.roles.filter(role=Part.SUSPECT, ended_at=None).exists(), "the review ends the role"


def test_ending_the_victim_s_role_is_no_way_around_the_review(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner, Part.VICTIM)
    case.refresh_from_db()
    actions.end_role(actor(people.owner), person, Part.VICTIM, version=case.version)
    case.refresh_from_db()
    with pytest.raises(Conflict, match="non-punishment review"):
        actions.give_role(actor(people.owner), person, Part.SUSPECT, version=case.version)


def test_the_review_s_reasons_are_sealed_for_the_investigation(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner)
    case.refresh_from_db()
    me = actor(people.owner)
    with pytest.raises(Conflict, match="reasons"):
        actions.review_non_punishment(me, person, Outcome.MADE_TO, reasoning=" ", version=case.version)
    row = actions.review_non_punishment(
        me, person, Outcome.MADE_TO, reasoning="Was threatened, all made up.", version=case.version
    )
    assert row.compartment == Compartment.INVESTIGATION
    with pytest.raises(NoKey):
        compartments.read(actor(_colleague(people, Role.CASEWORKER)), row, "reasoning")


def test_identifiers_meet_those_of_reports_and_of_other_cases(people: People) -> None:
    make_report(people.partner.institution, narrative=f"Somebody called from {NUMBER}.")
    person = make_person_in(make_case(people.owner), people.owner)
    elsewhere = make_person_in(make_case(people.outsider), people.outsider)
    mine = person.points.get(kind="phone").digest
    assert bytes(mine) == bytes(elsewhere.points.get(kind="phone").digest)
    assert ContactPoint.objects.filter(kind="phone", digest=mine).exists()


def test_changing_the_identity_changes_the_points(people: People) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner)
    case.refresh_from_db()
    written = Written(identity=Identity(documents="ab 123-4567"))
    actions.change_person(actor(people.owner), person, written, version=case.version)
    assert [(row.kind, bytes(row.digest)) for row in CasePoint.objects.all()] == [
        ("document", Identifier("document", "AB1234567").digest)
    ]
    case.refresh_from_db()
    actions.change_person(actor(people.owner), person, Written({"sex": "female"}), version=case.version)
    assert CasePoint.objects.count() == 1, "what was not opened was not touched"


def test_what_is_typed_becomes_identifiers() -> None:
    typed = Identity(
        phones="84 000 0012\nno number", accounts="@Made.Up\nmade@example.org", documents="none\nAB 1234567"
    )
    assert typed.points() == {
        Identifier("phone", "+258840000012"),
        Identifier("account", "made.up"),
        Identifier("email", "made@example.org"),
        Identifier("document", "AB1234567"),
    }


@pytest.mark.parametrize("sex", ["", *Sex.values])
def test_everybody_is_asked_the_same_whatever_their_sex(people: People, sex: str) -> None:
    case = make_case(people.owner)
    person = make_person_in(case, people.owner, sex=sex)
    plain = NewPersonForm(case=case, sealed=True)
    form = PersonForm(case=case, person=person, sealed=True)

    def asked(one: PersonForm) -> list[tuple[str, str, str]]:
        return [(field.name, str(field.label), str(field.help_text)) for field in one if field.name != "role"]

    assert asked(form) == asked(plain)
    assert "pregnan" not in str(form).lower()


def test_a_case_is_a_child_s_when_a_victim_is_one(people: People) -> None:
    case = make_case(people.owner)
    make_person_in(case, people.owner, Part.VICTIM, age_band="25+")
    case.refresh_from_db()
    assert case.child is False
    make_person_in(case, people.owner, Part.WITNESS, age_band="0-11")
    case.refresh_from_db()
    assert case.child is False
    make_person_in(case, people.owner, Part.VICTIM, age_band="12-14")
    case.refresh_from_db()
    assert case.child is True


@pytest.mark.parametrize(
    ("age", "found"), [(0, "0-11"), (11, "0-11"), (12, "12-14"), (17, "15-17"), (18, "18-24"), (25, "25+")]
)
def test_the_age_band_follows_from_the_age(age: int, found: str) -> None:
    assert band(age) == found


def test_in_doubt_the_year_of_birth_makes_a_child(people: People) -> None:
    case = make_case(people.owner)
    year = case.opened_at.year - 18
    form = NewPersonForm({"version": 0, "role": "victim", "birth_year": year}, case=case, sealed=False)
    assert form.is_valid(), form.errors
    assert form.written().codes["age_band"] == "15-17"
    assert form.written().identity is None


def test_a_year_in_which_nobody_alive_was_born_is_refused(people: People) -> None:
    form = NewPersonForm(
        {"version": 0, "role": "victim", "birth_year": 1810}, case=make_case(people.owner), sealed=False
    )
    assert not form.is_valid()
    assert "birth_year" in form.errors


def test_languages_and_countries_have_names() -> None:
    assert codes.languages()["vmw"] == "Emakhuwa"
    with translation.override("en"):
        assert codes.country("MZ") == "Mozambique"
    with translation.override("pt-mz"):
        assert codes.country("MZ") == "Moçambique"
    assert codes.country("??") == "??"
    assert all(len(code) == 2 for code, _name in codes.countries())
