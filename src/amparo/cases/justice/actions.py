"""Writing down what the justice system did, and taking back what was a mistake."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.justice import order
from amparo.cases.models import Case, JusticeStep, JusticeStepKind, Obligation, ObligationState, Waiver
from amparo.cases.obligations import kinds, running
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact, append_many
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Stepped:
    """One step as it is written down."""

    kind: JusticeStepKind
    happened_on: date
    next_on: date | None = None
    court_kind: str = ""
    court: str = field(default="", repr=False)  # its name and number: sealed
    notes: str = field(default="", repr=False)
    public_crime: bool | None = None  # asked of a withdrawn complaint only


@transaction.atomic
def take_step(actor: Actor, case: Case, stepped: Stepped, *, version: int) -> JusticeStep:
    """Keep a step. Raises Denied, Hidden, NoKey; Conflict when it cannot follow the last one, or that day."""
    case = locked(actor, Action.RECORD_JUSTICE, case, version)
    last = last_step(case)
    if stepped.kind not in order.can_follow(JusticeStepKind(last.kind) if last else None):
        raise Conflict(_("This step cannot follow the last one."))
    newest = case.justicesteps.standing().last()
    if newest is not None and stepped.happened_on < newest.happened_on:
        raise Conflict(_("This was before the last step. Take that one back first, if it was a mistake."))
    row = JusticeStep(
        case=case,
        kind=stepped.kind,
        happened_on=stepped.happened_on,
        next_on=stepped.next_on,
        court_kind=stepped.court_kind,
        public_crime=stepped.public_crime if stepped.kind == JusticeStepKind.WITHDRAWN else None,
        by=actor.membership,
        at=clock.now(),
    )
    compartments.write(actor, row, court=stepped.court, notes=stepped.notes)
    row.save(force_insert=True)
    moved(case)
    record(Event.JUSTICE_STEPPED, actor, case, row=str(row.pk), **_facts(row))
    return row


@transaction.atomic
def set_next(actor: Actor, step: JusticeStep, next_on: date | None, *, version: int) -> JusticeStep:
    """A hearing was set, moved or called off. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.RECORD_JUSTICE, step.case, version)
    row = _newest(case, step)
    row.next_on = next_on
    row.save(update_fields=["next_on"])
    moved(case)
    day = next_on.isoformat() if next_on else None
    record(Event.JUSTICE_DATE_SET, actor, case, row=str(row.pk), next_on=day)
    return row


@transaction.atomic
def take_back(actor: Actor, step: JusticeStep, *, version: int) -> JusticeStep:
    """The last step was a mistake: it stays to be seen, the clocks are as before. Raises as `set_next`."""
    case = locked(actor, Action.RECORD_JUSTICE, step.case, version)
    row = _newest(case, step)
    row.taken_back_by, row.taken_back_at = actor.membership, clock.now()
    row.save(update_fields=["taken_back_by", "taken_back_at"])
    moved(case)
    record(Event.JUSTICE_STEP_TAKEN_BACK, actor, case, row=str(row.pk), step=str(row.kind))
    _wind_back(actor, case, row)
    return row


def _wind_back(actor: Actor, case: Case, row: JusticeStep) -> None:
    """What the step had opened is dropped, and what it had met runs on."""
    found = []
    for kind in kinds.country().kinds.values():
        clocks = Obligation.objects.select_for_update().filter(case=case, kind=kind.code)
        if any(trigger.fires(Event.JUSTICE_STEPPED, _facts(row)) for trigger in kind.opened_by):
            found += running.settle(
                clocks.pending(),
                ObligationState.WAIVED,
                at=clock.now(),
                by=actor.membership,
                waiver=Waiver.ENDED,
            )
        if any(trigger.fires(Event.JUSTICE_STEPPED, _facts(row)) for trigger in kind.met_by):
            found += running.resume(clocks.filter(state=ObligationState.MET).order_by("-started_at")[:1])
    if found:
        append_many(found)


def _facts(row: JusticeStep) -> dict[str, Fact]:
    return {"step": str(row.kind), "on": row.happened_on.isoformat()}


def _newest(case: Case, step: JusticeStep) -> JusticeStep:
    row = case.justicesteps.standing().select_for_update(of=("self",)).last()
    if row is None or row.pk != step.pk:
        raise Conflict(_("Only the last step can be changed."))
    return row


def last_step(case: Case) -> JusticeStep | None:
    """Where the justice system stands; a withdrawn complaint moves it nowhere."""
    return case.justicesteps.standing().exclude(kind=JusticeStepKind.WITHDRAWN).last()


def withdrawn_but_public(case: Case) -> JusticeStep | None:
    """A withdrawn complaint that ends nothing: the crime is public, or nobody said that it is not."""
    last = last_step(case)
    if last is not None and last.kind in order.ENDS:
        return None
    withdrawn = case.justicesteps.standing().filter(kind=JusticeStepKind.WITHDRAWN)
    return withdrawn.exclude(public_crime=False).last()


def keeps_open(case: Case) -> str | None:
    """Why a case with a withdrawn complaint is not closed (lifecycle/blockers.py)."""
    if withdrawn_but_public(case) is None:
        return None
    return str(_("The complaint was withdrawn, but the crime is public: the proceedings have not ended."))
