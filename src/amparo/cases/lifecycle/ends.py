"""Closing, reopening and handing over, on screen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, guards
from amparo.cases import shell
from amparo.cases.lifecycle import blockers, closing, handing, merging, overview
from amparo.cases.lifecycle.forms import AnswerForm, CloseForm, DeclineForm, OfferForm, ReopenForm
from amparo.cases.lifecycle.views import actor_of, asked
from amparo.cases.models import ClosingReason, Compartment, HandOver
from amparo.cases.opening import reading
from amparo.cases.sharing.forms import said
from amparo.kernel.errors import Conflict

_WRITING = require_http_methods(["GET", "HEAD", "POST"])


@guards(Action.CLOSE_CASE, on_object=True)
@_WRITING
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose to close."""
    actor, case = asked(request, pk, Action.CLOSE_CASE)
    form = CloseForm(request.POST or None, case=case)
    status = form.tried(
        lambda typed: closing.propose(
            actor, case, ClosingReason(typed["reason"]), words=typed["words"], version=typed["version"]
        )
    )
    if status:
        open_things = blockers.of_the_whole(case, merging.parts_of(case))
        return shell.page(
            request, case, "cases/lifecycle/close.html", form=form, blockers=open_things, status=status
        )
    messages.success(request, _("Closing is proposed. A second person of your institution confirms it."))
    return redirect("case", case.pk)


@guards(Action.CLOSE_CASE, on_object=True)
@require_POST
def answer_closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm, or refuse."""
    actor, case = asked(request, pk, Action.CLOSE_CASE)
    form = AnswerForm(request.POST, case=case)
    confirm = "confirm" in request.POST
    status = form.tried(lambda typed: closing.answer(actor, case, confirm=confirm, version=typed["version"]))
    if status:
        return overview.show(request, case, typed={"answer": form}, status=status)
    messages.success(request, _("The case is closed.") if confirm else _("The case stays open."))
    return redirect("case", case.pk)


@guards(Action.CLOSE_CASE, on_object=True)
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Work goes on."""
    actor, case = asked(request, pk, Action.CLOSE_CASE)
    form = ReopenForm(request.POST, case=case)
    status = form.tried(
        lambda typed: closing.reopen(actor, case, reason=typed["reason"], version=typed["version"])
    )
    if status:
        return overview.show(request, case, typed={"reopen": form}, status=status)
    messages.success(request, _("The case is open again."))
    return redirect("case", case.pk)


@guards(Action.HAND_OVER_CASE, on_object=True)
@_WRITING
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer the case to a colleague or another institution."""
    actor, case = asked(request, pk, Action.HAND_OVER_CASE)
    form = OfferForm(request.POST or None, case=case, actor=actor)
    status = form.tried(
        lambda typed: said(lambda: handing.offer(actor, case, form.offer(), version=typed["version"]))
    )
    if status:
        return shell.page(request, case, "cases/lifecycle/offer.html", form=form, status=status)
    messages.success(request, _("The case is offered. It moves when it is accepted."))
    return redirect("case", case.pk)


@guards(Action.HAND_OVER_CASE, on_object=True)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the offer back."""
    actor, case = asked(request, pk, Action.HAND_OVER_CASE)
    form = AnswerForm(request.POST, case=case)
    status = form.tried(lambda typed: handing.withdraw(actor, case, version=typed["version"]))
    if status:
        return overview.show(request, case, typed={"answer": form}, status=status)
    messages.success(request, _("The offer was withdrawn."))
    return redirect("case", case.pk)


@guards(Action.ANSWER_HAND_OVER, on_object=True)
@require_safe
def offered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An offer as its receiver sees it: the summary, and the question."""
    return _offered(request, pk, DeclineForm())


def _offered(request: HttpRequest, pk: UUID, form: DeclineForm, *, status: int = 200) -> HttpResponse:
    actor, row = actor_of(request), _hand_over(pk)
    policy.authorise(actor, Action.ANSWER_HAND_OVER, row)
    with reading(actor, row.case, Compartment.SUMMARY) as opened:
        summary = row.case.summarys.last()
        return shell.page(
            request,
            row.case,
            "cases/lifecycle/offered.html",
            offer=row,
            words=opened.read(row, "words"),
            text=opened.read(summary, "text") if summary else "",
            mine=row in handing.offered_to(actor.membership),
            form=form,
            status=status,
        )


@guards(Action.ANSWER_HAND_OVER, on_object=True)
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the case."""
    actor, row = actor_of(request), _hand_over(pk)
    policy.authorise(actor, Action.ANSWER_HAND_OVER, row)
    try:
        said(lambda: handing.accept(actor, row))
    except Conflict as conflict:
        messages.warning(request, str(conflict))
        return redirect("cases")
    messages.success(request, _("The case is yours. You are its worker."))
    return redirect("case", row.case_id)


@guards(Action.ANSWER_HAND_OVER, on_object=True)
@require_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, and why."""
    actor, row = actor_of(request), _hand_over(pk)
    policy.authorise(actor, Action.ANSWER_HAND_OVER, row)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _offered(request, pk, form, status=422)
    try:
        handing.decline(actor, row, words=form.cleaned_data["words"])
        messages.success(request, _("You declined. The case stays where it is."))
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    return redirect("cases")


def _hand_over(pk: UUID) -> HandOver:
    rows = HandOver.objects.select_related(
        "case__institution", "case__worker__person", "from_institution", "offered_by__person"
    )
    return get_object_or_404(rows, pk=pk)
