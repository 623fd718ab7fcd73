"""The sealed files of a collection, first to last, for whoever has its key."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from amparo.kernel import sealing
from amparo.kernel.fields import open_field
from amparo.leads.models import Collection


@dataclass(frozen=True)
class KeptFile:
    """A file as it lies sealed, and what opens it."""

    name: str = field(repr=False)
    path: Path
    context: sealing.Context
    key: bytes = field(repr=False)


def files(collection: Collection, key: bytes, *, until: datetime) -> list[KeptFile]:
    """What was there at a moment, in the order in which it came. Raises SealBroken."""
    name = open_field(collection, "told", key)["file"]
    found = [KeptFile(name, collection.path, collection.file_context, key)]
    for one in collection.additions.filter(uploaded_at__lte=until, left_out_at=None):
        told = open_field(one, "told", key)
        found.append(KeptFile(told["file"], one.path, one.file_context, bytes.fromhex(told["key"])))
    return found
