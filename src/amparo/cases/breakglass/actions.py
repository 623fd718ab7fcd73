"""Asking for urgent access, releasing it by two officers, and looking at it afterwards.

1. Somebody asks, with a reason, for some compartments and some hours.
2. The first officer approves: their half of the escrow's key goes, sealed, to those who may be second.
3. The second officer releases: the two halves meet in memory, the compartments' keys are sealed to who asked
   until the hours are over, and the halves are destroyed.
4. The owner and the auditors see it at once; within 72 hours somebody who took no part reviews it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.breakglass import escrow as escrows
from amparo.cases.changing import record
from amparo.cases.lifecycle.enclosing import write_letter
from amparo.cases.models import (
    BreakGlass,
    Case,
    Ending,
    Escrow,
    EscrowHalf,
    Ground,
    NoticeKind,
    Purpose,
    ReleasedHalf,
    Share,
)
from amparo.cases.models.breakglass import BreakGlassState, UnderEscrow
from amparo.cases.notices.telling import auditors, supervisors, tell
from amparo.cases.sharing import actions as sharing
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, NoKey
from amparo.ledger.actions import Fact, append
from amparo.ledger.vocabulary import Event

MOST_HOURS = 24
LAPSES_AFTER = timedelta(hours=12)
REVIEW_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class Emergency:
    """What is needed to save a life, and why."""

    case: Case
    compartments: frozenset[str]
    hours: int
    reason: str = field(repr=False)


@transaction.atomic
def ask(actor: Actor, emergency: Emergency) -> BreakGlass:
    """Ask for urgent access to a case of another institution. Raises Denied; Conflict for one's own."""
    policy.authorise(actor, Action.ASK_BREAK_GLASS, actor.institution)
    escrow = Escrow.objects.current()
    if escrow is None:
        raise Conflict(
            _("Urgent access has not been set up in this country yet. Call the owner of the case.")
        )
    case = Case.objects.select_related("institution").get(pk=emergency.case.pk)
    if case.institution_id == actor.institution.pk:
        raise Conflict(_("This case is your institution's own."))
    row = BreakGlass.objects.create(
        case=case,
        institution=actor.institution,
        asked_by=actor.membership,
        data_scope=sorted(emergency.compartments),
        hours=min(emergency.hours, MOST_HOURS),
        letter=write_letter(actor, case, emergency.reason, [escrow.institution, case.institution]),
        asked_at=clock.now(),
        lapses_at=clock.now() + LAPSES_AFTER,
    )
    tell(NoticeKind.URGENT_ASKED, [*escrows.officers(escrow), *supervisors(case.institution), case.worker])
    _record(Event.BREAK_GLASS_ASKED, actor, row, compartments=list(row.data_scope), hours=row.hours)
    return row


@transaction.atomic
def approve(actor: Actor, request: BreakGlass, *, version: int) -> BreakGlass:
    """The first officer agrees. Raises Denied, Hidden, NoKey for who is no officer, Conflict."""
    row = _held(actor, request, version)
    _in(row, BreakGlassState.ASKED)
    escrows.release(actor, row)
    row.first, row.first_at = actor.membership, clock.now()
    _step(row, BreakGlassState.APPROVED, "first", "first_at")
    _record(Event.BREAK_GLASS_APPROVED, actor, row)
    return row


