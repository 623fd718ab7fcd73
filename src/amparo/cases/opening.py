"""Somebody opens a case: policy, then keys, then content, then the ledger. In that order, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, Basis
from amparo.cases import compartments
from amparo.cases.models import Case, Compartment, CompartmentRow
from amparo.cases.search import index
from amparo.kernel.fields import open_field
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Opened:
    """The compartments that a page wanted, as far as they are open to the reader; for one request."""

    actor: Actor
    case: Case
    basis: Basis
    open: frozenset[Compartment]
    closed: frozenset[Compartment]  # wanted, but no live grant of the institution or not for this role
    _keys: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)
    _read: list[index.Text] = field(default_factory=list, repr=False)

    def sees(self, compartment: str) -> bool:
        """Whether what lies in a compartment can be read here."""
        return compartment in self.open

    def read(self, row: CompartmentRow, name: str) -> Any:
        """One sealed field; None when nothing was sealed, or its compartment is closed. Raises SealBroken."""
        if not row.generation or row.compartment not in self.open:
            return None
        place = (str(row.compartment), row.generation)
        if place not in self._keys:
            self._keys[place] = compartments.of_generation(self.actor, self.case, *place)
        value = open_field(row, name, self._keys[place])
        self._read.append(index.Text(row, name, value))
        return value

    def make_findable(self) -> None:
        """What another institution wrote is indexed for the reader's when it is first read."""
        index.note(self.actor.keyring, self._read)


@contextmanager
def reading(actor: Actor, case: Case, *wanted: Compartment, action: Action | None = None) -> Iterator[Opened]:
    """Open the wanted compartments; leaving the block without an error records who read what, on which basis.

    `action` (by default READ_CASE) is asked of the policy. A wanted compartment that the reader holds no key
    for is no error: it is named in `closed`, and the page says so. The page is made inside the block:
    all other appends to the ledger wait from the record to the end of the transaction. When the record fails,
    the transaction does, and nobody sees the page. Raises Denied, Hidden, SealBroken.
    """
    with transaction.atomic():
        basis = policy.authorise(actor, action or Action.READ_CASE, case)
        found = compartments.readable_by(actor, case) & set(wanted)
        opened = Opened(actor, case, basis, found, frozenset(wanted) - found)
        yield opened
        if found:
            opened.make_findable()
            append(
                Event.CASE_READ,
                subject=str(case.pk),
                actor=str(actor.membership.pk),
                institution=str(actor.institution.pk),
                basis=str(basis),
                compartments=sorted(found),
                grants=sorted(
                    set(
                        compartments.live_grants(case, actor.institution)
                        .filter(key__compartment__in=found)
                        .values_list("basis", flat=True)
                    )
                ),
            )
