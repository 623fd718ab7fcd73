"""Unfinished reports: sealed under a key that only the reporter's cookie holds, for a limited time."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from amparo.kernel import clock, sealing
from amparo.kernel.errors import SealBroken
from amparo.kernel.fields import open_field, seal_fields
from amparo.kernel.references import Receipt
from amparo.reports.answers import Answers, Channel
from amparo.reports.intake import Filed, receive_report
from amparo.reports.misuse import Manner
from amparo.reports.models import Draft

RECEIPT_KEPT = timedelta(hours=1)  # how long the receipt of a sent report can be shown again


@dataclass
class Opened:
    """A draft with its key: `content` is whatever JSON the channel keeps of the answers so far."""

    row: Draft
    key: bytes
    content: dict[str, Any]

    @property
    def token(self) -> str:
        """What the cookie holds."""
        return base64.urlsafe_b64encode(self.key).decode()

    @property
    def filed(self) -> Filed | None:
        """Receipt and reference when this draft was already sent."""
        done = self.content.get("filed")
        return Filed(Receipt(done["receipt"]), done["reference"]) if done else None


def _digest(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=32, person=b"amparo-draft").digest()


def start(content: dict[str, Any]) -> Opened:
    """A new draft with a fresh key."""
    key = sealing.new_key()
    opened = Opened(Draft(digest=_digest(key)), key, content)
    _save(opened)
    return opened


def find(token: str | None, *, lock: bool = False) -> Opened | None:
    """The draft that a cookie opens, or None when there is none, it is over, or the cookie is not ours.

    `lock` takes the row for the transaction, so that a double submit waits for the first.
    """
    try:
        key = base64.urlsafe_b64decode(token or "")
    except ValueError:
        return None
    rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
    row = rows.filter(digest=_digest(key), expires_at__gt=clock.now()).first()
    if row is None:
        return None
    try:
        return Opened(row, key, open_field(row, "content", key))
    except SealBroken:
        return None


def change(opened: Opened, edit: Callable[[dict[str, Any]], None]) -> None:
    """Apply `edit` to the content as it is now, and keep it.

    Not as it was when read: of two requests at once the slower would undo the faster, even its sending.
    A draft that was thrown away meanwhile stays gone.
    """
    with transaction.atomic():
        fresh = find(opened.token, lock=True)
        if fresh is not None:
            edit(fresh.content)
            _save(fresh)
            opened.row, opened.content = fresh.row, fresh.content


def _save(opened: Opened) -> None:
    """Seal the content again and start the time anew; a receipt is kept for an hour from sending."""
    seal_fields(opened.row, opened.key, content=opened.content)
    if opened.filed:
        opened.row.expires_at = datetime.fromisoformat(opened.content["sent_at"]) + RECEIPT_KEPT
    else:
        opened.row.expires_at = clock.now() + timedelta(hours=settings.AMPARO_DRAFT_HOURS)
    opened.row.save()


def throw_away(token: str | None) -> None:
    """Forget a draft at once."""
    if opened := find(token):
        opened.row.delete()


def file(
    token: str | None, told: Callable[[Opened], tuple[Answers, Manner]], *, language: str
) -> Filed | None:
    """Send a draft: once, however often it is asked. None when the draft is gone.

    `told` reads the answers and how they were given from the draft, once nobody can change it any more:
    an answer that was kept a moment ago is sent too. Afterwards the draft holds nothing but the receipt and
    the reference, for the rest of the visit.
    """
    with transaction.atomic():
        opened = find(token, lock=True)
        if opened is None:
            return None
        if opened.filed:
            return opened.filed
        answers, manner = told(opened)
        filed = receive_report(answers, channel=Channel.WEB, language=language, manner=manner)
        opened.content = {
            "filed": {"receipt": filed.receipt.digits, "reference": filed.reference},
            "sent_in_visit": manner.earlier_in_visit + 1,
            "sent_at": clock.now().isoformat(),
        }
        _save(opened)
    return filed
