"""Which leads a list shows, a page at a time, without ever counting or skipping rows."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from amparo.accounts.models import Institution
from amparo.kernel.pages import Page, cut
from amparo.leads.models import LEGIBLE, UNDECIDED, Collection, Lead, LeadState


@dataclass(frozen=True)
class Counted:
    """How many leads wait for a person, and how many are no longer what a person judged."""

    waiting: int
    changed: int


def counted(institution: Institution) -> Counted | None:
    """Of an institution; None where there is no lead. One query."""
    rows = Lead.objects.held_by(institution)
    found = rows.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state=LeadState.WAITING) & LEGIBLE),
        changed=Count("pk", filter=Q(changed_at__isnull=False) & LEGIBLE),
    )
    return Counted(found["waiting"], found["changed"]) if found["all"] else None


def by_score(
    institution: Institution,
    state: LeadState | None,
    *,
    collection: Collection | None = None,
    after: str = "",
) -> Page[Lead]:
    """Leads of an institution in one state (None: changed since they were judged), highest score first."""
    rows = Lead.objects.held_by(institution).without_contents()
    rows = rows.changed() if state is None else rows.filter(state=state)
    if state in UNDECIDED:
        rows = rows.legible()
    if collection is not None:
        rows = rows.filter(collection=collection)
    rows = rows.select_related("collection").order_by("-score", "pk")
    if mark := _mark(after):
        score, pk = mark
        rows = rows.filter(score__lte=score).filter(Q(score__lt=score) | Q(pk__gt=pk))
    return cut(rows, lambda row: (str(row.score), str(row.pk)))


def _mark(after: str) -> tuple[int, UUID] | None:
    score, _, pk = after.partition("_")
    try:
        return min(int(score), 10_000), UUID(pk)
    except ValueError:
        return None
