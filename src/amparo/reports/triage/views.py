"""The staff's pages of triage: lists, one report, and the forms on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.kernel import pages
from amparo.kernel.errors import Conflict
from amparo.reports import decisions, dialogue, marks, overriding
from amparo.reports.escalation import Oversight
from amparo.reports.models import Level, Report, State, Verdict
from amparo.reports.triage import queue
from amparo.reports.triage.forms import (
    DECIDING,
    MessageForm,
    OverrideForm,
    QueueFilter,
    Reasoned,
    TakeBackForm,
    TakeUpForm,
)
from amparo.reports.triage.page import show

LISTS = {
    "unread": gettext_lazy("The reporter wrote"),
    State.TAKEN_UP.value: gettext_lazy("Taken up"),
    State.JOINED.value: gettext_lazy("Joined"),
    State.KEPT.value: gettext_lazy("Kept"),
    State.DISMISSED.value: gettext_lazy("Dismissed"),
    "sent_on": gettext_lazy("Sent elsewhere"),
}


@guards(Action.SEE_QUEUE)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Reports that wait, most urgent first. For htmx only the list, so that filtering happens in place."""
    form = QueueFilter(request.GET)
    page = queue.waiting(_actor(request).institution, form.wanted(), request.GET.get("after", ""))
    marks.put_on(page.rows, _actor(request).institution)
    template = "list" if getattr(request, "htmx", False) else "queue"
    context = {
        "form": form,
        "page": page,
        "next": pages.address(request, page.following),
        "lists": LISTS,
        "waiting": True,
    }
    return render(request, f"reports/triage/{template}.html", context)


@guards(Action.SEE_QUEUE)
@require_safe
def listed(request: HttpRequest, which: str) -> HttpResponse:
    """The other lists: what was decided, what was sent on, and where a reporter wrote."""
    if which not in LISTS:
        raise Http404
    institution, after = _actor(request).institution, request.GET.get("after", "")
    page: pages.Page[Any]
    if which == "unread":
        page = queue.unread(institution, after)
    elif which == "sent_on":
        page = queue.sent_on(institution, after)
    else:
        page = queue.in_state(institution, State(which), after)
    context = {"page": page, "next": pages.address(request, page.following), "lists": LISTS, "which": which}
    return render(
        request,
        f"reports/triage/{'sent_on' if which == 'sent_on' else 'decided'}.html",
        context | {"title": LISTS[which]},
    )


@guards(Action.SEE_OVERDUE, on_object=True)
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """For the coordinating body: which institutions left reports untouched, and for how long. No content."""
    policy.authorise(_actor(request), Action.SEE_OVERDUE, Oversight())
    page = queue.with_coordination(request.GET.get("after", ""))
    context = {
        "page": page,
        "next": pages.address(request, page.following),
        "counts": queue.late_institutions(),
    }
    return render(request, "reports/triage/overdue.html", context)


