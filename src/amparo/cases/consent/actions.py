"""Asking for consent, keeping the answer, taking it back; and the overrides that stand in for it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.consent.permit import victims_of
from amparo.cases.lifecycle import merging
from amparo.cases.lifecycle.lapsing import withdraw_what_is_not_permitted
from amparo.cases.models import (
    Answer,
    Case,
    Consent,
    Ending,
    Ground,
    HandOver,
    NoticeKind,
    Override,
    Part,
    PersonInCase,
    Share,
)
from amparo.cases.models.consent import Assent, GivenBy, Said
from amparo.cases.notices.telling import supervisors, tell
from amparo.cases.referral.recalling import recall_what_is_not_permitted
from amparo.cases.sharing import actions as sharing
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied
from amparo.ledger.vocabulary import Event

LONGEST = timedelta(days=366)  # nobody can foresee more than a year
REVIEW_WITHIN = timedelta(hours=72)
OVERRIDE_AT_MOST = timedelta(days=30)


@dataclass(frozen=True)
class Request:
    """What somebody is going to be asked. Either an institution or a kind of institution is named."""

    person: PersonInCase
    purpose: str
    compartments: frozenset[str]
    valid_until: datetime
    given_by: GivenBy
    language: str
    recipient: Institution | None = None
    recipient_kind: str = ""
    guardian: PersonInCase | None = None
    interpreted: bool = False


class NotTheirs(Conflict):
    """This person cannot give this consent; the message says why."""


def may_speak(request: Request) -> None:
    """Whether the one who would say yes may. Raises NotTheirs.

    A guardian who is suspected in the case cannot; nor can a child alone: then it is for a court.
    """
    if request.given_by == GivenBy.SELF and request.person.child:
        raise NotTheirs(
            _("A child is not asked alone. If no parent or guardian is safe, a court can decide.")
        )
    if request.given_by != GivenBy.GUARDIAN:
        return
    guardian = request.guardian
    if guardian is None or not guardian.roles.standing().filter(role=Part.GUARDIAN).exists():
        raise NotTheirs(_("Say which person of the case is the parent or guardian."))
    if guardian.pk == request.person.pk:
        raise NotTheirs(_("Nobody is their own guardian."))
    if guardian.roles.standing().filter(role=Part.SUSPECT).exists():
        raise NotTheirs(_("This parent or guardian cannot say yes in this case. A court can decide."))


@transaction.atomic
def ask(actor: Actor, case: Case, request: Request) -> Consent:
    """Put a question on record before it is asked. Raises Denied, Hidden, NotTheirs, Conflict."""
    case = locked(actor, Action.ASK_CONSENT, case)
    may_speak(request)
    if not victims_of(case).filter(pk=request.person.pk).exists():
        raise Conflict(_("Only a person whom the case is about can be asked."))
    row = Consent.objects.create(
        case=case,
        person=request.person,
        purpose=request.purpose,
        recipient=request.recipient,
        recipient_kind="" if request.recipient else request.recipient_kind,
        data_scope=sorted(request.compartments),
        given_by=request.given_by,
        guardian=request.guardian if request.given_by == GivenBy.GUARDIAN else None,
        child=bool(request.person.child),
        language=request.language,
        interpreted=request.interpreted,
        valid_until=min(request.valid_until, clock.now() + LONGEST),
        asked_by=actor.membership,
        asked_at=clock.now(),
    )
    record(Event.CONSENT_ASKED, actor, case, consent=str(row.pk), purpose=str(row.purpose))
    return row


@transaction.atomic
def answer(actor: Actor, consent: Consent, said: Said, *, assent: Assent | str = "") -> Consent:
    """Keep what was said. A no is kept like a yes, and asks for no reason.

    Raises Denied, Hidden, NotTheirs when the guardian has become a suspect meanwhile; Conflict when it was
    answered already, or when a child was not heard.
    """
    case = locked(actor, Action.ASK_CONSENT, consent.case)
    row = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("person", "guardian")
        .get(pk=consent.pk)
    )
    if row.answer:
        raise Conflict(_("This question has been answered. Ask again with a new one."))
    if said == Said.YES:
        may_speak(_as_request(row))
        if row.child and not assent:
            raise Conflict(_("Say what the child said."))
    row.answer, row.answered_at = said, clock.now()
    row.child_assent = assent if row.child else ""
    row.save(update_fields=["answer", "answered_at", "child_assent"])
    moved(case)
    record(
        Event.CONSENT_ANSWERED,
        actor,
        case,
        consent=str(row.pk),
        answer=str(said),
        by=str(row.given_by),
        child=str(row.child_assent),
        compartments=list(row.data_scope),
        to=str(row.recipient_id or row.recipient_kind),
    )
    return row


def _as_request(row: Consent) -> Request:
    return Request(
        person=row.person,
        purpose=row.purpose,
        compartments=frozenset(row.data_scope),
        valid_until=row.valid_until,
        given_by=GivenBy(row.given_by),
        language=row.language,
        guardian=row.guardian,
    )


@transaction.atomic
def withdraw(actor: Actor, consent: Consent) -> list[Share]:
    """Take a consent back: what rests on it is closed at once. Returns the shares that closed.

    A partner may do this too: the person says it to whom they trust. Evidence under a legal hold stays: a
    freeze takes keys from partners, and destroys nothing that the owner holds.
    Raises Denied, Hidden, Conflict when it stood no more.
    """
    merging.hold_the_whole(consent.case)
    case = locked(actor, Action.WITHDRAW_CONSENT, consent.case)
    row = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if row.answer != Said.YES or row.withdrawn_at is not None:
        raise Conflict(_("This consent does not stand any more."))
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    resting = list(Share.objects.live().filter(consents=row).values_list("pk", flat=True))
    moved(case)
    record(Event.CONSENT_WITHDRAWN, actor, case, consent=str(row.pk), shares=[str(pk) for pk in resting])
    sharing.close(Share.objects.filter(pk__in=resting), Ending.WITHDRAWN, actor=actor)
    recall_what_is_not_permitted(case, actor=actor)
    withdraw_what_is_not_permitted(case, actor=actor)
    return list(Share.objects.filter(pk__in=resting).select_related("institution"))


# --- overrides -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """A share without consent that somebody asks for."""

    ground: Ground
    recipient: Institution
    purpose: str
    compartments: frozenset[str]
    until: datetime
    reason: str = field(repr=False)


@transaction.atomic
def ask_override(actor: Actor, case: Case, wanted: Wanted) -> Override:
    """Ask a supervisor to let something be shared without consent. Raises Denied, Hidden, NoKey, Conflict."""
    case = locked(actor, Action.OVERRIDE_CONSENT, case)
    if wanted.ground in {Ground.CONSENT, Ground.BREAK_GLASS} or wanted.recipient.pk == case.institution_id:
        raise Conflict
    row = Override(
        case=case,
        ground=wanted.ground,
        recipient=wanted.recipient,
        purpose=wanted.purpose,
        data_scope=sorted(wanted.compartments),
        until=min(wanted.until, clock.now() + OVERRIDE_AT_MOST),
        asked_by=actor.membership,
        asked_at=clock.now(),
    )
    compartments.write(actor, row, reason=wanted.reason)
    row.save(force_insert=True)
    others = [
        member for member in supervisors(case.institution) if member.person_id != actor.membership.person_id
    ]
    tell(NoticeKind.OVERRIDE_ASKED, others)
    moved(case)
    record(
        Event.OVERRIDE_ASKED,
        actor,
        case,
        override=str(row.pk),
        ground=str(row.ground),
        to=str(row.recipient_id),
        compartments=list(row.data_scope),
    )
    return row


@transaction.atomic
def decide_override(actor: Actor, override: Override, *, approve: bool) -> Override:
    """A second person says yes or no. Raises Denied for who asked, Hidden, Conflict when it was decided."""
    case = locked(actor, Action.APPROVE_OVERRIDE, override.case)
    row = Override.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=override.pk)
    if row.approved is not None:
        raise Conflict(_("Somebody has decided this already."))
    if row.asked_by.person_id == actor.membership.person_id:
        raise Denied(_("A second person has to decide. You asked for it."))
    row.approved, row.approver, row.approved_at = approve, actor.membership, clock.now()
    row.review_due_at = clock.now() + REVIEW_WITHIN if approve else None
    row.save(update_fields=["approved", "approver", "approved_at", "review_due_at"])
    moved(case)
    event = Event.OVERRIDE_APPROVED if approve else Event.OVERRIDE_REFUSED
    record(event, actor, case, override=str(row.pk), asked_by=str(row.asked_by_id))
    return row


def could_review(override: Override, *, besides: Membership | None = None) -> bool:
    """Whether the owner has anybody who takes no part: not asker, approver, or `besides`, about to decide."""
    part = {one.person_id for one in (override.asked_by, override.approver, besides) if one is not None}
    roles, _relations = policy.TABLE[Action.REVIEW_OVERRIDE]
    members = override.case.institution.memberships.current().filter(role__in=roles)
    return members.exclude(person__in=part).exists()


@transaction.atomic
def review_override(actor: Actor, override: Override, *, upheld: bool) -> Override:
    """A third person looks at it afterwards; what is not upheld closes at once.

    Raises Denied for who asked or approved, Hidden, Conflict when it was reviewed or never approved.
    """
    merging.hold_the_whole(override.case)
    case = locked(actor, Action.REVIEW_OVERRIDE, override.case)
    row = (
        Override.objects.select_for_update(of=("self",))
        .select_related("asked_by", "approver")
        .get(pk=override.pk)
    )
    if not row.approved or row.reviewed_at is not None:
        raise Conflict(_("There is nothing to review here."))
    took_part = {row.asked_by.person_id, row.approver.person_id if row.approver else None}
    if actor.membership.person_id in took_part:
        raise Denied(_("A third person has to review this. You took part in it."))
    row.reviewer, row.reviewed_at, row.upheld = actor.membership, clock.now(), upheld
    row.save(update_fields=["reviewer", "reviewed_at", "upheld"])
    moved(case)
    # What was accepted stays where it is; whoever has it now decides whether it goes back (clocks.md).
    came = HandOver.objects.filter(override=row, answer=Answer.ACCEPTED, to_institution=case.institution_id)
    record(
        Event.OVERRIDE_REVIEWED,
        actor,
        case,
        override=str(row.pk),
        upheld=upheld,
        brought_the_case=came.exists(),
    )
    if not upheld:
        sharing.close(Share.objects.filter(override=row), Ending.NOT_UPHELD, actor=actor)
        recall_what_is_not_permitted(case, actor=actor)
        withdraw_what_is_not_permitted(case, actor=actor)
    return row
