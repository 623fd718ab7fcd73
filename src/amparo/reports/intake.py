"""The one door: every channel's report passes through `receive_report`."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.accounts.policy import Basis
from amparo.geography.models import Level as UnitLevel
from amparo.geography.models import Unit
from amparo.kernel import clock, sealing
from amparo.kernel.errors import Unavailable
from amparo.kernel.fields import seal_fields
from amparo.kernel.references import Receipt, new_receipt, new_reference
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports import clocks, lookalikes, misuse, receipts, story, urgency
from amparo.reports.answers import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_NARRATIVE,
    AgeBand,
    Answers,
    Channel,
    ContactWay,
    Matter,
    Sex,
    Sign,
    Voice,
    When,
)
from amparo.reports.identifiers import mentioned
from amparo.reports.models import ContactPoint, IntakeRule, Report, ReportGrant, Story

RECEIPT_CONTEXT = "receipt_box"
_UNKEEPABLE = re.compile(
    r"[\x00\ud800-\udfff]"
)  # a null, and halves of signs: no text, and UTF-8 has no bytes for them


@dataclass(frozen=True)
class Filed:
    """What the reporter takes along: the secret receipt, and the reference that proves filing."""

    receipt: Receipt
    reference: str


def receive_report(
    answers: Answers,
    *,
    channel: Channel,
    language: str,
    manner: misuse.Manner | None = None,
) -> Filed:
    """Validate, seal, issue the receipt, put in the triage queue, record in the ledger; all or nothing.

    Raises ValidationError naming the answers that cannot be, and Unavailable when no institution receives.
    """
    check(answers)
    receipt = new_receipt()
    locks = receipts.stretch(receipt)  # a tenth of a second: before the transaction, not in it
    institution = IntakeRule.objects.institution_for(
        matter=answers.matter, province=answers.province, child=answers.child_at_risk
    )
    if institution is None:
        raise Unavailable
    numbers = story.signature(answers.narrative)
    identifiers = mentioned(answers)
    doubts = misuse.signs(answers, manner or misuse.Manner(), numbers)
    found = urgency.assess(
        urgency.Facts(
            answers,
            armed_conflict=_in_armed_conflict(answers),
            known_contact_points=lookalikes.known(identifiers),
            misuse=doubts,
        )
    )
    with transaction.atomic():
        report = _row(answers, found, institution)
        report.channel, report.language, report.misuse = channel, language, list(doubts)
        _seal(report, answers, locks, institution)
        ContactPoint.objects.bulk_create(
            [ContactPoint(report=report, kind=one.kind, digest=one.digest) for one in sorted(identifiers)],
            ignore_conflicts=True,
        )
        if numbers is not None:
            Story.objects.create(report=report, signature=numbers, bands=story.bands(numbers))
        with clock.at(clock.minute()):
            append(
                Event.REPORT_RECEIVED,
                subject=str(report.pk),
                institution=str(institution.pk),
                channel=str(channel),
                level=str(found.level),
            )
    return Filed(receipt, report.reference)


def check(answers: Answers) -> None:
    """Raises ValidationError (a dict by answer) for unknown codes and over-long texts: nothing is cut."""
    wrong: dict[str, list[str]] = {}
    allowed = {
        "matter": Matter.values,
        "voice": Voice.values,
        "when": [*When.values, ""],
        "age_band": [*AgeBand.values, ""],
        "sex": [*Sex.values, ""],
    }
    for name, values in allowed.items():
        if getattr(answers, name) not in values:
            wrong[name] = [str(_("Choose one of the answers."))]
    if any(sign not in Sign.values for sign in answers.signs):
        wrong["signs"] = [str(_("Choose from the answers."))]
    if answers.contact.way not in {*ContactWay.values, ""}:
        wrong["contact"] = [str(_("Choose one of the answers."))]
    for name, code, level in (
        ("province", answers.province, UnitLevel.PROVINCE),
        ("district", answers.district, UnitLevel.DISTRICT),
    ):
        if code and not Unit.objects.filter(pcode=code, level=level).exists():
            wrong[name] = [str(_("Choose a place from the list."))]
    if (
        answers.province
        and answers.district
        and not wrong.keys() & {"province", "district"}
        and not Unit.objects.filter(pcode=answers.district, parent=answers.province).exists()
    ):
        wrong["district"] = [str(_("Choose a district of this province."))]
    for name, text, longest in _texts(answers):
        if len(text) > longest:
            wrong[name] = [
                str(_("This is too long. The limit is %(limit)s characters.") % {"limit": longest})
            ]
        elif _UNKEEPABLE.search(text):
            wrong[name] = [str(_("This contains a sign that cannot be kept. Please type it again."))]
    if wrong:
        raise ValidationError(wrong)


def _texts(answers: Answers) -> list[tuple[str, str, int]]:
    return [
        ("narrative", answers.narrative, LONGEST_NARRATIVE),
        ("place", answers.place, LONGEST_LINE),
        ("names", answers.names, LONGEST_LINE),
        ("platform", answers.online.platform, LONGEST_LINE),
        ("address", answers.online.address, LONGEST_ADDRESS),
        ("account", answers.online.account, LONGEST_LINE),
        ("contact", answers.contact.value, LONGEST_LINE),
        ("contact_when", answers.contact.when, LONGEST_LINE),
        ("contact_caution", answers.contact.caution, LONGEST_LINE),
    ]


def _in_armed_conflict(answers: Answers) -> bool:
    places = [code for code in (answers.province, answers.district) if code]
    return Unit.objects.filter(pcode__in=places, armed_conflict=True).exists()


def _row(answers: Answers, found: urgency.Urgency, institution: Institution) -> Report:
    received = clock.minute()  # seconds say nothing to triage
    report = Report(
        reference=new_reference("R", received.year),
        institution=institution,
        voice=answers.voice,
        matter=answers.matter,
        danger=answers.danger,
        province_id=answers.province or None,
        district_id=answers.district or None,
        when=answers.when,
        signs=list(answers.signs),
        age_band=answers.age_band,
        sex=answers.sex,
        may_contact=answers.reachable() is not None,
        received_at=received,
        level=found.level,
        urgency=found.points,
        reasons=list(found.reasons),
    )
    clocks.restart(report, at=received)
    return report


def _seal(report: Report, answers: Answers, locks: receipts.ReceiptKeys, institution: Institution) -> None:
    key = sealing.new_key()
    seal_fields(report, key, account=answers.told())
    if (reachable := answers.reachable()) is not None:
        seal_fields(report, key, contact=reachable)
    report.receipt_tag = locks.tag
    report.receipt_box = sealing.seal(key, locks.key, ("reports.Report", str(report.pk), RECEIPT_CONTEXT))
    report.save(force_insert=True)
    grant(report, key, institution, Basis.MANDATE, at=report.received_at)


def grant(report: Report, key: bytes, institution: Institution, basis: str, *, at: datetime) -> ReportGrant:
    """Seal the report key to an institution's newest epoch."""
    epoch = institution.current_key
    return ReportGrant.objects.create(
        report=report,
        institution_key=epoch,
        box=sealing.seal_to(bytes(epoch.public), key, grant_context(report, epoch.epoch)),
        basis=basis,
        granted_at=at,
    )


def grant_context(report: Report, epoch: int) -> sealing.Context:
    """What a granted report key is bound to."""
    return ("reports.ReportGrant", str(report.pk), str(epoch))