@guards(Action.READ_REPORT, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report."""
    return show(request, get_object_or_404(_reports(), pk=pk))


@guards(Action.OPEN_CASE, on_object=True)
@require_POST
def take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a report up: a case begins."""
    report = _asked(request, pk, Action.OPEN_CASE)
    return _decide(request, report, TakeUpForm, Verdict.TAKE_UP)


@guards(Action.DECIDE_REPORT, on_object=True)
@require_POST
def decide(request: HttpRequest, pk: UUID, verdict: str) -> HttpResponse:
    """Join, send on, keep or dismiss."""
    report = _asked(request, pk, Action.DECIDE_REPORT)
    if verdict not in DECIDING:
        raise Http404
    return _decide(request, report, DECIDING[Verdict(verdict)], Verdict(verdict))


def _decide(request: HttpRequest, report: Report, kind: type[Reasoned], verdict: Verdict) -> HttpResponse:
    form: Any = kind(request.POST, actor=_actor(request), report=report)
    if not form.is_valid():
        return show(request, report, typed={verdict.value: form}, status=422)
    try:
        decisions.decide(_actor(request), report, form.choice(), version=form.cleaned_data["version"])
    except Conflict as conflict:
        return _again(request, report, verdict.value, kind, conflict)
    messages.success(request, DECIDED[verdict])
    return redirect("triage_report", report.pk) if verdict == Verdict.TAKE_UP else redirect("triage")


DECIDED = {
    Verdict.TAKE_UP: gettext_lazy("The report was taken up. A case has begun."),
    Verdict.JOIN: gettext_lazy("The report was joined to the other one."),
    Verdict.SEND_ON: gettext_lazy(
        "The report was sent on. You can recall it until the other institution decides."
    ),
    Verdict.KEEP: gettext_lazy("The report is kept as information."),
    Verdict.DISMISS: gettext_lazy("The report was dismissed."),
}


@guards(Action.DECIDE_REPORT, on_object=True)
@require_POST
def take_back(request: HttpRequest, pk: UUID, decision: UUID) -> HttpResponse:
    """Take a decision back."""
    report = _asked(request, pk, Action.DECIDE_REPORT)
    form = TakeBackForm(request.POST, actor=_actor(request), report=report)
    if not form.is_valid():
        return show(request, report, typed={"take_back": form}, status=422)
    try:
        decisions.take_back(
            _actor(request),
            report,
            decision,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
    except Conflict as conflict:
        return _again(request, report, "take_back", TakeBackForm, conflict)
    messages.success(request, _("The decision was taken back. The report waits again."))
    return redirect("triage_report", report.pk)


@guards(Action.RECALL_REPORT, on_object=True)
@require_POST
def recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call back a report that was sent on."""
    report = _asked(request, pk, Action.RECALL_REPORT)
    form = TakeBackForm(request.POST, actor=_actor(request), report=report)
    if not form.is_valid():
        return show(request, report, typed={"take_back": form}, status=422)
    try:
        decisions.recall(
            _actor(request), report, version=form.cleaned_data["version"], reason=form.cleaned_data["reason"]
        )
    except Conflict as conflict:
        return _again(request, report, "take_back", TakeBackForm, conflict)
    messages.success(request, _("The report is yours again. The other institution can no longer open it."))
    return redirect("triage_report", report.pk)


@guards(Action.OVERRIDE_URGENCY, on_object=True)
@require_POST
def override(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Judge the urgency oneself."""
    report = _asked(request, pk, Action.OVERRIDE_URGENCY)
    form = OverrideForm(request.POST, actor=_actor(request), report=report)
    if not form.is_valid():
        return show(request, report, typed={"override": form}, status=422)
    chosen = form.cleaned_data
    try:
        overriding.override_urgency(
            _actor(request),
            report,
            Level(chosen["level"]),
            version=chosen["version"],
            reason=chosen["reason"],
        )
    except Conflict as conflict:
        return _again(request, report, "override", OverrideForm, conflict)
    messages.success(request, _("The urgency was changed."))
    return redirect("triage_report", report.pk)


@guards(Action.WRITE_TO_REPORTER, on_object=True)
@require_POST
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write to the reporter."""
    report = _asked(request, pk, Action.WRITE_TO_REPORTER)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show(request, report, typed={"message": form}, status=422)
    chosen = form.cleaned_data
    dialogue.write_to_reporter(_actor(request), report, chosen["text"], is_question=chosen["is_question"])
    messages.success(request, _("Your message waits for the reporter."))
    return redirect("triage_report", report.pk)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _reports() -> Any:
    return Report.objects.select_related("institution", "province", "district").defer(
        "receipt_tag", "receipt_box"
    )


def _asked(request: HttpRequest, pk: UUID, action: Action) -> Report:
    """The report, once the policy said yes. Raises Http404, Denied, Hidden."""
    report: Report = get_object_or_404(_reports(), pk=pk)
    policy.authorise(_actor(request), action, report)
    return report


def _again(
    request: HttpRequest, report: Report, name: str, kind: type[Reasoned], conflict: Conflict
) -> HttpResponse:
    """The page as things stand now, with what was typed: somebody was faster, or it does not fit."""
    now = get_object_or_404(_reports(), pk=report.pk)
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    form: Form = kind(typed, actor=_actor(request), report=now)
    return show(request, now, typed={name: form}, notice=str(conflict), status=409)
