"""The steps of a referral. Keys travel with it, and open nothing before it is accepted.

1. Sending asks `permit`, and seals the keys in scope in advance (compartments.promise).
2. Accepting asks `permit` again: what was agreed must still stand. Only then do the keys open.
3. Declining, recalling, expiring and a withdrawn consent destroy them.
docs/decisions/0009-referral-keys.md says why it is done so.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments, letters
from amparo.cases.changing import locked, moved, record
from amparo.cases.consent.permit import permit
from amparo.cases.lifecycle.enclosing import write_letter
from amparo.cases.models import Case, Ending, Part, PersonInCase, Referral, Share
from amparo.cases.models.referral import OPEN, UNDER_WAY, WAITING, Incoming, Outcome, State, Urgency, WhyNot
from amparo.cases.referral.recalling import BASIS, stop
from amparo.cases.sharing import actions as sharing
from amparo.cases.sharing.actions import Sharing
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.references import new_reference
from amparo.ledger.vocabulary import Event

ANSWER_WITHIN = {Urgency.URGENT: timedelta(hours=24), Urgency.NORMAL: timedelta(hours=72)}
EXPIRES_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Draft:
    """What is asked, of whom."""

    receiver: Institution
    purpose: str
    need: str
    urgency: str
    compartments: frozenset[str]
    words: str = field(default="", repr=False)


@transaction.atomic
def write(actor: Actor, case: Case, draft: Draft) -> Referral:
    """Put a referral down; nothing leaves the institution yet. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.SEND_REFERRAL, case)
    if draft.receiver.pk == case.institution_id:
        raise Conflict(_("A case is not referred to one's own institution."))
    about = PersonInCase.objects.filter(case=case).in_role(Part.VICTIM).first()
    row = Referral.objects.create(
        reference=new_reference("F", clock.now().year),
        case=case,
        sender=actor.institution,
        receiver=draft.receiver,
        purpose=draft.purpose,
        need=draft.need,
        urgency=draft.urgency,
        age_band=about.age_band if about else "",
        sex=about.sex if about else "",
        data_scope=sorted(draft.compartments),
        letter=(write_letter(actor, case, draft.words, [], later=[draft.receiver]) if draft.words else None),
        by=actor.membership,
        written_at=clock.now(),
    )
    record(Event.REFERRAL_WRITTEN, actor, case, referral=str(row.pk))
    return row


@transaction.atomic
def send(actor: Actor, referral: Referral, *, version: int) -> Referral:
    """Send a draft, with keys that open nothing until it is accepted.

    Raises Denied, Hidden, NotPermitted, NoKey for a compartment one does not hold, Conflict.
    """
    case, row = _held(actor, Action.SEND_REFERRAL, referral, version)
    _in(row, {State.DRAFT})
    if Referral.objects.waiting().filter(case=case, receiver=row.receiver).exists():
        raise Conflict(_("A referral to this institution is waiting for its answer already."))
    allowed = permit(case, row.receiver, row.data_scope, row.purpose)
    compartments.promise(actor, case, row.receiver, row.data_scope, basis=BASIS)
    now = clock.now()
    row.sent_at, row.answer_due_at = now, now + ANSWER_WITHIN[Urgency(row.urgency)]
    row.expires_at = min(now + EXPIRES_AFTER, allowed.until)
    _step(row, State.SENT, "sent_at", "answer_due_at", "expires_at")
    moved(case)
    record(
        Event.REFERRAL_SENT,
        actor,
        case,
        referral=str(row.pk),
        to=str(row.receiver_id),
        urgency=str(row.urgency),
        compartments=list(row.data_scope),
        basis=str(allowed.ground),
    )
    return row


@transaction.atomic
def receive(actor: Actor, referral: Referral) -> Referral:
    """Somebody at the receiver has looked at it. Nothing happens when somebody had before."""
    policy.authorise(actor, Action.ANSWER_REFERRAL, Incoming(referral))
    row = Referral.objects.select_for_update(of=("self",)).select_related("case").get(pk=referral.pk)
    if row.state == State.SENT:
        _step(row, State.RECEIVED)
        record(Event.REFERRAL_RECEIVED, actor, row.case, referral=str(row.pk))
    return row


@transaction.atomic
def accept(actor: Actor, referral: Referral, *, version: int) -> Referral:
    """Take it on: from now on the receiver opens what is in scope, as long as the permit lasts.

    Raises Denied, Hidden; NotPermitted when what was agreed stands no more (nothing is opened), Conflict.
    """
    case, row = _held(actor, Action.ANSWER_REFERRAL, referral, version)
    _in(row, WAITING)
    if row.expires_at is not None and row.expires_at <= clock.now():
        raise Conflict(_("The time to answer this referral is over. Ask the sender for a new one."))
    if row.receiver_id == case.institution_id:  # the case itself was handed over meanwhile
        raise Conflict(_("The case is your institution's own now. Ask the sender to recall this."))
    allowed = permit(case, row.receiver, row.data_scope, row.purpose)
    row.share = sharing.enter(
        actor, case, Sharing(row.receiver, frozenset(row.data_scope), row.purpose), allowed
    )
    if compartments.keep_promise(case, row.receiver, basis=BASIS) != frozenset(row.data_scope):
        raise Conflict(_("The keys of this referral are gone. Ask the sender for a new one."))
    compartments.set_ends(case, row.receiver, sharing.latest_ends(case, row.receiver, row.data_scope))
    if row.letter is not None:
        letters.unlock(row.letter, row.receiver)
    row.answered_at, row.worker = clock.now(), actor.membership
    _step(row, State.ACCEPTED, "answered_at", "worker", "share")
    moved(case)
    record(
        Event.REFERRAL_ACCEPTED,
        actor,
        case,
        referral=str(row.pk),
        share=str(row.share.pk),
        **sharing.facts_of(row.share),
    )
    return row


