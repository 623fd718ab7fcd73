"""A reporter comes back with the receipt: reads, answers, adds, withdraws. The receipt is never stored."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock, sealing
from amparo.kernel.errors import AmparoError, SealBroken
from amparo.kernel.fields import open_field, seal_fields
from amparo.kernel.references import Receipt
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports import receipts
from amparo.reports.answers import LONGEST_NARRATIVE
from amparo.reports.intake import RECEIPT_CONTEXT
from amparo.reports.models import Author, Message, Report, Visit, WrongReceipts

VISIT = timedelta(minutes=30)
MOST_WRONG_A_MINUTE = 300  # by everybody together: 10^16 receipts would take 10^7 years at this pace


class TooManyWrong(AmparoError):
    """Somebody is trying receipts. Retry after a minute."""

    message = _("Many wrong receipts are being tried at the moment. Please wait one minute and try again.")


@dataclass
class Reading:
    """A report as its reporter sees it, with its key, for the length of one request."""

    report: Report
    key: bytes

    def dialogue(self) -> list[tuple[Message, str]]:
        """Every message with its opened text, oldest first."""
        return [
            (row, open_field(row, "body", self.key))
            for row in self.report.messages.select_related("institution")
        ]


def enter(receipt: Receipt) -> str | None:
    """Open a visit; returns the cookie's token, or None for a wrong receipt.

    Raises TooManyWrong while receipts are being guessed. A wrong and a right receipt take the same work.
    """
    minute = clock.minute()
    if WrongReceipts.objects.filter(minute=minute, count__gte=MOST_WRONG_A_MINUTE).exists():
        raise TooManyWrong
    locks = receipts.stretch(receipt)
    report = Report.objects.filter(receipt_tag=locks.tag).first()
    if report is None:
        _count_wrong(minute)
        return None
    key = sealing.open_sealed(
        bytes(report.receipt_box), locks.key, ("reports.Report", str(report.pk), RECEIPT_CONTEXT)
    )
    with transaction.atomic():
        token = _start_visit(report, key)
        _record(Event.REPORTER_RETURNED, report)
    return token


def _count_wrong(minute: datetime) -> None:
    WrongReceipts.objects.get_or_create(minute=minute)
    WrongReceipts.objects.filter(minute=minute).update(count=F("count") + 1)


def _digest(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=32, person=b"amparo-visit").digest()


def _start_visit(report: Report, key: bytes) -> str:
    cookie_key = sealing.new_key()
    visit = Visit(digest=_digest(cookie_key), report=report, expires_at=clock.now() + VISIT)
    seal_fields(visit, cookie_key, box=base64.b64encode(key).decode())
    visit.save()
    return base64.urlsafe_b64encode(cookie_key).decode()


def find(token: str | None) -> Reading | None:
    """The visit that a cookie opens, or None when it is over or was never ours."""
    try:
        cookie_key = base64.urlsafe_b64decode(token or "")
    except ValueError:
        return None
    visit = (
        Visit.objects.filter(digest=_digest(cookie_key), expires_at__gt=clock.now())
        .select_related("report")
        .first()
    )
    if visit is None:
        return None
    try:
        return Reading(visit.report, base64.b64decode(open_field(visit, "box", cookie_key)))
    except SealBroken:
        return None


def leave(token: str | None) -> None:
    """End a visit at once."""
    try:
        Visit.objects.filter(digest=_digest(base64.urlsafe_b64decode(token or ""))).delete()
    except ValueError:
        return


@transaction.atomic
def write(reading: Reading, text: str) -> Message:
    """Add the reporter's words to the dialogue. `text` is at most 20,000 characters (the form checks).

    Raises ValueError for an empty or longer one.
    """
    if not text.strip() or len(text) > LONGEST_NARRATIVE:
        raise ValueError("a message has 1 to 20,000 characters")
    # Of two messages at once the second waits, or both would claim the same moment.
    Report.objects.select_for_update().without_contents().get(pk=reading.report.pk)
    message = Message(report=reading.report, author=Author.REPORTER, sent_at=_after_the_last(reading.report))
    seal_fields(message, reading.key, body=text)
    message.save()
    Report.objects.filter(pk=reading.report.pk).update(unread=True)
    _record(Event.REPORTER_WROTE, reading.report)
    return message


@transaction.atomic
def withdraw_contact(reading: Reading) -> None:
    """Delete the contact details: nobody can use them any more, not even who could read them before."""
    Report.objects.filter(pk=reading.report.pk).update(may_contact=False, contact=None)
    reading.report.contact_points.filter(kind="reporter").delete()
    reading.report.refresh_from_db()
    _record(Event.REPORTER_WITHDREW_CONTACT, reading.report)


def _record(event: Event, report: Report) -> None:
    """Into the ledger, to the minute: a reporter's traffic must not be found by the second."""
    with clock.at(clock.minute()):
        append(event, subject=str(report.pk))


def _after_the_last(report: Report) -> datetime:
    """This minute, or just after the newest message: the dialogue keeps its order without keeping seconds.

    The caller holds the report's lock.
    """
    newest = report.messages.order_by("-sent_at").values_list("sent_at", flat=True).first()
    minute = clock.minute()
    return max(minute, newest + timedelta(microseconds=1)) if newest else minute


@transaction.atomic
def note_seen(reading: Reading) -> None:
    """The officer's messages were shown to the reporter."""
    reading.report.messages.filter(author=Author.OFFICER, seen_at=None).update(seen_at=clock.now())
