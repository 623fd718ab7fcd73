"""Keeping and destroying: a hold forbids, two people decide, the record says that both happened."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.lifecycle import merging
from amparo.cases.models import Case, Destruction, HoldGround, LegalHold
from amparo.cases.retention import destroying, due
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Wanted:
    """What a hold says."""

    ground: HoldGround
    words: str = field(default="", repr=False)
    until: date | None = None


@transaction.atomic
def hold(actor: Actor, case: Case, wanted: Wanted, *, version: int) -> LegalHold:
    """Forbid that a case is closed or destroyed. Raises Denied, Hidden, Conflict; NoKey (words)."""
    case = locked(actor, Action.HOLD_CASE, case, version)
    _not_destroyed(case)
    if wanted.until is not None and wanted.until < due.today():
        raise Conflict(_("The last day of a hold cannot have passed."))
    row = LegalHold(
        case=case,
        ground=wanted.ground,
        until=wanted.until,
        institution=actor.institution,
        by=actor.membership,
        at=clock.now(),
    )
    if wanted.words:
        compartments.write(actor, row, words=wanted.words)
    row.save(force_insert=True)
    moved(case)
    until = wanted.until.isoformat() if wanted.until else ""
    record(Event.HOLD_PLACED, actor, case, hold=str(row.pk), ground=str(wanted.ground), until=until)
    return row


@transaction.atomic
def lift(actor: Actor, row: LegalHold, *, version: int) -> LegalHold:
    """End a hold, which only the institution that placed it can. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.HOLD_CASE, row.case, version)
    row = LegalHold.objects.select_for_update().get(pk=row.pk)
    if row.institution_id != actor.institution.pk:
        raise Denied
    if row.lifted_at is not None:
        raise Conflict(_("This hold was lifted already."))
    row.lifted_by, row.lifted_at = actor.membership, clock.now()
    row.save(update_fields=["lifted_by", "lifted_at"])
    moved(case)
    record(Event.HOLD_LIFTED, actor, case, hold=str(row.pk))
    return row


@transaction.atomic
def propose(actor: Actor, case: Case, *, version: int) -> Destruction:
    """Ask a second person to destroy a case whose period is over. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.DECIDE_RETENTION, case, version)
    found = _may_be_destroyed(case)
    if found.proposal is not None:
        raise Conflict(_("It is already proposed, and waits for a second person."))
    row = Destruction.objects.create(
        case=case,
        rule=found.rule.code,
        due_on=found.on,
        proposed_by=actor.membership,
        proposed_at=clock.now(),
    )
    moved(case)
    record(Event.DESTRUCTION_PROPOSED, actor, case, destruction=str(row.pk), rule=found.rule.code)
    return row


@transaction.atomic
def answer(actor: Actor, case: Case, *, confirm: bool, version: int) -> Destruction:
    """Destroy a case as proposed, or refuse to. Who proposed can take it back, but never confirm.

    What is part of it goes with it.
    Raises Denied, Hidden; Conflict for the same person, and when something keeps the case now.
    """
    case = locked(actor, Action.DECIDE_RETENTION, case, version)
    row = Destruction.objects.select_for_update().filter(case=case, confirmed=None).first()
    if row is None:
        raise Conflict(_("Nobody proposes to destroy this case any more."))
    if confirm and row.proposed_by.person_id == actor.membership.person_id:
        raise Conflict(_("A second person of your institution has to confirm."))
    if confirm:
        _may_be_destroyed(case)
    row.confirmed, row.answered_by, row.answered_at = confirm, actor.membership, clock.now()
    row.save(update_fields=["confirmed", "answered_by", "answered_at"])
    moved(case)
    if not confirm:
        record(Event.DESTRUCTION_REFUSED, actor, case, destruction=str(row.pk))
        return row
    for one in (*merging.locked_parts(case), case):
        counted = destroying.destroy(one)
        record(Event.CASE_DESTROYED, actor, one, destruction=str(row.pk), rule=row.rule, **counted)
    return row


def _may_be_destroyed(case: Case) -> due.Due:
    """The case as it falls due. Raises Conflict that says what keeps it."""
    _not_destroyed(case)
    merging.not_a_part(case)
    found = due.of(case)
    if found is None:
        raise Conflict(_("An open case is not destroyed."))
    if not found.over:
        raise Conflict(_("Its period is not over yet."))
    if found.held:
        raise Conflict(_("A legal hold keeps this case."))
    return found


def _not_destroyed(case: Case) -> None:
    if due.destroyed(case) is not None:
        raise Conflict(_("What was sealed in this case has been destroyed."))
