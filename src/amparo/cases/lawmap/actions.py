"""Changing which law the country's cases are held against, on the record."""

from pathlib import Path

from django.db import transaction

from amparo.law.load import Loaded, load_law
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@transaction.atomic
def load_map(folder: Path) -> Loaded:
    """Load the law map in a folder; a changed one is recorded with its digest, the same again is not.

    Whoever runs the command line is no member of an institution, so there is nobody to authorise here.
    Raises UnsoundMap.
    """
    loaded = load_law(folder)
    if loaded.changed:
        append(
            Event.LAW_MAP_LOADED,
            subject=str(loaded.edition.pk),
            digest=loaded.edition.digest,
            instruments=len(loaded.rows.instruments),
            provisions=len(loaded.rows.provisions),
            gaps=len(loaded.rows.gaps),
        )
    return loaded
