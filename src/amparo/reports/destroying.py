"""Destroying a report: its keys first, then what lay under them, then what could still point to somebody."""

from collections.abc import Iterable

from django.db import transaction

from amparo.kernel import sealing
from amparo.reports.models import (
    ContactPoint,
    Decision,
    Message,
    Report,
    ReportGrant,
    Story,
    UrgencyOverride,
    Visit,
)


@transaction.atomic
def destroy(reports: Iterable[Report]) -> int:
    """Leave of reports only what identifies nobody; returns how many. The caller holds the decision to do so.

    A receipt finds nothing any more: its tag and its box are overwritten with random bytes.
    """
    found = list(reports)
    for report in found:
        Report.objects.filter(pk=report.pk).update(
            account=None, contact=None, receipt_tag=sealing.new_key(), receipt_box=sealing.new_key()
        )
    ReportGrant.objects.filter(report__in=found).end()
    Visit.objects.filter(report__in=found).delete()
    Message.objects.filter(report__in=found).update(body=None)
    Decision.objects.filter(report__in=found).update(reason=None, taken_back_reason=None)
    UrgencyOverride.objects.filter(report__in=found).update(reason=None)
    ContactPoint.objects.filter(report__in=found).delete()
    Story.objects.filter(report__in=found).delete()
    return len(found)
