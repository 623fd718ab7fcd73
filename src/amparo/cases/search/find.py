"""What a search finds: only cases that the reader may open, by what they open of them."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.models import Case, CaseContact, CasePoint, CaseReport, Compartment, PersonInCase
from amparo.cases.models.compartment import CompartmentGrant
from amparo.cases.search import index, words
from amparo.kernel import clock
from amparo.kernel.references import is_reference
from amparo.reports import identifiers
from amparo.reports.identifiers import Identifier
from amparo.reports.models import ContactPoint

MOST_SHOWN = 50  # cases
MOST_TEXTS = 500  # texts with the words, of which the cases are shown
_PERSON = re.compile(r"^(?P<reference>\S+)[\s/,]+P(?P<number>\d{1,4})$")
_DOCUMENT = re.compile(r"[0-9]{12}[A-Z]|[A-Z]{2}[0-9]{6,7}")


class By(StrEnum):
    """By what a case was found."""

    REFERENCE = "reference"
    REPORT = "report"
    PSEUDONYM = "pseudonym"
    IDENTIFIER = "identifier"
    TEXT = "text"


WORDS: dict[By, Promise] = {
    By.REFERENCE: _("reference"),
    By.REPORT: _("reference of a report"),
    By.PSEUDONYM: _("person of the case"),
    By.IDENTIFIER: _("phone, account or document"),
    By.TEXT: _("words in"),
}


@dataclass
class Hit:
    """One case and why it was found."""

    case: Case
    by: set[By] = field(default_factory=set)
    compartments: set[str] = field(default_factory=set)

    @property
    def reasons(self) -> list[str]:
        """In words; of sealed text also in which compartments."""
        said = [str(WORDS[one]) for one in By if one in self.by and one is not By.TEXT]
        if By.TEXT in self.by:
            where = ", ".join(str(one.label) for one in Compartment if one.value in self.compartments)
            said.append(f"{WORDS[By.TEXT]} {where}")
        return said


@dataclass
class Found:
    """What a search found, newest movement first; `more` when there is more than is shown."""

    hits: list[Hit]
    more: bool


def search(actor: Actor, typed: str) -> Found:
    """Every case that `typed` names or whose texts hold all of its words; records nothing. Raises NoKey."""
    typed = typed.strip()
    found: dict[Any, tuple[set[By], set[str]]] = {}
    for by, case, where in (*_by_number(actor, typed), *_by_identifier(actor, typed)):
        reasons, places = found.setdefault(case, (set(), set()))
        reasons.add(by)
        places.update(where)
    texts = _by_text(actor, typed)
    for case, compartment in texts:
        reasons, places = found.setdefault(case, (set(), set()))
        reasons.add(By.TEXT)
        places.add(compartment)
    rows = Case.objects.filter(pk__in=list(found)).select_related("institution", "worker__person")
    hits = [Hit(case, *found[case.pk]) for case in rows.order_by("-moved_at", "pk")[: MOST_SHOWN + 1]]
    return Found(hits[:MOST_SHOWN], len(hits) > MOST_SHOWN or len(texts) >= MOST_TEXTS)


def _by_number(actor: Actor, typed: str) -> list[tuple[By, Any, tuple[str, ...]]]:
    """By the reference of a case, of one of its reports, or of somebody in it ('C26-… P2')."""
    upper = typed.upper()
    person = _PERSON.match(upper)
    reference = person["reference"] if person else upper
    if not is_reference(reference):
        return []
    if person:
        people = PersonInCase.objects.filter(case__reference=reference, number=int(person["number"]))
        cases, by = Case.objects.filter(pk__in=people.values("case")), By.PSEUDONYM
    elif reference.startswith("C"):
        cases, by = Case.objects.filter(reference=reference), By.REFERENCE
    else:
        edges = CaseReport.objects.standing().filter(report__reference=reference)
        own = Case.objects.held_by(actor.institution)  # only the owner is told which reports a case grew from
        cases, by = own.filter(pk__in=edges.values("case")), By.REPORT
    return [(by, case.pk, ()) for case in cases if _readable(actor, case)]


def _readable(actor: Actor, case: Case) -> bool:
    return actor.may(Action.READ_CASE, case.relation_to(actor.institution))


def points(typed: str) -> set[Identifier]:
    """The identifiers that `typed` can be, normalised as in reports and cases."""
    found = set(identifiers.of_account(typed)) if typed else set()
    compact = "".join(sign for sign in typed.upper() if sign.isalnum())
    if _DOCUMENT.fullmatch(compact):
        found.add(Identifier("document", compact))
    return {one for one in found if one.value}


def _by_identifier(actor: Actor, typed: str) -> list[tuple[By, Any, tuple[str, ...]]]:
    """By the blind index: of people whose identity the reader opens, and of the institution's own reports."""
    digests = [(one.kind, one.digest) for one in points(typed)]
    if not digests or Compartment.IDENTITY not in policy.COMPARTMENTS.get(actor.role, ()):
        return []
    same = Q()
    for kind, digest in digests:
        same |= Q(kind=kind, digest=digest)
    reports = ContactPoint.objects.filter(same, report__institution=actor.institution).values("report")
    edges = CaseReport.objects.standing().filter(report__in=reports, case__institution=actor.institution)
    found = set(edges.values_list("case", flat=True))
    held = _held(actor)
    for point in CasePoint.objects.filter(same).select_related("person__suspected")[:MOST_TEXTS]:
        suspected = getattr(point.person, "suspected", None)
        needed = Compartment.IDENTITY if suspected is None else Compartment.INVESTIGATION
        if needed in policy.COMPARTMENTS[actor.role] and held.filter(
            key__case=point.case_id, key__compartment=needed
        ):
            found.add(point.case_id)
    if Compartment.INVESTIGATION in policy.COMPARTMENTS[actor.role]:
        for contact in CaseContact.objects.standing().filter(same)[:MOST_TEXTS]:
            if held.filter(key__case=contact.case_id, key__compartment=Compartment.INVESTIGATION):
                found.add(contact.case_id)
    return [(By.IDENTIFIER, case, ()) for case in found]


