"""What becomes of an offer to another institution that ends without acceptance: nothing stays there."""

from django.db import transaction

from amparo.accounts.policy import Actor
from amparo.cases import compartments
from amparo.cases.changing import record_all
from amparo.cases.consent.permit import NotPermitted, permit
from amparo.cases.lifecycle import enclosing, merging
from amparo.cases.models import Answer, Case, Compartment, CompartmentGrant, HandOver, Purpose
from amparo.cases.models.lifecycle import HandOverQuerySet
from amparo.kernel import clock
from amparo.ledger.vocabulary import Event

PROMISE = "hand_over"  # the basis of the grants that wait for the receiver's answer


def take_back_keys(row: HandOver) -> None:
    """Destroy what the receiver got only for this offer, of the case and of its parts."""
    if row.inside:
        return
    enclosing.throw_away(row)
    for one in (row.case, *merging.parts_of(row.case)):
        compartments.break_promise(one, row.to_institution, basis=PROMISE)
    lent = CompartmentGrant.objects.live().of(row.to_institution).filter(key__case=row.case, basis=PROMISE)
    if lent.exists():  # unless somebody shared the summary with them for good meanwhile
        compartments.freeze(row.case, row.to_institution, [Compartment.SUMMARY])


def withdraw_what_is_not_permitted(case: Case, *, actor: Actor | None = None) -> int:
    """Withdraw the waiting offer of a whole for which no consent or override stands any more.

    `case` is the whole or a part of it; the caller holds its lock and the whole's (`merging.hold_the_whole`).
    Returns how many offers, 0 or 1.
    """
    root = merging.root_of(case)
    gone = []
    for row in HandOver.objects.waiting().filter(case=root).exclude(basis=""):
        try:
            permit(root, row.to_institution, Compartment, Purpose.REFERRAL, parts=merging.parts_of(root))
        except NotPermitted:
            gone.append(row.pk)
    return _withdraw(HandOver.objects.filter(pk__in=gone), actor)


def lapse() -> int:
    """For the worker, each minute: withdraw what outlasted what it rests on. Returns how many offers."""
    lapsed = 0
    for pk, case in list(HandOver.objects.run_out().values_list("pk", "case")):
        with transaction.atomic():
            Case.objects.hold(case)  # the case before the offer, as who answers it does
            lapsed += _withdraw(HandOver.objects.run_out().filter(pk=pk), None)
    return lapsed


def _withdraw(rows: HandOverQuerySet, actor: Actor | None) -> int:
    """Nobody answers these any more. The caller has asked the policy, or is the clock."""
    found = list(rows.select_for_update(of=("self",)).select_related("case__institution", "to_institution"))
    for row in found:
        row.answer, row.answered_at = Answer.WITHDRAWN, clock.now()
        row.save(update_fields=["answer", "answered_at"])
        take_back_keys(row)
    record_all(
        actor,
        [
            (Event.HAND_OVER_WITHDRAWN, row.case, {"offer": str(row.pk), "why": "not_permitted"})
            for row in found
        ],
    )
    return len(found)
