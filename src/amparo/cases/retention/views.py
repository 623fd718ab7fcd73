"""Keeping and destroying on screen: what falls due, and the holds of one case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, Relation, guards
from amparo.cases import compartments, shell
from amparo.cases.lifecycle import merging
from amparo.cases.models import Case, Compartment, LegalHold
from amparo.cases.opening import reading
from amparo.cases.retention import actions, due, periods
from amparo.cases.retention.forms import DecisionForm, HoldForm

MOST_LISTED = 200


@guards(Action.DECIDE_RETENTION)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What falls due, and the periods."""
    actor = _actor(request)
    policy.authorise(actor, Action.DECIDE_RETENTION, actor.institution)
    rows = [
        {
            "due": one,
            "mine": one.proposal and one.proposal.proposed_by.person_id == actor.membership.person_id,
        }
        for one in due.waiting(actor.institution, MOST_LISTED)
    ]
    context = {"rows": rows, "rules": periods.rules(), "most": MOST_LISTED}
    return render(request, "cases/retention/list.html", context)


@guards(Action.READ_CASE, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How long a case is kept, and what keeps it longer."""
    return _page(request, _case(pk))


@guards(Action.HOLD_CASE, on_object=True)
@require_POST
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Place a legal hold."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.HOLD_CASE, case)
    form = HoldForm(request.POST, case=case, sealed=_opens_summary(actor, case))
    status = form.tried(lambda typed: actions.hold(actor, case, form.wanted(), version=typed["version"]))
    if status:
        return _page(request, case, form=form, status=status)
    messages.success(request, _("The case is held. It can be neither closed nor destroyed."))
    return redirect("case_retention", case.pk)


@guards(Action.HOLD_CASE, on_object=True)
@require_POST
def lift(request: HttpRequest, pk: UUID, hold: UUID) -> HttpResponse:
    """Lift a hold of one's own institution."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.HOLD_CASE, case)
    row = get_object_or_404(LegalHold.objects.select_related("case"), pk=hold, case=case)
    form = DecisionForm(request.POST, case=case)
    status = form.tried(lambda typed: actions.lift(actor, row, version=typed["version"]))
    return _answered(request, case, form, status, _("The hold was lifted."))


@guards(Action.DECIDE_RETENTION, on_object=True)
@require_POST
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose to destroy."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.DECIDE_RETENTION, case)
    form = DecisionForm(request.POST, case=case)
    status = form.tried(lambda typed: actions.propose(actor, case, version=typed["version"]))
    return _answered(request, case, form, status, _("Proposed. A second person of your institution decides."))


@guards(Action.DECIDE_RETENTION, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once more, then destroy or refuse."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.DECIDE_RETENTION, case)
    if request.method != "POST":
        form = DecisionForm(case=case)
        return shell.page(request, case, "cases/retention/answer.html", due=due.of(case), form=form)
    confirm = request.POST.get("answer") == "destroy"
    form = DecisionForm(request.POST, case=case)
    status = form.tried(lambda typed: actions.answer(actor, case, confirm=confirm, version=typed["version"]))
    said = _("What was sealed in the case is destroyed.") if confirm else _("The case is kept.")
    return _answered(request, case, form, status, said)


def _answered(request: HttpRequest, case: Case, form: DecisionForm, status: int, said: str) -> HttpResponse:
    if status:
        return _page(request, case, decision=form, status=status)
    messages.success(request, said)
    return redirect("case_retention", case.pk)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    form: HoldForm | None = None,
    decision: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = _actor(request)
    holds = LegalHold.objects.filter(case=case).select_related(
        "institution", "by__person", "lifted_by__person"
    )
    with reading(actor, case, Compartment.SUMMARY) as opened:
        live = set(LegalHold.objects.live(due.today()).filter(case=case).values_list("pk", flat=True))
        rows = [
            {
                "hold": one,
                "words": opened.read(one, "words"),
                "live": one.pk in live,
                "own": one.institution_id == actor.institution.pk,
            }
            for one in holds
        ]
        relation = case.relation_to(actor.institution)
        found, whole = due.of(case), merging.part_of(case)
        return shell.page(
            request,
            case,
            "cases/retention/case.html",
            status=status,
            holds=rows,
            due=found,
            destroyed=due.destroyed(case),
            mine=bool(
                found
                and found.proposal
                and found.proposal.proposed_by.person_id == actor.membership.person_id
            ),
            may_hold=actor.may(Action.HOLD_CASE, relation),
            may_decide=relation is Relation.OWN and actor.may(Action.DECIDE_RETENTION) and whole is None,
            whole=whole,
            form=form or HoldForm(case=case, sealed=_opens_summary(actor, case)),
            decision=decision or DecisionForm(case=case),
            opened=opened,
        )


def _opens_summary(actor: Actor, case: Case) -> bool:
    return Compartment.SUMMARY in compartments.readable_by(actor, case)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _case(pk: UUID) -> Case:
    case: Case = get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
    return case
