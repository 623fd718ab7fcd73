"""How reports come into a case and out of it again; the floor below calls these (see apps.py)."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, Basis
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.lifecycle import merging
from amparo.cases.models import Case, CaseReport, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.references import new_reference
from amparo.ledger.vocabulary import Event
from amparo.reports.answers import CHILD_BANDS
from amparo.reports.models import Decision


@transaction.atomic
def open_case(actor: Actor, decision: Decision, into: str = "") -> None:
    """Open a case from a report that was just taken up, or add it to the one with the reference `into`.

    Raises Denied, Hidden; Conflict when there is no such case of the institution, or it is closed.
    """
    policy.authorise(actor, Action.OPEN_CASE, decision.report)
    if into:
        _add(actor, decision, into)
        return
    now = clock.now()
    case = Case.objects.create(
        reference=new_reference("C", now.year),
        institution=actor.institution,
        worker=actor.membership,
        province_id=decision.report.province_id,
        district_id=decision.report.district_id,
        child=decision.report.age_band in CHILD_BANDS if decision.report.age_band else None,
        opened_at=now,
        moved_at=now,
    )
    compartments.create(case, Basis.MANDATE)
    CaseReport.objects.create(case=case, report=decision.report, decision=decision)
    record(Event.CASE_OPENED, actor, case, report=str(decision.report_id))


def _add(actor: Actor, decision: Decision, reference: str) -> None:
    found = Case.objects.held_by(actor.institution).filter(reference=reference).first()
    if found is None:
        raise Conflict(_("Your institution has no case with this reference."))
    case = locked(actor, Action.OPEN_CASE, found)
    merging.not_a_part(case)
    merging.not_offered(case)
    if case.stage == Stage.CLOSED:
        raise Conflict(_("That case is closed. Reopen it first."))
    CaseReport.objects.create(case=case, report=decision.report, decision=decision, began=False)
    moved(case)
    record(Event.CASE_REPORT_ADDED, actor, case, report=str(decision.report_id))


@transaction.atomic
def let_go(actor: Actor, decision: Decision) -> None:
    """A report was not to be taken up after all: it leaves its case, and a case that only grew from it ends.

    Raises Denied, Hidden; Conflict when the case has grown: another report hangs on it, or it moved on.
    """
    edge = CaseReport.objects.get(decision=decision)
    case = locked(actor, Action.OPEN_CASE, edge.case)
    if not edge.began:
        moved(case)
        record(Event.CASE_REPORT_REMOVED, actor, case, report=str(decision.report_id))
        return
    others = CaseReport.objects.standing().filter(case=case).exclude(pk=edge.pk)
    if case.stage != Stage.IDENTIFICATION or others.exists() or case.personincases.exists():
        raise Conflict(
            _("The case has grown: more than this report hangs on it. It can only be closed as a case.")
        )
    case.stage, case.closed_at = Stage.CLOSED, clock.now()
    moved(case, "stage", "closed_at")
    record(Event.CASE_LET_GO, actor, case, report=str(decision.report_id))


def address_of(decision: Decision) -> str:
    """Where the case that a decision opened can be read."""
    return reverse("case", args=[CaseReport.objects.values_list("case", flat=True).get(decision=decision)])
