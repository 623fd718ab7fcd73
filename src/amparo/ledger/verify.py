"""Verifying the ledger where it lives; offline.py does the work."""

from collections.abc import Iterable, Iterator, Sequence

from amparo.ledger import offline, signing
from amparo.ledger.checkpoint import Key
from amparo.ledger.models import Entry, Head

_CHUNK = 20_000  # entries fetched at a time


def verify_all(*, known_heads: Iterable[str] = (), known_keys: Sequence[Key] = ()) -> offline.Report:
    """Recompute everything from the entries; the report names the first index that is affected.

    `known_heads` are signed notes kept outside this database: they alone find a ledger that was cut off or
    rewritten together with its own heads. `known_keys` are earlier public keys of this ledger.
    """
    # Heads first: whatever is appended meanwhile only comes after them.
    heads = list(Head.objects.order_by("size").values_list("note", flat=True))
    return offline.check(_rows(), heads=[*heads, *known_heads], keys=[signing.public_key(), *known_keys])


def _rows() -> Iterator[offline.Row]:
    stored = Entry.objects.order_by("index").values_list("index", "content", "nodes")
    for index, content, nodes in stored.iterator(_CHUNK):
        yield index, content.encode(), bytes(nodes)
