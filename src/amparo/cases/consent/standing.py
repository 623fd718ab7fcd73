"""What becomes of shares when a case is suddenly about somebody more, who was not asked."""

from amparo.accounts.policy import Actor
from amparo.cases.consent.permit import NotPermitted, permit
from amparo.cases.lifecycle.lapsing import withdraw_what_is_not_permitted
from amparo.cases.models import Case, Ending, Ground, Share
from amparo.cases.referral.recalling import recall_what_is_not_permitted
from amparo.cases.sharing import actions as sharing


def somebody_came(actor: Actor, case: Case) -> int:
    """Close what the newcomer has not agreed to; returns how many shares. The caller holds the case's lock.

    A compartment cannot show one person and hide another. Who wrote the newcomer down keeps its share: it
    knows of them already, and may be the one that shelters them.
    """
    closed = []
    for row in Share.objects.live().filter(case=case).exclude(ground=Ground.BREAK_GLASS):
        if row.institution_id in {actor.institution.pk, case.institution_id}:
            continue
        try:
            permit(case, row.institution, row.data_scope, row.purpose)
        except NotPermitted:
            closed.append(row.pk)
    sharing.close(Share.objects.filter(pk__in=closed), Ending.NOT_ASKED, actor=actor)
    recall_what_is_not_permitted(case, actor=actor)
    withdraw_what_is_not_permitted(case, actor=actor)
    return len(closed)
