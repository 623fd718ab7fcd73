"""Referrals on screen: the sender's side within the case, the receiver's side by itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import letters, shell
from amparo.cases.consent.permit import not_asked
from amparo.cases.models import Case, Referral
from amparo.cases.models.referral import OPEN, WAITING, Incoming, Outcome, State, WhyNot
from amparo.cases.referral import actions
from amparo.cases.referral.forms import CompleteForm, DeclineForm, StepForm, WriteForm
from amparo.cases.sharing.forms import said
from amparo.kernel.errors import Conflict

SENDER: dict[str, tuple[Callable[..., Referral], Promise]] = {
    "send": (
        actions.send,
        gettext_lazy("Sent. The keys are on their way, and open nothing before it is accepted."),
    ),
    "recall": (actions.recall, gettext_lazy("Called back. The keys were destroyed.")),
    "unsafe": (actions.unsafe, gettext_lazy("Stopped. What was open is closed.")),
}
RECEIVER: dict[str, tuple[Callable[..., Referral], Promise]] = {
    "accept": (actions.accept, gettext_lazy("Accepted. You can open what was referred to you.")),
    "start": (actions.start, gettext_lazy("The service has started.")),
    "unsafe": (actions.unsafe, gettext_lazy("Stopped. What was open is closed.")),
    "decline": (actions.decline, gettext_lazy("Declined. The sender is told why.")),
    "complete": (
        actions.complete,
        gettext_lazy("Completed. The sender reads what came of it. Your keys are closed."),
    ),
}


@guards(Action.SEND_REFERRAL, on_object=True)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The referrals of a case."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.SEND_REFERRAL, case)
    rows = Referral.objects.filter(case=case).select_related("receiver", "share")
    return shell.page(request, case, "cases/referral/list.html", referrals=rows)


@guards(Action.SEND_REFERRAL, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a referral down; it is looked at once more before it is sent."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.SEND_REFERRAL, case)
    form = WriteForm(request.POST or None, case=case)
    made: list[Referral] = []
    status = form.tried(lambda typed: made.append(actions.write(actor, case, form.draft())))
    if status:
        return shell.page(request, case, "cases/referral/write.html", form=form, status=status)
    return redirect("referral", case.pk, made[0].pk)


@guards(Action.SEND_REFERRAL, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID, referral: UUID) -> HttpResponse:
    """One referral, as its sender sees it."""
    return _sent(request, _of_case(_case(pk), referral))


@guards(Action.SEND_REFERRAL, on_object=True)
@require_POST
def step(request: HttpRequest, pk: UUID, referral: UUID, name: str) -> HttpResponse:
    """A step of the sender's."""
    if name not in SENDER:
        raise Http404
    row = _of_case(_case(pk), referral)
    policy.authorise(_actor(request), Action.SEND_REFERRAL, row)
    act, done = SENDER[name]
    form = StepForm(request.POST, referral=row)
    status, said_no = _tried(form, lambda typed: act(_actor(request), row, version=typed["version"]))
    if status:
        return _sent(request, _of_case(row.case, row.pk), status=status, notice=said_no)
    messages.success(request, str(done))
    return redirect("referral", row.case_id, row.pk)


@guards(Action.ANSWER_REFERRAL, on_object=True)
@require_safe
def incoming(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One referral, as its receiver sees it: codes only, until it is accepted."""
    row = _incoming(request, pk)
    actions.receive(_actor(request), row)
    return _received(request, _incoming(request, pk))


@guards(Action.ANSWER_REFERRAL, on_object=True)
@require_POST
def answer(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """A step of the receiver's."""
    if name not in RECEIVER:
        raise Http404
    row = _incoming(request, pk)
    act, done = RECEIVER[name]
    kind = {"decline": DeclineForm, "complete": CompleteForm}.get(name, StepForm)
    form = kind(request.POST, referral=row)

    def do(typed: dict[str, Any]) -> None:
        more: list[Any] = []
        words: dict[str, str] = {}
        if name == "decline":
            more, words = [WhyNot(typed["why"])], {"words": typed["words"]}
        elif name == "complete":
            more, words = [Outcome(typed["outcome"])], {"words": typed["words"]}
        act(_actor(request), row, *more, version=typed["version"], **words)

    status, said_no = _tried(form, do)
    if status:
        typed = {} if kind is StepForm else {name: form}
        return _received(request, _incoming(request, pk), status=status, notice=said_no, typed=typed)
    messages.success(request, str(done))
    return redirect("referral_incoming", row.pk)


def _tried(form: StepForm, act: Callable[[dict[str, Any]], object]) -> tuple[int, str]:
    """0 when it was done; else the HTTP status to show the page with, and what to say above it."""
    if not form.is_valid():
        return 422, ""
    try:
        said(lambda: act(form.cleaned_data))
    except Conflict as conflict:
        return 409, str(conflict)
    return 0, ""


def _sent(request: HttpRequest, row: Referral, *, status: int = 200, notice: str = "") -> HttpResponse:
    actor = _actor(request)
    policy.authorise(actor, Action.SEND_REFERRAL, row)
    letter, back = letters.shown(actor, row.case_id, row.letter, row.answer)
    missing = (
        not_asked(row.case, row.receiver, row.data_scope, row.purpose) if row.state == State.DRAFT else []
    )
    shut = row.share is not None and row.share.ended_at is not None
    context = {
        "referral": row,
        "letter": letter,
        "back": back,
        "notice": notice,
        "missing": missing,
        "form": StepForm(referral=row),
        "may_recall": row.state in (OPEN if shut else WAITING | {State.DRAFT}),
        "may_stop": row.state in OPEN - {State.DRAFT},
    }
    return shell.page(request, row.case, "cases/referral/sent.html", status=status, **context)


def _received(
    request: HttpRequest,
    row: Referral,
    *,
    status: int = 200,
    notice: str = "",
    typed: dict[str, StepForm] | None = None,
) -> HttpResponse:
    letter, back = letters.shown(_actor(request), row.case_id, row.letter, row.answer)
    context = {
        "referral": row,
        "letter": letter,
        "back": back,
        "notice": notice,
        "waits": row.state in WAITING,
        "form": StepForm(referral=row),
        "forms": {"decline": DeclineForm(referral=row), "complete": CompleteForm(referral=row)}
        | (typed or {}),
        "may_stop": row.state in OPEN,
    }
    return render(request, "cases/referral/incoming.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)


def _rows() -> Any:
    return Referral.objects.select_related(
        "receiver", "sender", "letter", "answer", "share", "worker__person", "by__person"
    )


def _of_case(case: Case, pk: UUID) -> Referral:
    row: Referral = get_object_or_404(_rows().filter(case=case), pk=pk)
    row.case = case
    return row


def _incoming(request: HttpRequest, pk: UUID) -> Referral:
    rows = _rows().select_related("case__institution", "case__district", "case__province")
    row: Referral = get_object_or_404(rows, pk=pk)
    policy.authorise(_actor(request), Action.ANSWER_REFERRAL, Incoming(row))
    return row
