"""The leads that a case began from or that were joined to it, said on the case's own page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.policy import Action, Actor
from amparo.cases.models import Case
from amparo.cases.origins import Line
from amparo.leads.models import Judgement, Verdict
from amparo.reports.marks import Mark


def of_case(case: Case, actor: Actor) -> list[Line]:
    """Of one's own institution; without a name for who may not read leads."""
    rows = Judgement.objects.filter(case=case, lead__institution=actor.institution).select_related("lead")
    reads = actor.may(Action.READ_LEAD)
    return [
        Line(_mark(row, reads), let_go=row.taken_back_at is not None)
        for row in rows.only("lead__reference", "verdict", "taken_back_at")
    ]


def _mark(row: Judgement, reads: bool) -> Mark:
    words = (
        _("A lead of the detection, from which the case began.")
        if row.verdict == Verdict.CONFIRM
        else _("A lead of the detection that was joined to the case.")
    )
    return Mark(words, row.lead.reference, reverse("lead", args=[row.lead_id])) if reads else Mark(words)
