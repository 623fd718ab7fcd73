"""A partner is offered what its keys can do, and nothing else; and nothing else is done."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from amparo.cases.determination import actions as determination
from amparo.cases.determination.actions import Decided
from amparo.cases.determination.suggestion import Facts
from amparo.cases.models import Case, CaseRole, Compartment, Determination, Part, PersonInCase, Status
from amparo.cases.people import actions
from amparo.cases.people.actions import Written
from amparo.kernel.errors import NoKey
from tests.make import make_case, make_person_in, share_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db
C = Compartment
DECIDED = Decided(Facts(child=False, done_on=date(2026, 1, 1)), Status.POSSIBLE, "made up", "")


@pytest.fixture
def person(people: People) -> PersonInCase:
    return make_person_in(make_case(people.owner), people.owner)


def _version(case: Case) -> int:
    case.refresh_from_db()
    return case.version


def test_with_protection_alone_nobody_writes_about_people(people: People, person: PersonInCase) -> None:
    case, there = person.case, actor(people.partner)
    share_case(case, people.owner, people.partner, C.PROTECTION)
    written = Written({"sex": "female"})
    for act in (
        lambda: actions.add_person(there, case, written, Part.WITNESS),
        lambda: actions.change_person(there, person, written, version=_version(case)),
        lambda: actions.give_role(there, person, Part.WITNESS, version=_version(case)),
        lambda: actions.end_role(there, person, Part.VICTIM, version=_version(case)),
    ):
        with pytest.raises(NoKey, match="neither the identities nor the investigation"):
            act()
    with pytest.raises(NoKey, match="cannot open the summary"):
        determination.determine(there, person, DECIDED, version=_version(case))
    assert CaseRole.objects.count() == 1
    assert not Determination.objects.exists()


@pytest.mark.parametrize(
    ("held", "edits", "determines"),
    [
        ([C.PROTECTION], False, False),
        ([C.PROTECTION, C.SUMMARY], False, True),
        ([C.PROTECTION, C.IDENTITY], True, False),
        ([C.INVESTIGATION], True, False),
    ],
    ids=str,
)
def test_the_pages_offer_what_will_work(
    people: People,
    person: PersonInCase,
    client: Client,
    held: list[Compartment],
    edits: bool,
    determines: bool,
) -> None:
    case = person.case
    share_case(case, people.owner, people.partner, *held)
    sign_in(client, people.partner)
    add, change, decide = (
        reverse("case_person_add", args=[case.pk]),
        reverse("case_person_change", args=[case.pk, person.pk]),
        reverse("case_determine", args=[case.pk, person.pk]),
    )
    assert (add in client.get(reverse("case_people", args=[case.pk])).content.decode()) == edits
    page = client.get(reverse("case_person", args=[case.pk, person.pk])).content.decode()
    assert (change in page) == edits
    assert (f'action="{reverse("case_role_give", args=[case.pk, person.pk])}"' in page) == edits
    page = client.get(reverse("case_determination", args=[case.pk])).content.decode()
    assert (decide in page) == determines
    for address, works in ((add, edits), (change, edits), (decide, determines)):
        answer = client.get(address)
        assert answer.status_code == (200 if works else 403)
        if not works:
            assert "others" in answer.content.decode(), "the refusal says why"
