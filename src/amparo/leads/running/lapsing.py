"""A key is not lent for ever: a run that no worker took up in a day is over, and the spool is swept."""

from datetime import timedelta

from django.db import transaction

from amparo.kernel import clock
from amparo.leads.models import Fault, Run, RunState
from amparo.leads.running import spool
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event

LAPSE_AFTER = timedelta(hours=24)


@transaction.atomic
def lapse() -> int:
    """Take the keys of runs that waited too long, and remove what no live run needs; returns how many."""
    waiting = Run.objects.filter(state=RunState.WAITING, started_at__lt=clock.now() - LAPSE_AFTER)
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).select_related("collection"))
    for run in rows:
        run.state, run.box, run.fault, run.ended_at = RunState.FAILED, None, Fault.LAPSED, clock.now()
        run.save(update_fields=["state", "box", "fault", "ended_at"])
        append(
            Event.RUN_ENDED,
            subject=str(run.collection_id),
            institution=str(run.collection.institution_id),
            run=str(run.pk),
            state=str(run.state),
            fault=str(run.fault),
        )
    spool.sweep(Run.objects.live().values_list("pk", flat=True))
    return len(rows)
