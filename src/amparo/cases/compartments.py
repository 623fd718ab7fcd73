"""Who can open which part of a case: real keys in real boxes, re-made when a share is frozen.

An institution opens a compartment only through a live grant: the compartment's newest key, sealed to its own
public key. Freezing destroys the boxes at once and starts a new generation, so that nothing written later can
be opened with what the institution (or a thief of an older backup) still had.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from amparo.accounts import policy
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, InstitutionKey
from amparo.accounts.policy import Actor
from amparo.cases.breakglass import escrow
from amparo.cases.models import Case, Compartment, CompartmentGrant, CompartmentKey, CompartmentRow
from amparo.cases.models.compartment import CompartmentGrantQuerySet
from amparo.cases.search import index
from amparo.kernel import clock, sealing
from amparo.kernel.errors import NoKey
from amparo.kernel.fields import open_field, seal_fields


def _box_context(key: CompartmentKey, epoch: int) -> sealing.Context:
    return ("cases.CompartmentGrant", f"{key.case_id}:{key.compartment}:{key.generation}", str(epoch))


def _chain_context(key: CompartmentKey) -> sealing.Context:
    return ("cases.CompartmentKey", f"{key.case_id}:{key.compartment}:{key.generation}", "previous")


def _promise_lock() -> bytes:
    """What a promised box lies under besides the receiver's key: the server takes it off when they accept.

    So neither a thief of the database who works at the receiver, nor the server, opens it before.
    """
    return sealing.derive("promised-grants")


class _Held(NamedTuple):
    """A key of a compartment as an institution opened it, and what is still to be done with it."""

    key: CompartmentKey
    secret: bytes
    rotation_due: bool  # of the compartment's newest key
    in_escrow: bool


def _grant(
    key: CompartmentKey,
    secret: bytes,
    epoch: InstitutionKey,
    basis: str,
    *,
    until: datetime | None = None,
    promised: bool = False,
) -> CompartmentGrant:
    """A grant to the institution whose newest epoch this is; the row is not saved."""
    context = _box_context(key, epoch.epoch)
    box = sealing.seal_to(bytes(epoch.public), secret, context)
    return CompartmentGrant(
        key=key,
        institution_key=epoch,
        box=sealing.seal(box, _promise_lock(), context) if promised else box,
        basis=basis,
        granted_at=clock.now(),
        until=until,
        promised=promised,
    )


def create(case: Case, basis: str) -> None:
    """The four first keys of a new case, granted to its owner."""
    keys = CompartmentKey.objects.bulk_create(
        CompartmentKey(case=case, compartment=compartment, generation=1) for compartment in Compartment
    )
    made = [(key, sealing.new_key()) for key in keys]
    epoch = case.institution.current_key
    CompartmentGrant.objects.bulk_create(_grant(key, secret, epoch, basis) for key, secret in made)
    escrow.deposit(made)


# Every page and most steps ask these two, and the ORM takes longer to say them than PostgreSQL to do them.
_OPEN_TO = """
SELECT DISTINCT key.compartment FROM cases_compartmentkey key
JOIN cases_compartmentgrant held ON held.key_id = key.id
JOIN accounts_institutionkey epoch ON epoch.id = held.institution_key_id
WHERE key.case_id = %(case)s AND epoch.institution_id = %(institution)s
  AND held.ended_at IS NULL AND NOT held.promised AND (held.until IS NULL OR held.until > %(now)s)
"""
_OPENS = """
SELECT DISTINCT ON (key.compartment) key.*, held.box, epoch.epoch,
  (SELECT newest.rotation_due FROM cases_compartmentkey newest
   WHERE newest.case_id = key.case_id AND newest.compartment = key.compartment
   ORDER BY newest.generation DESC LIMIT 1) AS due,
  EXISTS (SELECT FROM cases_escrowbox WHERE key_id = key.id) AS in_escrow
FROM cases_compartmentkey key
JOIN cases_compartmentgrant held ON held.key_id = key.id
JOIN accounts_institutionkey epoch ON epoch.id = held.institution_key_id
WHERE key.case_id = %(case)s AND key.compartment = ANY(%(compartments)s)
  AND epoch.institution_id = %(institution)s
  AND held.ended_at IS NULL AND NOT held.promised AND (held.until IS NULL OR held.until > %(now)s)
ORDER BY key.compartment, key.generation DESC, epoch.epoch DESC
"""


def live_grants(case: Case, institution: Institution) -> "Any":
    """The grants by which an institution opens a case now (neither ended nor past their end)."""
    unexpired = Q(until=None) | Q(until__gt=clock.now())
    return CompartmentGrant.objects.live().of(institution).filter(unexpired, key__case=case)


def open_to(case: Case, institution: Institution) -> frozenset[Compartment]:
    """The compartments that an institution holds a live grant for."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_TO, {"case": case.pk, "institution": institution.pk, "now": clock.now()})
        return frozenset(Compartment(name) for (name,) in cursor.fetchall())


