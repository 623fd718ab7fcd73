"""Clocks by hand, and for whatever no event of a case opens.

Most clocks need none of this: `changing.record` lets them follow what is recorded (obligations/following.py).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.models import Case, Obligation, ObligationState, Waiver
from amparo.cases.obligations import kinds, running
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import append_many


@transaction.atomic
def open_for(
    case: Case,
    kind: str,
    *,
    at: datetime | None = None,
    about: UUID | None = None,
    institution: Institution | None = None,
    variant: str = "",
) -> Obligation:
    """Start a clock of the country's file; one that runs already for the same thing is only made shorter.

    `institution` answers for it (the case's owner by default). The caller has asked the policy and holds the
    case locked. Raises KeyError for a code that the file does not have.
    """
    beginning = running.Beginning(at=at or clock.now(), about=about, institution=institution, variant=variant)
    row, happenings = running.start(case, kinds.country().kinds[kind], beginning)
    append_many(happenings)
    return row


@transaction.atomic
def meet(actor: Actor, obligation: Obligation) -> Obligation:
    """Say that it was done, for a kind that a person settles by hand. Raises Denied, Hidden, Conflict."""
    row = _pending(actor, Action.MEET_OBLIGATION, obligation)
    kind = running.kind_of(row)
    if kind is not None and not kind.by_hand:
        raise Conflict(_("This clock stops by itself when the work is written down."))
    append_many(running.settle([row], ObligationState.MET, at=clock.now(), by=actor.membership))
    return row


@transaction.atomic
def waive(actor: Actor, obligation: Obligation, waiver: Waiver, *, words: str) -> Obligation:
    """A supervisor says why nobody has to do it any more. Raises Denied, Hidden, NoKey, Conflict."""
    row = _pending(actor, Action.WAIVE_OBLIGATION, obligation)
    compartments.write(actor, row, words=words)
    row.save(update_fields=["generation", "words"])
    append_many(
        running.settle([row], ObligationState.WAIVED, at=clock.now(), by=actor.membership, waiver=waiver)
    )
    return row


def _pending(actor: Actor, action: Action, obligation: Obligation) -> Obligation:
    Case.objects.hold(obligation.case_id)
    row = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("case__institution", "institution")
        .get(pk=obligation.pk)
    )
    policy.authorise(actor, action, row)
    if not row.pending:
        raise Conflict(_("This clock has stopped already."))
    return row
