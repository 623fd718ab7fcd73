"""The sentence of every event that a case's timeline tells.

An idea adds its own with `tells`; an event that has none is told to the owner by its code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.cases.models import (
    ClosingReason,
    Compartment,
    Part,
    Progress,
    Risk,
    Service,
    Stage,
    Status,
)
from amparo.ledger.vocabulary import Event

Facts = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    sentence: str | Promise
    marked: bool = False
    facts: Callable[[Facts], Facts] = dict
    needs: Compartment | None = None
    at_owner: bool = False


TELLINGS: dict[str, Telling] = {}


def tells(
    event: Event,
    sentence: str | Promise,
    *,
    marked: bool = False,
    facts: Callable[[Facts], Facts] = dict,
    needs: Compartment | None = None,
    at_owner: bool = False,
) -> None:
    """Give an event its sentence; `facts` turns the recorded codes into words for its placeholders.

    An event that `needs` a compartment is told only to who may open that one, and one that is told `at_owner`
    only in the institution that the case is with.
    """
    TELLINGS[event] = Telling(sentence, marked, facts, needs, at_owner)


def _label(choices: Any, code: object) -> str:
    return str(choices(code).label) if code in choices.values else str(code)


def _choice(choices: Any, *names: str) -> Callable[[Facts], Facts]:
    """Words for the facts `names`, all of them from one list."""
    return lambda facts: {name: _label(choices, facts.get(name)) for name in names}


def _person_and(choices: Any = None, name: str = "") -> Callable[[Facts], Facts]:
    def told(facts: Facts) -> Facts:
        words = {"person": facts.get("pseudonym", "")}
        return words | ({name: _label(choices, facts.get(name))} if choices else {})

    return told


tells(Event.CASE_OPENED, _("The case was opened."), marked=True)
tells(Event.CASE_LET_GO, _("The report was not to be taken up: the case ended."), marked=True)
tells(Event.CASE_SUMMARISED, _("What happened was put in new words."))
tells(Event.CASE_REPORT_ADDED, _("One more report was added."))
tells(Event.CASE_REPORT_REMOVED, _("A report no longer belongs to the case."))
tells(
    Event.CASE_MOVED,
    _("From %(before)s to %(after)s."),
    marked=True,
    facts=_choice(Stage, "before", "after"),
)
tells(Event.CLOSING_PROPOSED, _("Closing was proposed: %(reason)s."), facts=_choice(ClosingReason, "reason"))
tells(Event.CLOSING_REFUSED, _("It was decided not to close the case."))
tells(
    Event.CASE_CLOSED,
    _("The case was closed: %(reason)s."),
    marked=True,
    facts=_choice(ClosingReason, "reason"),
)
tells(Event.CASE_REOPENED, _("The case was reopened."), marked=True)
tells(Event.PART_CLOSED, _("The case was closed with the one that it is part of."), marked=True)
tells(Event.PART_REOPENED, _("The case was reopened with the one that it is part of."), marked=True)
tells(
    Event.HAND_OVER_OFFERED,
    _("The case was offered to %(to)s."),
    facts=lambda facts: {"to": facts["to_name"]},
)
tells(Event.HAND_OVER_WITHDRAWN, _("The offer was withdrawn."))
tells(Event.HAND_OVER_DECLINED, _("The offer was declined."))
tells(Event.CASE_HANDED_OVER, _("The case was accepted: it has a new worker."), marked=True)
tells(Event.CASES_MERGED, _("The case became part of another."), marked=True)
tells(Event.MERGE_TAKEN_BACK, _("The merge was taken back: the case stands alone again."), marked=True)
tells(Event.PERSON_ADDED, _("%(person)s was written down: %(role)s."), facts=_person_and(Part, "role"))
tells(Event.PERSON_CHANGED, _("What is written about %(person)s was changed."), facts=_person_and())
tells(Event.ROLE_GIVEN, _("%(person)s is also: %(role)s."), facts=_person_and(Part, "role"))
tells(Event.ROLE_ENDED, _("%(person)s is no longer: %(role)s."), facts=_person_and(Part, "role"))
tells(
    Event.NON_PUNISHMENT_REVIEWED,
    _("A non-punishment review was made for %(person)s."),
    facts=_person_and(),
    needs=Compartment.INVESTIGATION,
)
tells(
    Event.CASE_DETERMINED,
    _("It was determined for %(person)s: %(status)s."),
    marked=True,
    facts=_person_and(Status, "status"),
)
tells(
    Event.RISK_ASSESSED,
    _("The risk for %(person)s was set: %(level)s."),
    facts=_person_and(Risk, "level"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.SAFETY_PLANNED,
    _("A safety plan was made with %(person)s."),
    facts=_person_and(),
    needs=Compartment.PROTECTION,
)
tells(
    Event.PLAN_ACTION_ADDED,
    _("Something was planned for %(person)s: %(service)s."),
    facts=_person_and(Service, "service"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.PLAN_ACTION_SETTLED,
    _("An action of the plan: %(state)s."),
    facts=_choice(Progress, "state"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.SERVICE_STARTED,
    _("%(person)s began to have: %(service)s."),
    facts=_person_and(Service, "service"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.SERVICE_ENDED,
    _("A service ended: %(service)s."),
    facts=_choice(Service, "service"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.FOLLOWED_UP,
    _("Somebody looked how %(person)s is."),
    facts=_person_and(),
    needs=Compartment.PROTECTION,
)
tells(
    Event.FEEDBACK_GIVEN,
    _("%(person)s said what they think of the help."),
    facts=_person_and(),
    needs=Compartment.PROTECTION,
)
tells(
    Event.CONTACTS_ADDED,
    _("Contacts were put into the investigation: %(number)s."),
    needs=Compartment.INVESTIGATION,
)
tells(
    Event.CONTACTS_TAKEN_BACK,
    _("Contacts were taken back: %(number)s."),
    needs=Compartment.INVESTIGATION,
)
tells(Event.CASE_PRINTED, _("The case file was printed."))
tells(Event.CASE_READ, _("Somebody read the case."))


_ELSEWHERE: dict[Event, Any] = {
    Event.CONSENT_ASKED: _("The person was asked for consent."),
    Event.CONSENT_ANSWERED: _("The person answered what they were asked."),
    Event.CONSENT_WITHDRAWN: _("The person took their consent back."),
    Event.OVERRIDE_ASKED: _("Somebody asked to go on without consent."),
    Event.OVERRIDE_APPROVED: _("A second person approved to go on without consent."),
    Event.OVERRIDE_REFUSED: _("A second person refused to go on without consent."),
    Event.OVERRIDE_REVIEWED: _("Going on without consent was reviewed."),
    Event.CASE_SHARED: _("Parts of the case were shared with another institution."),
    Event.SHARE_ENDED: _("Another institution can no longer open what was shared."),
    Event.REFERRAL_WRITTEN: _("A referral was drafted."),
    Event.REFERRAL_SENT: _("A referral was sent."),
    Event.REFERRAL_RECEIVED: _("A referral was received."),
    Event.REFERRAL_ACCEPTED: _("A referral was accepted."),
    Event.REFERRAL_DECLINED: _("A referral was declined."),
    Event.REFERRAL_RECALLED: _("A referral was recalled."),
    Event.REFERRAL_EXPIRED: _("A referral expired without an answer."),
    Event.REFERRAL_UNSAFE: _("A referral was stopped because it is not safe."),
    Event.REFERRAL_STARTED: _("The service that was asked for has begun."),
    Event.REFERRAL_COMPLETED: _("A referral was completed."),
    Event.ASKED_ELSEWHERE: _("Another institution that may know of it was asked."),
    Event.ANSWERED_ELSEWHERE: _("Another institution that may know of it has answered."),
    Event.LETTER_OPENED: _("Somebody opened a letter about the case."),
    Event.BREAK_GLASS_ASKED: _("Urgent access was asked for."),
    Event.BREAK_GLASS_APPROVED: _("One of two officers approved urgent access."),
    Event.BREAK_GLASS_RELEASED: _("Urgent access was given."),
    Event.BREAK_GLASS_REFUSED: _("Urgent access was refused."),
    Event.BREAK_GLASS_LAPSED: _("The request for urgent access lapsed."),
    Event.BREAK_GLASS_REVIEWED: _("Urgent access was reviewed."),
    Event.OBLIGATION_OPENED: _("A clock began."),
    Event.OBLIGATION_SHORTENED: _("A clock was made shorter."),
    Event.OBLIGATION_BREACHED: _("A clock ran out."),
    Event.OBLIGATION_ESCALATED: _("A clock was carried further up."),
    Event.OBLIGATION_MET: _("What a clock asked for was done."),
    Event.OBLIGATION_WAIVED: _("A supervisor waived a clock."),
    Event.JUSTICE_STEPPED: _("The proceedings took a step."),
    Event.JUSTICE_DATE_SET: _("The proceedings got a date."),
    Event.JUSTICE_STEP_TAKEN_BACK: _("A step of the proceedings was taken back."),
    Event.HOLD_PLACED: _("A legal hold was placed."),
    Event.HOLD_LIFTED: _("A legal hold was lifted."),
    Event.DESTRUCTION_PROPOSED: _("Destroying the case was proposed."),
    Event.DESTRUCTION_REFUSED: _("It was decided not to destroy the case."),
}
for _event, _sentence in _ELSEWHERE.items():
    tells(_event, _sentence, at_owner=True)
