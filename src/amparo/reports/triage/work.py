"""What waits for an institution's triage today, in a few numbers."""

from dataclasses import dataclass

from django.db.models import Count, Q

from amparo.accounts.models import Institution
from amparo.kernel import clock
from amparo.reports.models import Escalation, Level, Report


@dataclass(frozen=True)
class Work:
    """Counts of reports; `levels` pairs each level with how many wait in it, most urgent first."""

    levels: list[tuple[Level, int]]
    overdue: int
    escalated: int
    unread: int

    @property
    def waiting(self) -> int:
        return sum(number for _level, number in self.levels)


def today(institution: Institution) -> Work | None:
    """None where reports do not come at all: no rule sends them there, and none has reached it.

    Two queries, whatever the number of reports; two more where nothing waits.
    """
    held = Report.objects.held_by(institution)
    late = Count("level", filter=Q(due_at__lte=clock.now()))
    carried = Count("level", filter=Q(escalation__gte=Escalation.SUPERVISOR))
    counted = held.awaiting_triage().values("level").annotate(n=Count("level"), late=late, carried=carried)
    rows = {row["level"]: row for row in counted}
    work = Work(
        levels=[(level, rows[level]["n"] if level in rows else 0) for level in Level],
        overdue=sum(row["late"] for row in rows.values()),
        escalated=sum(row["carried"] for row in rows.values()),
        unread=held.filter(unread=True).count(),
    )
    come = work.waiting or work.unread or held.exists() or institution.intake_rules.exists()
    return work if come else None
