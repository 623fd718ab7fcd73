"""What changes institutions, people and their keys: authorise → change → record, each in one transaction."""

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts import invitations, keys, session
from amparo.accounts.invitations import InvitationClosed, Issued, Opened
from amparo.accounts.models import (
    KEYLESS_ROLES,
    Institution,
    Invitation,
    Kind,
    MemberKey,
    Membership,
    Person,
    Role,
)
from amparo.accounts.policy import Action, Actor, authorise
from amparo.geography.models import Unit
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied
from amparo.ledger.actions import Happening, append, append_many
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Founded:
    """A new institution; neither of the two private halves is stored."""

    institution: Institution
    private: bytes = field(repr=False)
    recovery_key: str = field(repr=False)  # as it is printed


@dataclass(frozen=True)
class Newcomer:
    """What someone who joins for the first time says of themselves."""

    username: str
    name: str
    language: str
    password: str = field(repr=False)


def _held(institution: Institution) -> Institution:
    """The institution under a row lock: nobody joins between two steps of a rotation."""
    return Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)


# --- institutions --------------------------------------------------------------------------------


@transaction.atomic
def create_institution(
    *, name: str, kind: Kind, place: Unit | None = None, demonstration: bool = False
) -> Founded:
    """A new institution with its first keys; for the console, where whoever runs the machine authorises."""
    institution = Institution(name=name, kind=kind, place=place, demonstration=demonstration)
    private, recovery = keys.found(institution)
    append(
        Event.INSTITUTION_CREATED,
        subject=str(institution.pk),
        institution=str(institution.pk),
        kind=str(kind),
        place=place.pcode if place else None,
    )
    return Founded(institution, private, keys.printable(recovery))


@transaction.atomic
def recover_institution(*, institution: Institution, recovery_key: str) -> Issued:
    """With the printed recovery key, invite a new supervisor. Raises SealBroken for any other key."""
    institution = _held(institution)
    private = keys.recover(institution, keys.read_printed(recovery_key))
    issued = invitations.issue(institution, Role.SUPERVISOR, private=private)
    append(
        Event.INSTITUTION_RECOVERED,
        subject=str(institution.pk),
        institution=str(institution.pk),
        invitation=str(issued.invitation.pk),
    )
    return issued


@transaction.atomic
def renew_keys(*, actor: Actor) -> None:
    """Start a new epoch of the actor's institution, say after somebody was deactivated at the console."""
    authorise(actor, Action.MANAGE_MEMBERS, actor.institution)
    institution = _held(actor.institution)
    append_many([_rotate(actor, institution)])


def _rotate(actor: Actor, institution: Institution) -> Happening:
    """Rotate, and close the invitations that carry the old key; the caller records what happened."""
    keys.rotate(institution, actor.keyring.institution_private())
    actor.keyring.forget()
    Invitation.objects.waiting().filter(institution=institution).update(attempts_left=0, sealed_key=None)
    return Happening(
        Event.KEY_ROTATED,
        str(institution.pk),
        str(actor.membership.pk),
        str(institution.pk),
        {"epoch": institution.current_key.epoch},
    )


# --- inviting ------------------------------------------------------------------------------------


@transaction.atomic
def invite(*, actor: Actor, role: Role) -> Issued:
    """Invite somebody to the actor's institution. Raises Denied for a role that it does not have, NoKey."""
    authorise(actor, Action.MANAGE_MEMBERS, actor.institution)
    return _invite(actor, role, None)


@transaction.atomic
def invite_again(*, actor: Actor, membership: Membership) -> Issued:
    """Let a colleague who forgot the password start anew: see `renew` for what that costs them.

    Raises Denied for oneself, NoKey.
    """
    authorise(actor, Action.MANAGE_MEMBERS, membership)
    if membership.person_id == actor.membership.person_id:
        raise Denied(_("You cannot do this to your own account. Ask a colleague."))
    if membership.ended_at is not None:
        raise Conflict
    return _invite(actor, Role(membership.role), membership.person)


def _invite(actor: Actor, role: Role, person: Person | None) -> Issued:
    institution = _held(actor.institution)
    if role not in institution.roles:
        raise Denied(_("An institution of this kind does not have this role."))
    private = None if role in KEYLESS_ROLES else actor.keyring.institution_private()
    issued = invitations.issue(institution, role, private=private, person=person, invited_by=actor.membership)
    _record_invitation(issued.invitation, actor.membership)
    return issued


@transaction.atomic
def invite_from_console(*, institution: Institution, role: Role, private: bytes | None = None) -> Issued:
    """An invitation by whoever runs the machine; a role with keys needs the institution's `private` half."""
    institution = _held(institution)
    if role not in institution.roles:
        raise Denied(_("An institution of this kind does not have this role."))
    if private is None and role not in KEYLESS_ROLES:
        raise Denied(_("This role holds keys: only a member or the recovery key can pass them on."))
    issued = invitations.issue(institution, role, private=private)
    _record_invitation(issued.invitation, None)
    return issued


