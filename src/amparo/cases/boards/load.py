"""How much an institution carries: by worker, by stage, and which clocks ran out. Counts only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from amparo.accounts.models import Institution, Membership
from amparo.cases.models import Case, Obligation, Stage
from amparo.cases.obligations.kinds import country


@dataclass(frozen=True)
class Carried:
    """What one worker carries."""

    member: Membership
    cases: int
    running: int
    late: int


@dataclass(frozen=True)
class Load:
    """The counts of the page."""

    workers: list[Carried]
    stages: list[tuple[Any, int]]
    late: list[tuple[Any, int]]
    cases: int


def of(institution: Institution) -> Load:
    """Four queries, whatever the institution carries."""
    own = Case.objects.held_by(institution).filter(closed_at=None)
    cases = _counts(own.values("worker").annotate(n=Count("pk")), "worker")
    stages = _counts(own.values("stage").annotate(n=Count("pk")), "stage")
    pending = Obligation.objects.pending().filter(institution=institution).order_by()
    clocks: dict[Any, Mapping[str, Any]] = {
        row["carrier"]: row
        for row in pending.annotate(carrier=Coalesce("worker", "case__worker"))
        .values("carrier")
        .annotate(running=Count("pk"), late=Count("pk", filter=Q(state="breached")))
    }
    late = _counts(pending.breached().values("kind").annotate(n=Count("pk")), "kind")
    members = Membership.objects.filter(institution=institution).select_related("person")
    workers = [
        Carried(
            member,
            cases.get(member.pk, 0),
            clocks.get(member.pk, {}).get("running", 0),
            clocks.get(member.pk, {}).get("late", 0),
        )
        for member in members.filter(Q(pk__in=cases) | Q(pk__in=clocks))
    ]
    known = country().kinds
    return Load(
        workers=sorted(workers, key=lambda one: (-one.late, -one.cases)),
        stages=[(stage.label, stages.get(stage.value, 0)) for stage in Stage if stage != Stage.CLOSED],
        late=[
            (known[code].words if code in known else code, number)
            for code, number in sorted(late.items(), key=lambda pair: -pair[1])
        ],
        cases=sum(cases.values()),
    )


def _counts(rows: Iterable[Mapping[str, Any]], key: str) -> dict[Any, int]:
    return {row[key]: row["n"] for row in rows}
