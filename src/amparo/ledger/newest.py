"""The newest signed head, and whether what is stored still continues it: quick enough for every page.

It reads a few dozen hashes, not the entries: an altered entry is found by `amparo ledger verify`.
"""

from dataclasses import dataclass
from datetime import datetime

from amparo.ledger import checkpoint, signing, tree
from amparo.ledger.actions import Rewritten, load_frontier, stored_hashes
from amparo.ledger.models import Head


@dataclass(frozen=True)
class Newest:
    """What was last signed; `holds` is whether signature and stored hashes agree with it."""

    size: int
    at: datetime
    root: str  # hexadecimal
    holds: bool
    unsigned: int  # entries since


def newest() -> Newest | None:
    """The newest head, checked; None while nothing was signed."""
    last = Head.objects.order_by("-size").first()
    if last is None:
        return None
    size = load_frontier().size
    try:
        signed = checkpoint.read(last.note)
    except checkpoint.Unreadable:
        return None
    holds = signed.signed_by(signing.public_key()) and signed.size <= size
    try:
        holds = holds and tree.fold(stored_hashes(tree.cover((0, signed.size)))) == signed.root
    except Rewritten:
        holds = False
    return Newest(
        signed.size, datetime.fromisoformat(signed.at), signed.root.hex(), holds, size - signed.size
    )
