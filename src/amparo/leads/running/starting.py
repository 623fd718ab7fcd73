"""A person starts a run, or cancels it. Starting lends the worker the key; cancelling takes it back."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import seal_fields
from amparo.leads import keys
from amparo.leads.models import Collection, Run, RunState, WeightSet
from amparo.leads.running import queue
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


def start(actor: Actor, collection: Collection, columns: Mapping[str, str] | None = None) -> Run:
    """Queue a run over all files that are there. `columns`: role → column that the person named.

    Raises Denied, Hidden, NoKey; Conflict when one is going on.
    """
    policy.authorise(actor, Action.RUN_DETECTION, collection)
    key = keys.of(actor.keyring, collection)
    weights = WeightSet.objects.current(collection.institution)
    run = Run(collection=collection, started_by=actor.membership, started_at=clock.now(), weights=weights)
    run.beat_at = run.started_at
    keys.lend(run, key)
    if columns:
        seal_fields(run, key, asked=dict(columns))
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            queue.put(run)
            append(
                Event.RUN_STARTED,
                subject=str(collection.pk),
                actor=str(actor.membership.pk),
                institution=str(actor.institution.pk),
                run=str(run.pk),
                weights=weights.number if weights else None,
            )
    except IntegrityError:
        raise Conflict(_("A run is going on already.")) from None
    return run


@transaction.atomic
def cancel(actor: Actor, run: Run) -> None:
    """Stop a run. One that still waits is over at once; one that runs, when the worker looks next.

    Raises Denied, Hidden; Conflict when it is over already.
    """
    row = Run.objects.select_for_update(of=("self",)).select_related("collection").get(pk=run.pk)
    policy.authorise(actor, Action.RUN_DETECTION, row)
    if not row.live:
        raise Conflict(_("The run is over already."))
    row.cancel_asked = True
    if row.state == RunState.WAITING:
        row.state, row.box, row.ended_at = RunState.CANCELLED, None, clock.now()
    row.save(update_fields=["cancel_asked", "state", "box", "ended_at"])
    append(
        Event.RUN_CANCELLED,
        subject=str(row.collection_id),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        run=str(row.pk),
    )
