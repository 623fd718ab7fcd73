"""Moving a case from stage to stage, and rewording what happened."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.lifecycle import merging, stages
from amparo.cases.lifecycle.starting import write_summary
from amparo.cases.models import Case, Stage, StageStep, Summary
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.vocabulary import Event


@transaction.atomic
def move(actor: Actor, case: Case, after: Stage, *, version: int, reason: str = "") -> StageStep:
    """Take one step of the table. Raises Denied, Hidden, NoKey; Conflict, saying why not."""
    case = locked(actor, Action.MOVE_CASE, case, version)
    merging.not_a_part(case)
    step = stages.step(case.stage, after)
    if step is None:
        raise Conflict(_("A case does not go that way."))
    if step.back and not reason.strip():
        raise Conflict(_("Say why the case goes back."))
    if not step.holds(case):
        raise Conflict(_("Not yet: %(condition)s") % {"condition": step.condition})
    row = note_step(actor, case, after, reason)
    record(Event.CASE_MOVED, actor, case, before=str(row.before), after=str(after), step=str(row.pk))
    return row


def note_step(actor: Actor, case: Case, after: Stage, reason: str = "") -> StageStep:
    """Put a locked case into another stage and keep how it got there; the caller records it. Raises NoKey."""
    row = StageStep(case=case, before=case.stage, after=after, by=actor.membership, at=clock.now())
    if reason.strip():
        compartments.write(actor, row, reason=reason)
    row.save(force_insert=True)
    case.stage = after
    case.closed_at = clock.now() if after == Stage.CLOSED else None
    moved(case, "stage", "closed_at")
    return row


@transaction.atomic
def summarise(actor: Actor, case: Case, text: str, *, version: int) -> Summary:
    """A new wording of what happened; the earlier ones stay. Raises Denied, Hidden, NoKey, Conflict."""
    case = locked(actor, Action.MOVE_CASE, case, version)
    row = write_summary(actor, case, text)
    moved(case)
    record(Event.CASE_SUMMARISED, actor, case, summary=str(row.pk))
    return row
