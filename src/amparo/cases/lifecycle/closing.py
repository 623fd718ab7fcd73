"""Closing takes a reason, two people and nothing left open; reopening takes a reason.

What is part of a case is closed and reopened with it, and keeps nothing open that the whole does not know of.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record, record_all
from amparo.cases.lifecycle import blockers, merging
from amparo.cases.lifecycle.moving import note_step
from amparo.cases.models import Case, Closing, ClosingReason, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact
from amparo.ledger.vocabulary import Event

_EARLY = (Stage.IDENTIFICATION, Stage.REGISTRATION)


@transaction.atomic
def propose(actor: Actor, case: Case, reason: ClosingReason, *, words: str, version: int) -> Closing:
    """Ask a second person of the institution to close the case.

    Raises Denied, Hidden, NoKey; Conflict while something is open, naming it, or for an unfit reason.
    """
    case = locked(actor, Action.CLOSE_CASE, case, version)
    _can_close(case, reason, merging.parts_of(case))
    if waiting(case) is not None:
        raise Conflict(_("Closing is already proposed, and waits for a second person."))
    row = Closing(case=case, reason=reason, proposed_by=actor.membership, proposed_at=clock.now())
    compartments.write(actor, row, words=words)
    row.save(force_insert=True)
    moved(case)
    record(Event.CLOSING_PROPOSED, actor, case, closing=str(row.pk), reason=str(reason))
    return row


@transaction.atomic
def answer(actor: Actor, case: Case, *, confirm: bool, version: int) -> Closing:
    """Close the case, or refuse to. Who proposed can withdraw (refuse) but never confirm.

    Raises Denied, Hidden, NoKey; Conflict for the same person, or when something was opened meanwhile.
    """
    case = locked(actor, Action.CLOSE_CASE, case, version)
    row = waiting(case)
    if row is None:
        raise Conflict(_("Nobody proposes to close this case any more."))
    if confirm and row.proposed_by.person_id == actor.membership.person_id:
        raise Conflict(_("A second person of your institution has to confirm."))
    parts = merging.locked_parts(case) if confirm else []
    if confirm:
        _can_close(case, ClosingReason(row.reason), parts)
    row.confirmed, row.answered_by, row.answered_at = confirm, actor.membership, clock.now()
    row.save(update_fields=["confirmed", "answered_by", "answered_at"])
    if confirm:
        facts: dict[str, Fact] = {"closing": str(row.pk), "reason": str(row.reason)}
        happened = [(Event.CASE_CLOSED, case, facts)]
        for one in parts:
            happened.append((Event.PART_CLOSED, one, facts | {"with": str(case.pk)}))
        for one in (case, *parts):
            note_step(actor, one, Stage.CLOSED)
        record_all(actor, happened)
    else:
        moved(case)
        record(Event.CLOSING_REFUSED, actor, case, closing=str(row.pk))
    return row


@transaction.atomic
def reopen(actor: Actor, case: Case, *, reason: str, version: int) -> Case:
    """Work goes on: in the stage in which it was closed if that was an early one, else with the assessment.

    Raises Denied, Hidden, NoKey, Conflict.
    """
    case = locked(actor, Action.CLOSE_CASE, case, version)
    merging.not_a_part(case)
    if case.stage != Stage.CLOSED:
        raise Conflict(_("The case is not closed."))
    step = note_step(actor, case, _stage_again(case), reason)
    happened: list[tuple[Event, Case, dict[str, Fact]]] = [
        (Event.CASE_REOPENED, case, {"after": str(step.after), "step": str(step.pk)})
    ]
    for part in merging.locked_parts(case):
        if part.stage == Stage.CLOSED:
            step = note_step(actor, part, _stage_again(part))
            happened.append((Event.PART_REOPENED, part, {"after": str(step.after), "with": str(case.pk)}))
    record_all(actor, happened)
    return case


def _stage_again(case: Case) -> Stage:
    last = case.stagesteps.filter(after=Stage.CLOSED).last()
    before = Stage(last.before) if last else Stage.IDENTIFICATION
    return before if before in _EARLY else Stage.ASSESSMENT


def waiting(case: Case) -> Closing | None:
    """The proposal that a second person has not answered yet."""
    return Closing.objects.filter(case=case, confirmed=None).select_related("proposed_by__person").first()


def _can_close(case: Case, reason: ClosingReason, parts: list[Case]) -> None:
    merging.not_a_part(case)
    if case.stage == Stage.CLOSED:
        raise Conflict(_("The case is already closed."))
    if reason == ClosingReason.GOALS_REACHED and case.stage != Stage.REVIEW:
        raise Conflict(_("Whether the goals are reached is asked in the review. Take the case there first."))
    if reason == ClosingReason.ADULT_DECLINED and any(one.child for one in (case, *parts)):
        raise Conflict(_("A child's case is not closed because support was declined."))
    if found := blockers.of_the_whole(case, parts):
        raise Conflict(" ".join(found))
