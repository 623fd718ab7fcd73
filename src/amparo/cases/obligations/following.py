"""Clocks follow the ledger: what is recorded opens, meets and drops them, as the country's file says."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from amparo.accounts.models import Institution, Membership
from amparo.cases.models import Case, Obligation, ObligationState, Waiver
from amparo.cases.obligations import kinds, running
from amparo.cases.obligations.kinds import ACTOR, OWNER, Kind
from amparo.kernel import clock
from amparo.ledger.actions import Fact, Happening
from amparo.ledger.vocabulary import Event

Facts = Mapping[str, Fact]

ENDING = frozenset({Event.CASE_CLOSED, Event.PART_CLOSED, Event.CASE_LET_GO})


# After nearly every step; the ORM takes longer to say it than PostgreSQL to do it.
_PENDING = """
SELECT * FROM cases_obligation WHERE case_id = %s AND state IN ('open', 'breached')
ORDER BY due_at, id FOR UPDATE
"""


def follow(event: Event, case: Case, member: Membership | None, facts: Facts) -> list[Happening]:
    """Change the case's clocks after an event that is about to be recorded; returns what to record with it.

    `member` did it; None for the worker. Meeting comes before opening, so that a clock can follow itself.
    """
    found: list[Happening] = []
    clocks = _Clocks(case)
    for kind in kinds.country().by_event.get(event, ()):
        about = _about(kind, facts)
        if any(trigger.fires(event, facts) for trigger in kind.met_by):
            at = _began(kind, facts) or clock.now()
            found += running.settle(clocks.of(kind, about), ObligationState.MET, at=at, by=member)
        elif any(trigger.fires(event, facts) for trigger in kind.dropped_by):
            found += running.settle(
                clocks.of(kind, about),
                ObligationState.WAIVED,
                at=clock.now(),
                by=member,
                waiver=Waiver.ENDED,
            )
        if any(trigger.fires(event, facts) for trigger in kind.opened_by):
            found += _open(kind, clocks, member, facts)
    return found + _follow_the_case(event, case, member, facts)


class _Clocks:
    """The pending clocks of a case, read and locked at once when the first of them is asked for."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._rows: list[Obligation] | None = None

    def of(self, kind: Kind, about: UUID | None) -> list[Obligation]:
        """Those of a kind that still run, about the same thing: one at most."""
        if self._rows is None:
            self._rows = list(Obligation.objects.raw(_PENDING, [self.case.pk]))
        return [row for row in self._rows if row.pending and (row.kind, row.about) == (kind.code, about)]

    def begin(self, kind: Kind, beginning: running.Beginning) -> list[Happening]:
        """Start one, or shorten the one that runs."""
        known = self.of(kind, beginning.about)
        row, found = running.begin(self.case, kind, beginning, known[0] if known else None)
        if self._rows is not None and not known:
            self._rows.append(row)
        return found


def _open(kind: Kind, clocks: _Clocks, member: Membership | None, facts: Facts) -> list[Happening]:
    due_at = None
    if kind.until_fact:
        day = _day(facts.get(kind.until_fact))
        if day is None:  # nothing was agreed
            return []
        due_at = kinds.country().calendar.end_of(day)
    beginning = running.Beginning(
        at=_began(kind, facts) or clock.now(),
        due_at=due_at,
        about=_about(kind, facts),
        institution=_responsible(kind, clocks.case, member, facts),
        worker=member if kind.responsible == ACTOR else None,
        variant=str(facts.get(kind.by_fact, "")),
    )
    return clocks.begin(kind, beginning)


def _follow_the_case(event: Event, case: Case, member: Membership | None, facts: Facts) -> list[Happening]:
    """What becomes of all clocks when the case ends, changes hands, or becomes part of another."""
    if event in ENDING or event is Event.CASES_MERGED:
        waiver = Waiver.MERGED if event is Event.CASES_MERGED else Waiver.ENDED
        rows = Obligation.objects.pending().filter(case=case).select_for_update()
        return running.settle(rows, ObligationState.WAIVED, at=clock.now(), by=member, waiver=waiver)
    if event is Event.MERGE_TAKEN_BACK:
        return running.resume(Obligation.objects.filter(case=case, waiver=Waiver.MERGED).select_for_update())
    if event is Event.CASE_HANDED_OVER:
        of_the_owner = [kind.code for kind in kinds.country().kinds.values() if kind.responsible == OWNER]
        theirs = Obligation.objects.pending().filter(case=case, kind__in=of_the_owner)
        theirs.update(institution=case.institution, worker=None)
    return []


def _about(kind: Kind, facts: Facts) -> UUID | None:
    named = facts.get(kind.about_fact) if kind.about_fact else None
    return UUID(str(named)) if named else None


def _began(kind: Kind, facts: Facts) -> datetime | None:
    """The first moment of the day that a fact names, when the kind says which one."""
    day = _day(facts.get(kind.from_fact)) if kind.from_fact else None
    if day is None:
        return None
    zone = kinds.country().calendar.zone
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _day(fact: Fact) -> date | None:
    return date.fromisoformat(fact) if isinstance(fact, str) and fact else None


def _responsible(kind: Kind, case: Case, member: Membership | None, facts: Facts) -> Institution | None:
    if kind.responsible == OWNER:
        return case.institution
    if kind.responsible == ACTOR:
        return member.institution if member else case.institution
    named = facts.get(kind.responsible)
    return Institution.objects.filter(pk=str(named)).first() if named else case.institution
