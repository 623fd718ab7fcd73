"""The same identifier at two institutions: that it is known, a question that finds its way, an answer."""

from typing import Any

import pytest

from amparo.accounts.models import Role
from amparo.cases import compartments, letters
from amparo.cases.consent.permit import NotPermitted
from amparo.cases.deconfliction import actions as deconfliction
from amparo.cases.deconfliction import known
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.models import Case, CasePoint, Purpose, Question, RoutedQuestion
from amparo.cases.models.deconfliction import Asked, LawfulBasis, Reply
from amparo.kernel.errors import Conflict, Hidden
from amparo.reports.answers import AgeBand
from amparo.reports.identifiers import Identifier
from tests.cases.agreeing import PROTECTION, agreed, make_somebody
from tests.make import make_case
from tests.people import People, actor, make_people

pytestmark = pytest.mark.django_db

PHONE = Identifier("phone", "+258840000012")
ASKING = Asking(Purpose.SERVICES, LawfulBasis.MANDATE, Asked.SAME_PERSON, "Made up: is it the same girl?")


@pytest.fixture
def people() -> People:
    return make_people(Role.SUPERVISOR)


def _with_the_phone(by: Any) -> Case:
    case = make_case(by)
    person = make_somebody(case, by, age_band=AgeBand.ADULT)
    CasePoint.objects.create(case=case, person=person, kind=PHONE.kind, digest=PHONE.digest)
    return case


@pytest.fixture
def case(people: People) -> Case:
    return _with_the_phone(people.owner)


@pytest.fixture
def elsewhere(people: People) -> Case:
    return _with_the_phone(people.partner)


def _question(people: People, case: Case) -> Question:
    (point,) = known.known_elsewhere(case)
    return deconfliction.ask(actor(people.owner), case, point, ASKING)


def test_what_only_we_know_is_known_nowhere_else(people: People, case: Case) -> None:
    _with_the_phone(people.colleague)  # the same institution
    assert known.known_elsewhere(case) == []


def test_that_it_is_known_elsewhere_is_all_that_is_said(case: Case, elsewhere: Case) -> None:
    (point,) = known.known_elsewhere(case)
    assert (point.kind, point.source) == ("phone", "P1")
    assert not hasattr(point, "institution")


def test_a_question_goes_to_whoever_knows_and_to_nobody_else(
    people: People, case: Case, elsewhere: Case
) -> None:
    question = _question(people, case)
    routed = RoutedQuestion.objects.get(question=question)
    assert routed.institution == people.partner.institution
    assert letters.read(actor(people.partner), question.letter) == ASKING.words
    assert letters.read(actor(people.outsider), question.letter) is None
    with pytest.raises(Conflict):
        _question(people, case)
    with pytest.raises(Hidden):
        deconfliction.decline(actor(people.outsider), routed, words="")
    with pytest.raises(Hidden):
        deconfliction.decline(actor(people.owner), routed, words="")


@pytest.mark.parametrize(
    ("answer", "reply"),
    [(deconfliction.decline, Reply.DECLINED), (deconfliction.will_contact, Reply.WILL_CONTACT)],
)
def test_an_answer_without_content_opens_nothing(
    people: People, case: Case, elsewhere: Case, answer: Any, reply: Reply
) -> None:
    routed = RoutedQuestion.objects.get(question=_question(people, case))
    row = answer(actor(people.partner), routed, words="Made up: she asked us to wait.")
    assert row.reply == reply
    assert letters.read(actor(people.owner), row.answer) == "Made up: she asked us to wait."
    assert compartments.open_to(elsewhere, people.owner.institution) == frozenset()
    with pytest.raises(Conflict):
        answer(actor(people.partner), routed, words="Again.")
    assert _question(people, case), "after an answer one may ask again"


def test_content_opens_only_on_a_consent_of_the_other_side_s_person(
    people: People, case: Case, elsewhere: Case
) -> None:
    routed = RoutedQuestion.objects.get(question=_question(people, case))
    there = actor(people.partner)
    with pytest.raises(NotPermitted):
        deconfliction.grant(there, routed, elsewhere, PROTECTION, words="")
    routed.refresh_from_db()
    assert routed.reply == ""
    agreed(elsewhere, people.partner, people.owner.institution)
    unrelated = make_case(people.partner)
    with pytest.raises(Conflict):
        deconfliction.grant(there, routed, unrelated, PROTECTION, words="")
    row = deconfliction.grant(there, routed, elsewhere, PROTECTION, words="")
    assert row.share is not None
    assert compartments.open_to(elsewhere, people.owner.institution) == PROTECTION