def _record_invitation(invitation: Invitation, by: Membership | None) -> None:
    append(
        Event.MEMBER_INVITED,
        subject=str(invitation.pk),
        actor=str(by.pk) if by else "",
        institution=str(invitation.institution_id),
        role=str(invitation.role),
        again=invitation.person_id is not None,
    )


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Close an invitation that nobody has taken up. Raises Conflict when somebody has."""
    authorise(actor, Action.MANAGE_MEMBERS, invitation)
    if not Invitation.objects.select_for_update().get(pk=invitation.pk).open:
        raise Conflict
    invitations.close(invitation, "withdrawn", by=actor.membership)


# --- joining -------------------------------------------------------------------------------------


@transaction.atomic
def join(*, opened: Opened, newcomer: Newcomer) -> Membership:
    """Make a person with keys, and admit them. Raises InvitationClosed, NoKey after a renewal of the keys."""
    person = Person(username=newcomer.username, language=newcomer.language)
    person.name = newcomer.name
    person.set_password(newcomer.password)
    keys.give_person_key(person, newcomer.password)
    person.save(force_insert=True)
    return _take_up(opened, person)


@transaction.atomic
def join_as(*, opened: Opened, person: Person) -> Membership:
    """Admit someone who has a sign-in name already; the caller checked their password.

    Raises Conflict when they are a member, InvitationClosed, NoKey.
    """
    if opened.invitation.institution.memberships.current().filter(person=person).exists():
        raise Conflict(_("You are a member of this institution already."))
    return _take_up(opened, person)


@transaction.atomic
def renew(*, opened: Opened, password: str) -> Membership:
    """A new password for a person whom their institution invited again, and so a fresh person key.

    Only that institution has vouched for whoever holds the code. So everything else that the account opened
    ends: keys, visits, second factors, and memberships at other institutions, which must invite again.
    """
    person = opened.invitation.person
    if person is None:
        raise InvitationClosed
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.set_password(password)
    keys.give_person_key(person, password)
    person.save()
    MemberKey.objects.filter(membership__person=person).delete()
    Authenticator.objects.filter(user=person).delete()
    session.end(person)
    ended = [_end(membership, "renewed_elsewhere") for membership in person.memberships.filter(ended_at=None)]
    membership = _take_up(opened, person)
    append_many(
        [*ended, Happening(Event.ACCOUNT_RENEWED, str(person.pk), institution=str(membership.institution_id))]
    )
    return membership


def _take_up(opened: Opened, person: Person) -> Membership:
    institution = _held(opened.invitation.institution)
    invitation = Invitation.objects.select_for_update().get(pk=opened.invitation.pk)
    if not invitation.open or not institution.active:
        raise InvitationClosed
    membership = Membership.objects.create(person=person, institution=institution, role=invitation.role)
    if opened.private is not None:
        keys.admit(membership, opened.private)
    invitation.used_at = clock.now()
    invitation.sealed_key = None
    invitation.save(update_fields=["used_at", "sealed_key"])
    append(
        Event.MEMBER_JOINED,
        subject=str(membership.pk),
        actor=str(membership.pk),
        institution=str(institution.pk),
        role=str(membership.role),
        invitation=str(invitation.pk),
    )
    return membership


# --- leaving -------------------------------------------------------------------------------------


@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership) -> None:
    """End a membership, take the keys and the visits, and start a new epoch: whoever left opens nothing new.

    Raises Denied for oneself (the keys must stay with somebody), Conflict when it has ended, NoKey.
    """
    authorise(actor, Action.MANAGE_MEMBERS, membership)
    if membership.person_id == actor.membership.person_id:
        raise Denied(_("You cannot remove yourself. Ask a colleague."))
    institution = _held(actor.institution)
    membership.refresh_from_db()
    if membership.ended_at is not None:
        raise Conflict
    happened = [_end(membership, "removed", by=actor.membership)]
    _shut_out(membership.person)
    if membership.holds_keys:
        happened.append(_rotate(actor, institution))
    append_many(happened)


@transaction.atomic
def deactivate(*, person: Person) -> list[Institution]:
    """Shut an account from the console; returns the institutions that should renew their keys now."""
    memberships = list(person.memberships.filter(ended_at=None).select_related("institution"))
    ended = [_end(membership, "deactivated") for membership in memberships]
    person.is_active = False
    person.save(update_fields=["is_active"])
    _shut_out(person)
    append_many([*ended, Happening(Event.PERSON_DEACTIVATED, str(person.pk))])
    return [membership.institution for membership in memberships if membership.holds_keys]


def _shut_out(person: Person) -> None:
    session.end(person)
    Invitation.objects.waiting().filter(person=person).update(attempts_left=0, sealed_key=None)


def _end(membership: Membership, reason: str, *, by: Membership | None = None) -> Happening:
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    membership.keys.all().delete()
    return Happening(
        Event.MEMBER_REMOVED,
        str(membership.pk),
        str(by.pk) if by else "",
        str(membership.institution_id),
        {"reason": reason},
    )


# --- one's own account ---------------------------------------------------------------------------


@transaction.atomic
def change_password(*, actor: Actor, new: str, visit: str | None) -> Person:
    """Wrap the person key under a new password and end every visit but `visit` (a session key)."""
    authorise(actor, Action.MANAGE_OWN_ACCOUNT, actor.membership)
    person = Person.objects.select_for_update().get(pk=actor.membership.person_id)
    person.set_password(new)
    keys.wrap(person, actor.keyring.private, new)
    person.save(update_fields=["password", "wrapped_private", "salt"])
    session.end(person, but=visit)
    _record_own(Event.PASSWORD_CHANGED, actor)
    return person


@transaction.atomic
def record_second_factor(*, actor: Actor, kind: str, change: str) -> None:
    """Record that a second factor of this kind was `added`, `removed` or `renewed`."""
    _record_own(Event.SECOND_FACTOR_CHANGED, actor, kind=kind, change=change)


@transaction.atomic
def record_sign_in(*, membership: Membership) -> None:
    """Record a completed sign-in."""
    append(
        Event.SIGNED_IN,
        subject=str(membership.person_id),
        actor=str(membership.pk),
        institution=str(membership.institution_id),
    )


def _record_own(event: Event, actor: Actor, **facts: str) -> None:
    append(
        event,
        subject=str(actor.membership.person_id),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        **facts,
    )
