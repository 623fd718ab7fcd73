"""The law map on screen: what there is, what is covered and what is not, and one instrument."""

from collections import Counter
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from amparo.accounts.policy import Action, guards
from amparo.kernel import clock
from amparo.law import matrix
from amparo.law.map import LawMap
from amparo.law.models import Coverage, Edition, Instrument, Kind, Verification
from amparo.law.vocabulary import Aspect

_TABLES = (
    (Aspect.MANIFESTATION, _("Online sexual exploitation and abuse of children")),
    (Aspect.ACT, _("Trafficking in persons: acts")),
    (Aspect.MEANS, _("Trafficking in persons: means")),
    (Aspect.PURPOSE, _("Trafficking in persons: purposes")),
    (Aspect.TOPIC, _("What the law has to settle around the offences")),
)


@guards(Action.SEE_LAW)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every instrument of the map, by kind."""
    today = _today()
    law = LawMap.stored()
    found = [(one, one.state(today)) for one in law.instruments]
    groups = [
        (Kind(kind).label, [pair for pair in found if pair[0].kind == kind])
        for kind in Kind.values
        if any(one.kind == kind for one in law.instruments)
    ]
    rows = [*law.instruments, *law.provisions, *law.coverages, *law.gaps]
    return render(
        request,
        "cases/lawmap/list.html",
        {
            "edition": Edition.objects.current(),
            "groups": groups,
            "rows": len(rows),
            "unchecked": sum(row.verification != Verification.VERIFIED for row in rows),
            "sources": law.sources,
        },
    )


@guards(Action.SEE_LAW)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """What is covered and what is not, to read on screen or on paper."""
    today = _today()
    law = LawMap.stored()
    tables = []
    for aspect, caption in _TABLES:
        rows = matrix.table(law, aspect, today)
        counted = Counter(row.found for row in rows for _element in row.elements)
        tables.append((caption, rows, [(found, counted[found]) for found in matrix.Found if counted[found]]))
    return render(
        request,
        "cases/lawmap/gaps.html",
        {
            "edition": Edition.objects.current(),
            "today": today,
            "tables": tables,
            "sources": law.sources,
        },
    )


@guards(Action.SEE_LAW)
@require_safe
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument with its provisions and what they cover."""
    one = get_object_or_404(Instrument.objects.select_related("source"), code=code)
    coverages = Coverage.objects.filter(provision__instrument=one).select_related("source")
    edges = {
        key: list(found) for key, found in groupby(coverages, key=lambda coverage: coverage.provision_id)
    }
    provisions = [
        (provision, edges.get(provision.pk, [])) for provision in one.provisions.select_related("source")
    ]
    return render(
        request,
        "cases/lawmap/instrument.html",
        {"instrument": one, "state": one.state(_today()), "provisions": provisions},
    )


def _today() -> date:
    return timezone.localdate(clock.now())
