"""Every event about a case has a sentence, so that its timeline leaves nothing out unseen."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Role
from amparo.cases.deconfliction import actions as deconfliction
from amparo.cases.deconfliction import known
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.lifecycle.sentences import TELLINGS
from amparo.cases.models import CasePoint, Purpose
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.obligations.actions import open_for
from amparo.cases.obligations.escalation import wake_clocks
from amparo.kernel import clock
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from amparo.reports.answers import AgeBand
from amparo.reports.identifiers import Identifier
from tests.cases.agreeing import make_somebody
from tests.make import make_case
from tests.people import actor, make_people, sign_in

# Their subject is no case, or none that can be opened any more; and to whom a question went is not told.
NOT_OF_A_CASE = {
    Event.CASES_SEARCHED,
    Event.QUESTION_ROUTED,
    Event.ESCROW_FOUNDED,
    Event.ESCROW_RENEWED,
    Event.FOCAL_POINT_NAMED,
    Event.CASE_DESTROYED,
}
KINDS = (
    "case.",
    "consent.",
    "sharing.",
    "referral.",
    "deconfliction.",
    "breakglass.",
    "obligation.",
    "justice.",
)


def test_every_event_of_a_case_has_a_sentence() -> None:
    found = {event for event in Event if event.value.split(".")[0] in KINDS}
    untold = found - NOT_OF_A_CASE - set(TELLINGS)
    assert not untold, "give it a sentence in lifecycle/sentences.py"


def test_what_belongs_to_protection_is_told_to_who_may_open_it() -> None:
    for event in (Event.RISK_ASSESSED, Event.FOLLOWED_UP, Event.FEEDBACK_GIVEN, Event.SERVICE_STARTED):
        assert TELLINGS[event].needs == "protection"
    assert TELLINGS[Event.NON_PUNISHMENT_REVIEWED].needs == "investigation"


@pytest.mark.django_db
def test_it_answers_for_a_clock_that_went_up_and_a_question_that_was_passed_on(client: Client) -> None:
    """In the ledger the one goes `to` a step of the ladder, the other `to` an institution."""
    people = make_people(Role.SUPERVISOR)
    phone = Identifier("phone", "+258840000012")
    case, theirs = make_case(people.owner), make_case(people.partner)
    for one, by in ((case, people.owner), (theirs, people.partner)):
        person = make_somebody(one, by, age_band=AgeBand.ADULT)
        CasePoint.objects.create(case=one, person=person, kind=phone.kind, digest=phone.digest)
    open_for(case, "first_visit", variant="immediate")
    asking = Asking(Purpose.SERVICES, LawfulBasis.MANDATE, Asked.SAME_PERSON, "Made up: is it the same girl?")
    (point,) = known.known_elsewhere(case)
    deconfliction.ask(actor(people.owner), case, point, asking)
    with clock.at(clock.now() + timedelta(days=30)):
        wake_clocks()
    events = {json.loads(entry.content)["event"] for entry in Entry.objects.about(str(case.pk))}
    assert {Event.OBLIGATION_ESCALATED, Event.QUESTION_ROUTED, Event.ASKED_ELSEWHERE} <= events
    sign_in(client, people.owner)
    answer = client.get(reverse("case_timeline", args=[case.pk]))
    assert answer.status_code == 200
    told = answer.content.decode()
    assert str(TELLINGS[Event.OBLIGATION_ESCALATED].sentence) in told
    assert people.partner.institution.name not in told