@transaction.atomic
def release(actor: Actor, request: BreakGlass, *, version: int) -> BreakGlass:
    """The second officer agrees: the access begins, and ends by itself.

    Raises Denied for who asked or approved, Hidden, NoKey, Conflict.
    """
    row = _held(actor, request, version)
    _in(row, BreakGlassState.APPROVED)
    if row.first is None or row.first.person_id == actor.membership.person_id:
        raise Denied(_("A second officer has to release this. You were the first."))
    case = Case.objects.select_for_update(of=("self",)).select_related("institution").get(pk=row.case_id)
    if row.institution_id == case.institution_id:  # it was handed over to them meanwhile
        raise Conflict(_("This case belongs to who asked by now."))
    now = clock.now()
    row.share = Share.objects.create(
        case=case,
        institution=row.institution,
        data_scope=list(row.data_scope),
        purpose=Purpose.SERVICES,
        ground=Ground.BREAK_GLASS,
        by=actor.membership,
        shared_at=now,
        until=now + timedelta(hours=row.hours),
    )
    _open_from_escrow(actor, row, case)
    row.halves.all().delete()
    row.second, row.released_at, row.review_due_at = actor.membership, now, now + REVIEW_WITHIN
    _step(row, BreakGlassState.RELEASED, "second", "released_at", "review_due_at", "share")
    tell(NoticeKind.URGENT_RELEASED, [*supervisors(case.institution), case.worker, *auditors()])
    first = str(row.first.pk)
    _record(Event.BREAK_GLASS_RELEASED, actor, row, first=first, **sharing.facts_of(row.share))
    return row


def _open_from_escrow(actor: Actor, row: BreakGlass, case: Case) -> None:
    """The only place where the escrow's private half is whole; it goes no further than this function."""
    if row.share is None or row.share.until is None:
        raise NoKey
    escrow, private = escrows.combine(actor, row)
    for name in row.data_scope:
        key = case.compartment_keys.filter(compartment=name).latest("generation")
        secret = escrows.open_key(key, escrow, private)
        compartments.grant_from_escrow(
            key, secret, row.institution, basis=Ground.BREAK_GLASS, until=row.share.until
        )


@transaction.atomic
def refuse(actor: Actor, request: BreakGlass, *, version: int) -> BreakGlass:
    """An officer says no. Raises Denied, Hidden, Conflict."""
    row = _held(actor, request, version)
    _in(row, BreakGlassState.ASKED, BreakGlassState.APPROVED)
    row.halves.all().delete()
    _step(row, BreakGlassState.REFUSED)
    _record(Event.BREAK_GLASS_REFUSED, actor, row)
    return row


@transaction.atomic
def review(actor: Actor, request: BreakGlass, *, justified: bool, words: str) -> BreakGlass:
    """Somebody who took no part says whether it was right. What was not, closes now if it is still open.

    Raises Denied for who took part, Hidden, Conflict when it was reviewed or never released.
    """
    policy.authorise(actor, Action.REVIEW_BREAK_GLASS, request)
    rows = BreakGlass.objects.select_for_update(of=("self",))
    row = rows.select_related("case__institution", "asked_by", "first", "second").get(pk=request.pk)
    if row.state != BreakGlassState.RELEASED or row.reviewed_at is not None:
        raise Conflict(_("There is nothing to review here."))
    if actor.membership.person_id in took_part(row):
        raise Denied(_("Somebody who took no part has to review this."))
    readers = [row.case.institution, row.institution]
    row.review = write_letter(actor, row.case, words, readers) if words else None
    row.reviewer, row.reviewed_at, row.justified = actor.membership, clock.now(), justified
    row.save(update_fields=["review", "reviewer", "reviewed_at", "justified"])
    _record(Event.BREAK_GLASS_REVIEWED, actor, row, justified=justified)
    if not justified:
        sharing.close(Share.objects.filter(break_glass=row), Ending.NOT_UPHELD)
    return row


def took_part(row: BreakGlass) -> set[object]:
    """The people who asked, approved or released."""
    return {one.person_id for one in (row.asked_by, row.first, row.second) if one is not None}


@transaction.atomic
def lapse() -> int:
    """For the worker: end what nobody released in time, and destroy the halves. Returns how many."""
    rows = list(BreakGlass.objects.run_out().select_for_update(skip_locked=True, of=("self",)))
    for row in rows:
        row.halves.all().delete()
        _step(row, BreakGlassState.LAPSED)
    for row in rows:
        append(Event.BREAK_GLASS_LAPSED, subject=str(row.case_id), request=str(row.pk))
    return len(rows)


# --- the escrow ----------------------------------------------------------------------------------


