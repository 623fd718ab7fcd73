"""Who sees a case, on what that rests, and what other institutions have opened to us or closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.accounts.relation import Relation
from amparo.cases import shell
from amparo.cases.models import Case, Consent, Override, Referral, RoutedQuestion, Share
from amparo.cases.sharing import actions
from amparo.cases.sharing.actions import Sharing
from amparo.cases.sharing.forms import EndForm, ShareForm, said
from amparo.kernel import clock

MOST_LISTED = 200


@guards(Action.READ_CASE, on_object=True)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who sees the case and why. A partner sees its own share, and what that rests on."""
    return _show(request, _case(pk))


def _show(request: HttpRequest, case: Case, status: int = 200, form: EndForm | None = None) -> HttpResponse:
    actor = _actor(request)
    policy.authorise(actor, Action.READ_CASE, case)
    relation = case.relation_to(actor.institution)
    own = relation is Relation.OWN
    shares = Share.objects.filter(case=case).select_related("institution", "by__person", "override")
    consents = Consent.objects.filter(case=case).select_related("person", "guardian", "recipient")
    if not own:
        shares = shares.filter(institution=actor.institution)
        consents = consents.filter(shares__in=shares).distinct()
    overrides = Override.objects.filter(case=case).select_related("recipient", "asked_by__person")
    context = {
        "own": own,
        "live": shares.live().exclude(institution=case.institution),
        "ended": shares.exclude(ended_at=None)[:MOST_LISTED],
        "consents": consents,
        "overrides": overrides if own else overrides.none(),
        "form": form or EndForm(case=case),
        "may_ask": actor.may(Action.ASK_CONSENT, relation) and not case.closed_at,
        "may_withdraw": actor.may(Action.WITHDRAW_CONSENT, relation),
        "may_share": actor.may(Action.SHARE_CASE, relation),
        "may_approve": actor.may(Action.APPROVE_OVERRIDE, relation),
        "may_review": actor.may(Action.REVIEW_OVERRIDE, relation),
    }
    return shell.page(request, case, "cases/sharing/list.html", status=status, **context)


@guards(Action.SHARE_CASE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open parts of a case to another institution."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.SHARE_CASE, case)
    form = ShareForm(request.POST or None, case=case)
    status = form.tried(lambda typed: said(lambda: actions.share(actor, case, _wanted(form))))
    if status:
        return shell.page(request, case, "cases/sharing/share.html", form=form, status=status)
    messages.success(request, _("They can open it now."))
    return redirect("case_sharing", case.pk)


def _wanted(form: ShareForm) -> Sharing:
    typed = form.cleaned_data
    return Sharing(typed["institution"], frozenset(typed["parts"]), typed["purpose"])


@guards(Action.SHARE_CASE, on_object=True)
@require_POST
def end(request: HttpRequest, pk: UUID, share: UUID) -> HttpResponse:
    """Close a share."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.SHARE_CASE, case)
    row = get_object_or_404(Share.objects.filter(case=case), pk=share)
    form = EndForm(request.POST, case=case)
    status = form.tried(lambda typed: actions.end_share(actor, row))
    if status:
        return _show(request, case, status, form)
    messages.success(
        request, _("Closed. The keys were changed, and the other institution is told that it closed.")
    )
    return redirect("case_sharing", case.pk)


@guards(Action.SEE_REFERRALS)
@require_safe
def between(request: HttpRequest) -> HttpResponse:
    """What other institutions ask of us, have opened to us, and have closed again."""
    institution = _actor(request).institution
    shares = Share.objects.filter(institution=institution).exclude(case__institution=institution)
    shares = shares.select_related("case__institution", "by__institution")
    referrals = Referral.objects.to(institution).select_related("sender", "case__district", "case__province")
    context = {
        "waiting": referrals.waiting().order_by("answer_due_at"),
        "under_way": referrals.filter(state__in=["accepted", "service_started"]).select_related("share"),
        "answered": referrals.filter(ended_at__isnull=False)[:MOST_LISTED],
        "questions": RoutedQuestion.objects.waiting()
        .filter(institution=institution)
        .select_related("question__case__institution"),
        "overrides": Override.objects.filter(case__institution=institution)
        .unsettled()
        .select_related("case", "recipient"),
        "live": shares.live()[:MOST_LISTED],
        "untold": shares.closed_untold(institution).exists(),
        "closed": shares.closed(institution)[:MOST_LISTED],
        "now": clock.now(),
    }
    return render(request, "cases/sharing/between.html", context)


@guards(Action.SEE_REFERRALS)
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Somebody here has seen which shares closed."""
    Share.objects.closed_untold(_actor(request).institution).update(told_at=clock.now())
    return redirect("between")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
