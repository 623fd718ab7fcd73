"""Taking a collection in, and destroying it: authorise, change, record."""

from dataclasses import dataclass, field
from datetime import date
from functools import partial

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
from amparo.leads.models import Addition, Collection, LeadPoint, LeadStory, LegalBasis, Origin, RunState
from amparo.ledger.actions import Fact, append
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


@transaction.atomic
def add_to(actor: Actor, collection: Collection, file: SealedFile) -> Addition:
    """One more file, on the same authority and for the same purpose; the next run covers it too.

    Raises Denied, Hidden, NoKey; Conflict when the collection is destroyed or has this very file.
    """
    row = Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    policy.authorise(actor, Action.UPLOAD_COLLECTION, row)
    if row.deleted_at is not None:
        raise Conflict
    if bytes(row.digest) == file.digest or row.additions.filter(digest=file.digest).exists():
        raise Conflict(_("This very file is in the collection already."))
    addition = Addition(
        id=file.pk,
        collection=row,
        uploaded_by=actor.membership,
        uploaded_at=clock.now(),
        size=file.size or 0,
        digest=file.digest,
    )
    told = {"file": file.name, "key": file.key.hex()}
    seal_fields(addition, keys.of(actor.keyring, row), told=told)
    addition.save(force_insert=True)
    file.path.rename(addition.path)
    _record(Event.COLLECTION_ADDED_TO, actor, row, sha256=file.digest.hex(), size=addition.size)
    return addition


@transaction.atomic
def leave_out(actor: Actor, addition: Addition) -> None:
    """No run reads the file from now on; it stays sealed until the collection goes.

    Raises Denied, Hidden; Conflict once a finished run has read it: leads are named by the rows in it.
    """
    row = Collection.objects.select_for_update(of=("self",)).get(pk=addition.collection_id)
    policy.authorise(actor, Action.UPLOAD_COLLECTION, row)
    now = row.additions.get(pk=addition.pk)
    if now.left_out_at is not None or row.runs.live().exists():
        raise Conflict
    if row.runs.filter(state=RunState.DONE, started_at__gte=now.uploaded_at).exists():
        raise Conflict(_("A finished run has read this file already."))
    now.left_out_at, now.left_out_by = clock.now(), actor.membership
    now.save(update_fields=["left_out_at", "left_out_by"])
    _record(Event.FILE_LEFT_OUT, actor, row, sha256=bytes(now.digest).hex())


def _record(event: Event, actor: Actor, row: Collection, **facts: Fact) -> None:
    append(
        event,
        subject=str(row.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        **facts,
    )


def additions_of(actor: Actor, collection: Collection) -> list[tuple[Addition, str]]:
    """The further files, each with its name for whoever holds keys."""
    rows = list(collection.additions.select_related("uploaded_by__person"))
    if collection.box is None or not actor.membership.holds_keys or not rows:
        return [(row, "") for row in rows]
    key = keys.of(actor.keyring, collection)
    return [(row, open_field(row, "told", key)["file"]) for row in rows]


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
    further = list(row.additions.all())
    row.additions.update(told=None)
    row.leads.update(content=None, before=None)
    LeadPoint.objects.filter(lead__collection=row).delete()
    LeadStory.objects.filter(lead__collection=row).delete()
    for path in [row.path, *(one.path for one in further)]:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
