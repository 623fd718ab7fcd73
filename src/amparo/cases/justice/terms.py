"""How the terms of the justice system stand in a case: due when, met when, how many days late."""

from dataclasses import dataclass

from django.db.models import Q

from amparo.cases.justice import lines
from amparo.cases.models import Case, Obligation, ObligationState, PersonInCase
from amparo.cases.obligations.kinds import Kind, country
from amparo.cases.obligations.wording import spell
from amparo.kernel import clock


@dataclass(frozen=True)
class Term:
    """One term, as it ran in this case."""

    kind: Kind
    row: Obligation
    days_late: int

    @property
    def period(self) -> str:
        """How long it is, in words."""
        return spell(self.kind.period)


def of(case: Case, person: PersonInCase | None = None) -> list[Term]:
    """Every term that ran or runs on a line, in order; waived ones are left out.

    For an accused whose way has parted: those of everybody that were met before it did, and their own.
    """
    known = {code: kind for code, kind in country().kinds.items() if kind.justice}
    rows = Obligation.objects.filter(case=case, kind__in=known, waiver="").order_by("started_at")
    own = lines.own_steps(case, person) if person is not None else []
    if person is None or not own:
        rows = rows.filter(about=None)
    else:
        parted = country().calendar.end_of(own[0].happened_on)
        before = Q(about=None, state=ObligationState.MET, settled_at__lt=parted)
        rows = rows.filter(before | Q(about=person.pk))
    calendar, now = country().calendar, clock.now()
    return [Term(known[row.kind], row, calendar.days_late(row.due_at, row.settled_at or now)) for row in rows]
