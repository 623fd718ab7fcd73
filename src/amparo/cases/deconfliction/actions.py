"""Asking whoever else knows an identifier, and answering: share, decline with a reason, or make contact."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.changing import locked, record, record_all
from amparo.cases.deconfliction import known
from amparo.cases.deconfliction.known import Point
from amparo.cases.lifecycle.enclosing import write_letter
from amparo.cases.models import Case, NoticeKind, Question, RoutedQuestion
from amparo.cases.models.deconfliction import Asked, LawfulBasis, Reply
from amparo.cases.notices.telling import supervisors, tell
from amparo.cases.sharing.actions import Sharing, share
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact
from amparo.ledger.vocabulary import Event

ANSWER_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class Asking:
    """What is asked, why, and on what that rests."""

    purpose: str
    basis: LawfulBasis
    asked: Asked
    words: str = field(repr=False)


@transaction.atomic
def ask(actor: Actor, case: Case, point: Point, asking: Asking) -> Question:
    """Route a question to every other institution that knows the identifier; who they are stays unsaid.

    Raises Denied, Hidden; Conflict when nobody else knows it, or the same was asked and waits.
    """
    case = locked(actor, Action.ASK_ELSEWHERE, case)
    if point not in known.known_elsewhere(case):
        raise Conflict(_("Nobody else knows this any more."))
    waiting = RoutedQuestion.objects.waiting().filter(
        question__case=case, question__kind=point.kind, question__digest=point.digest
    )
    if waiting.exists():
        raise Conflict(_("You have asked about this already, and the answer is awaited."))
    receivers = known.holders(point.kind, point.digest, other_than=actor.institution)
    question = Question.objects.create(
        case=case,
        institution=actor.institution,
        kind=point.kind,
        digest=point.digest,
        purpose=asking.purpose,
        basis=asking.basis,
        asked=asking.asked,
        letter=write_letter(actor, case, asking.words, receivers),
        by=actor.membership,
        asked_at=clock.now(),
        answer_due_at=clock.now() + ANSWER_WITHIN,
    )
    facts: dict[str, Fact] = {
        "question": str(question.pk),
        "kind": question.kind,
        "basis": str(question.basis),
    }
    happened = [(Event.ASKED_ELSEWHERE, case, facts)]
    for receiver in receivers:
        routed = RoutedQuestion.objects.create(question=question, institution=receiver)
        tell(NoticeKind.QUESTION, supervisors(receiver))
        there = facts | {"routed": str(routed.pk), "to": str(receiver.pk)}
        happened.append((Event.QUESTION_ROUTED, case, there))
    record_all(actor, happened)
    return question


def grant(
    actor: Actor, routed: RoutedQuestion, case: Case, scope: frozenset[str], *, words: str
) -> RoutedQuestion:
    """Answer by sharing part of a case of one's own, on a consent or an approved override like any share.

    Raises Denied, Hidden, NotPermitted (then nothing is shared and the question still waits), Conflict.
    """
    with transaction.atomic():
        row = _waiting(actor, routed)
        if case not in known.cases_with(row.question.kind, bytes(row.question.digest), actor.institution):
            raise Conflict(_("This case has nothing to do with the question."))
        row.share = share(actor, case, Sharing(row.question.asker, scope, row.question.purpose))
        return _reply(actor, row, Reply.GRANTED, words)


@transaction.atomic
def decline(actor: Actor, routed: RoutedQuestion, *, words: str) -> RoutedQuestion:
    """Say no, and why. Raises Denied, Hidden, Conflict."""
    return _reply(actor, _waiting(actor, routed), Reply.DECLINED, words)


@transaction.atomic
def will_contact(actor: Actor, routed: RoutedQuestion, *, words: str) -> RoutedQuestion:
    """Say that one gets in touch; until then who one is stays unsaid. Raises Denied, Hidden, Conflict."""
    return _reply(actor, _waiting(actor, routed), Reply.WILL_CONTACT, words)


def _waiting(actor: Actor, routed: RoutedQuestion) -> RoutedQuestion:
    policy.authorise(actor, Action.ANSWER_ELSEWHERE, routed)
    rows = RoutedQuestion.objects.select_for_update(of=("self",)).select_related(
        "question__case__institution"
    )
    row = rows.get(pk=routed.pk)
    if row.reply:
        raise Conflict(_("A colleague has answered this already."))
    return row


def _reply(actor: Actor, row: RoutedQuestion, reply: Reply, words: str) -> RoutedQuestion:
    row.reply, row.answered_at, row.by = reply, clock.now(), actor.membership
    row.answer = write_letter(actor, row.question.case, words, [row.question.asker]) if words else None
    row.save(update_fields=["reply", "answered_at", "by", "answer", "share"])
    record(
        Event.ANSWERED_ELSEWHERE,
        actor,
        row.question.case,
        question=str(row.question_id),
        routed=str(row.pk),
        reply=str(reply),
        share=str(row.share_id) if row.share_id else None,
    )
    return row
