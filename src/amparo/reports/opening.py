"""An officer opens a report: policy, key, content, ledger. In that order, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, Basis
from amparo.kernel.errors import NoKey
from amparo.kernel.fields import open_field
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports.intake import grant_context
from amparo.reports.models import Report


@dataclass(frozen=True)
class Opened:
    """A report's content in the clear, for the length of one request.

    `told` is Answers.told(); `contact` is Answers.reachable(), or None when none was given or kept.
    """

    report: Report
    basis: Basis
    key: bytes = field(repr=False)
    told: dict[str, Any] = field(repr=False)
    contact: dict[str, str] | None = field(repr=False)


def report_key(actor: Actor, report: Report) -> bytes:
    """The report's key (32 bytes) from the actor's institution's live grant. Raises NoKey without one."""
    live = report.grants.live().of(actor.institution).select_related("institution_key")
    newest = live.order_by("-institution_key__epoch").first()
    if newest is None or newest.box is None:
        raise NoKey
    epoch = newest.institution_key.epoch
    return actor.keyring.open_box(bytes(newest.box), epoch, grant_context(report, epoch))


@contextmanager
def reading(actor: Actor, report: Report) -> Iterator[Opened]:
    """The opened report; leaving the block without an error records who read it and on which legal basis.

    The page is made inside the block, because all other appends to the ledger wait from the record to the end
    of the transaction. When the record fails, the transaction does, and nobody sees the page.
    Raises Denied, Hidden, NoKey, SealBroken.
    """
    with transaction.atomic():
        basis = policy.authorise(actor, Action.READ_REPORT, report)
        key = report_key(actor, report)
        contact = open_field(report, "contact", key) if report.may_contact else None
        yield Opened(report, basis, key, open_field(report, "account", key), contact)
        append(
            Event.REPORT_OPENED,
            subject=str(report.pk),
            actor=str(actor.membership.pk),
            institution=str(actor.institution.pk),
            basis=str(basis),
            contact=contact is not None,
        )
