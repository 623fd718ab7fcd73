"""Putting contacts into a case's investigation, and taking them back: rows, never a change."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.models import Case, CaseContact, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.vocabulary import Event
from amparo.reports.identifiers import Identifier


class Contact(NamedTuple):
    """An identifier in its normal form, and how it was written."""

    identifier: Identifier
    written: str


@transaction.atomic
def add_contacts(
    actor: Actor, case: Case, contacts: Sequence[Contact], *, source: str = "", version: int | None = None
) -> list[CaseContact]:
    """Put contacts in; those that stand there from the same source already are left as they are.

    `source` is the reference of what they come from. Returns the new rows. Raises Denied, Hidden, NoKey;
    Conflict when the case is closed or moved on.
    """
    case = locked(actor, Action.WRITE_CONTACTS, case, version)
    if case.stage == Stage.CLOSED:
        raise Conflict(_("The case is closed. Reopen it first."))
    standing = CaseContact.objects.standing().filter(case=case, source=source)
    there = {(row.kind, bytes(row.digest)) for row in standing}
    new = {(one.identifier.kind, one.identifier.digest): one for one in contacts}
    rows = []
    for (kind, digest), one in new.items():
        if (kind, digest) in there:
            continue
        row = CaseContact(
            case=case,
            kind=kind,
            digest=digest,
            source=source,
            added_by=actor.membership,
            added_at=clock.now(),
        )
        compartments.write(actor, row, value=one.written)
        row.save(force_insert=True)
        rows.append(row)
    if rows:
        moved(case)
        record(Event.CONTACTS_ADDED, actor, case, number=len(rows), source=source)
    return rows


@transaction.atomic
def take_back(actor: Actor, case: Case, row: CaseContact, *, version: int) -> None:
    """One contact no longer counts, as far as this source goes. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.WRITE_CONTACTS, case, version)
    if not _end(actor, case, pk=row.pk):
        raise Conflict(_("This was taken back already."))


@transaction.atomic
def take_back_source(actor: Actor, case: Case, source: str) -> int:
    """All that came from one source; what others put in stands. Returns how many. Raises Denied, Hidden."""
    return _end(actor, locked(actor, Action.WRITE_CONTACTS, case), source=source)


def _end(actor: Actor, case: Case, **which: object) -> int:
    rows = CaseContact.objects.standing().filter(case=case, **which)
    number = rows.update(taken_back_at=clock.now(), taken_back_by=actor.membership)
    if number:
        moved(case)
        record(Event.CONTACTS_TAKEN_BACK, actor, case, number=number)
    return number
