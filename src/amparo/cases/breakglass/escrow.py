"""A key that no one person holds: each pair of officers can put it together, and nobody alone.

For each unordered pair of officers there is a random half r and its complement (private XOR r); one is sealed
to the one, the other to the other. Two-out-of-n without new cryptography. The private half is whole only in
the memory of the request that founds or renews the escrow, and of the one in which a second officer releases.
What is stored lies under the server's secret as well: a database and two passwords do not open it.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from amparo.accounts.models import Institution, Membership
from amparo.accounts.policy import Actor
from amparo.cases.models import CompartmentKey, Escrow, EscrowBox, EscrowHalf, ReleasedHalf
from amparo.cases.models.breakglass import BreakGlass
from amparo.kernel import clock, sealing
from amparo.kernel.errors import NoKey, SealBroken

FEWEST_OFFICERS = 2


def _lock() -> bytes:
    return sealing.derive("escrow")


def _half_context(half: EscrowHalf) -> sealing.Context:
    return ("cases.EscrowHalf", f"{half.escrow.generation}:{half.other_id}", str(half.holder_id))


def _released_context(request: BreakGlass | None, officer: Membership) -> sealing.Context:
    return ("cases.ReleasedHalf", str(request.pk) if request else "renewal", str(officer.pk))


def _key_context(key: CompartmentKey) -> sealing.Context:
    return ("cases.EscrowBox", f"{key.case_id}:{key.compartment}", str(key.generation))


def _chain_context(escrow: Escrow) -> sealing.Context:
    return ("cases.Escrow", str(escrow.generation), "previous")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def found(institution: Institution, officers: Sequence[Membership], previous: bytes | None = None) -> Escrow:
    """A fresh pair, split between every two officers. `previous` is the private half that it follows on."""
    pair = sealing.new_pair()
    last = Escrow.objects.current()
    escrow = Escrow(
        institution=institution,
        generation=last.generation + 1 if last else 1,
        public=pair.public,
        created_at=clock.now(),
    )
    if previous is not None:
        escrow.sealed_previous = sealing.seal_to(pair.public, previous, _chain_context(escrow))
    escrow.save()
    for one, other in combinations(officers, 2):
        share = sealing.new_key()
        _hand_out(escrow, one, other, share)
        _hand_out(escrow, other, one, _xor(pair.private, share))
    return escrow


def _hand_out(escrow: Escrow, holder: Membership, other: Membership, share: bytes) -> None:
    half = EscrowHalf(escrow=escrow, holder=holder, other=other, sealed_for=bytes(holder.person.public))
    context = _half_context(half)
    box = sealing.seal_to(bytes(holder.person.public), share, context)
    half.box = sealing.seal(box, _lock(), context)
    half.save()


def deposit(keys: Iterable[tuple[CompartmentKey, bytes]]) -> None:
    """Seal compartment keys to the escrow, if the country has one; what lies there already stays."""
    escrow = Escrow.objects.current()
    if escrow is None:
        return
    boxes = []
    for key, secret in keys:
        context = _key_context(key)
        box = sealing.seal(sealing.seal_to(bytes(escrow.public), secret, context), _lock(), context)
        boxes.append(EscrowBox(key=key, escrow=escrow, box=box))
    EscrowBox.objects.bulk_create(boxes, ignore_conflicts=True)


def officers(escrow: Escrow) -> list[Membership]:
    """Those who are still members and whose half their present key opens."""
    halves = escrow.halves.filter(holder__in=Membership.objects.current()).select_related("holder__person")
    able = {
        half.holder_id: half.holder
        for half in halves
        if bytes(half.sealed_for) == bytes(half.holder.person.public)
    }
    return sorted(able.values(), key=lambda officer: str(officer.pk))


def _own_half(actor: Actor, escrow: Escrow, other: Membership) -> bytes:
    half = (
        EscrowHalf.objects.filter(escrow=escrow, holder=actor.membership, other=other)
        .select_related("escrow")
        .first()
    )
    if half is None or actor.membership.ended_at is not None:
        raise NoKey
    context = _half_context(half)
    try:
        return sealing.open_box(
            actor.keyring.private, sealing.open_sealed(bytes(half.box), _lock(), context), context
        )
    except SealBroken:  # the officer's password, and with it their key, was renewed since
        raise NoKey from None


def release(actor: Actor, request: BreakGlass | None) -> int:
    """The first officer: pass one's halves to those who may be the second; `None` is for renewing the escrow.

    Returns to how many. Raises NoKey for who is no officer, or the only one.
    """
    escrow = _present()
    others = [other for other in officers(escrow) if other.person_id != actor.membership.person_id]
    for other in others:
        context = _released_context(request, other)
        box = sealing.seal_to(bytes(other.person.public), _own_half(actor, escrow, other), context)
        ReleasedHalf.objects.create(
            request=request,
            escrow=escrow,
            giver=actor.membership,
            officer=other,
            box=sealing.seal(box, _lock(), context),
            released_at=clock.now(),
        )
    if not others:
        raise NoKey
    return len(others)


def combine(actor: Actor, request: BreakGlass | None) -> tuple[Escrow, bytes]:
    """The second officer: the escrow and its private half, which the caller must not keep. Raises NoKey."""
    row = (
        ReleasedHalf.objects.filter(request=request, officer=actor.membership)
        .select_related("escrow", "giver")
        .first()
    )
    if row is None:
        raise NoKey
    context = _released_context(request, actor.membership)
    try:
        theirs = sealing.open_box(
            actor.keyring.private, sealing.open_sealed(bytes(row.box), _lock(), context), context
        )
    except SealBroken:  # the officer's key was renewed since
        raise NoKey from None
    private = _xor(theirs, _own_half(actor, row.escrow, row.giver))
    if sealing.public_of(private) != bytes(row.escrow.public):
        raise NoKey
    return row.escrow, private


def open_key(key: CompartmentKey, escrow: Escrow, private: bytes) -> bytes:
    """A compartment key out of the escrow, also of an earlier generation of it. Raises NoKey."""
    box = EscrowBox.objects.filter(key=key).select_related("escrow").first()
    if box is None:
        raise NoKey
    while escrow.generation > box.escrow.generation:
        if escrow.sealed_previous is None:
            raise NoKey
        private = sealing.open_box(private, bytes(escrow.sealed_previous), _chain_context(escrow))
        escrow = Escrow.objects.get(generation=escrow.generation - 1)
    context = _key_context(key)
    return sealing.open_box(private, sealing.open_sealed(bytes(box.box), _lock(), context), context)


def _present() -> Escrow:
    escrow = Escrow.objects.current()
    if escrow is None:
        raise NoKey
    return escrow
