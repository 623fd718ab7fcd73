"""How the terms of the justice system stand in a case: due when, met when, how many days late."""

from dataclasses import dataclass

from amparo.cases.models import Case, Obligation
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


def of(case: Case) -> list[Term]:
    """Every term that ran or runs, in order; waived ones are left out. One query."""
    known = {code: kind for code, kind in country().kinds.items() if kind.justice}
    rows = Obligation.objects.filter(case=case, kind__in=known, waiver="").order_by("started_at")
    calendar, now = country().calendar, clock.now()
    return [Term(known[row.kind], row, calendar.days_late(row.due_at, row.settled_at or now)) for row in rows]
