"""Which collections the list shows, a page at a time: those of an institution that are kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from amparo.accounts.models import Institution
from amparo.leads.models import Collection, Run

PAGE = 25  # rows


@dataclass(frozen=True)
class Page:
    """Some collections, and where the next page begins ('' when this is the last)."""

    rows: list[Collection]
    following: str


def newest(institution: Institution, *, after: str = "") -> Page:
    """Newest first, each with its runs; what those found and refused stays in the database."""
    runs = Prefetch("runs", Run.objects.defer("box", "told", "asked", "refused", "shares"))
    rows = Collection.objects.held_by(institution).kept().newest_first()
    if mark := _mark(after):
        moment, pk = mark
        rows = rows.filter(uploaded_at__lte=moment).filter(Q(uploaded_at__lt=moment) | Q(pk__gt=pk))
    found = list(rows.select_related("institution_key").prefetch_related(runs)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.uploaded_at.isoformat()}_{last.pk}" if last else "")


def _mark(after: str) -> tuple[datetime, UUID] | None:
    moment, _, pk = after.partition("_")
    try:
        found = datetime.fromisoformat(moment)
        return (found, UUID(pk)) if found.tzinfo else None
    except ValueError:
        return None
