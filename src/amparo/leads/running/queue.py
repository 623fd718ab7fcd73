"""The line of runs: one at a time in the whole installation, so that a hand is free for the clocks."""

from uuid import UUID

from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app

from amparo.kernel import clock
from amparo.leads.models import Run, RunState
from amparo.leads.models.run import SILENT

_LOCK = int.from_bytes(b"runs")
_LOCK_OF_ONE = int.from_bytes(b"run1")


def put(run: Run) -> None:
    """In the caller's transaction. The task is told which run it is, and nothing else."""
    run_detection.defer(run=str(run.pk))


@app.task(name="run_detection", pass_context=True)
def run_detection(context: JobContext, run: str) -> None:
    """One run, from the beginning or from where a worker that is gone left it, when it is its turn."""
    from amparo.leads.running.working import work  # which needs this module

    work(UUID(run), stop=context.should_abort)


def hold_the_line() -> None:
    """Of two workers that look for a run at once the second waits, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def hold(run: Run) -> None:
    """Who keeps what a run found cannot beat while it does: until the transaction ends none takes it up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _held(run))


@transaction.atomic
def go_on() -> None:
    """Runs whose worker has been silent wait again, with what they did; the oldest that waits is next."""
    for run in Run.objects.filter(state=RunState.RUNNING, beat_at__lt=clock.now() - SILENT):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _held(run))
            gone = cursor.fetchone()[0]
        if gone:
            Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=RunState.WAITING)
    if Run.objects.filter(state=RunState.RUNNING).exists():
        return
    if (first := Run.objects.filter(state=RunState.WAITING).order_by("started_at").first()) is not None:
        put(first)


def _held(run: Run) -> list[int]:
    return [_LOCK_OF_ONE, int.from_bytes(run.pk.bytes[:4], signed=True)]