def candidates(institution: Institution) -> list[Membership]:
    """Who can be an officer: the coordinating body's supervisors."""
    rows = institution.memberships.current().filter(role=Role.SUPERVISOR).select_related("person")
    return list(rows.order_by("started_at"))


@transaction.atomic
def found_escrow(actor: Actor, officers: Sequence[Membership]) -> Escrow:
    """Make the escrow's first pair, split between the officers. Raises Denied, Conflict when there is one."""
    _keeper(actor, officers)
    if Escrow.objects.current() is not None:
        raise Conflict(_("There is an escrow already. Renew it instead."))
    escrow = escrows.found(actor.institution, officers)
    _record_escrow(Event.ESCROW_FOUNDED, actor, escrow, officers)
    return escrow


@transaction.atomic
def offer_renewal(actor: Actor) -> None:
    """The first of two officers who renew the escrow, after somebody left or joined. Raises Denied, NoKey."""
    _of_coordination(actor)
    ReleasedHalf.objects.filter(request=None).delete()
    escrows.release(actor, None)


@transaction.atomic
def renew_escrow(actor: Actor, officers: Sequence[Membership]) -> Escrow:
    """The second officer: a fresh pair for `officers`, which opens what the old one did.

    Raises Denied, NoKey, Conflict.
    """
    _keeper(actor, officers)
    last, private = escrows.combine(actor, None)
    if last != Escrow.objects.current():
        raise NoKey
    escrow = escrows.found(actor.institution, officers, private)
    ReleasedHalf.objects.filter(request=None).delete()
    # The old halves open nothing that the new ones do not: gone, so that who left keeps no part of anything.
    EscrowHalf.objects.filter(escrow=last).delete()
    _start_again()
    _record_escrow(Event.ESCROW_RENEWED, actor, escrow, officers)
    return escrow


def _start_again() -> None:
    """Requests that wait for the second officer go back to the first: their halves were of the old pair."""
    waiting = BreakGlass.objects.filter(state=BreakGlassState.APPROVED).select_for_update(of=("self",))
    for row in waiting:
        row.halves.all().delete()
        row.first = row.first_at = None
        _step(row, BreakGlassState.ASKED, "first", "first_at")


def _of_coordination(actor: Actor) -> None:
    policy.authorise(actor, Action.KEEP_ESCROW, actor.institution)
    if actor.institution.kind != Kind.COORDINATION:
        raise Denied


def _keeper(actor: Actor, officers: Sequence[Membership]) -> None:
    _of_coordination(actor)
    people = {officer.person_id for officer in officers}
    if len(people) < escrows.FEWEST_OFFICERS or not set(officers) <= set(candidates(actor.institution)):
        raise Conflict(_("The escrow needs at least two officers, better three, who are supervisors here."))


def _record_escrow(event: Event, actor: Actor, escrow: Escrow, officers: Sequence[Membership]) -> None:
    append(
        event,
        subject=str(escrow.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        generation=escrow.generation,
        officers=sorted(str(officer.pk) for officer in officers),
    )


def _held(actor: Actor, request: BreakGlass, version: int) -> BreakGlass:
    policy.authorise(actor, Action.RELEASE_BREAK_GLASS, UnderEscrow(request))
    rows = BreakGlass.objects.select_for_update(of=("self",))
    row = rows.select_related("case__institution", "institution", "asked_by", "first").get(pk=request.pk)
    if row.version != version:
        raise Conflict
    if row.asked_by.person_id == actor.membership.person_id:
        raise Denied(_("Somebody else has to decide. You asked for it."))
    return row


def _in(row: BreakGlass, *states: BreakGlassState) -> None:
    if row.state not in states or row.lapses_at <= clock.now():
        raise Conflict(_("This request has gone on since. Look at it again."))


def _step(row: BreakGlass, state: BreakGlassState, *fields: str) -> None:
    row.state, row.version = state, row.version + 1
    row.save(update_fields=["state", "version", *fields])


def _record(event: Event, actor: Actor, row: BreakGlass, **facts: Fact) -> None:
    record(event, actor, row.case, request=str(row.pk), **facts)
