"""What goes to a case's new owner besides the case: its reports, and the letters that were written about it.

1. Who offers holds the keys: each is sealed to the receiver, and locked once more by the server.
2. Who accepts needs none of them: the server takes its lock off, and what is left is their own box.
3. The reports are theirs from then on, the dialogue with who reported too; the former owner's boxes end.
4. Declined or withdrawn, the boxes are destroyed unread.
5. Who writes about the case meanwhile, whichever institution it is, encloses the letter as well.

What the former owner itself cannot open stays as it was: nobody makes a key that nobody has.
"""

from collections.abc import Iterable

from amparo.accounts.models import Institution, InstitutionKey
from amparo.accounts.policy import Actor, Basis
from amparo.cases import growing, letters
from amparo.cases.lifecycle import merging
from amparo.cases.models import Case, Enclosure, HandOver, Letter, LetterBox
from amparo.kernel import clock, sealing
from amparo.kernel.errors import NoKey
from amparo.ledger.actions import Happening
from amparo.ledger.vocabulary import Event
from amparo.reports.intake import grant_context
from amparo.reports.models import Report, ReportGrant
from amparo.reports.opening import report_key


def _lock() -> bytes:
    return sealing.derive("hand-over-enclosures")


def enclose(actor: Actor, row: HandOver, whole: list[Case]) -> None:
    """Seal what the actor's institution can read of the whole's reports and letters to the receiver."""
    for report in _reports(whole, actor.institution):
        try:
            _add(row, report_key(actor, report), report)
        except NoKey:
            continue
    for letter in letters.of_cases(*whole):
        if (key := letters.key_of(actor, letter)) is not None:
            _add(row, key, letter)


def write_letter(
    actor: Actor,
    case: Case,
    text: str,
    readers: Iterable[Institution],
    *,
    later: Iterable[Institution] = (),
) -> Letter:
    """A letter about a case (see `letters.write`); while the case is offered, it is enclosed to the offer."""
    letter = letters.write(actor, text, readers, later=later)
    waiting = HandOver.objects.waiting().filter(case=merging.root_of(case)).exclude(basis="")
    key = letters.key_of(actor, letter)
    for row in waiting.select_related("to_institution"):
        if key is not None:
            _add(row, key, letter)
    return letter


def _add(row: HandOver, key: bytes, thing: Report | Letter) -> None:
    epoch = row.to_institution.current_key
    one = Enclosure(hand_over=row, institution_key=epoch)
    if isinstance(thing, Report):
        one.report, context = thing, grant_context(thing, epoch.epoch)
    else:
        one.letter, context = thing, letters.context_of(thing, row.to_institution)
    one.box = sealing.seal(sealing.seal_to(bytes(epoch.public), key, context), _lock(), context)
    one.save()


def hand_out(actor: Actor, row: HandOver, whole: list[Case]) -> list[Happening]:
    """Make what was enclosed the receiver's; returns what to record. The caller moves the case's own keys.

    A report that left the case since the offer stays where it is.
    """
    here = {report.pk: report for report in _reports(whole, row.from_institution)}
    happened = []
    for one in row.enclosures.select_related("institution_key", "letter"):
        if one.letter is not None:
            context = letters.context_of(one.letter, row.to_institution)
            _own_letter(row, one.letter, one.institution_key, _unlocked(one, context))
        elif one.report_id in here:
            report = here[one.report_id]
            _own_report(row, report, one)
            happened.append(_moved(actor, row, report))
    throw_away(row)
    return happened


def throw_away(row: HandOver) -> None:
    """Destroy what was enclosed."""
    row.enclosures.all().delete()


def _unlocked(one: Enclosure, context: sealing.Context) -> bytes:
    return sealing.open_sealed(bytes(one.box), _lock(), context)


def _reports(whole: list[Case], holder: Institution) -> list[Report]:
    rows = Report.objects.without_contents().filter(pk__in=growing.reports_of(whole), institution=holder)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _own_report(row: HandOver, report: Report, one: Enclosure) -> None:
    report.grants.live().of(row.from_institution).end()
    if not report.grants.live().filter(institution_key=one.institution_key).exists():
        ReportGrant.objects.create(
            report=report,
            institution_key=one.institution_key,
            box=_unlocked(one, grant_context(report, one.institution_key.epoch)),
            basis=Basis.MANDATE,
            granted_at=clock.now(),
        )
    report.institution, report.version = row.to_institution, report.version + 1
    report.save(update_fields=["institution", "version"])


def _own_letter(row: HandOver, letter: Letter, epoch: InstitutionKey, box: bytes) -> None:
    letters.shut(letter, row.from_institution)
    if not letter.boxes.filter(institution_key__institution=row.to_institution, locked=False).exists():
        letters.shut(
            letter, row.to_institution
        )  # locked until a referral is accepted, which they need not now
        LetterBox.objects.create(letter=letter, institution_key=epoch, box=box)


def _moved(actor: Actor, row: HandOver, report: Report) -> Happening:
    return Happening(
        Event.REPORT_HANDED_OVER,
        subject=str(report.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        facts={
            "case": str(row.case_id),
            "out_of": str(row.from_institution_id),
            "to": str(row.to_institution_id),
            "basis": str(row.basis),
        },
    )
