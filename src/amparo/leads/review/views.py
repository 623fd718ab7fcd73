"""The pages of leads: the list in order of score, and one lead with the forms on it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.kernel import pages
from amparo.kernel.errors import Conflict
from amparo.leads.collections import actions
from amparo.leads.models import Collection, Judgement, Lead, Verdict
from amparo.leads.review import judging, queue
from amparo.leads.review.forms import CHANGED, JUDGING, LeadForm, QueueFilter, TakeBackForm, UpholdForm
from amparo.leads.review.page import show, show_destroyed

MOST_OFFERED = 50  # collections in the filter

DECIDED = {
    Verdict.CONFIRM: gettext_lazy("A case has begun."),
    Verdict.JOIN: gettext_lazy("The lead was joined to the case."),
    Verdict.WATCH: gettext_lazy("The lead is watched."),
    Verdict.DISMISS: gettext_lazy("The lead was dismissed."),
}


@guards(Action.SEE_LEADS)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Leads in order of score."""
    institution = _actor(request).institution
    form = QueueFilter(request.GET, collections=_offered(_actor(request), request.GET.get("collection", "")))
    state, collection = form.wanted()
    page = queue.by_score(institution, state, collection=collection, after=request.GET.get("after", ""))
    context = {
        "form": form,
        "page": page,
        "showing": dict(form.fields["state"].choices)[state or CHANGED],  # type: ignore[attr-defined]
        "changed": state is not None and Lead.objects.held_by(institution).changed().exists(),
        "anything": bool(page.rows) or Lead.objects.held_by(institution).exists(),
        "next": pages.address(request, page.following),
    }
    return render(request, "leads/list.html", context)


@guards(Action.READ_LEAD, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One lead."""
    lead: Lead = get_object_or_404(_leads(), pk=pk)
    if lead.collection.deleted_at is None:
        return show(request, lead)
    policy.authorise(_actor(request), Action.READ_LEAD, lead)
    return show_destroyed(request, lead)


@guards(Action.JUDGE_LEAD, on_object=True)
@require_POST
def judge(request: HttpRequest, pk: UUID, verdict: str) -> HttpResponse:
    """Confirm, join, watch or dismiss."""
    lead = _asked(request, pk)
    if verdict not in JUDGING:
        raise Http404
    form: Any = JUDGING[Verdict(verdict)](request.POST, lead=lead)
    if not form.is_valid():
        return show(request, lead, typed={verdict: form}, status=422)
    try:
        made = judging.judge(_actor(request), lead, form.choice(), version=form.cleaned_data["version"])
    except Conflict as conflict:
        return _again(request, lead, verdict, JUDGING[Verdict(verdict)], conflict)
    messages.success(request, DECIDED[Verdict(verdict)])
    return redirect("case", made.case_id) if verdict == Verdict.CONFIRM else redirect("leads")


@guards(Action.JUDGE_LEAD, on_object=True)
@require_POST
def take_back(request: HttpRequest, pk: UUID, judgement: UUID) -> HttpResponse:
    """Take a judgement back."""
    lead = _asked(request, pk)
    row: Judgement = get_object_or_404(lead.judgements, pk=judgement)
    form = TakeBackForm(request.POST, lead=lead)
    if not form.is_valid():
        return show(request, lead, typed={"take_back": form}, status=422)
    typed = form.cleaned_data
    try:
        judging.take_back(_actor(request), lead, row, words=typed["words"], version=typed["version"])
    except Conflict as conflict:
        return _again(request, lead, "take_back", TakeBackForm, conflict)
    messages.success(request, gettext_lazy("The judgement was taken back. The lead waits again."))
    return redirect("lead", lead.pk)


@guards(Action.JUDGE_LEAD, on_object=True)
@require_POST
def uphold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The judgement holds although the lead changed."""
    lead = _asked(request, pk)
    form = UpholdForm(request.POST, lead=lead)
    if not form.is_valid():
        return show(request, lead, typed={"uphold": form}, status=422)
    try:
        judging.uphold(_actor(request), lead, contacts=form.ticked(), version=form.cleaned_data["version"])
    except Conflict as conflict:
        return _again(request, lead, "uphold", UpholdForm, conflict)
    messages.success(request, gettext_lazy("The judgement holds for the lead as it is now."))
    return redirect("lead", lead.pk)


def _offered(actor: Actor, asked: str) -> list[tuple[Collection, str]]:
    """The newest collections by title, and the one that a link asks for however old it is."""
    rows = Collection.objects.held_by(actor.institution).kept().newest_first()
    rows = rows.select_related("institution_key")
    found = list(rows[:MOST_OFFERED])
    if asked and asked not in {str(one.pk) for one in found}:
        with suppress(ValueError):
            found += rows.filter(pk=UUID(asked))
    return [(one, actions.told_of(actor, one).get("title", "")) for one in found]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _leads() -> Any:
    return Lead.objects.select_related("institution", "collection__institution_key", "run")


def _asked(request: HttpRequest, pk: UUID) -> Lead:
    """The lead, once the policy said yes. Raises Http404, Denied, Hidden."""
    lead: Lead = get_object_or_404(_leads(), pk=pk)
    policy.authorise(_actor(request), Action.JUDGE_LEAD, lead)
    return lead


def _again(
    request: HttpRequest, lead: Lead, name: str, kind: type[LeadForm], conflict: Conflict
) -> HttpResponse:
    """The page as things stand now, with what was typed: somebody was faster, or it does not fit."""
    now: Lead = get_object_or_404(_leads(), pk=lead.pk)
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    form = kind(typed, lead=now)
    return show(request, now, typed={name: form}, notice=str(conflict), status=409)
