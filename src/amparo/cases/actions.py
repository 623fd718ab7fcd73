"""How a case begins, and how its seed is let go again."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.models import Case, CaseReport, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.references import new_reference
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports.models import Decision


@transaction.atomic
def open_case(actor: Actor, decision: Decision) -> None:
    """Open a case from a report that was just taken up. Raises Denied, Hidden."""
    policy.authorise(actor, Action.OPEN_CASE, decision.report)
    now = clock.now()
    case = Case.objects.create(
        reference=new_reference("C", now.year),
        institution=actor.institution,
        worker=actor.membership,
        opened_at=now,
    )
    CaseReport.objects.create(case=case, report=decision.report, decision=decision)
    append(
        Event.CASE_OPENED,
        subject=str(case.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        report=str(decision.report_id),
    )


@transaction.atomic
def let_go(actor: Actor, decision: Decision) -> None:
    """Close the seed of a case because the report was not to be taken up after all.

    Raises Denied, Hidden; Conflict when the case has grown: it has another report or a later stage.
    """
    edge = CaseReport.objects.get(decision=decision)
    case = Case.objects.select_for_update().get(pk=edge.case_id)
    policy.authorise(actor, Action.OPEN_CASE, case)
    others = CaseReport.objects.standing().filter(case=case).exclude(pk=edge.pk)
    if case.stage != Stage.IDENTIFICATION or others.exists():
        raise Conflict(
            _("The case has grown: more than this report hangs on it. It can only be closed as a case.")
        )
    case.stage, case.closed_at = Stage.CLOSED, clock.now()
    case.save(update_fields=["stage", "closed_at"])
    append(
        Event.CASE_LET_GO,
        subject=str(case.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        report=str(decision.report_id),
    )


def address_of(decision: Decision) -> str:
    """Where the case that a decision opened can be read."""
    return reverse("case", args=[CaseReport.objects.values_list("case", flat=True).get(decision=decision)])
