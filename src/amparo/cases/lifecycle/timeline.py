"""What happened to a case, in sentences: from the ledger, with sealed words where the reader may open them.

Every event that names the case as its subject is told. An idea adds its own sentences with `tells`; an event
that nobody gave a sentence is told to the owner by its code, so that nothing is left out unseen.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.accounts.models import Institution, Membership
from amparo.cases.models import (
    Case,
    Closing,
    ClosingReason,
    Compartment,
    CompartmentRow,
    Feedback,
    HandOver,
    Part,
    PersonInCase,
    Progress,
    Risk,
    Service,
    Stage,
    StageStep,
    Status,
    Summary,
)
from amparo.cases.opening import Opened
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event

Facts = dict[str, Any]
_READINGS = frozenset({Event.CASE_READ})


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: datetime
    sentence: str
    who: str  # empty when the system did it
    institution: str
    words: str  # what was written then, as far as the reader may open it
    marked: bool  # a decision


@dataclass(frozen=True)
class _Telling:
    sentence: str | Promise
    marked: bool = False
    facts: Callable[[Facts], Facts] = dict
    needs: Compartment | None = None


_tellings: dict[str, _Telling] = {}


def tells(
    event: Event,
    sentence: str | Promise,
    *,
    marked: bool = False,
    facts: Callable[[Facts], Facts] = dict,
    needs: Compartment | None = None,
) -> None:
    """Give an event its sentence; `facts` turns the recorded codes into words for its placeholders.

    An event that `needs` a compartment is told only to who may open that one.
    """
    _tellings[event] = _Telling(sentence, marked, facts, needs)


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


_t = gettext_lazy
tells(Event.CASE_OPENED, _t("The case was opened."), marked=True)
tells(Event.CASE_LET_GO, _t("The report was not to be taken up: the case ended."), marked=True)
tells(Event.CASE_SUMMARISED, _t("What happened was put in new words."))
tells(Event.CASE_REPORT_ADDED, _t("One more report was added."))
tells(Event.CASE_REPORT_REMOVED, _t("A report no longer belongs to the case."))
tells(
    Event.CASE_MOVED,
    _t("From %(before)s to %(after)s."),
    marked=True,
    facts=_choice(Stage, "before", "after"),
)
tells(Event.CLOSING_PROPOSED, _t("Closing was proposed: %(reason)s."), facts=_choice(ClosingReason, "reason"))
tells(Event.CLOSING_REFUSED, _t("It was decided not to close the case."))
tells(
    Event.CASE_CLOSED,
    _t("The case was closed: %(reason)s."),
    marked=True,
    facts=_choice(ClosingReason, "reason"),
)
tells(Event.CASE_REOPENED, _t("The case was reopened."), marked=True)
tells(
    Event.HAND_OVER_OFFERED,
    _t("The case was offered to %(to)s."),
    facts=lambda facts: {"to": facts["to_name"]},
)
tells(Event.HAND_OVER_WITHDRAWN, _t("The offer was withdrawn."))
tells(Event.HAND_OVER_DECLINED, _t("The offer was declined."))
tells(Event.CASE_HANDED_OVER, _t("The case was accepted: it has a new worker."), marked=True)
tells(Event.CASES_MERGED, _t("The case became part of another."), marked=True)
tells(Event.MERGE_TAKEN_BACK, _t("The merge was taken back: the case stands alone again."), marked=True)
tells(Event.PERSON_ADDED, _t("%(person)s was written down: %(role)s."), facts=_person_and(Part, "role"))
tells(Event.PERSON_CHANGED, _t("What is written about %(person)s was changed."), facts=_person_and())
tells(Event.ROLE_GIVEN, _t("%(person)s is also: %(role)s."), facts=_person_and(Part, "role"))
tells(Event.ROLE_ENDED, _t("%(person)s is no longer: %(role)s."), facts=_person_and(Part, "role"))
tells(
    Event.NON_PUNISHMENT_REVIEWED,
    _t("A non-punishment review was made for %(person)s."),
    facts=_person_and(),
    needs=Compartment.INVESTIGATION,
)
tells(
    Event.CASE_DETERMINED,
    _t("It was determined: %(person)s is %(status)s."),
    marked=True,
    facts=_person_and(Status, "status"),
)
tells(
    Event.RISK_ASSESSED,
    _t("The risk for %(person)s was set: %(level)s."),
    facts=_person_and(Risk, "level"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.SAFETY_PLANNED,
    _t("A safety plan was made with %(person)s."),
    facts=_person_and(),
    needs=Compartment.PROTECTION,
)
tells(
    Event.PLAN_ACTION_ADDED,
    _t("Something was planned for %(person)s: %(service)s."),
    facts=_person_and(Service, "service"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.PLAN_ACTION_SETTLED,
    _t("An action of the plan: %(state)s."),
    facts=_choice(Progress, "state"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.SERVICE_STARTED,
    _t("%(person)s began to have: %(service)s."),
    facts=_person_and(Service, "service"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.SERVICE_ENDED,
    _t("A service ended: %(service)s."),
    facts=_choice(Service, "service"),
    needs=Compartment.PROTECTION,
)
tells(
    Event.FOLLOWED_UP,
    _t("Somebody looked how %(person)s is."),
    facts=_person_and(),
    needs=Compartment.PROTECTION,
)
tells(
    Event.FEEDBACK_GIVEN,
    _t("%(person)s said what they think of the help."),
    facts=_person_and(),
    needs=Compartment.PROTECTION,
)
tells(Event.CASE_PRINTED, _t("The case file was printed."))
tells(Event.CASE_READ, _t("Somebody read the case."))

# Where the words of an event lie: the fact that names the row, the row's model, its sealed field.
_WORDS: dict[str, tuple[str, type[CompartmentRow], str]] = {
    Event.CASE_SUMMARISED: ("summary", Summary, "text"),
    Event.CASE_MOVED: ("step", StageStep, "reason"),
    Event.CASE_REOPENED: ("step", StageStep, "reason"),
    Event.CLOSING_PROPOSED: ("closing", Closing, "words"),
    Event.HAND_OVER_OFFERED: ("offer", HandOver, "words"),
    Event.HAND_OVER_DECLINED: ("offer", HandOver, "answer_words"),
}


def of(case: Case, opened: Opened, *, readings: bool = False) -> list[Moment]:
    """Everything that happened to a case, newest first; who read it only when asked for."""
    contents = [json.loads(entry.content) for entry in Entry.objects.about(str(case.pk))]
    entries = [content["facts"] | content for content in contents]
    entries = [entry for entry in entries if readings or entry["event"] not in _READINGS]
    entries = _without_hidden_feedback([entry for entry in entries if _told_to(entry, opened)], opened)
    names = _Names.of(entries, case)
    return [_moment(entry, opened, names) for entry in reversed(entries)]


@dataclass(frozen=True)
class _Names:
    """Who is behind the pseudonyms of the ledger."""

    members: dict[str, str]
    institutions: dict[str, str]
    people: dict[str, str]

    @classmethod
    def of(cls, entries: Iterable[Facts], case: Case) -> "_Names":
        entries = list(entries)
        actors = {UUID(str(entry["actor"])) for entry in entries if entry.get("actor")}
        places = {str(entry[name]) for entry in entries for name in ("institution", "to") if entry.get(name)}
        members = Membership.objects.filter(pk__in=actors).select_related("person")
        people = PersonInCase.objects.filter(case=case)
        return cls(
            {str(one.pk): one.person.name for one in members},
            {str(one.pk): one.name for one in Institution.objects.filter(pk__in=places)},
            {str(one.pk): one.pseudonym for one in people},
        )


def _moment(entry: Facts, opened: Opened, names: _Names) -> Moment:
    telling = _tellings.get(entry["event"])
    facts = entry | {
        "pseudonym": names.people.get(str(entry.get("person", "")), ""),
        "to_name": names.institutions.get(str(entry.get("to", "")), ""),
    }
    if telling is None:
        sentence = _("Recorded: %(event)s.") % {"event": entry["event"]}
    else:
        sentence = str(telling.sentence)
        sentence = sentence % telling.facts(facts) if "%(" in sentence else sentence
    return Moment(
        at=datetime.fromisoformat(entry["at"]),
        sentence=sentence,
        who=names.members.get(entry.get("actor", ""), ""),
        institution=names.institutions.get(entry.get("institution", ""), ""),
        words=_words(entry, opened),
        marked=telling is not None and telling.marked,
    )


def _told_to(entry: Facts, opened: Opened) -> bool:
    """Whether the reader may know of it: by its compartment, and without a sentence only at the owner's."""
    telling = _tellings.get(entry["event"])
    if telling is None:
        return opened.case.institution_id == opened.actor.institution.pk
    return telling.needs is None or opened.sees(telling.needs)


def _words(entry: Facts, opened: Opened) -> str:
    place = _WORDS.get(entry["event"])
    if place is None or place[0] not in entry:
        return ""
    fact, model, name = place
    row = model._default_manager.filter(pk=entry[fact]).first()
    return str(opened.read(row, name) or "") if row is not None else ""


def _without_hidden_feedback(entries: list[Facts], opened: Opened) -> list[Facts]:
    """That somebody spoke about a reader who is not to know it is not told to that reader either."""
    rows = Feedback.objects.filter(case=opened.case).select_related("about_worker")
    hidden = {str(row.pk) for row in rows if row.hidden_from(opened.actor.membership)}
    return [entry for entry in entries if entry.get("row") not in hidden]
