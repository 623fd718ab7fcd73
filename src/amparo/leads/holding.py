"""Contacts in leads, for questions between institutions: they find whoever has a contact in a lead only.

A dismissed lead counts too: who looked can say that it is a firm that exists.
"""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor
from amparo.cases.deconfliction.holdings import Holding, Place
from amparo.leads.models import LeadPoint
from amparo.reports.marks import Mark

MOST = 5  # leads that are named


def elsewhere(digests: Iterable[bytes], institution: Institution) -> set[Place]:
    """Which of the digests stand in a lead of another institution."""
    rows = LeadPoint.objects.filter(digest__in=list(digests)).exclude(lead__institution=institution)
    return {(kind, bytes(digest)) for kind, digest in rows.values_list("kind", "digest").distinct()}


def holders(kind: str, digest: bytes) -> set[UUID]:
    """Institutions with a lead that has it."""
    rows = LeadPoint.objects.filter(kind=kind, digest=digest)
    return set(rows.values_list("lead__institution", flat=True).distinct())


def lines(kind: str, digest: bytes, actor: Actor) -> list[Mark]:
    """One's own leads with it, those of the highest score; without names for who may not read leads."""
    rows = LeadPoint.objects.filter(kind=kind, digest=digest, lead__institution=actor.institution)
    found = rows.order_by("-lead__score", "lead__pk").values_list("lead__pk", "lead__reference")[:MOST]
    if not actor.may(Action.READ_LEAD):
        return [Mark(_("A lead of the detection. Ask an investigator of your institution."))] if found else []
    words = _("A lead of the detection:")
    return [Mark(words, reference, reverse("lead", args=[pk])) for pk, reference in found]


HOLDING = Holding(elsewhere=elsewhere, holders=holders, lines=lines)
