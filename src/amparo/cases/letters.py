"""Writing to another institution, and reading what it wrote: sealed to the two, closed to everybody else."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.cases.models import (
    BreakGlass,
    Case,
    Letter,
    LetterBox,
    Question,
    Referral,
    RoutedQuestion,
)
from amparo.kernel import clock, sealing
from amparo.kernel.errors import NoKey
from amparo.kernel.fields import open_field, seal_fields
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event

LONGEST = 4_000  # characters

# Which letters belong to a case: model, the field that names the letter, the way to the case.
LETTERS = (
    (BreakGlass, "letter", "case"),
    (BreakGlass, "review", "case"),
    (Question, "letter", "case"),
    (RoutedQuestion, "answer", "question__case"),
    (Referral, "letter", "case"),
    (Referral, "answer", "case"),
)


def of_cases(*cases: Case) -> QuerySet[Letter]:
    """Everything that was written to another institution, or by one, about these cases."""
    found = Q(pk__in=[])
    for model, field, way in LETTERS:
        found |= Q(pk__in=model._default_manager.filter(**{f"{way}__in": cases}).values(field))
    return Letter.objects.filter(found)


def context_of(letter: Letter, institution: Institution) -> sealing.Context:
    """What a reader's box of a letter is bound to."""
    return ("cases.LetterBox", str(letter.pk), str(institution.pk))


def write(
    actor: Actor, text: str, readers: Iterable[Institution], *, later: Iterable[Institution] = ()
) -> Letter:
    """A letter that `readers` (and who wrote it) can open now; those in `later` once it is unlocked."""
    letter = Letter(institution=actor.institution, written_at=clock.now())
    key = sealing.new_key()
    seal_fields(letter, key, body=text)
    letter.save(force_insert=True)
    now = {institution.pk: institution for institution in [actor.institution, *readers]}
    for institution in now.values():
        _add_box(letter, key, institution, locked=False)
    for institution in {
        institution.pk: institution for institution in later if institution.pk not in now
    }.values():
        _add_box(letter, key, institution, locked=True)
    return letter


def _add_box(letter: Letter, key: bytes, institution: Institution, *, locked: bool) -> None:
    epoch, context = institution.current_key, context_of(letter, institution)
    box = sealing.seal_to(bytes(epoch.public), key, context)
    if locked:  # neither the receiver's key nor the server's secret opens it alone
        box = sealing.seal(box, sealing.derive("locked-letters"), context)
    LetterBox.objects.create(letter=letter, institution_key=epoch, box=box, locked=locked)


def unlock(letter: Letter, institution: Institution) -> None:
    """Take the server's lock off one reader's box."""
    for row in letter.boxes.filter(institution_key__institution=institution, locked=True):
        row.box = sealing.open_sealed(
            bytes(row.box), sealing.derive("locked-letters"), context_of(letter, institution)
        )
        row.locked = False
        row.save(update_fields=["box", "locked"])


def shut(letter: Letter, institution: Institution) -> None:
    """Destroy one reader's box."""
    letter.boxes.filter(institution_key__institution=institution).delete()


def read(actor: Actor, letter: Letter | None) -> str | None:
    """The text, or None where the actor's institution holds no key to it (or not yet)."""
    key = key_of(actor, letter) if letter is not None else None
    return None if letter is None or key is None else str(open_field(letter, "body", key))


def key_of(actor: Actor, letter: Letter) -> bytes | None:
    """The letter's key, or None where the actor's institution does not hold it (or not yet)."""
    row = (
        letter.boxes.filter(institution_key__institution=actor.institution, locked=False)
        .select_related("institution_key")
        .first()
    )
    if row is None:
        return None
    try:
        context = context_of(letter, actor.institution)
        return actor.keyring.open_box(bytes(row.box), row.institution_key.epoch, context)
    except NoKey:
        return None


def shown(actor: Actor, case_id: object, *letters: Letter | None) -> list[str | None]:
    """The texts for a page, and the record that they were opened."""
    texts = [read(actor, letter) for letter in letters]
    opened = [
        str(letter.pk) for letter, text in zip(letters, texts, strict=True) if letter and text is not None
    ]
    if opened:
        with transaction.atomic():
            append(
                Event.LETTER_OPENED,
                subject=str(case_id),
                actor=str(actor.membership.pk),
                institution=str(actor.institution.pk),
                letters=opened,
            )
    return texts
