"""Writing down what the justice system did, and taking back what was a mistake."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.justice import lines, order, parting, public
from amparo.cases.models import (
    Case,
    JusticeStep,
    JusticeStepKind,
    Obligation,
    ObligationState,
    PersonInCase,
    Waiver,
)
from amparo.cases.obligations import kinds, running
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact, Happening, append_many
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Stepped:
    """One step as it is written down."""

    kind: JusticeStepKind
    happened_on: date
    person: PersonInCase | None = None  # whose proceedings; None: those of the whole case
    next_on: date | None = None
    court_kind: str = ""
    court: str = field(default="", repr=False)  # its name and number: sealed
    notes: str = field(default="", repr=False)
    public_crime: bool | None = None  # of a withdrawn complaint only: a person's correction of the law map


@transaction.atomic
def take_step(actor: Actor, case: Case, stepped: Stepped, *, version: int) -> JusticeStep:
    """Keep a step. Raises Denied, Hidden, NoKey; Conflict when it cannot follow the last one, or that day."""
    case = locked(actor, Action.RECORD_JUSTICE, case, version)
    person = stepped.person
    if person is not None and person not in lines.accused(case):
        raise Conflict(_("Only a suspect of this case has proceedings of their own."))
    if person is None and None not in lines.of(case):
        raise Conflict(_("Each accused has proceedings of their own now. Write the step down there."))
    line = lines.steps(case, person)
    if stepped.kind not in following(case, person):
        raise Conflict(_("This step cannot follow the last one."))
    if line and stepped.happened_on < line[-1].happened_on:
        raise Conflict(_("This was before the last step. Take that one back first, if it was a mistake."))
    parts = person is not None and not lines.own_steps(case, person)
    row = JusticeStep(
        case=case,
        person=person,
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
    if person is not None and parts:
        parting.part(case, person, by=actor.membership)
    record(Event.JUSTICE_STEPPED, actor, case, row=str(row.pk), **_facts(row))
    return row


def following(case: Case, person: PersonInCase | None) -> tuple[JusticeStepKind, ...]:
    """The steps that can come next on a line."""
    last = lines.last_step(case, person)
    return order.can_follow(JusticeStepKind(last.kind) if last else None)


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
    if row.person_id is None and case.justicesteps.standing().filter(person__isnull=False, at__gt=row.at):
        raise Conflict(
            _("The proceedings of one of the accused go on from this step. Take those back first.")
        )
    row.taken_back_by, row.taken_back_at = actor.membership, clock.now()
    row.save(update_fields=["taken_back_by", "taken_back_at"])
    moved(case)
    record(Event.JUSTICE_STEP_TAKEN_BACK, actor, case, row=str(row.pk), step=str(row.kind))
    _wind_back(actor, case, row)
    return row


def _wind_back(actor: Actor, case: Case, row: JusticeStep) -> None:
    """What the step had opened is dropped, and what it had met or dropped runs on."""
    found: list[Happening] = []
    for kind in kinds.country().kinds.values():
        clocks = Obligation.objects.select_for_update().filter(case=case, kind=kind.code, about=row.person_id)
        if any(trigger.fires(Event.JUSTICE_STEPPED, _facts(row)) for trigger in kind.opened_by):
            found += running.settle(
                clocks.pending(),
                ObligationState.WAIVED,
                at=clock.now(),
                by=actor.membership,
                waiver=Waiver.MISTAKE,
            )
        if any(trigger.fires(Event.JUSTICE_STEPPED, _facts(row)) for trigger in kind.met_by):
            found += running.resume(clocks.filter(state=ObligationState.MET).order_by("-started_at")[:1])
        if any(trigger.fires(Event.JUSTICE_STEPPED, _facts(row)) for trigger in kind.dropped_by):
            found += running.resume(clocks.filter(waiver=Waiver.ENDED, settled_at__gte=row.at))
    if found:
        append_many(found)
    if row.person is not None and not lines.own_steps(case, row.person):
        parting.join_again(case, row.person, by=actor.membership)


def _facts(row: JusticeStep) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"step": str(row.kind), "on": row.happened_on.isoformat()}
    return facts if row.person_id is None else facts | {"accused": str(row.person_id)}


def _newest(case: Case, step: JusticeStep) -> JusticeStep:
    own = case.justicesteps.standing().filter(person=step.person_id).select_related("person")
    row = own.select_for_update(of=("self",)).last()
    if row is None or row.pk != step.pk:
        raise Conflict(_("Only the last step can be changed."))
    return row


def keeps_open(case: Case) -> str | None:
    """Why a case with a withdrawn complaint is not closed (lifecycle/blockers.py)."""
    if public.withdrawn_but_public(case) is None:
        return None
    return str(_("The complaint was withdrawn, but the crime is public: the proceedings have not ended."))
