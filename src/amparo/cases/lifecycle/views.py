"""A case's way on screen: opening, moving, rewording, its timeline, and merging."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import shell
from amparo.cases.lifecycle import handing, merging, moving, overview, starting, timeline
from amparo.cases.lifecycle.forms import AnswerForm, MergeForm, MoveForm, NewCaseForm, SummaryForm
from amparo.cases.models import Case, Compartment, MergeDecision, Stage
from amparo.cases.opening import reading

MOST_LISTED = 200
_WRITING = require_http_methods(["GET", "HEAD", "POST"])


@guards(Action.READ_CASE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The institution's cases, newest first, below what is offered to the reader."""
    actor = actor_of(request)
    own = Case.objects.held_by(actor.institution).newest_first().select_related("worker__person")
    context = {
        "cases": merging.counted_once(own)[:MOST_LISTED],
        "most": MOST_LISTED,
        "offers": handing.offered_to(actor.membership),
        "may_start": actor.may(Action.START_CASE),
    }
    return render(request, "cases/list.html", context)


@guards(Action.START_CASE)
@_WRITING
def start(request: HttpRequest) -> HttpResponse:
    """Open a case without a report."""
    actor = actor_of(request)
    policy.authorise(actor, Action.START_CASE, actor.institution)
    form = NewCaseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        case = starting.start_case(actor, form.beginning())
        messages.success(request, _("The case was opened. You are its worker."))
        return redirect("case", case.pk)
    return render(request, "cases/lifecycle/new.html", {"form": form}, status=422 if form.is_bound else 200)


@guards(Action.READ_CASE, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The first page of a case."""
    return overview.show(request, case_of(pk))


@guards(Action.MOVE_CASE, on_object=True)
@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a step to another stage."""
    actor, case = asked(request, pk, Action.MOVE_CASE)
    form = MoveForm(request.POST, case=case)
    status = form.tried(
        lambda typed: moving.move(
            actor, case, Stage(typed["after"]), version=typed["version"], reason=typed["reason"]
        )
    )
    if status:
        return overview.show(request, case, typed={"move": form}, status=status)
    messages.success(request, _("The case has moved on."))
    return redirect("case", case.pk)


@guards(Action.MOVE_CASE, on_object=True)
@_WRITING
def summarise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put what happened in new words; the last ones stand in the form."""
    actor, case = asked(request, pk, Action.MOVE_CASE)
    last = case.summarys.last()
    initial = {}
    if last is not None:
        with reading(actor, case, Compartment.SUMMARY, action=Action.MOVE_CASE) as opened:
            initial = {"text": opened.read(last, "text")}
    form = SummaryForm(request.POST or None, case=case, initial=initial)
    status = form.tried(lambda typed: moving.summarise(actor, case, typed["text"], version=typed["version"]))
    if status:
        title = _("What happened")
        return shell.page(request, case, "cases/lifecycle/form.html", form=form, title=title, status=status)
    messages.success(request, _("The new words are kept. The earlier ones stay."))
    return redirect("case", case.pk)


@guards(Action.READ_CASE, on_object=True)
@require_safe
def told(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The timeline."""
    actor, case = actor_of(request), case_of(pk)
    wanted = (Compartment.SUMMARY, Compartment.PROTECTION, Compartment.INVESTIGATION)
    readings = "readings" in request.GET
    with reading(actor, case, *wanted) as opened:
        moments = timeline.of(case, opened, readings=readings)
        return shell.page(
            request,
            case,
            "cases/lifecycle/timeline.html",
            moments=moments,
            readings=readings,
            opened=opened,
        )


@guards(Action.MERGE_CASES, on_object=True)
@_WRITING
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the case a part of another."""
    actor, case = asked(request, pk, Action.MERGE_CASES)
    form = MergeForm(request.POST or None, case=case, actor=actor)
    status = form.tried(
        lambda typed: merging.merge(actor, case, typed["reference"], version=typed["version"])
    )
    if status:
        return shell.page(request, case, "cases/lifecycle/merge.html", form=form, status=status)
    messages.success(request, _("The case is now part of the other one. Both keep their keys."))
    return redirect("case", form.cleaned_data["reference"].pk)


@guards(Action.MERGE_CASES, on_object=True)
@require_POST
def unmerge(request: HttpRequest, pk: UUID, decision: UUID) -> HttpResponse:
    """Take a merge back."""
    actor, case = asked(request, pk, Action.MERGE_CASES)
    get_object_or_404(MergeDecision, pk=decision, merged=case)
    form = AnswerForm(request.POST, case=case)
    status = form.tried(lambda typed: merging.take_back(actor, case, decision, version=typed["version"]))
    if status:
        return overview.show(request, case, typed={"answer": form}, status=status)
    messages.success(request, _("The merge was taken back."))
    return redirect("case", case.pk)


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking; the guard made sure that it is somebody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def case_of(pk: UUID) -> Case:
    """The case with what its frame shows. Raises Http404."""
    rows: Any = Case.objects.select_related("institution", "worker__person", "province", "district")
    case: Case = get_object_or_404(rows, pk=pk)
    return case


def asked(request: HttpRequest, pk: UUID, action: Action) -> tuple[Actor, Case]:
    """Who asks and for which case, once the policy said yes. Raises Http404, Denied, Hidden."""
    actor, case = actor_of(request), case_of(pk)
    policy.authorise(actor, action, case)
    return actor, case
