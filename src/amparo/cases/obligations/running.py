"""Starting and settling one clock. The callers have asked the policy, and record what is returned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.accounts.models import Institution, Membership
from amparo.cases.models import Case, Obligation, ObligationState, Waiver
from amparo.cases.obligations import kinds
from amparo.cases.obligations.calendar import part_of_the_way
from amparo.cases.obligations.kinds import Kind
from amparo.ledger.actions import Fact, Happening
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Beginning:
    """From when on a clock runs, and what it is about, as far as that is not said by its kind."""

    at: datetime
    due_at: datetime | None = None  # a day that was agreed; else the kind's period from `at`
    about: UUID | None = None
    institution: Institution | None = None  # who answers for it; else the case's owner
    worker: Membership | None = None  # who is warned first; else the case's worker
    variant: str = ""  # chooses among the kind's periods


def start(case: Case, kind: Kind, beginning: Beginning) -> tuple[Obligation, list[Happening]]:
    """Start a clock. One that runs already is only ever made shorter. The case is locked by the caller."""
    same = Obligation.objects.pending().filter(case=case, kind=kind.code, about=beginning.about)
    return begin(case, kind, beginning, same.select_for_update().first())


def begin(
    case: Case, kind: Kind, beginning: Beginning, row: Obligation | None
) -> tuple[Obligation, list[Happening]]:
    """As `start`, for who knows (and has locked) the clock that runs already, if there is one."""
    due_at = beginning.due_at or kinds.country().calendar.add(
        beginning.at, kind.period_for(beginning.variant)
    )
    if row is None and kind.once:
        row = Obligation.objects.filter(case=case, kind=kind.code, about=beginning.about).first()
    if row is not None:
        return row, _shorten(row, kind, beginning.at, due_at)
    row = Obligation(
        case=case,
        kind=kind.code,
        basis=kind.source.code,
        about=beginning.about,
        institution=beginning.institution or case.institution,
        worker=beginning.worker,
        started_at=beginning.at,
        due_at=due_at,
    )
    row.wakes_at = next_waking(row, kind)
    row.save(force_insert=True)
    return row, [happening(Event.OBLIGATION_OPENED, row, due=moment(due_at), basis=row.basis)]


def _shorten(row: Obligation, kind: Kind, at: datetime, due_at: datetime) -> list[Happening]:
    if row.state != ObligationState.OPEN or due_at >= row.due_at:
        return []
    row.started_at, row.due_at = at, due_at
    row.wakes_at = next_waking(row, kind)
    row.save(update_fields=["started_at", "due_at", "wakes_at"])
    return [happening(Event.OBLIGATION_SHORTENED, row, due=moment(due_at))]


def settle(
    rows: Iterable[Obligation],
    state: ObligationState,
    *,
    at: datetime,
    by: Membership | None = None,
    waiver: Waiver | str = "",
) -> list[Happening]:
    """Take pending clocks off, as met or as waived."""
    event = Event.OBLIGATION_MET if state == ObligationState.MET else Event.OBLIGATION_WAIVED
    found = []
    changes = {"state": state, "waiver": waiver, "settled_at": at, "settled_by": by, "wakes_at": None}
    taken = list(rows)
    if taken:
        Obligation.objects.filter(pk__in=[row.pk for row in taken]).update(**changes)
    for row in taken:
        for name, value in changes.items():
            setattr(row, name, value)
        facts: dict[str, Fact] = {"late": at > row.due_at}
        if waiver:
            facts["reason"] = str(waiver)
        found.append(happening(event, row, by, **facts))
    return found


def run_beside(row: Obligation, about: UUID) -> Happening:
    """The same clock once more, about somebody: it began when that one did, and went up as far."""
    one = Obligation(case_id=row.case_id, kind=row.kind, basis=row.basis, about=about)
    one.institution_id, one.worker_id = row.institution_id, row.worker_id
    one.started_at, one.due_at, one.breached_at = row.started_at, row.due_at, row.breached_at
    one.steps_taken, one.step = row.steps_taken, row.step
    one.state = ObligationState.BREACHED if row.breached_at else ObligationState.OPEN
    one.wakes_at = next_waking(one, kind_of(one))
    one.save(force_insert=True)
    return happening(Event.OBLIGATION_OPENED, one, due=moment(one.due_at), basis=one.basis)


def resume(rows: Iterable[Obligation]) -> list[Happening]:
    """Put clocks that were waived by mistake back to where they stood; time went on meanwhile."""
    found = []
    for row in rows:
        row.state = ObligationState.BREACHED if row.breached_at else ObligationState.OPEN
        row.waiver, row.settled_at, row.settled_by = "", None, None
        row.wakes_at = next_waking(row, kind_of(row))
        row.save(update_fields=["state", "waiver", "settled_at", "settled_by", "wakes_at"])
        found.append(happening(Event.OBLIGATION_OPENED, row, due=moment(row.due_at), basis=row.basis))
    return found


def kind_of(row: Obligation) -> Kind | None:
    """The kind of a clock, or None when the country's file no longer has it."""
    return kinds.country().kinds.get(row.kind)


def next_waking(row: Obligation, kind: Kind | None) -> datetime | None:
    """When a pending clock has to be looked at again: the next step up, or its end, whichever is first."""
    moments = []
    if row.breached_at is None:
        moments.append(row.due_at)
    if kind is not None and row.steps_taken < len(kind.ladder):
        moments.append(part_of_the_way(row.started_at, row.due_at, kind.ladder[row.steps_taken].share))
    return min(moments, default=None)


def moment(when: datetime) -> str:
    """A moment as the ledger writes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def happening(event: Event, row: Obligation, by: Membership | None = None, **facts: Fact) -> Happening:
    """What happened to a clock, for the ledger: under its case."""
    return Happening(
        event,
        subject=str(row.case_id),
        actor=str(by.pk) if by else "",
        institution=str(row.institution_id),
        facts={"obligation": str(row.pk), "kind": row.kind, **facts},
    )
