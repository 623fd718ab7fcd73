"""Each accused can have proceedings of their own; a court sends back; the law map knows public crimes."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from amparo.cases.justice import actions, lines, public, terms
from amparo.cases.justice.actions import Stepped, take_step
from amparo.cases.models import (
    Case,
    Determination,
    JusticeStep,
    JusticeStepKind,
    Obligation,
    ObligationState,
    Part,
    PersonInCase,
    Status,
    Waiver,
)
from amparo.cases.people.actions import Written, add_person, end_role, give_role
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.law.folder import PACKAGED
from amparo.law.load import load_law
from amparo.law.models import Provision
from tests.cases.agreeing import make_somebody
from tests.make import make_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
K = JusticeStepKind


@pytest.fixture
def case(people: People) -> Case:
    with clock.at(datetime(2026, 1, 5, 9, 0, tzinfo=UTC)):
        return make_case(people.owner)


@pytest.fixture
def two(people: People, case: Case) -> tuple[PersonInCase, PersonInCase]:
    """Two suspects in a case whose inquiry is open."""
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    return tuple(make_somebody(case, people.owner, Part.SUSPECT) for _ in range(2))  # type: ignore[return-value]


def goes(
    people: People, case: Case, kind: K, on: date, person: PersonInCase | None = None, **more: object
) -> JusticeStep:
    case.refresh_from_db()
    with clock.at(clock.now() if JusticeStep.objects.exists() else NOW):
        stepped = Stepped(kind, on, person, **more)  # type: ignore[arg-type]
        return take_step(actor(people.owner), case, stepped, version=case.version)


def back(people: People, case: Case, step: JusticeStep) -> None:
    case.refresh_from_db()
    actions.take_back(actor(people.owner), step, version=case.version)


def pending(case: Case) -> set[tuple[str, object]]:
    justice = Obligation.objects.pending().filter(
        case=case, kind__in=["inquiry", "acceptance", "trial", "judgment"]
    )
    return set(justice.values_list("kind", "about"))


def test_one_accused_goes_on_alone_and_the_others_stay(
    people: People, case: Case, two: tuple[PersonInCase, PersonInCase]
) -> None:
    one, other = two
    goes(people, case, K.CHARGED, date(2026, 7, 19), one)
    assert lines.of(case) == [None, one]
    assert [step.kind for step in lines.steps(case, one)] == [K.INQUIRY_OPENED, K.CHARGED]
    assert pending(case) == {("inquiry", None), ("acceptance", one.pk)}
    inquiry, acceptance = terms.of(case, one)
    assert (inquiry.row.state, inquiry.days_late) == (ObligationState.MET, 10), "against the case's own term"
    assert acceptance.row.state == ObligationState.OPEN
    assert [term.row.about for term in terms.of(case)] == [None]
    with pytest.raises(Conflict, match="cannot follow"):
        goes(people, case, K.TRIAL, date(2026, 8, 1))
    goes(people, case, K.ARCHIVED, date(2026, 8, 1))  # for the other
    assert lines.last_step(case, one).kind == K.CHARGED  # type: ignore[union-attr]
    assert lines.last_step(case, other).kind == K.ARCHIVED  # type: ignore[union-attr]
    assert pending(case) == {("acceptance", one.pk)}


def test_when_each_has_a_line_the_case_s_own_term_ends(
    people: People, case: Case, two: tuple[PersonInCase, PersonInCase]
) -> None:
    one, other = two
    goes(people, case, K.CHARGED, date(2026, 3, 1), one)
    last = goes(people, case, K.ARCHIVED, date(2026, 4, 1), other)
    assert lines.of(case) == [one, other]
    assert pending(case) == {("acceptance", one.pk)}
    assert Obligation.objects.get(case=case, kind="inquiry", about=None).waiver == Waiver.PARTED
    with pytest.raises(Conflict, match="of their own now"):
        goes(people, case, K.CHARGED, date(2026, 5, 1))
    back(people, case, last)
    assert pending(case) == {("inquiry", None), ("acceptance", one.pk)}
    third = make_somebody(case, people.owner, Part.SUSPECT)
    goes(people, case, K.CHARGED, date(2026, 5, 1), third)
    assert ("acceptance", third.pk) in pending(case)


def test_who_is_suspected_after_all_others_parted_has_the_term_that_ran_for_everybody(
    people: People, case: Case, two: tuple[PersonInCase, PersonInCase]
) -> None:
    began = Obligation.objects.get(case=case, kind="inquiry").started_at
    goes(people, case, K.CHARGED, date(2026, 3, 1), two[0])
    goes(people, case, K.ARCHIVED, date(2026, 4, 1), two[1])
    assert pending(case) == {("acceptance", two[0].pk)}
    late = add_person(actor(people.owner), case, Written(), Part.SUSPECT)
    assert pending(case) == {("inquiry", None), ("acceptance", two[0].pk)}, "before any step of theirs"
    assert Obligation.objects.pending().get(case=case, kind="inquiry").started_at == began
    case.refresh_from_db()
    end_role(actor(people.owner), late, Part.SUSPECT, version=case.version)
    assert pending(case) == {("acceptance", two[0].pk)}, "nobody is left there"
    case.refresh_from_db()
    give_role(actor(people.owner), late, Part.SUSPECT, version=case.version)
    goes(people, case, K.CHARGED, date(2026, 5, 1), late)
    assert pending(case) == {("acceptance", two[0].pk), ("acceptance", late.pk)}


def test_who_is_suspected_beside_others_starts_nothing(people: People, case: Case) -> None:
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    before = Obligation.objects.count()
    add_person(actor(people.owner), case, Written(), Part.SUSPECT)
    assert pending(case) == {("inquiry", None)}
    assert Obligation.objects.count() == before


def test_what_a_line_goes_on_from_is_not_taken_back(
    people: People, case: Case, two: tuple[PersonInCase, PersonInCase]
) -> None:
    own = goes(people, case, K.CHARGED, date(2026, 3, 1), two[0])
    inquiry = JusticeStep.objects.get(kind=K.INQUIRY_OPENED)
    with pytest.raises(Conflict, match="go on from this step"):
        back(people, case, inquiry)
    back(people, case, own)
    assert pending(case) == {("inquiry", None)}
    back(people, case, inquiry)
    assert pending(case) == set()


def test_only_a_suspect_has_proceedings(people: People, case: Case) -> None:
    victim = make_somebody(case, people.owner)
    elsewhere = make_somebody(make_case(people.owner), people.owner, Part.SUSPECT)
    for person in (victim, elsewhere):
        with pytest.raises(Conflict, match="Only a suspect"):
            goes(people, case, K.REPORTED, date(2026, 1, 10), person)


@pytest.mark.parametrize("far", [[K.CHARGED], [K.CHARGED, K.ACCEPTED], [K.CHARGED, K.ACCEPTED, K.TRIAL]])
def test_a_court_can_send_a_case_back_to_the_inquiry(people: People, case: Case, far: list[K]) -> None:
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    for number, kind in enumerate(far):
        goes(people, case, kind, date(2026, 3, 1 + number))
    ran = pending(case)
    step = goes(people, case, K.RETURNED, date(2026, 4, 1))
    assert pending(case) == {("inquiry", None)}
    again = terms.of(case)[-1]
    assert again.row.due_at.date() == date(2026, 9, 28), "a whole term, from the day it came back"
    before = pending(case)
    goes(people, case, K.CHARGED, date(2026, 10, 3))
    late = {term.row.started_at: term.days_late for term in terms.of(case) if term.kind.code == "inquiry"}
    assert list(late.values()) == [0, 5]
    charged = JusticeStep.objects.standing().get(happened_on=date(2026, 10, 3))
    back(people, case, charged)
    assert pending(case) == before
    back(people, case, step)
    assert pending(case) == ran, "the term that the court had ended runs again"


def _determined(people: People, case: Case) -> PersonInCase:
    person = make_somebody(case, people.owner, age_band="15-17")
    Determination.objects.create(
        case=case,
        person=person,
        number=1,
        status=Status.POSSIBLE,
        child=True,
        manifestations=["csam_possession"],
        suggested=False,
        by=people.owner,
    )
    return person


@pytest.mark.parametrize(
    ("by_law", "corrected", "warns"),
    [
        (True, None, True),
        (True, False, False),
        (False, None, False),
        (False, True, True),
        (None, None, True),
    ],
)
def test_the_law_map_says_what_is_public_and_a_person_corrects_it(
    people: People, case: Case, by_law: bool | None, corrected: bool | None, warns: bool
) -> None:
    load_law(PACKAGED / "mozambique")
    _determined(people, case)
    assert public.by_law(case) is True, "the packaged map says so of article 226"
    Provision.objects.update(public_crime=by_law)
    assert public.by_law(case) is by_law
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    goes(people, case, K.WITHDRAWN, date(2026, 2, 10), public_crime=corrected)
    assert bool(public.withdrawn_but_public(case)) == warns
    assert bool(actions.keeps_open(case)) == warns


def test_nothing_determined_says_nothing(case: Case) -> None:
    assert public.by_law(case) is None


def test_a_complaint_against_one_is_withdrawn_for_one(
    people: People, case: Case, two: tuple[PersonInCase, PersonInCase]
) -> None:
    goes(people, case, K.WITHDRAWN, date(2026, 2, 10), two[0])
    found = public.withdrawn_but_public(case)
    assert found is not None
    assert found.person == two[0]
    goes(people, case, K.ARCHIVED, date(2026, 3, 10), two[0])
    assert public.withdrawn_but_public(case) is None


def test_the_pages_show_and_write_a_line_for_each(
    people: People, case: Case, two: tuple[PersonInCase, PersonInCase], client: Client
) -> None:
    sign_in(client, people.owner)
    address = reverse("case_justice_step", args=[case.pk])
    page = client.get(reverse("case_justice", args=[case.pk])).content.decode()
    assert f"{address}?accused={two[0].pk}" in page
    assert client.get(f"{address}?accused={make_somebody(case, people.owner).pk}").status_code == 404
    case.refresh_from_db()
    typed = {"kind": "charged", "happened_on": "2026-02-10", "version": case.version}
    assert client.post(f"{address}?accused={two[0].pk}", typed).status_code == 302
    page = client.get(reverse("case_justice", args=[case.pk])).content.decode()
    assert page.count("inquiry opened") == 2, "on the case's line and on that of the accused"
    assert page.count("charged") >= 1
    step = JusticeStep.objects.get(person=two[0])
    case.refresh_from_db()
    sent = {"version": case.version, "next_on": "2026-12-24"}
    assert client.post(reverse("case_justice_next", args=[case.pk, step.pk]), sent).status_code == 302
    step.refresh_from_db()
    assert step.next_on == date(2026, 12, 24)
