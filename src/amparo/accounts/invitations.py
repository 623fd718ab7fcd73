"""The two halves of an invitation: a link that may be overheard, and a code that is given another way.

The institution's private half travels under the code. Five attempts, each paid for before the code is
stretched, so that guessing costs the guesser the invitation and not us the machine.
"""

import secrets
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from amparo.accounts.keys import lock_of
from amparo.accounts.models import Institution, Invitation, Membership, Person, Role
from amparo.kernel import sealing
from amparo.kernel.errors import AmparoError, SealBroken
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which are misread and misheard
_CODE_SIGNS = 12  # 59 bits
_CHECK = b"the code is right"


class WrongCode(AmparoError):
    """The code does not fit. Retry, as long as attempts are left."""

    message = _("This code is not right. Look at it again: after five attempts the invitation ends.")


class InvitationClosed(AmparoError):
    """Used, withdrawn, tried too often or expired. Permanent: ask for a new one."""

    message = _("This invitation has ended. Ask the person who invited you for a new one.")


@dataclass(frozen=True)
class Issued:
    """A new invitation with its code, which is stored nowhere."""

    invitation: Invitation
    code: str = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """An invitation whose code was right, with the institution's private half when the role holds keys."""

    invitation: Invitation
    private: bytes | None = field(repr=False)


def issue(
    institution: Institution,
    role: Role,
    *,
    private: bytes | None,
    person: Person | None = None,
    invited_by: Membership | None = None,
) -> Issued:
    """A saved invitation; `private` is the institution's current private half, for a role that holds keys."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_SIGNS))
    invitation = Invitation(
        institution=institution, role=role, person=person, invited_by=invited_by, salt=sealing.new_key()[:16]
    )
    lock = lock_of(signs, bytes(invitation.salt), "invitation")
    invitation.code_check = sealing.seal(_CHECK, lock, _context(invitation, "code_check"))
    if private is not None:
        invitation.sealed_key = sealing.seal(private, lock, _context(invitation, "sealed_key"))
    invitation.save()
    return Issued(invitation, "-".join(signs[start : start + 4] for start in range(0, _CODE_SIGNS, 4)))


def open_with_code(invitation_id: uuid.UUID, code: str) -> Opened:
    """Try a code. Raises WrongCode (an attempt is gone) or InvitationClosed.

    Not inside a transaction of the caller's that a wrong code rolls back: the attempt must stay spent.
    """
    invitation = _spend_attempt(invitation_id)
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    lock = lock_of(signs, bytes(invitation.salt), "invitation")
    try:
        sealing.open_sealed(bytes(invitation.code_check), lock, _context(invitation, "code_check"))
    except SealBroken:
        if invitation.attempts_left == 0:
            close(invitation, "attempts")
        raise WrongCode from None
    Invitation.objects.filter(pk=invitation.pk).update(attempts_left=F("attempts_left") + 1)
    if invitation.sealed_key is None:
        return Opened(invitation, None)
    context = _context(invitation, "sealed_key")
    return Opened(invitation, sealing.open_sealed(bytes(invitation.sealed_key), lock, context))


def close(invitation: Invitation, reason: str, *, by: Membership | None = None) -> None:
    """End an invitation that nobody took up and destroy the key in it; `reason` is a code for the ledger."""
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(attempts_left=0, sealed_key=None)
        append(
            Event.INVITATION_CLOSED,
            subject=str(invitation.pk),
            actor=str(by.pk) if by else "",
            institution=str(invitation.institution_id),
            reason=reason,
        )


def forget_spent() -> int:
    """Destroy the keys in invitations that expired; says in how many."""
    return Invitation.objects.spent().update(sealed_key=None)


def _spend_attempt(invitation_id: uuid.UUID) -> Invitation:
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
        if invitation is None or not invitation.open:
            raise InvitationClosed
        invitation.attempts_left -= 1
        invitation.save(update_fields=["attempts_left"])
    return invitation


def _context(invitation: Invitation, field: str) -> sealing.Context:
    return ("accounts.Invitation", str(invitation.pk), field)
