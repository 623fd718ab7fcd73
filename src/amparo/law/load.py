"""Putting a law map into the database, in place of the one that is there."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError

from amparo.kernel import clock
from amparo.law.folder import UnsoundMap, read
from amparo.law.map import LawMap
from amparo.law.models import Coverage, Edition, Gap, Instrument, Provision, Source

_Row = TypeVar("_Row", bound=models.Model)


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    edition: Edition
    changed: bool  # whether it says anything else than the map that was there
    rows: LawMap


@transaction.atomic
def load_law(path: Path) -> Loaded:
    """Make the database's law map the one in the folder; loading the same again changes nothing.

    Raises UnsoundMap for a folder that cannot be taken, or that lacks a row which cases rest on: end such a
    row with a date instead of deleting it.
    """
    folder = read(path)
    rows = folder.rows
    _upsert(Source, rows.sources)
    _upsert(Instrument, rows.instruments)
    _upsert(Provision, rows.provisions)
    _upsert(Coverage, rows.coverages, key=("provision", "aspect", "code_of_element"))
    _upsert(Gap, rows.gaps)
    _drop_others(rows)
    edition = Edition.objects.current()
    if edition is not None and edition.digest == folder.digest:
        return Loaded(edition, False, rows)
    edition = Edition.objects.create(name=folder.name, digest=folder.digest, loaded_at=clock.now())
    return Loaded(edition, True, rows)


def _upsert(model: type[_Row], rows: tuple[_Row, ...], *, key: tuple[str, ...] = ("code",)) -> None:
    fields = [
        field.name for field in model._meta.concrete_fields if field.name not in key and not field.primary_key
    ]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=fields)


def _drop_others(rows: LawMap) -> None:
    kept = {(row.provision_id, row.aspect, row.code_of_element) for row in rows.coverages}
    gone = [
        row.pk
        for row in Coverage.objects.all()
        if (row.provision_id, row.aspect, row.code_of_element) not in kept
    ]
    try:
        Coverage.objects.filter(pk__in=gone).delete()
        Gap.objects.exclude(pk__in=[row.pk for row in rows.gaps]).delete()
        Provision.objects.exclude(pk__in=[row.pk for row in rows.provisions]).delete()
        Instrument.objects.exclude(pk__in=[row.pk for row in rows.instruments]).delete()
        Source.objects.exclude(pk__in=[row.pk for row in rows.sources]).delete()
    except (ProtectedError, RestrictedError):
        raise UnsoundMap(
            "The folder lacks a row that cases rest on. End it with a date (in_force_to, closed) instead."
        ) from None
