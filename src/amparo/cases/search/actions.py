"""Searching on the record: how was searched and how much was found, never for what."""

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.search import find
from amparo.cases.search.find import Found
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@transaction.atomic
def search(actor: Actor, typed: str) -> Found:
    """What the actor finds among what they can open. Raises Denied, NoKey."""
    basis = policy.authorise(actor, Action.SEARCH_CASES, actor.institution)
    found = find.search(actor, typed)
    append(
        Event.CASES_SEARCHED,
        subject=str(actor.institution.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        basis=str(basis),
        by=sorted({str(by) for hit in found.hits for by in hit.by}),
        found=len(found.hits),
    )
    return found
