"""Taking a collection in, and destroying it: authorise, change, record."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import open_field, seal_fields
from amparo.kernel.references import new_reference
from amparo.leads import keys
from amparo.leads.collections.receiving import SealedFile
from amparo.leads.models import Collection, LeadPoint, LeadStory, LegalBasis, Origin
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Described:
    """What a person says of the material."""

    title: str = field(repr=False)
    authority: str = field(repr=False)  # who ordered or allowed it, with the number of the order
    purpose: str = field(repr=False)
    origin: Origin
    basis: LegalBasis
    keep_until: date
    country: str = "MZ"


@transaction.atomic
def take_in(actor: Actor, file: SealedFile, described: Described) -> Collection:
    """Make a collection of a file that arrived sealed. Raises Denied, ValueError for a date that is over."""
    policy.authorise(actor, Action.UPLOAD_COLLECTION, actor.institution)
    if described.keep_until <= clock.now().date():
        raise ValueError("the retention date lies ahead")
    collection = Collection(
        id=file.pk,
        reference=new_reference("M", clock.now().year),
        institution=actor.institution,
        uploaded_by=actor.membership,
        uploaded_at=clock.now(),
        origin=described.origin,
        basis=described.basis,
        country=described.country,
        keep_until=described.keep_until,
        size=file.size or 0,
        digest=file.digest,
    )
    keys.give(collection, file.key)
    told = {
        "title": described.title,
        "authority": described.authority,
        "purpose": described.purpose,
        "file": file.name,
    }
    seal_fields(collection, file.key, told=told)
    collection.save(force_insert=True)
    file.path.rename(collection.path)
    append(
        Event.COLLECTION_UPLOADED,
        subject=str(collection.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        basis=str(described.basis),
        origin=str(described.origin),
        sha256=file.digest.hex(),
        size=collection.size,
        keep_until=described.keep_until.isoformat(),
    )
    return collection


def told_of(actor: Actor, collection: Collection) -> dict[str, str]:
    """Title, authority, purpose and name of the file; empty once it is deleted or without a key for it."""
    if collection.box is None or not actor.membership.holds_keys:
        return {}
    found: dict[str, str] = open_field(collection, "told", keys.of(actor.keyring, collection))
    return found


@transaction.atomic
def delete(actor: Actor, collection: Collection) -> None:
    """Destroy the key, then the file, then what could still find somebody. Counts and codes stay.

    Raises Denied, Hidden; Conflict while a run goes on, or when a colleague was faster.
    """
    row = Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    policy.authorise(actor, Action.DELETE_COLLECTION, row)
    if row.deleted_at is not None:
        raise Conflict
    if row.runs.live().exists():
        raise Conflict(_("A run is going on. Cancel it first."))
    destroy(row)
    row.deleted_by = actor.membership
    row.save(update_fields=["deleted_by"])
    append(
        Event.COLLECTION_DELETED,
        subject=str(row.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        overdue=row.keep_until <= clock.now().date(),
    )


@transaction.atomic
def delete_due() -> int:
    """Collections whose retention date is over and on which nothing runs; the worker's. Returns how many."""
    due = Collection.objects.kept().filter(keep_until__lt=clock.now().date())
    rows = [row for row in due.select_for_update(skip_locked=True) if not row.runs.live().exists()]
    for row in rows:
        destroy(row)
        append(
            Event.COLLECTION_DELETED,
            subject=str(row.pk),
            institution=str(row.institution_id),
            overdue=True,
        )
    return len(rows)


def destroy(row: Collection) -> None:
    """The key first: what lies under it is then noise, also in older copies. In the caller's transaction."""
    row.box, row.told, row.deleted_at = None, None, clock.now()
    row.save(update_fields=["box", "told", "deleted_at"])
    row.leads.update(content=None)
    LeadPoint.objects.filter(lead__collection=row).delete()
    LeadStory.objects.filter(lead__collection=row).delete()
    transaction.on_commit(lambda: row.path.unlink(missing_ok=True))
