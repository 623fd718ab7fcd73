"""Asking for consent in plain words, taking it back, and the overrides."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import shell
from amparo.cases.consent import actions
from amparo.cases.consent.forms import AnswerForm, AskForm, DecideForm, OverrideForm, ReviewForm
from amparo.cases.models import Case, Compartment, Consent, Override
from amparo.cases.models.consent import GivenBy, Said
from amparo.cases.opening import reading
from amparo.cases.sharing.forms import EndForm, said


@guards(Action.ASK_CONSENT, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is going to be asked, of whom."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.ASK_CONSENT, case)
    form = AskForm(request.POST or None, case=case)
    made: list[Consent] = []
    status = form.tried(lambda typed: made.append(actions.ask(actor, case, form.request())))
    if status:
        return shell.page(request, case, "cases/consent/ask.html", form=form, status=status)
    return redirect("consent_say", case.pk, made[0].pk)


@guards(Action.ASK_CONSENT, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """The question in plain words, to be read aloud, in the person's language; and the answer."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.ASK_CONSENT, case)
    row = _consent(case, consent)
    if row.answer:
        return redirect("case_sharing", case.pk)
    with translation.override(row.language if row.language in dict(settings.LANGUAGES) else None):
        form = AnswerForm(request.POST if request.method == "POST" else None, case=case, child=row.child)
        status = form.tried(
            lambda typed: actions.answer(actor, row, Said(typed["answer"]), assent=typed.get("assent", ""))
        )
        if status:
            context = {"case": case, "consent": row, "form": form, "by_other": row.given_by != GivenBy.SELF}
            return render(request, "cases/consent/say.html", context, status=status)
    if form.cleaned_data["answer"] == Said.YES:
        messages.success(request, _("The yes is kept. Nothing was shared yet: that is the next step."))
    else:
        messages.success(request, _("The no is kept. Nothing is shared."))
    return redirect("case_sharing", case.pk)


@guards(Action.WITHDRAW_CONSENT, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Somebody changed their mind."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.WITHDRAW_CONSENT, case)
    row = _consent(case, consent)
    form = EndForm(request.POST if request.method == "POST" else None, case=case)
    status = form.tried(lambda typed: actions.withdraw(actor, row))
    if status:
        live = row.shares.live().select_related("institution")
        return shell.page(
            request, case, "cases/consent/withdraw.html", status=status, consent=row, form=form, shares=live
        )
    messages.success(
        request, _("The consent was taken back. What rested on it is closed, and the keys were changed.")
    )
    if not actor.may(Action.READ_CASE, case.relation_to(actor.institution)):
        return redirect("between")  # what closed was the reader's own window
    return redirect("case_sharing", case.pk)


@guards(Action.OVERRIDE_CONSENT, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a share without consent."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.OVERRIDE_CONSENT, case)
    form = OverrideForm(request.POST or None, case=case)
    status = form.tried(lambda typed: said(lambda: actions.ask_override(actor, case, form.wanted())))
    if status:
        return shell.page(request, case, "cases/consent/override.html", form=form, status=status)
    messages.success(request, _("Asked. A supervisor who is not you has to approve it first."))
    return redirect("case_sharing", case.pk)


@guards(Action.APPROVE_OVERRIDE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: UUID, override: UUID) -> HttpResponse:
    """The second person."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.APPROVE_OVERRIDE, case)
    row = _override(case, override)
    form = DecideForm(request.POST if request.method == "POST" else None, case=case)
    status = form.tried(lambda typed: actions.decide_override(actor, row, approve=typed["decision"] == "yes"))
    if status:
        return _weigh(request, case, row, form, status)
    messages.success(request, _("Your decision is kept."))
    return redirect("case_sharing", case.pk)


@guards(Action.REVIEW_OVERRIDE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: UUID, override: UUID) -> HttpResponse:
    """The third person, within 72 hours."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.REVIEW_OVERRIDE, case)
    row = _override(case, override)
    form = ReviewForm(request.POST if request.method == "POST" else None, case=case)
    status = form.tried(lambda typed: actions.review_override(actor, row, upheld=typed["decision"] == "yes"))
    if status:
        return _weigh(request, case, row, form, status)
    messages.success(request, _("The review is kept."))
    return redirect("case_sharing", case.pk)


def _weigh(request: HttpRequest, case: Case, row: Override, form: Any, status: int) -> HttpResponse:
    with reading(_actor(request), case, Compartment.SUMMARY) as opened:
        context = {
            "override": row,
            "form": form,
            "opened": opened,
            "reason": opened.read(row, "reason"),
            "nobody_reviews": not actions.could_review(
                row, besides=_actor(request).membership if row.approved is None else None
            ),
        }
        return shell.page(request, case, "cases/consent/weigh.html", status=status, **context)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)


def _consent(case: Case, pk: UUID) -> Consent:
    rows = Consent.objects.filter(case=case).select_related("person", "guardian", "recipient")
    row = get_object_or_404(rows, pk=pk)
    row.case = case
    return row


def _override(case: Case, pk: UUID) -> Override:
    rows = Override.objects.filter(case=case).select_related(
        "recipient", "asked_by__person", "approver__person"
    )
    row = get_object_or_404(rows, pk=pk)
    row.case = case
    return row
