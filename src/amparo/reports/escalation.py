"""Nothing falls off: an untouched report is warned about, then the supervisor's, then coordination's."""

from django.db import transaction

from amparo.accounts.models import Institution, Kind
from amparo.accounts.relation import Relation
from amparo.kernel import clock
from amparo.ledger.actions import Happening, append_many
from amparo.ledger.vocabulary import Event
from amparo.reports import clocks
from amparo.reports.models import Escalation, Report

BATCH = 500


class Oversight:
    """What the coordinating body may see of all: how late they are, and nothing of what was told."""

    def relation_to(self, institution: Institution) -> Relation:
        return Relation.OWN if institution.kind == Kind.COORDINATION else Relation.OUTSIDER


def escalate_overdue() -> int:
    """Carry every report whose time has come up, step by step; returns how many steps were taken.

    Safe to run twice at once: a row that another worker holds is left to it. A worker that slept for days
    takes the steps one after the other, so that the ledger has each of them.
    """
    steps = 0
    while taken := _escalate_a_batch():
        steps += taken
    return steps


@transaction.atomic
def _escalate_a_batch() -> int:
    now = clock.now()
    due = Report.objects.awaiting_triage().filter(escalates_at__lte=now).without_contents()
    rows = list(due.order_by("escalates_at").select_for_update(skip_locked=True)[:BATCH])
    happenings = []
    for report in rows:
        while report.escalates_at is not None and report.escalates_at <= now:
            clocks.step_up(report)
            happenings.append(
                Happening(
                    Event.REPORT_ESCALATED,
                    subject=str(report.pk),
                    institution=str(report.institution_id),
                    facts={"to": Escalation(report.escalation).name.lower()},
                )
            )
    Report.objects.bulk_update(rows, ["escalation", "escalates_at"])
    if happenings:
        append_many(happenings)
    return len(happenings)
