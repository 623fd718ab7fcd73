"""Which collections the list shows, a page at a time: those of an institution that are kept."""

from django.db.models import Prefetch, Q

from amparo.accounts.models import Institution
from amparo.kernel.pages import Page, cut, moment_and_key
from amparo.leads.models import Collection, Run


def newest(institution: Institution, *, after: str = "") -> Page[Collection]:
    """Newest first, each with its runs; what those found and refused stays in the database."""
    runs = Prefetch("runs", Run.objects.defer("box", "told", "asked", "refused", "shares"))
    rows = Collection.objects.held_by(institution).kept().newest_first()
    if mark := moment_and_key(after):
        moment, pk = mark
        rows = rows.filter(uploaded_at__lte=moment).filter(Q(uploaded_at__lt=moment) | Q(pk__gt=pk))
    rows = rows.select_related("institution_key").prefetch_related(runs)
    return cut(rows, lambda row: (row.uploaded_at.isoformat(), str(row.pk)))
