"""Who holds which key. Nothing here is a flag: each function moves real key material between real locks."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from amparo.accounts.models import Institution, InstitutionKey, MemberKey, Membership, Person
from amparo.kernel import sealing
from amparo.kernel.errors import NoKey, SealBroken


def _person_context(person: Person) -> sealing.Context:
    return ("accounts.Person", str(person.pk), "private")


def context_of(key: InstitutionKey, use: str) -> sealing.Context:
    """What an epoch's private half is bound to; `use` is 'previous' or 'recovery'."""
    return ("accounts.InstitutionKey", f"{key.institution_id}:{key.epoch}", use)


def member_context(membership: Membership, epoch: int) -> sealing.Context:
    """What a member's copy of an epoch's private half is bound to."""
    return ("accounts.MemberKey", str(membership.pk), str(epoch))


def give_person_key(person: Person, password: str) -> bytes:
    """A fresh pair, wrapped under the password; the row is not saved. Returns the private half."""
    pair = sealing.new_pair()
    person.public = pair.public
    wrap(person, pair.private, password)
    return pair.private


def lock_of(secret: str, salt: bytes, purpose: str) -> bytes:
    """The 32-byte key that a password or a code makes.

    Argon2id, then keyed with the pepper: whoever has only the database cannot even begin to guess.
    """
    return hmac.new(sealing.derive(purpose), sealing.stretch(secret, salt), hashlib.sha256).digest()


def wrap(person: Person, private: bytes, password: str) -> None:
    """Wrap the private half under a (new) password; the row is not saved."""
    person.salt = sealing.new_key()[:16]
    person.wrapped_private = sealing.seal(
        private, lock_of(password, bytes(person.salt), "person-key"), _person_context(person)
    )


def unwrap(person: Person, password: str) -> bytes:
    """The private half. Raises SealBroken for a wrong password."""
    return sealing.open_sealed(
        bytes(person.wrapped_private),
        lock_of(password, bytes(person.salt), "person-key"),
        _person_context(person),
    )


_CHECK_SIGNS = 4  # base32: 20 bits, so a mistyped recovery key is told from a wrong one


def _check_of(text: str) -> str:
    return base64.b32encode(hashlib.blake2b(text.encode(), digest_size=5).digest()).decode()[:_CHECK_SIGNS]


def printable(recovery_private: bytes) -> str:
    """A recovery key as it is printed: eight groups of seven signs, of which the last four check."""
    text = base64.b32encode(recovery_private).decode().rstrip("=")
    text += _check_of(text)
    return "-".join(text[start : start + 7] for start in range(0, len(text), 7))


def read_printed(typed: str) -> bytes:
    """The inverse of `printable`; 0, 1 and 8, which it never prints, are read as O, I and B.

    Raises SealBroken for what cannot be a key.
    """
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(str.maketrans("018", "OIB"))
    text, check = signs[:-_CHECK_SIGNS], signs[-_CHECK_SIGNS:]
    if check != _check_of(text):
        raise SealBroken
    try:
        private = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raise SealBroken from None
    if len(private) != sealing.KEY_BYTES:
        raise SealBroken
    return private


def found(institution: Institution) -> tuple[bytes, bytes]:
    """The first keys of a new institution, which is saved by this.

    Returns (private half of epoch 1, private half of the recovery key); neither is stored.
    """
    recovery = sealing.new_pair()
    institution.recovery_public = recovery.public
    institution.save()
    return _new_epoch(institution, 1, None), recovery.private


def _new_epoch(institution: Institution, epoch: int, previous: bytes | None) -> bytes:
    pair = sealing.new_pair()
    key = InstitutionKey(institution=institution, epoch=epoch, public=pair.public)
    key.sealed_to_recovery = sealing.seal_to(
        bytes(institution.recovery_public), pair.private, context_of(key, "recovery")
    )
    if previous is not None:
        key.sealed_previous = sealing.seal_to(pair.public, previous, context_of(key, "previous"))
    key.save()
    return pair.private


def admit(membership: Membership, institution_private: bytes) -> None:
    """Seal the current epoch's private half to a member. Raises NoKey when it is not that epoch's."""
    key = membership.institution.current_key
    if sealing.public_of(institution_private) != bytes(key.public):
        raise NoKey
    context = member_context(membership, key.epoch)
    MemberKey.objects.update_or_create(
        membership=membership,
        institution_key=key,
        defaults={
            "sealed_private": sealing.seal_to(bytes(membership.person.public), institution_private, context)
        },
    )


def rotate(institution: Institution, institution_private: bytes) -> bytes:
    """Start a new epoch and admit every current key-holding member; who left opens nothing new.

    The caller holds a lock on the institution's row, so that nobody is admitted to the old epoch meanwhile.
    The previous private half is sealed to the new public one, so nothing has to be sealed again.
    Returns the new private half. Raises NoKey when the old one is not the current epoch's.
    """
    current = institution.current_key
    if sealing.public_of(institution_private) != bytes(current.public):
        raise NoKey
    private = _new_epoch(institution, current.epoch + 1, institution_private)
    for membership in institution.memberships.current().select_related("person", "institution"):
        if membership.holds_keys:
            admit(membership, private)
    return private


def recover(institution: Institution, recovery_private: bytes) -> bytes:
    """The current private half by the printed recovery key. Raises SealBroken."""
    key = institution.current_key
    return sealing.open_box(recovery_private, bytes(key.sealed_to_recovery), context_of(key, "recovery"))


@dataclass
class Keyring:
    """The keys that one signed-in person can reach, for the length of one request."""

    membership: Membership
    private: bytes = field(repr=False)
    _opened: dict[int, bytes] = field(default_factory=dict, repr=False)

    def institution_private(self, epoch: int | None = None) -> bytes:
        """The private half of the membership's institution, of one epoch (the current one by default).

        Raises NoKey when this person was never admitted, or not to that epoch.
        """
        institution = self.membership.institution
        if not self._opened:
            self._open_newest()
        wanted = institution.current_key.epoch if epoch is None else epoch
        lowest = min(self._opened)
        while wanted < lowest:
            key = institution.keys.get(epoch=lowest)
            if key.sealed_previous is None:
                raise NoKey
            self._opened[lowest - 1] = sealing.open_box(
                self._opened[lowest], bytes(key.sealed_previous), context_of(key, "previous")
            )
            lowest -= 1
        if wanted not in self._opened:
            raise NoKey
        return self._opened[wanted]

    def newest_epoch(self) -> int:
        """The newest epoch that this person was admitted to. Raises NoKey."""
        if not self._opened:
            self._open_newest()
        return max(self._opened)

    def forget(self) -> None:
        """Drop what was opened, after a rotation in the same request."""
        self._opened.clear()

    def _open_newest(self) -> None:
        held: Any = (
            self.membership.keys.select_related("institution_key").order_by("-institution_key__epoch").first()
        )
        if held is None or self.membership.ended_at is not None:
            raise NoKey
        epoch = held.institution_key.epoch
        context = member_context(self.membership, epoch)
        self._opened[epoch] = sealing.open_box(self.private, bytes(held.sealed_private), context)

    def open_box(self, box: bytes, epoch: int, context: sealing.Context) -> bytes:
        """Open what was sealed to the institution's public key of `epoch`. Raises NoKey, SealBroken."""
        return sealing.open_box(self.institution_private(epoch), box, context)