def _held(actor: Actor) -> Any:
    """The grants that open something for the reader's institution now."""
    unexpired = Q(until=None) | Q(until__gt=clock.now())
    return CompartmentGrant.objects.live().of(actor.institution).filter(unexpired)


# The grant is asked text by text, and only until enough are found: with `IN (…)` PostgreSQL would first list
# every grant of the institution.
_TEXTS = """
SELECT DISTINCT case_id, compartment FROM (
    SELECT text.case_id, text.compartment FROM cases_indexedtext text
    WHERE text.institution_id = %(institution)s AND text.epoch = %(epoch)s
      AND text.tokens @> %(tokens)s AND text.compartment = ANY(%(compartments)s)
      AND (
        SELECT true FROM cases_compartmentkey key
        JOIN cases_compartmentgrant held ON held.key_id = key.id
        WHERE key.case_id = text.case_id AND key.compartment = text.compartment
          AND held.institution_key_id = ANY(%(keys)s) AND held.ended_at IS NULL AND NOT held.promised
          AND (held.until IS NULL OR held.until > %(now)s)
        LIMIT 1
      )
    LIMIT %(most)s
) found
"""


def _by_text(actor: Actor, typed: str) -> list[tuple[Any, str]]:
    """Cases and compartments with a text that holds every word, in any epoch of the institution's key."""
    wanted = words.of_text(typed)
    if not wanted:
        return []
    keys = dict(actor.institution.keys.order_by("-epoch").values_list("epoch", "pk"))
    found: list[tuple[Any, str]] = []
    with connection.cursor() as cursor:
        for epoch in keys:
            values: dict[str, Any] = {
                "institution": actor.institution.pk,
                "epoch": epoch,
                "tokens": index.tokens(index.key_of(actor.keyring, epoch), wanted),
                "compartments": sorted(policy.COMPARTMENTS.get(actor.role, ())),
                "keys": list(keys.values()),
                "now": clock.now(),
                "most": MOST_TEXTS - len(found),
            }
            cursor.execute(_TEXTS, values)
            found += cursor.fetchall()
            if len(found) >= MOST_TEXTS:
                break
    return found
