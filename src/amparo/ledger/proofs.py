"""Proofs and exports that somebody else can check without us (offline.py checks them)."""

import base64
import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import AmparoError
from amparo.ledger import signing, tree
from amparo.ledger.actions import stored_hashes
from amparo.ledger.models import Entry, Head


class NotSignedYet(AmparoError):
    """No signed head covers this entry, or there is no such entry or head. Retry after the next signing."""

    message = _("No signed head of the ledger covers this yet.")


def _path(spans: list[tree.Span]) -> list[str]:
    covers = [tree.cover(span) for span in spans]
    hashes = iter(stored_hashes([place for places in covers for place in places]))
    return [base64.b64encode(tree.fold([next(hashes) for _place in places])).decode() for places in covers]


def prove_entry(index: int) -> dict[str, Any]:
    """That an entry stands at its place under the newest head: entry, index, path, head, key (JSON-ready).

    Raises NotSignedYet.
    """
    head = Head.objects.order_by("-size").first()
    entry = Entry.objects.filter(index=index).first()
    if head is None or entry is None or head.size <= index:
        raise NotSignedYet
    return {
        "entry": entry.content,
        "index": index,
        "path": _path(tree.inclusion_spans(index, head.size)),
        "head": head.note,
        "key": str(signing.public_key()),
    }


def prove_growth(old: int, new: int | None = None) -> dict[str, Any]:
    """That the head at `new` (the newest by default) only added to the head at `old`: JSON-ready.

    Raises NotSignedYet when there is no head at one of these sizes.
    """
    earlier = Head.objects.filter(size=old).first()
    later = (
        Head.objects.filter(size=new).first() if new is not None else Head.objects.order_by("-size").first()
    )
    if earlier is None or later is None or earlier.size > later.size:
        raise NotSignedYet
    return {
        "earlier": earlier.note,
        "path": _path(tree.consistency_spans(earlier.size, later.size)),
        "head": later.note,
        "key": str(signing.public_key()),
    }


def export(path: Path) -> int:
    """Write the whole ledger as JSON lines: the public key, every head, then each entry as it was hashed.

    Anyone can check a line: its leaf hash is SHA-256 of a zero byte and the line without its line break.
    Returns the number of entries. Raises OSError.
    """
    count = 0
    with transaction.atomic(), path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps({"key": str(signing.public_key())}) + "\n")
        for head in Head.objects.order_by("size").iterator():
            file.write(json.dumps({"head": head.note}, ensure_ascii=False) + "\n")
        for content in Entry.objects.order_by("index").values_list("content", flat=True).iterator(20_000):
            file.write(content + "\n")
            count += 1
    return count
