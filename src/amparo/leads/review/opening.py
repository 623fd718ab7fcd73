"""Somebody opens a lead: policy, key, content, and then the ledger. In that order, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, Basis
from amparo.kernel.errors import NoKey
from amparo.kernel.fields import open_field
from amparo.leads import keys
from amparo.leads.models import Judgement, Lead
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Opened:
    """A lead in the clear, for one request. `content` is a `amparo_detect.leads.Lead` with `texts`."""

    lead: Lead
    basis: Basis
    content: dict[str, Any] = field(repr=False)
    _key: bytes = field(repr=False)

    def before(self) -> dict[str, Any] | None:
        """What a person judged, where it is no longer what there is."""
        found: dict[str, Any] | None = open_field(self.lead, "before", self._key)
        return found

    def words(self, judgement: Judgement) -> str:
        """What was written with a judgement."""
        return str(open_field(judgement, "words", self._key) or "")

    def taken_back_words(self, judgement: Judgement) -> str:
        """What was written when it was taken back."""
        return str(open_field(judgement, "taken_back_words", self._key) or "")


@contextmanager
def reading(actor: Actor, lead: Lead) -> Iterator[Opened]:
    """Leaving the block without an error records who read what, on which basis.

    Raises Denied, Hidden, SealBroken; NoKey also when the collection was deleted.
    """
    with transaction.atomic():
        basis = policy.authorise(actor, Action.READ_LEAD, lead)
        key = keys.of(actor.keyring, lead.collection)
        content = open_field(lead, "content", key)
        if content is None:
            raise NoKey
        yield Opened(lead, basis, content, key)
        append(
            Event.LEAD_READ,
            subject=str(lead.pk),
            actor=str(actor.membership.pk),
            institution=str(actor.institution.pk),
            basis=str(basis),
            collection=str(lead.collection_id),
        )
