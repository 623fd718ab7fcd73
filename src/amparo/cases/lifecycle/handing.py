"""Handing a case on, to a colleague or to another institution: offered, and moved only when accepted.

Another institution gets a case, with all that is part of it, on what a share rests on: everybody whom it is
about has agreed to all of it going there, or an override stands. That is asked at the offer and again at the
acceptance.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.policy import Action, Actor, Basis
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record, record_all
from amparo.cases.consent.permit import Permit, permit
from amparo.cases.lifecycle import enclosing, merging
from amparo.cases.lifecycle.lapsing import PROMISE, take_back_keys
from amparo.cases.models import Answer, Case, Compartment, HandOver, Purpose, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied
from amparo.ledger.actions import Fact, append_many
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Offer:
    """To whom: a colleague (`worker`), or another institution."""

    worker: Membership | None = None
    institution: Institution | None = None
    words: str = field(default="", repr=False)


@transaction.atomic
def offer(actor: Actor, case: Case, made: Offer, *, version: int) -> HandOver:
    """Offer a case with its parts. Another institution reads its summary at once, to decide; all else waits.

    Only a supervisor offers to another institution: it takes all four keys to hand all four on.
    Raises Denied, Hidden, NoKey, NotPermitted; Conflict when it is closed or offered already, or to nobody.
    """
    case = locked(actor, Action.HAND_OVER_CASE, case, version)
    merging.not_a_part(case)
    if case.stage == Stage.CLOSED:
        raise Conflict(_("A closed case is not handed over."))
    if waiting(case) is not None:
        raise Conflict(_("The case is already offered to somebody. Withdraw that first."))
    row = HandOver(
        case=case,
        from_institution=case.institution,
        from_worker=case.worker,
        offered_by=actor.membership,
        offered_at=clock.now(),
    )
    allowed: Permit | None = None
    if made.worker is not None:
        _to_colleague(case, made.worker, row)
    elif made.institution is not None:
        allowed = _to_institution(actor, case, made.institution, row)
    else:
        raise ValueError("an offer needs a colleague, or an institution")
    compartments.write(actor, row, words=made.words)
    row.save(force_insert=True)
    if allowed is not None:
        row.consents.set(allowed.consents)
        enclosing.enclose(actor, row, [case, *merging.parts_of(case)])
    moved(case)
    facts: dict[str, Fact] = {"offer": str(row.pk), "to": str(row.to_institution_id)}
    record(Event.HAND_OVER_OFFERED, actor, case, **facts, **_rests_on(allowed))
    return row


def _rests_on(allowed: Permit | None) -> dict[str, Fact]:
    """What the ledger keeps of why a case may go to another institution; nothing for a colleague."""
    if allowed is None:
        return {}
    return {
        "basis": str(allowed.ground),
        "consents": sorted(str(one.pk) for one in allowed.consents),
        "override": str(allowed.override.pk) if allowed.override else None,
    }


def _to_colleague(case: Case, worker: Membership, row: HandOver) -> None:
    if worker not in colleagues(case):
        raise Conflict(_("This colleague cannot work on the case."))
    row.to_institution, row.to_worker = case.institution, worker


def _to_institution(actor: Actor, case: Case, receiver: Institution, row: HandOver) -> Permit:
    if actor.role != Role.SUPERVISOR:
        raise Denied
    if receiver not in receivers(case):
        raise Conflict(_("Nobody there can take a case at the moment."))
    parts = merging.locked_parts(case)
    allowed = _permit(case, receiver, parts)
    row.to_institution, row.basis = receiver, allowed.ground
    row.override, row.until = allowed.override, allowed.until
    if Compartment.SUMMARY not in compartments.open_to(case, receiver):
        compartments.share(actor, case, receiver, [Compartment.SUMMARY], basis=PROMISE, until=allowed.until)
    for one in (case, *parts):
        compartments.promise(actor, one, receiver, list(Compartment), basis=PROMISE)
    return allowed


def _permit(case: Case, receiver: Institution, parts: list[Case]) -> Permit:
    return permit(case, receiver, Compartment, Purpose.REFERRAL, parts=parts)


@transaction.atomic
def withdraw(actor: Actor, case: Case, *, version: int) -> HandOver:
    """Take an offer back before it is answered. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.HAND_OVER_CASE, case, version)
    row = waiting(case)
    if row is None:
        raise Conflict(_("This offer has been answered."))
    _settle(actor, row, Answer.WITHDRAWN)
    take_back_keys(row)
    moved(case)
    record(Event.HAND_OVER_WITHDRAWN, actor, case, offer=str(row.pk))
    return row