def readable_by(actor: Actor, case: Case) -> frozenset[Compartment]:
    """The compartments that the actor's institution holds and the actor's role may look into."""
    return frozenset(
        name for name in open_to(case, actor.institution) if name in policy.COMPARTMENTS.get(actor.role, ())
    )


def _institution_opens(keyring: Keyring, case: Case, compartments: Iterable[str]) -> dict[str, _Held]:
    """The newest generation of each that the keyring's institution holds, opened; one query.

    Raises NoKey when it holds none of one of them.
    """
    wanted = [str(name) for name in compartments]
    values = {
        "case": case.pk,
        "compartments": wanted,
        "institution": keyring.membership.institution_id,
        "now": clock.now(),
    }
    found: dict[str, _Held] = {}
    key: Any
    for key in CompartmentKey.objects.raw(_OPENS, values):
        secret = keyring.open_box(bytes(key.box), key.epoch, _box_context(key, key.epoch))
        found[key.compartment] = _Held(key, secret, key.due, key.in_escrow)
    if set(wanted) - found.keys():
        raise NoKey
    return found


def current(actor: Actor, case: Case, compartment: str) -> tuple[int, bytes]:
    """Generation and key with which the actor seals something new in a compartment.

    A rotation that is still due (the freeze came when nobody with keys was there) is done first.
    Raises NoKey where the institution holds no live grant, or the role may not look.
    """
    (made,) = _current(actor, case, [compartment]).values()
    key, secret = made
    return key.generation, secret


def _current(
    actor: Actor, case: Case, compartments: Iterable[str]
) -> dict[str, tuple[CompartmentKey, bytes]]:
    wanted = [str(name) for name in compartments]
    if not frozenset(wanted) <= policy.COMPARTMENTS.get(actor.role, frozenset()):
        raise NoKey
    made = {}
    for name, held in _institution_opens(actor.keyring, case, wanted).items():
        made[name] = held.key, held.secret
        if held.rotation_due:
            made[name] = _rotate(actor, case, name)
        elif not held.in_escrow:  # older than the escrow
            escrow.deposit([made[name]])
    return made


def of_generation(actor: Actor, case: Case, compartment: str, generation: int) -> bytes:
    """The key of an older generation, reached by walking back from the newest. Raises NoKey."""
    if compartment not in policy.COMPARTMENTS.get(actor.role, ()):
        raise NoKey
    (held,) = _institution_opens(actor.keyring, case, [compartment]).values()
    key, secret = held.key, held.secret
    while key.generation > generation:
        if key.sealed_previous is None:
            raise NoKey
        secret = sealing.open_sealed(bytes(key.sealed_previous), secret, _chain_context(key))
        key = case.compartment_keys.get(compartment=compartment, generation=key.generation - 1)
    if key.generation != generation:
        raise NoKey
    return secret


def write(actor: Actor, row: CompartmentRow, **values: object) -> None:
    """Seal fields of a row under its compartment's newest key; the row is not saved. Raises NoKey.

    All sealed fields of a row lie under one generation: give all of them, or those given replace the row's.
    The words become findable for the writer's own institution.
    """
    row.generation, secret = current(actor, row.case, row.compartment)
    seal_fields(row, secret, **values)
    index.put(actor.keyring, [index.Text(row, name, value) for name, value in values.items()])


def read(actor: Actor, row: CompartmentRow, name: str) -> Any:
    """One sealed field of a row, or None when nothing was sealed. Raises NoKey, SealBroken."""
    if not row.generation:
        return None
    return open_field(row, name, of_generation(actor, row.case, row.compartment, row.generation))


@transaction.atomic
def share(
    actor: Actor,
    case: Case,
    institution: Institution,
    compartments: Iterable[str],
    *,
    basis: str,
    until: datetime | None = None,
) -> None:
    """Seal the newest keys of some compartments to another institution. Raises NoKey for one not held.

    Who calls this has asked the policy and holds a legal basis; this moves the keys.
    """
    Case.objects.hold(case.pk)
    made = _current(actor, case, compartments)  # a due rotation comes first
    live_grants(case, institution).filter(key__compartment__in=list(made)).end()
    epoch = institution.current_key
    CompartmentGrant.objects.bulk_create(
        _grant(key, secret, epoch, basis, until=until) for key, secret in made.values()
    )


@transaction.atomic
def promise(
    actor: Actor, case: Case, institution: Institution, compartments: Iterable[str], *, basis: str
) -> None:
    """Seal the newest keys in advance, for an institution that has yet to accept. Raises NoKey.

    A promised grant opens nothing. It follows every rotation, so that what is accepted late is still the
    newest key; `keep_promise` makes it live, `break_promise` destroys it.
    """
    Case.objects.hold(case.pk)
    made = _current(actor, case, compartments)  # a due rotation comes first
    promises(case, institution, basis).filter(key__compartment__in=list(made)).end()
    epoch = institution.current_key
    CompartmentGrant.objects.bulk_create(
        _grant(key, secret, epoch, basis, promised=True) for key, secret in made.values()
    )


def promises(case: Case, institution: Institution, basis: str) -> CompartmentGrantQuerySet:
    """What was promised to an institution on one basis."""
    return CompartmentGrant.objects.promised().of(institution).filter(key__case=case, basis=basis)


