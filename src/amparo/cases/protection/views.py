"""The protection side of a case on screen. Feedback is left out where its reader is whom it is about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import shell
from amparo.cases.forms import CaseForm
from amparo.cases.models import (
    Case,
    Compartment,
    Feedback,
    Part,
    PersonInCase,
    Progress,
    Service,
)
from amparo.cases.opening import Opened, reading
from amparo.cases.protection import actions, risk
from amparo.cases.protection.forms import (
    SAFETY,
    ActionForm,
    AssessmentForm,
    FeedbackForm,
    FollowUpForm,
    ProtectionForm,
    SafetyForm,
    ServiceEndForm,
    ServiceForm,
)
from amparo.kernel.errors import Conflict

_WRITING = require_http_methods(["GET", "HEAD", "POST"])
PROTECTED = (Part.VICTIM, Part.WITNESS)


@guards(Action.READ_PROTECTION, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Risk, plan, services, follow-up and feedback of everybody who is protected in the case."""
    actor, case = _actor(request), _case(pk)
    with reading(actor, case, Compartment.PROTECTION, action=Action.READ_PROTECTION) as opened:
        people = PersonInCase.objects.filter(case=case).in_role(*PROTECTED).order_by("number")
        told = [_told(opened, person) for person in people] if opened.sees(Compartment.PROTECTION) else []
        return shell.page(
            request,
            case,
            "cases/protection/read.html",
            opened=opened,
            people=told,
            ended=ServiceEndForm(case=case),
            may_work=actor.may(Action.WORK_PROTECTION, case.relation_to(actor.institution)),
        )


def _told(opened: Opened, person: PersonInCase) -> dict[str, Any]:
    """All that the protection key opens about one person."""
    member = opened.actor.membership
    assessment = person.riskassessments.select_related("by__person").last()
    plan = person.safetyplans.select_related("by__person").last()
    written = opened.read(plan, "plan") if plan else {}
    feedback = person.feedbacks.select_related("by__person", "about_institution", "about_worker__person")
    return {
        "row": person,
        "assessment": assessment,
        "reasoning": opened.read(assessment, "reasoning") if assessment else "",
        "raised": _yes(opened.read(assessment, "answers") if assessment else None),
        "safety": plan,
        "parts": [(label, written[name]) for name, label in SAFETY.items() if name in written],
        "actions": [
            (row, opened.read(row, "what"))
            for row in person.planactions.select_related("owner__person", "owner__institution")
        ],
        "services": [
            (row, opened.read(row, "provider"), opened.read(row, "notes"))
            for row in person.serviceepisodes.all()
        ],
        "follow_ups": [
            (row, opened.read(row, "notes")) for row in person.followups.select_related("by__person")
        ],
        "feedback": [(row, opened.read(row, "words")) for row in visible(feedback, member)],
    }


def visible(rows: Any, member: Any) -> list[Feedback]:
    """Feedback that a member may read: not about them or their institution, unless the person agreed."""
    return [row for row in rows if not row.hidden_from(member)]


def _yes(answers: dict[str, str] | None) -> list[str]:
    return [str(one.words) for one in risk.QUESTIONS if (answers or {}).get(one.code) == risk.Said.YES]


