"""What happened to a case, in sentences: from the ledger, with sealed words where the reader may open them.

Every event that names the case as its subject is told (sentences.py), so that nothing is left out unseen.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.accounts.models import Institution, Membership
from amparo.cases.lifecycle.sentences import TELLINGS, Facts
from amparo.cases.models import (
    Case,
    Closing,
    CompartmentRow,
    Feedback,
    HandOver,
    PersonInCase,
    StageStep,
    Summary,
)
from amparo.cases.obligations.kinds import country
from amparo.cases.opening import Opened
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event

_READINGS = frozenset({Event.CASE_READ})
# To whom a question went is not said, nor how many they are.
_UNTOLD = frozenset({Event.QUESTION_ROUTED})
# Who answers a question, or opens its words, stays unsaid as long as they do not say it themselves.
_UNNAMED = frozenset({Event.ANSWERED_ELSEWHERE, Event.LETTER_OPENED})


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: datetime
    sentence: str
    who: str  # empty when the system did it
    institution: str
    words: str  # what was written then, as far as the reader may open it
    marked: bool  # a decision


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
    left_out = _UNTOLD if readings else _UNTOLD | _READINGS
    entries = [entry for entry in entries if entry["event"] not in left_out]
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
        named = [entry for entry in entries if not _unnamed(entry, case)]
        actors = {UUID(str(entry["actor"])) for entry in named if entry.get("actor")}
        told = {str(entry.get(name)) for entry in named for name in ("institution", "to")}
        places = {place for place in told if _is_id(place)}  # some go to a kind of institution, or to several
        members = Membership.objects.filter(pk__in=actors).select_related("person")
        people = PersonInCase.objects.filter(case=case)
        return cls(
            {str(one.pk): one.person.name for one in members},
            {str(one.pk): one.name for one in Institution.objects.filter(pk__in=places)},
            {str(one.pk): one.pseudonym for one in people},
        )


def _moment(entry: Facts, opened: Opened, names: _Names) -> Moment:
    telling = TELLINGS.get(entry["event"])
    facts = entry | {
        "pseudonym": names.people.get(str(entry.get("person", "")), ""),
        "to_name": names.institutions.get(str(entry.get("to", "")), ""),
    }
    if telling is None:
        sentence = _("Recorded: %(event)s.") % {"event": entry["event"]}
    else:
        sentence = str(telling.sentence)
        sentence = sentence % telling.facts(facts) if "%(" in sentence else sentence
    unnamed = _unnamed(entry, opened.case)
    return Moment(
        at=datetime.fromisoformat(entry["at"]),
        sentence=sentence,
        who="" if unnamed else names.members.get(entry.get("actor", ""), ""),
        institution="" if unnamed else names.institutions.get(entry.get("institution", ""), ""),
        words=_words(entry, opened),
        marked=telling is not None and telling.marked,
    )


def _unnamed(entry: Facts, case: Case) -> bool:
    """Whether it was somebody elsewhere who was asked without the owner being told who."""
    if entry.get("institution") in {"", str(case.institution_id)}:
        return False
    kind = country().kinds.get(str(entry.get("kind"))) if "obligation" in entry else None
    return entry["event"] in _UNNAMED or (kind is not None and kind.unsaid)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _told_to(entry: Facts, opened: Opened) -> bool:
    """Whether the reader may know of it: by its compartment, and without a sentence only at the owner's."""
    telling = TELLINGS.get(entry["event"])
    if telling is None or telling.at_owner:
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
