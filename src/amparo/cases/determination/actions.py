"""A person determines what was done to somebody. Each determination is a new row; the newest counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments, needing
from amparo.cases.changing import locked, moved, record
from amparo.cases.determination import suggestion
from amparo.cases.determination.suggestion import Facts
from amparo.cases.models import Case, Determination, ElementsReasoning, PersonInCase, Status
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Decided:
    """What a person decides about the facts, and why."""

    facts: Facts
    status: Status
    words: str = field(repr=False)  # without names
    reasoning: str = field(default="", repr=False)  # for the investigation alone


@transaction.atomic
def determine(actor: Actor, person: PersonInCase, decided: Decided, *, version: int) -> Determination:
    """Decide. The case is online, or a child's, when one of the newest determinations in it says so.

    Raises Denied, Hidden, NoKey; Conflict when nothing that was stated makes the person a confirmed victim.
    """
    case = locked(actor, Action.DETERMINE_CASE, person.case, version)
    needing.check(actor, Action.DETERMINE_CASE, case)
    facts = decided.facts
    complete = suggestion.trafficking(facts).complete
    if decided.status == Status.CONFIRMED and not complete and not facts.manifestations:
        raise Conflict(
            _(
                "Nothing that is stated makes the person a confirmed victim: neither all elements of"
                " trafficking, nor a form of exploitation or abuse."
                " 'Possible victim' gives the same protection."
            )
        )
    last = person.determinations.aggregate(last=Max("number"))["last"] or 0
    row = Determination(
        case=case,
        person=person,
        number=last + 1,
        status=decided.status,
        child=facts.child,
        done_on=facts.done_on,
        acts=list(facts.acts),
        means=list(facts.means),
        purposes=list(facts.purposes),
        manifestations=list(facts.manifestations),
        online=facts.online,
        technologies=list(facts.technologies),
        platforms=list(facts.platforms),
        suggested=complete,
        by=actor.membership,
        at=clock.now(),
    )
    compartments.write(actor, row, words=decided.words)
    row.save(force_insert=True)
    if decided.reasoning.strip():
        why = ElementsReasoning(case=case, determination=row)
        compartments.write(actor, why, text=decided.reasoning)
        why.save(force_insert=True)
    moved(case, *_settle(case))
    facts_recorded = {"determination": str(row.pk), "person": str(person.pk), "status": str(decided.status)}
    record(Event.CASE_DETERMINED, actor, case, number=row.number, **facts_recorded)
    return row


def newest(case: Case) -> list[Determination]:
    """The newest determination about each person, in the order of the people."""
    rows = Determination.objects.filter(case=case).order_by("person__number", "-number")
    return list(rows.distinct("person__number").select_related("person", "by__person", "by__institution"))


def _settle(case: Case) -> list[str]:
    standing = [row for row in newest(case) if row.status != Status.NOT_A_VICTIM]
    online, child = _any(row.online for row in standing), _any(row.child for row in standing)
    changed = []
    if online is not None and online != case.online:
        case.online = online
        changed.append("online")
    if child is not None and child != case.child:
        case.child = child
        changed.append("child")
    return changed


def _any(said: Iterable[bool | None]) -> bool | None:
    """True when one is, False when all are known not to be, else None."""
    answers = list(said)
    if True in answers:
        return True
    return None if None in answers or not answers else False