@guards(Action.WORK_PROTECTION, on_object=True)
@_WRITING
def assess(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Answer the questions, look at what they suggest, then set the level."""
    actor, row = _asked(request, pk, person)
    form = AssessmentForm(request.POST or None, person=row)
    context: dict[str, Any] = {"form": form, "person": row}
    if form.is_bound and "look" in request.POST:
        form.is_valid()
        context["suggestion"] = risk.suggest(form.answers())
        form.errors.clear()
        return shell.page(request, row.case, "cases/protection/assess.html", **context)
    status = form.tried(lambda typed: actions.assess(actor, row, form.assessed(), version=typed["version"]))
    if status:
        return shell.page(request, row.case, "cases/protection/assess.html", status=status, **context)
    messages.success(request, _("The level of risk was set."))
    return redirect("case_protection", pk)


@guards(Action.WORK_PROTECTION, on_object=True)
@_WRITING
def plan_safety(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """The safety plan; what was written before stands in the form."""
    actor, row = _asked(request, pk, person)
    last = row.safetyplans.last()
    initial: dict[str, Any] = {}
    if last is not None:
        with reading(actor, row.case, Compartment.PROTECTION, action=Action.WORK_PROTECTION) as opened:
            initial = {**(opened.read(last, "plan") or {}), "with_person": last.with_person}
    form = SafetyForm(request.POST or None, person=row, initial=initial)
    status = form.tried(
        lambda typed: actions.plan_safety(
            actor, row, form.plan(), with_person=typed["with_person"], version=typed["version"]
        )
    )
    return _answer(request, row, form, status, title=_("Safety plan"), done=_("The safety plan was kept."))


@guards(Action.WORK_PROTECTION, on_object=True)
@_WRITING
def add_action(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Something that is to be done."""
    actor, row = _asked(request, pk, person)
    form = ActionForm(request.POST or None, person=row, initial={"owner": str(actor.membership.pk)})
    status = form.tried(lambda typed: actions.add_action(actor, row, form.planned()))
    return _answer(request, row, form, status, title=_("Action of the plan"), done=_("It is in the plan."))


@guards(Action.WORK_PROTECTION, on_object=True)
@require_POST
def settle_action(request: HttpRequest, pk: UUID, action: UUID, progress: str) -> HttpResponse:
    """Done, or dropped."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.WORK_PROTECTION, case)
    if progress not in {Progress.DONE, Progress.DROPPED}:
        raise Http404
    try:
        actions.settle_action(actor, case, action, Progress(progress))
        messages.success(request, _("The plan was changed."))
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    return redirect("case_protection", case.pk)


@guards(Action.WORK_PROTECTION, on_object=True)
@_WRITING
def start_service(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """A service begins."""
    actor, row = _asked(request, pk, person)
    form = ServiceForm(request.POST or None, person=row)
    status = form.tried(
        lambda typed: actions.start_service(
            actor,
            row,
            Service(typed["service"]),
            started_on=typed["started_on"],
            provider=typed["provider"],
            notes=typed["notes"],
        )
    )
    return _answer(request, row, form, status, title=_("A service begins"), done=_("The service was kept."))


@guards(Action.WORK_PROTECTION, on_object=True)
@require_POST
def end_service(request: HttpRequest, pk: UUID, episode: UUID) -> HttpResponse:
    """A service ends."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.WORK_PROTECTION, case)
    form = ServiceEndForm(request.POST, case=case)
    status = form.tried(lambda typed: actions.end_service(actor, case, episode, ended_on=typed["ended_on"]))
    if status:
        said = [one for errors in form.errors.values() for one in errors]
        messages.warning(request, " ".join(map(str, said)))
    else:
        messages.success(request, _("The service has ended."))
    return redirect("case_protection", case.pk)


@guards(Action.WORK_PROTECTION, on_object=True)
@_WRITING
def follow_up(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """How somebody is."""
    actor, row = _asked(request, pk, person)
    form = FollowUpForm(request.POST or None, person=row)
    status = form.tried(lambda typed: actions.follow_up(actor, row, form.seen()))
    return _answer(request, row, form, status, title=_("Follow-up"), done=_("The follow-up was kept."))


@guards(Action.WORK_PROTECTION, on_object=True)
@_WRITING
def give_feedback(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """A page to hand to the person, with nothing of the case on it."""
    actor, row = _asked(request, pk, person)
    form = FeedbackForm(request.POST or None, person=row)
    status = form.tried(lambda typed: actions.give_feedback(actor, row, form.heard()))
    if status:
        context = {
            "form": form,
            "case": row.case,
            "navigation": [],
        }  # not the staff's menu in a child's hands
        return render(request, "cases/protection/feedback.html", context, status=status)
    messages.success(request, _("Thank you. Your words are kept."))
    return redirect("case", pk)


def _answer(
    request: HttpRequest,
    person: PersonInCase,
    form: ProtectionForm | CaseForm,
    status: int,
    *,
    title: str | Promise,
    done: str | Promise,
) -> HttpResponse:
    """Back to the protection page when it was done, else the form."""
    if status:
        context = {"form": form, "person": person, "title": title}
        return shell.page(request, person.case, "cases/protection/form.html", status=status, **context)
    messages.success(request, str(done))
    return redirect("case_protection", person.case_id)


def _asked(request: HttpRequest, pk: UUID, person: UUID) -> tuple[Actor, PersonInCase]:
    """The person, once the policy said yes. Raises Http404, Denied, Hidden."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.WORK_PROTECTION, case)
    row = get_object_or_404(PersonInCase, case=case, pk=person)
    row.case = case
    return actor, row


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
