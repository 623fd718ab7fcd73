"""What becomes of a referral that waits when it may no longer be answered: its keys are destroyed, unread."""

from django.db.models import QuerySet

from amparo.accounts.policy import Actor
from amparo.cases import compartments, letters
from amparo.cases.changing import record_all
from amparo.cases.consent.permit import NotPermitted, permit
from amparo.cases.models import Case, Referral
from amparo.cases.models.referral import State
from amparo.kernel import clock
from amparo.ledger.actions import Fact
from amparo.ledger.vocabulary import Event

BASIS = "referral"  # of the grants that are promised with a referral

_SAID = {
    State.RECALLED: Event.REFERRAL_RECALLED,
    State.EXPIRED: Event.REFERRAL_EXPIRED,
    State.DECLINED: Event.REFERRAL_DECLINED,
    State.UNSAFE: Event.REFERRAL_UNSAFE,
}


def stop(rows: QuerySet[Referral], state: State, *, why: str = "", actor: Actor | None = None) -> int:
    """End referrals that wait for an answer, and destroy what was promised with them. Returns how many.

    The caller has asked the policy and holds the cases' locks, or is the clock.
    """
    found = list(rows.select_related("case__institution", "receiver"))
    happened = []
    for row in found:
        compartments.break_promise(row.case, row.receiver, basis=BASIS)
        if row.letter is not None:
            letters.shut(row.letter, row.receiver)
        row.state, row.ended_at, row.version = state, clock.now(), row.version + 1
        row.save(update_fields=["state", "ended_at", "version"])
        facts: dict[str, Fact] = {"referral": str(row.pk), "to": str(row.receiver_id), "why": why}
        happened.append((_SAID[state], row.case, facts))
    record_all(actor, happened)
    return len(found)


def recall_what_is_not_permitted(case: Case, *, actor: Actor | None = None) -> int:
    """Recall the waiting referrals of a case for which no consent or override stands any more."""
    gone = []
    for row in Referral.objects.waiting().filter(case=case).select_related("receiver"):
        try:
            permit(case, row.receiver, row.data_scope, row.purpose)
        except NotPermitted:
            gone.append(row.pk)
    return stop(Referral.objects.filter(pk__in=gone), State.RECALLED, why="not_permitted", actor=actor)
