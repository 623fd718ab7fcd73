"""What the coordinating body sees: how late institutions and provinces are. No case, no person."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from amparo.accounts.models import Institution
from amparo.cases.models import Case, Obligation, Referral
from amparo.cases.obligations.kinds import country
from amparo.geography.models import Unit
from amparo.kernel import clock

STILL = timedelta(days=30)  # without a step, a case counts as one without movement


@dataclass
class Row:
    """The counts of one institution or one province."""

    name: str
    pk: UUID | int | None
    still: int = 0  # cases without movement
    late: int = 0  # clocks that ran out
    unanswered: int = 0  # referrals past the day of their answer


@dataclass(frozen=True)
class Board:
    """Everything on the page."""

    institutions: list[Row]
    provinces: list[Row]
    kinds: list[tuple[Any, int]]
    total: Row
    only: Institution | None = None
    days: int = field(default=STILL.days)


def of(only: Institution | None = None) -> Board:
    """The board of the country, or of one institution: at most eleven queries, whatever there is to count."""
    now = clock.now()
    still = Case.objects.filter(closed_at=None, moved_at__lt=now - STILL).order_by()
    late = Obligation.objects.breached().order_by()
    unanswered = Referral.objects.waiting().filter(answer_due_at__lt=now).order_by()
    if only is not None:
        still, late = still.filter(institution=only), late.filter(institution=only)
        unanswered = unanswered.filter(receiver=only)
    by_institution = _table(
        _counts(still, "institution"), _counts(late, "institution"), _counts(unanswered, "receiver")
    )
    by_province = _table(
        _counts(still, "province"), _counts(late, "case__province"), _counts(unanswered, "case__province")
    )
    names = dict(Institution.objects.filter(pk__in=by_institution).values_list("pk", "name"))
    places = dict(Unit.objects.filter(pk__in=[pk for pk in by_province if pk]).values_list("pk", "name"))
    known = country().kinds
    kinds = sorted(_counts(late, "kind").items(), key=lambda pair: -pair[1])
    rows = _named(by_institution, names)
    return Board(
        institutions=rows,
        provinces=_named(by_province, places),
        kinds=[(known[code].words if code in known else code, number) for code, number in kinds],
        total=Row(
            "",
            None,
            sum(row.still for row in rows),
            sum(row.late for row in rows),
            sum(row.unanswered for row in rows),
        ),
        only=only,
    )


def _counts(rows: QuerySet[Any], key: str) -> dict[Any, int]:
    return {row[key]: row["n"] for row in rows.values(key).annotate(n=Count("pk"))}


def _table(still: dict[Any, int], late: dict[Any, int], unanswered: dict[Any, int]) -> dict[Any, Row]:
    found: dict[Any, Row] = {}
    for column, counts in (("still", still), ("late", late), ("unanswered", unanswered)):
        for pk, number in counts.items():
            setattr(found.setdefault(pk, Row("", pk)), column, number)
    return found


def _named(rows: dict[Any, Row], names: dict[Any, str]) -> list[Row]:
    for pk, row in rows.items():
        row.name = names.get(pk, "")
    return sorted(rows.values(), key=lambda row: (-row.late, -row.still, -row.unanswered, row.name))
