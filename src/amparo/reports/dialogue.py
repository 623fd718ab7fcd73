"""The dialogue between an officer and a reporter whom nobody knows."""

from dataclasses import dataclass

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.kernel import clock
from amparo.kernel.fields import open_field, seal_fields
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports.answers import LONGEST_NARRATIVE
from amparo.reports.models import Author, Message, Report
from amparo.reports.opening import report_key


@dataclass(frozen=True)
class Turn:
    """One message with its opened text."""

    message: Message
    text: str

    @property
    def from_reporter(self) -> bool:
        return self.message.author == Author.REPORTER


def turns(report: Report, key: bytes) -> list[Turn]:
    """Everything that was written, oldest first. Raises SealBroken."""
    return [Turn(row, open_field(row, "body", key)) for row in report.messages.select_related("institution")]


@transaction.atomic
def write_to_reporter(actor: Actor, report: Report, text: str, *, is_question: bool = False) -> Message:
    """Add the officer's words, which the reporter reads with the receipt. `text` has 1 to 20,000 characters.

    Raises Denied, Hidden, NoKey, and ValueError for an empty or longer text.
    """
    policy.authorise(actor, Action.WRITE_TO_REPORTER, report)
    if not text.strip() or len(text) > LONGEST_NARRATIVE:
        raise ValueError("a message has 1 to 20,000 characters")
    message = Message(
        report=report,
        author=Author.OFFICER,
        institution=actor.institution,
        is_question=is_question,
        sent_at=clock.now(),
    )
    seal_fields(message, report_key(actor, report), body=text)
    message.save()
    append(
        Event.OFFICER_WROTE,
        subject=str(report.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        question=is_question,
    )
    return message


def note_read(actor: Actor, report: Report, shown: list[Turn]) -> None:
    """Somebody who can answer has seen these turns: unless more came meanwhile, nothing is unread now."""
    if not report.unread or not actor.may(Action.WRITE_TO_REPORTER, report.relation_to(actor.institution)):
        return
    if report.messages.exclude(pk__in=[turn.message.pk for turn in shown]).exists():
        return
    Report.objects.filter(pk=report.pk).update(unread=False)
