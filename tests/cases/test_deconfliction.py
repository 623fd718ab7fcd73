"""The same identifier at two institutions: that it is known, a question that finds its way, an answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.cases import compartments, letters
from amparo.cases.consent.permit import NotPermitted
from amparo.cases.deconfliction import actions as deconfliction
from amparo.cases.deconfliction import known
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.models import (
    Case,
    CasePoint,
    Notice,
    NoticeKind,
    Obligation,
    ObligationState,
    Purpose,
    Question,
    RoutedQuestion,
)
from amparo.cases.models.deconfliction import Asked, LawfulBasis, Reply
from amparo.cases.obligations.escalation import wake_clocks
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Hidden
from amparo.reports.answers import AgeBand
from amparo.reports.identifiers import Identifier
from tests.cases.agreeing import PROTECTION, agreed, make_somebody
from tests.make import make_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db

PHONE = Identifier("phone", "+258840000012")
ASKING = Asking(Purpose.SERVICES, LawfulBasis.MANDATE, Asked.SAME_PERSON, "Made up: is it the same girl?")


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


def _clock(case: Case) -> Obligation:
    return Obligation.objects.get(case=case, kind="question_answer")


def test_a_question_has_a_clock_at_whoever_was_asked(people: People, case: Case, elsewhere: Case) -> None:
    started = clock.now()
    with clock.at(started):
        routed = RoutedQuestion.objects.get(question=_question(people, case))
    row = _clock(case)
    assert (row.institution, row.about) == (people.partner.institution, routed.pk)
    assert row.due_at == started + timedelta(hours=72)
    with clock.at(started + timedelta(hours=73)):
        wake_clocks()
        told = Notice.objects.filter(obligation=row)
        assert set(told.values_list("kind", flat=True)) == {
            NoticeKind.WARNED,
            NoticeKind.BREACHED,
            NoticeKind.SUPERVISE,
        }
        assert set(told.values_list("membership__institution", flat=True)) == {people.partner.institution.pk}
        deconfliction.decline(actor(people.partner), routed, words="Made up.")
    row.refresh_from_db()
    assert row.state == ObligationState.MET
    assert row.met_late


def test_a_question_of_life_and_death_has_less_time(people: People, case: Case, elsewhere: Case) -> None:
    started = clock.now()
    with clock.at(started):
        (point,) = known.known_elsewhere(case)
        asking = replace(ASKING, basis=LawfulBasis.IMMINENT_DANGER)
        deconfliction.ask(actor(people.owner), case, point, asking)
    assert _clock(case).due_at == started + timedelta(hours=24)


def test_who_was_asked_is_not_told_by_a_clock_nor_by_the_timeline(
    people: People, case: Case, elsewhere: Case, client: Client
) -> None:
    routed = RoutedQuestion.objects.get(question=_question(people, case))
    sign_in(client, people.partner)
    client.get(reverse("question_answer", args=[routed.pk]))  # its words are opened, and that is recorded
    deconfliction.decline(actor(people.partner), routed, words="Made up.")
    _question(people, case)
    sign_in(client, people.owner)
    for name in ("case_clocks", "case_timeline", "case_elsewhere", "case"):
        page = client.get(reverse(name, args=[case.pk])).content.decode()
        assert people.partner.institution.name not in page, name
        assert people.partner.person.name not in page, name
    clocks = client.get(reverse("case_clocks", args=[case.pk])).content.decode()
    assert clocks.count("Answer a question about somebody") == 2
    assert "not said" in clocks


def test_a_notice_leads_who_was_asked_to_the_question(
    people: People, case: Case, elsewhere: Case, client: Client
) -> None:
    started = clock.now()
    with clock.at(started):
        routed = RoutedQuestion.objects.get(question=_question(people, case))
    with clock.at(started + timedelta(hours=73)):
        wake_clocks()
        sign_in(client, people.partner)
        page = client.get(reverse("notices")).content.decode()
    assert reverse("question_answer", args=[routed.pk]) in page
    assert case.reference not in page
