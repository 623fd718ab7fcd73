"""What the coordinating body sees: how late institutions and provinces are. No case, no person."""

from collections import Counter
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

Counts = dict[tuple[Any, ...], int]

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
    """The board of the country, or of one institution: five queries, whatever there is to count."""
    now = clock.now()
    still = Case.objects.filter(closed_at=None, moved_at__lt=now - STILL).order_by()
    late = Obligation.objects.breached().order_by()
    unanswered = Referral.objects.waiting().filter(answer_due_at__lt=now).order_by()
    if only is not None:
        still, late = still.filter(institution=only), late.filter(institution=only)
        unanswered = unanswered.filter(receiver=only)
    counted = {
        "still": _counts(still, "institution", "province"),
        "late": _counts(late, "institution", "case__province", "kind"),
        "unanswered": _counts(unanswered, "receiver", "case__province"),
    }
    by_institution, by_province = _table(counted, 0), _table(counted, 1)
    names = dict(Institution.objects.filter(pk__in=by_institution).values_list("pk", "name"))
    places = dict(Unit.objects.filter(pk__in=[pk for pk in by_province if pk]).values_list("pk", "name"))
    known = country().kinds
    kinds: Counter[str] = Counter()
    for (_institution, _province, code), number in counted["late"].items():
        kinds[code] += number
    rows = _named(by_institution, names)
    return Board(
        institutions=rows,
        provinces=_named(by_province, places),
        kinds=[
            (known[code].words if code in known else code, number) for code, number in kinds.most_common()
        ],
        total=Row(
            "",
            None,
            sum(row.still for row in rows),
            sum(row.late for row in rows),
            sum(row.unanswered for row in rows),
        ),
        only=only,
    )


def _counts(rows: QuerySet[Any], *keys: str) -> Counts:
    return {tuple(row[key] for key in keys): row["n"] for row in rows.values(*keys).annotate(n=Count("pk"))}


def _table(counted: dict[str, Counts], place: int) -> dict[Any, Row]:
    """One row for each value at `place` of the keys, with its three sums."""
    found: dict[Any, Row] = {}
    for column, counts in counted.items():
        for keys, number in counts.items():
            row = found.setdefault(keys[place], Row("", keys[place]))
            setattr(row, column, getattr(row, column) + number)
    return found


def _named(rows: dict[Any, Row], names: dict[Any, str]) -> list[Row]:
    for pk, row in rows.items():
        row.name = names.get(pk, "")
    return sorted(rows.values(), key=lambda row: (-row.late, -row.still, -row.unanswered, row.name))
