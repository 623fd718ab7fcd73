"""Printing a case file: a disclosure, on the record with the digest of what was handed out."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.accounts.policy import Action, Actor
from amparo.cases.changing import record
from amparo.cases.models import Case, Compartment
from amparo.cases.opening import Opened, reading
from amparo.cases.printing import parts
from amparo.cases.printing.document import Document, typeset
from amparo.kernel import clock
from amparo.ledger.vocabulary import Event


class PrintedFor(models.TextChoices):
    """What the file is printed for."""

    COURT = "court", gettext_lazy("a court or the prosecution")
    TRANSFER = "transfer", gettext_lazy("the institution that takes the case over")
    PERSON = "person", gettext_lazy("the person, or who speaks for them")


@dataclass(frozen=True)
class Order:
    """What is to be printed, for whom, and in which language (a code of settings.LANGUAGES)."""

    purpose: PrintedFor
    language: str
    compartments: frozenset[Compartment]


@transaction.atomic
def print_case(actor: Actor, case: Case, order: Order) -> bytes:
    """The PDF of a case file, with what of the ordered compartments is open to the actor.

    It exists in memory only. Raises Denied, Hidden, SealBroken.
    """
    moment = clock.now()
    with (
        translation.override(order.language),
        reading(actor, case, *order.compartments, action=Action.PRINT_CASE) as opened,
    ):
        made = typeset(compose(case, opened, order), moment)
    record(
        Event.CASE_PRINTED,
        actor,
        case,
        purpose=str(order.purpose),
        language=order.language,
        compartments=sorted(opened.open),
        sha256=hashlib.sha256(made).hexdigest(),
    )
    return made


def compose(case: Case, opened: Opened, order: Order) -> Document:
    """The parts of the file, in the active language."""
    member = opened.actor.membership
    facts = parts.given(
        (_("Printed for"), order.purpose.label),
        (_("Printed by"), f"{member.person.name}, {member.get_role_display()}"),
        (_("At"), member.institution.name),
        (_("On"), parts.day(clock.now())),
        (_("Owner of the case"), case.institution.name),
        (_("Stage"), case.get_stage_display()),
        (_("Opened"), parts.day(case.opened_at)),
        (_("Closed on"), parts.day(case.closed_at)),
        (
            _("Contains"),
            ", ".join(str(one.label) for one in Compartment if one in opened.open) or _("nothing"),
        ),
    )
    return Document(
        language=order.language.partition("-")[0],
        title=_("Case file"),
        reference=case.reference,
        facts=facts,
        sections=parts.sections(case, opened),
        left_out_title=_("What is left out"),
        left_out=left_out(opened, order.compartments),
        notes=[
            _("Handing this file on is subject to the same purpose and consent as opening the case."),
            _("The digest of this file is on the record: anybody can check that it was not changed."),
        ],
        page=_("Page"),
        banner=_("Demonstration: everything here is made up.") if settings.DEMONSTRATION else "",
    )


def left_out(opened: Opened, wanted: Iterable[Compartment]) -> list[tuple[str, str]]:
    """What of the case is not in the file, and why."""
    chosen = frozenset(wanted)
    rows = [
        (
            str(one.label),
            _("closed to this institution or to the role of whoever printed")
            if one in chosen
            else _("not chosen"),
        )
        for one in Compartment
        if one not in opened.open
    ]
    rows.append((_("Reports and dialogue"), _("never part of a case file; each is opened on its own")))
    rows.append((_("Exhibits"), _("handed over by their own way, with the chain of custody")))
    if opened.sees(Compartment.PROTECTION):
        rows.append(
            (
                _("Feedback"),
                _("what the person said about the printing institution or worker, unless they agreed"),
            )
        )
    return rows
