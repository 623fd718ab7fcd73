"""Nothing falls off: a clock warns its worker, runs out, and goes up step by step until somebody acts."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.accounts.relation import Relation
from amparo.cases.models import FocalPoint, Notice, NoticeKind, Obligation, ObligationState, Step
from amparo.cases.obligations import running
from amparo.kernel import clock
from amparo.ledger.actions import Happening, append_many
from amparo.ledger.vocabulary import Event

BATCH = 500

SAYS = {
    Step.WORKER: NoticeKind.WARNED,
    Step.SUPERVISOR: NoticeKind.SUPERVISE,
    Step.FOCAL_POINT: NoticeKind.FOCAL_POINT,
    Step.COORDINATION: NoticeKind.COORDINATION,
}
COORDINATORS = (Role.SUPERVISOR, Role.ANALYST)


class Coordination:
    """What the coordinating body sees of all institutions: counts, and nothing of any person."""

    def relation_to(self, institution: Institution) -> Relation:
        return Relation.OWN if institution.kind == Kind.COORDINATION else Relation.OUTSIDER


def wake_clocks() -> int:
    """Take every step whose time has come, each once; returns how many.

    Safe to run twice at once: a row that another worker holds is left to it. A worker that slept for days
    takes the steps one after the other, so that the ledger has each of them.
    """
    steps, rows = 0, BATCH
    while rows == BATCH:
        rows, taken = _wake_a_batch()
        steps += taken
    return steps


@transaction.atomic
def _wake_a_batch() -> tuple[int, int]:
    """How many clocks were looked at, and how many steps they took."""
    now = clock.now()
    due = Obligation.objects.due(now).defer("words").select_related("case", "case__worker")
    rows = list(due.order_by("wakes_at", "pk").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    if not rows:
        return 0, 0
    people = _People()
    happenings: list[Happening] = []
    notices: list[Notice] = []
    for row in rows:
        for happening, says, members in _steps(row, now, people):
            happenings.append(happening)
            notices += [Notice(membership_id=one, kind=says, obligation=row, at=now) for one in members]
    _save(rows)
    Notice.objects.bulk_create(notices)
    if happenings:
        append_many(happenings)
    return len(rows), len(happenings)


def _save(rows: list[Obligation]) -> None:
    """What changed, in one statement: the ORM's bulk update takes six times as long."""
    columns = [
        [getattr(row, name) for row in rows]
        for name in ("pk", "state", "breached_at", "steps_taken", "step", "wakes_at")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_obligation SET state = new.state, breached_at = new.breached_at, "
            "steps_taken = new.steps_taken, step = new.step, wakes_at = new.wakes_at "
            "FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::smallint[], %s::text[], "
            "%s::timestamptz[]) AS new (id, state, breached_at, steps_taken, step, wakes_at) "
            "WHERE cases_obligation.id = new.id",
            columns,
        )


def _steps(
    row: Obligation, now: datetime, people: "_People"
) -> Iterator[tuple[Happening, NoticeKind, list[UUID]]]:
    """Everything that is due for one clock, in order; the row is changed and not saved."""
    kind = running.kind_of(row)
    while row.wakes_at is not None and row.wakes_at <= now:
        when = running.moment(row.wakes_at)
        if row.breached_at is None and row.wakes_at == row.due_at:
            row.state, row.breached_at = ObligationState.BREACHED, row.due_at
            row.wakes_at = running.next_waking(row, kind)
            happening = running.happening(Event.OBLIGATION_BREACHED, row, since=when)
            yield happening, NoticeKind.BREACHED, people.told(row, Step.WORKER)
            continue
        step = kind.ladder[row.steps_taken].step if kind else Step.SUPERVISOR
        row.step, row.steps_taken = step, row.steps_taken + 1
        row.wakes_at = running.next_waking(row, kind)
        happening = running.happening(Event.OBLIGATION_ESCALATED, row, to=str(step), since=when)
        yield happening, SAYS[step], people.told(row, step)


class _People:
    """Whom a step reaches, each institution asked for once a batch."""

    def __init__(self) -> None:
        self._supervisors: dict[object, list[UUID]] = {}
        self._coordinators: list[UUID] | None = None

    def told(self, row: Obligation, step: Step) -> list[UUID]:
        """The members to tell; when the one it should be has left, the supervisors."""
        if step == Step.COORDINATION:
            return self._all_coordinators()
        supervisors = self._supervisors_of(row)
        if step == Step.WORKER:
            one = row.worker or (row.case.worker if row.institution_id == row.case.institution_id else None)
            return [one.pk] if one is not None and one.ended_at is None else supervisors
        if step == Step.FOCAL_POINT:
            named = FocalPoint.objects.filter(institution=row.institution_id, membership__ended_at=None)
            return list(named.values_list("membership", flat=True)) or supervisors
        return supervisors

    def _supervisors_of(self, row: Obligation) -> list[UUID]:
        if row.institution_id not in self._supervisors:
            members = Membership.objects.current().filter(
                institution=row.institution_id, role=Role.SUPERVISOR
            )
            self._supervisors[row.institution_id] = list(members.values_list("pk", flat=True))
        return self._supervisors[row.institution_id]

    def _all_coordinators(self) -> list[UUID]:
        if self._coordinators is None:
            members = Membership.objects.current().filter(
                institution__kind=Kind.COORDINATION, role__in=COORDINATORS
            )
            self._coordinators = list(members.values_list("pk", flat=True))
        return self._coordinators