@transaction.atomic
def decline(actor: Actor, referral: Referral, why: WhyNot, *, words: str, version: int) -> Referral:
    """Give it back, with a reason. What was promised is destroyed. Raises Denied, Hidden, Conflict."""
    case, row = _held(actor, Action.ANSWER_REFERRAL, referral, version)
    _in(row, WAITING)
    row.why_not, row.answered_at = why, clock.now()
    row.answer = write_letter(actor, case, words, [case.institution]) if words else None
    row.save(update_fields=["why_not", "answered_at", "answer"])
    moved(case)
    stop(Referral.objects.filter(pk=row.pk), State.DECLINED, why=str(why), actor=actor)
    row.refresh_from_db()
    return row


@transaction.atomic
def recall(actor: Actor, referral: Referral, *, version: int) -> Referral:
    """The sender calls it back before it is answered, or once what it opened has closed; or drops a draft.

    Raises Denied, Hidden, Conflict.
    """
    case, row = _held(actor, Action.SEND_REFERRAL, referral, version)
    shut = row.share is not None and row.share.ended_at is not None
    _in(row, OPEN if shut else WAITING | {State.DRAFT})
    moved(case)
    stop(Referral.objects.filter(pk=row.pk), State.RECALLED, why="sender", actor=actor)
    row.refresh_from_db()
    return row


@transaction.atomic
def start(actor: Actor, referral: Referral, *, version: int) -> Referral:
    """The service has begun. Raises Denied, Hidden, Conflict."""
    case, row = _held(actor, Action.ANSWER_REFERRAL, referral, version)
    _in(row, {State.ACCEPTED})
    row.started_at = clock.now()
    _step(row, State.SERVICE_STARTED, "started_at")
    moved(case)
    record(Event.REFERRAL_STARTED, actor, case, referral=str(row.pk))
    return row


@transaction.atomic
def complete(actor: Actor, referral: Referral, outcome: Outcome, *, words: str, version: int) -> Referral:
    """The service is over: what came of it goes back to the sender, and the share closes.

    Raises Denied, Hidden, Conflict.
    """
    case, row = _held(actor, Action.ANSWER_REFERRAL, referral, version)
    _in(row, {State.SERVICE_STARTED})
    row.outcome, row.ended_at = outcome, clock.now()
    row.answer = write_letter(actor, case, words, [case.institution])
    _step(row, State.COMPLETED, "outcome", "ended_at", "answer")
    moved(case)
    record(Event.REFERRAL_COMPLETED, actor, case, referral=str(row.pk), outcome=str(outcome))
    _close(row, Ending.COMPLETED, actor)
    return row


@transaction.atomic
def unsafe(actor: Actor, referral: Referral, *, version: int) -> Referral:
    """Either side stops it because it puts somebody at risk; everything it opened closes at once.

    Raises Denied, Hidden, Conflict.
    """
    thing = referral if actor.institution.pk == referral.case.institution_id else Incoming(referral)
    action = Action.SEND_REFERRAL if thing is referral else Action.ANSWER_REFERRAL
    case, row = _held(actor, action, referral, version)
    _in(row, WAITING | UNDER_WAY)
    moved(case)
    stop(Referral.objects.filter(pk=row.pk), State.UNSAFE, why="unsafe", actor=actor)
    _close(row, Ending.ENDED, actor)
    row.refresh_from_db()
    return row


def expire() -> int:
    """For the worker: end what was not answered in time, and destroy its keys. Returns how many."""
    expired = 0
    for pk in list(Referral.objects.run_out().values_list("pk", flat=True)):
        with transaction.atomic():
            expired += stop(
                Referral.objects.run_out().filter(pk=pk).select_for_update(of=("self",)), State.EXPIRED
            )
    return expired


def _held(actor: Actor, action: Action, referral: Referral, version: int) -> tuple[Case, Referral]:
    """The case and the referral under their locks, after the policy said yes; Conflict for an old version."""
    thing = Incoming(referral) if action is Action.ANSWER_REFERRAL else referral
    policy.authorise(actor, action, thing)
    case = Case.objects.held(referral.case_id)
    rows = Referral.objects.select_for_update(of=("self",)).select_related("receiver", "letter", "share")
    row = rows.get(pk=referral.pk)
    if row.version != version:
        raise Conflict
    row.case = case
    return case, row


def _in(row: Referral, states: frozenset[State] | set[State]) -> None:
    if row.state not in states:
        raise Conflict(_("This referral has gone on since. Look at it again."))


def _step(row: Referral, state: State, *fields: str) -> None:
    row.state, row.version = state, row.version + 1
    row.save(update_fields=["state", "version", *fields])


def _close(row: Referral, ending: Ending, actor: Actor) -> None:
    if row.share_id is not None:
        sharing.close(Share.objects.filter(pk=row.share_id), ending, actor=actor)
