"""Handing a case on, to a colleague or to another institution: offered, and moved only when accepted."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.policy import Action, Actor, Basis
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.lifecycle import merging
from amparo.cases.models import Answer, Case, Compartment, HandOver, HandOverBasis, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied
from amparo.ledger.vocabulary import Event

PROMISE = "hand_over"  # the basis of the grants that wait for the receiver's answer


@dataclass(frozen=True)
class Offer:
    """To whom: a colleague (`worker`), or another institution with what that rests on."""

    worker: Membership | None = None
    institution: Institution | None = None
    basis: HandOverBasis | str = ""
    words: str = field(default="", repr=False)


@transaction.atomic
def offer(actor: Actor, case: Case, made: Offer, *, version: int) -> HandOver:
    """Offer a case. Another institution can read its summary at once, to decide; all else waits.

    Only a supervisor offers to another institution: it takes all four keys to hand all four on.
    Raises Denied, Hidden, NoKey; Conflict when the case is closed or offered already, or to nobody.
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
    if made.worker is not None:
        _to_colleague(case, made.worker, row)
    elif made.institution is not None and made.basis in HandOverBasis.values:
        _to_institution(actor, case, made, row)
    else:
        raise ValueError("an offer needs a colleague, or an institution and a basis")
    compartments.write(actor, row, words=made.words)
    row.save(force_insert=True)
    moved(case)
    facts = {"offer": str(row.pk), "to": str(row.to_institution_id), "basis": str(row.basis)}
    record(Event.HAND_OVER_OFFERED, actor, case, **facts)
    return row


def _to_colleague(case: Case, worker: Membership, row: HandOver) -> None:
    if worker not in colleagues(case):
        raise Conflict(_("This colleague cannot work on the case."))
    row.to_institution, row.to_worker = case.institution, worker


def _to_institution(actor: Actor, case: Case, made: Offer, row: HandOver) -> None:
    receiver = made.institution
    if actor.role != Role.SUPERVISOR:
        raise Denied
    if receiver is None or receiver not in receivers(case):
        raise Conflict(_("Nobody there can take a case at the moment."))
    row.to_institution, row.basis = receiver, made.basis
    if merging.parts_of(case):
        raise Conflict(
            _("Other cases are part of this one. Take those merges back, or hand those over first.")
        )
    if Compartment.SUMMARY not in compartments.open_to(case, receiver):
        compartments.share(actor, case, receiver, [Compartment.SUMMARY], basis=PROMISE)
    compartments.promise(actor, case, receiver, list(Compartment), basis=PROMISE)


@transaction.atomic
def withdraw(actor: Actor, case: Case, *, version: int) -> HandOver:
    """Take an offer back before it is answered. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.HAND_OVER_CASE, case, version)
    row = waiting(case)
    if row is None:
        raise Conflict(_("This offer has been answered."))
    _settle(actor, row, Answer.WITHDRAWN)
    _take_keys_back(row)
    moved(case)
    record(Event.HAND_OVER_WITHDRAWN, actor, case, offer=str(row.pk))
    return row


@transaction.atomic
def accept(actor: Actor, hand_over: HandOver) -> Case:
    """Take the case: from here on it is the receiver's, keys and clocks too; the former owner's keys end.

    Raises Denied, Hidden; Conflict when it was withdrawn, or is offered to another colleague.
    """
    case, row = _answering(actor, hand_over)
    former = case.institution
    case.institution, case.worker = actor.institution, actor.membership
    if not row.inside:
        compartments.keep_promise(case, actor.institution, basis=PROMISE)
        compartments.live_grants(case, actor.institution).update(basis=Basis.MANDATE)
        compartments.freeze(case, former)
    _settle(actor, row, Answer.ACCEPTED)
    moved(case, "institution", "worker")
    record(Event.CASE_HANDED_OVER, actor, case, offer=str(row.pk), out_of=str(former.pk))
    return case


@transaction.atomic
def decline(actor: Actor, hand_over: HandOver, *, words: str) -> HandOver:
    """Say no, and why. Nothing has moved. Raises Denied, Hidden, NoKey, Conflict."""
    case, row = _answering(actor, hand_over)
    compartments.write(actor, row, words=_words_of(actor, row), answer_words=words)
    _settle(actor, row, Answer.DECLINED)
    _take_keys_back(row)
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
    row = HandOver.objects.waiting().filter(pk=hand_over.pk).first()
    if row is None:
        raise Conflict(_("This offer has been answered or withdrawn."))
    if row.to_worker_id not in {None, actor.membership.pk}:
        raise Conflict(_("The case is offered to a colleague of yours, who alone can answer."))
    row.case = case
    return case, row


def _settle(actor: Actor, row: HandOver, answer: Answer) -> None:
    row.answer, row.answered_by, row.answered_at = answer, actor.membership, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at", "answer_words", "words", "generation"])


def _take_keys_back(row: HandOver) -> None:
    """What the receiver got only for this offer ends with it."""
    if row.inside:
        return
    compartments.break_promise(row.case, row.to_institution, basis=PROMISE)
    lent = compartments.live_grants(row.case, row.to_institution).filter(basis=PROMISE)
    if lent.exists():  # unless somebody shared the summary with them for good meanwhile
        compartments.freeze(row.case, row.to_institution, [Compartment.SUMMARY])


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