@transaction.atomic
def accept(actor: Actor, hand_over: HandOver) -> Case:
    """Take the case with its parts: keys and clocks are the receiver's from here on, the former owner's end.

    Raises Denied, Hidden; NotPermitted when what it rests on stands no more (nothing moves); Conflict when it
    was withdrawn, or is offered to another colleague.
    """
    case, row = _answering(actor, hand_over)
    former, parts = case.institution, merging.locked_parts(case)
    allowed = None if row.inside else _permit(case, actor.institution, parts)
    happened: list[tuple[Event, Case, dict[str, Fact]]] = []
    for one in (case, *parts):
        one.institution, one.worker = actor.institution, actor.membership
        if not row.inside:
            _move_keys(one, former, actor.institution)
        moved(one, "institution", "worker")
        facts: dict[str, Fact] = {"offer": str(row.pk), "out_of": str(former.pk)}
        if one is not case:
            facts["with"] = str(case.pk)
        happened.append((Event.CASE_HANDED_OVER, one, facts | _rests_on(allowed)))
    _settle(actor, row, Answer.ACCEPTED)
    reports = enclosing.hand_out(actor, row, [case, *parts])
    record_all(actor, happened)
    if reports:
        append_many(reports)
    return case


def _move_keys(case: Case, former: Institution, receiver: Institution) -> None:
    """Raises Conflict when not every key was promised."""
    if compartments.keep_promise(case, receiver, basis=PROMISE) != frozenset(Compartment):
        raise Conflict(_("The keys of this offer are gone. Ask for a new one."))
    compartments.live_grants(case, receiver).update(basis=Basis.MANDATE)
    compartments.freeze(case, former)


@transaction.atomic
def decline(actor: Actor, hand_over: HandOver, *, words: str) -> HandOver:
    """Say no, and why. Nothing has moved. Raises Denied, Hidden, NoKey, Conflict."""
    case, row = _answering(actor, hand_over)
    compartments.write(actor, row, words=_words_of(actor, row), answer_words=words)
    _settle(actor, row, Answer.DECLINED)
    take_back_keys(row)
    moved(case)
    record(Event.HAND_OVER_DECLINED, actor, case, offer=str(row.pk))
    return row


def _words_of(actor: Actor, row: HandOver) -> object:
    return compartments.read(actor, row, "words")


def _answering(actor: Actor, hand_over: HandOver) -> tuple[Case, HandOver]:
    policy.authorise(actor, Action.ANSWER_HAND_OVER, hand_over)
    case = (
        Case.objects.select_for_update(of=("self",)).select_related("institution").get(pk=hand_over.case_id)
    )
    row = HandOver.objects.waiting().select_for_update(of=("self",)).filter(pk=hand_over.pk).first()
    if row is None:
        raise Conflict(_("This offer has been answered or withdrawn."))
    if row.to_worker_id not in {None, actor.membership.pk}:
        raise Conflict(_("The case is offered to a colleague of yours, who alone can answer."))
    row.case = case
    return case, row


def _settle(actor: Actor, row: HandOver, answer: Answer) -> None:
    row.answer, row.answered_by, row.answered_at = answer, actor.membership, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at", "answer_words", "words", "generation"])


def waiting(case: Case) -> HandOver | None:
    """The offer that nobody has answered yet."""
    return (
        HandOver.objects.waiting()
        .filter(case=case)
        .select_related("to_institution", "to_worker__person", "offered_by__person", "case")
        .first()
    )


def offered_to(membership: Membership) -> list[HandOver]:
    """The offers that a member could answer, oldest first."""
    rows = HandOver.objects.waiting().filter(to_institution=membership.institution)
    rows = rows.select_related("case", "from_institution", "offered_by__person").order_by("offered_at")
    return [row for row in rows if row.to_worker_id in {None, membership.pk}]


def _able(action: Action = Action.ANSWER_HAND_OVER) -> "frozenset[Role]":
    return policy.TABLE[action][0]


def colleagues(case: Case) -> list[Membership]:
    """Members of the owner who could become its worker."""
    rows = case.institution.memberships.current().filter(role__in=_able()).exclude(pk=case.worker_id)
    return list(rows.select_related("person").order_by("started_at"))


def receivers(case: Case) -> list[Institution]:
    """Other institutions with somebody who could take a case."""
    able = Membership.objects.current().filter(role__in=_able())
    others = Institution.objects.filter(pk__in=able.values("institution")).exclude(pk=case.institution_id)
    return list(others.order_by("name"))