@transaction.atomic
def keep_promise(case: Case, institution: Institution, *, basis: str) -> frozenset[str]:
    """Make promised grants live: the institution has accepted. Needs no key. Returns the compartments."""
    Case.objects.hold(case.pk)
    rows = promises(case, institution, basis)
    found = frozenset(rows.values_list("key__compartment", flat=True))
    live_grants(case, institution).filter(key__compartment__in=found).end()
    boxes = []
    for grant in rows.select_related("key", "institution_key"):
        context = _box_context(grant.key, grant.institution_key.epoch)
        boxes.append((grant.pk, sealing.open_sealed(bytes(grant.box or b""), _promise_lock(), context)))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_compartmentgrant SET box = new.box, promised = false, granted_at = %s "
            "FROM unnest(%s::bigint[], %s::bytea[]) AS new (id, box) "
            "WHERE cases_compartmentgrant.id = new.id",
            [clock.now(), [pk for pk, _box in boxes], [box for _pk, box in boxes]],
        )
    return found


def break_promise(case: Case, institution: Institution, *, basis: str) -> None:
    """Destroy what was promised: it was declined or withdrawn."""
    promises(case, institution, basis).end()


@transaction.atomic
def freeze(case: Case, institution: Institution, compartments: Iterable[str] | None = None) -> frozenset[str]:
    """Destroy an institution's boxes at once; needs no key. Returns the compartments that were live.

    What was only promised stays with who promised it: `break_promise` ends that.
    The next holder who opens one of them rotates its key; call `settle` to do it now.
    """
    Case.objects.hold(case.pk)
    grants = CompartmentGrant.objects.live().of(institution).filter(key__case=case)
    if compartments is not None:
        grants = grants.filter(key__compartment__in=list(compartments))
    frozen = frozenset(grants.values_list("key__compartment", flat=True))
    grants.end()
    if frozen:
        newest = case.compartment_keys.filter(compartment__in=frozen).order_by("compartment", "-generation")
        newest_ids = list(newest.distinct("compartment").values_list("pk", flat=True))
        CompartmentKey.objects.filter(pk__in=newest_ids).update(rotation_due=True)
    return frozen


@transaction.atomic
def end_by_time() -> int:
    """Destroy the boxes of grants whose time is over; the keys rotate at the next opening."""
    over = CompartmentGrant.objects.standing().filter(until__lte=clock.now())
    keys = list(over.values_list("key", flat=True))
    CompartmentKey.objects.filter(pk__in=keys).update(rotation_due=True)
    return over.end()


def set_ends(case: Case, institution: Institution, ends: Mapping[str, datetime | None]) -> None:
    """Move the end of what an institution holds of some compartments (None: it does not end by itself)."""
    for until in set(ends.values()):
        names = [name for name, end in ends.items() if end == until]
        live_grants(case, institution).filter(key__compartment__in=names).update(until=until)


@transaction.atomic
def grant_from_escrow(
    key: CompartmentKey, secret: bytes, institution: Institution, *, basis: str, until: datetime
) -> None:
    """Seal a key that two officers took out of the escrow to who asked; a grant that lasts longer stays."""
    Case.objects.hold(key.case_id)
    held = live_grants(key.case, institution).filter(key__compartment=key.compartment)
    if not held.filter(Q(until=None) | Q(until__gte=until)).exists():
        held.end()
        _grant(key, secret, institution.current_key, basis, until=until).save(force_insert=True)


@transaction.atomic
def settle(actor: Actor, case: Case) -> None:
    """Do every rotation that is due and that the actor's institution can do."""
    due = frozenset(case.compartment_keys.filter(rotation_due=True).values_list("compartment", flat=True))
    if due:
        for compartment in sorted(due & open_to(case, actor.institution)):
            _rotate(actor, case, compartment)


def _rotate(actor: Actor, case: Case, compartment: str) -> tuple[CompartmentKey, bytes]:
    """A new generation, granted to everyone who still holds (or was promised) a grant of the old one."""
    with transaction.atomic():
        Case.objects.hold(case.pk)
        (held,) = _institution_opens(actor.keyring, case, [compartment]).values()
        old, old_secret, due, _in_escrow = held
        if not due:  # somebody else was faster
            return old, old_secret
        secret = sealing.new_key()
        new = CompartmentKey(case=case, compartment=compartment, generation=old.generation + 1)
        new.sealed_previous = sealing.seal(old_secret, secret, _chain_context(new))
        new.save()
        unexpired = Q(until=None) | Q(until__gt=clock.now())
        standing = old.grants.standing().filter(unexpired).select_related("institution_key__institution")
        CompartmentGrant.objects.bulk_create(
            _grant(
                new,
                secret,
                grant.institution_key.institution.current_key,
                grant.basis,
                until=grant.until,
                promised=grant.promised,
            )
            for grant in standing
        )
        escrow.deposit([(new, secret)])
        old.grants.all().end()
        old.rotation_due = False
        old.save(update_fields=["rotation_due"])
        return new, secret
