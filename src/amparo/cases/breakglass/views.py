"""Urgent access on screen: asking, releasing, reviewing, and the escrow behind it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.models import Institution, Kind
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import letters
from amparo.cases.breakglass import actions
from amparo.cases.breakglass import escrow as escrows
from amparo.cases.breakglass.forms import OfficersForm, ReviewForm, UrgentForm, VersionForm
from amparo.cases.models import BreakGlass, Escrow, ReleasedHalf
from amparo.cases.models.breakglass import BreakGlassState, UnderEscrow
from amparo.cases.sharing.forms import said
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.reports.escalation import Oversight

MOST_LISTED = 200
OVERSEERS = frozenset({Kind.COORDINATION, Kind.HUMAN_RIGHTS})
DECISIONS: dict[str, tuple[Callable[..., BreakGlass], Promise]] = {
    "approve": (actions.approve, gettext_lazy("Approved. Now a second officer has to release it.")),
    "release": (actions.release, gettext_lazy("Released. It ends by itself.")),
    "refuse": (actions.refuse, gettext_lazy("Refused.")),
}


@guards(Action.SEE_BREAK_GLASS)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Urgent access that one's institution asked for, or that was asked to its cases; overseers see all."""
    actor = _actor(request)
    rows = _seen_by(actor.institution).select_related("case__institution", "institution")[:MOST_LISTED]
    context = {
        "requests": rows,
        "may_ask": actor.may(Action.ASK_BREAK_GLASS) and Escrow.objects.current() is not None,
        "keeps": _keeps(actor),
        "now": clock.now(),
    }
    return render(request, "cases/breakglass/list.html", context)


def _seen_by(institution: Institution) -> Any:
    if institution.kind in OVERSEERS:
        return BreakGlass.objects.all()
    return BreakGlass.objects.filter(Q(institution=institution) | Q(case__institution=institution))


def _keeps(actor: Actor) -> bool:
    return actor.may(Action.KEEP_ESCROW) and actor.institution.kind == Kind.COORDINATION


@guards(Action.ASK_BREAK_GLASS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for urgent access."""
    form = UrgentForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            row = actions.ask(_actor(request), form.emergency())
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            status = 409
        else:
            messages.success(
                request, _("Asked. Call the coordinating body too: two officers have to release it.")
            )
            return redirect("urgent_request", row.pk)
    elif form.is_bound:
        status = 422
    return render(request, "cases/breakglass/ask.html", {"form": form}, status=status)


@guards(Action.SEE_BREAK_GLASS, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request."""
    return _show(request, _request(pk))


def _show(
    request: HttpRequest,
    row: BreakGlass,
    *,
    status: int = 200,
    notice: str = "",
    form: ReviewForm | None = None,
) -> HttpResponse:
    actor = _actor(request)
    policy.authorise(actor, Action.SEE_BREAK_GLASS, row)
    reason, review = letters.shown(actor, row.case_id, row.letter, row.review)
    apart = actor.membership.person_id not in actions.took_part(row)
    officer = actor.may(Action.RELEASE_BREAK_GLASS, UnderEscrow(row).relation_to(actor.institution))
    waits = row.state in {BreakGlassState.ASKED, BreakGlassState.APPROVED}
    context = {
        "row": row,
        "parts": row.scope_words,
        "reason": reason,
        "review": review,
        "notice": notice,
        "version": VersionForm(row=row)["version"],
        "may_decide": officer and apart and waits,
        "may_review": apart
        and row.state == BreakGlassState.RELEASED
        and row.reviewed_at is None
        and actor.may(Action.REVIEW_BREAK_GLASS, row.relation_to(actor.institution)),
        "form": form or ReviewForm(),
    }
    return render(request, "cases/breakglass/request.html", context, status=status)


@guards(Action.RELEASE_BREAK_GLASS, on_object=True)
@require_POST
def decide(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """An officer approves, releases or refuses."""
    if name not in DECISIONS:
        raise Http404
    row, actor = _request(pk), _actor(request)
    policy.authorise(actor, Action.RELEASE_BREAK_GLASS, UnderEscrow(row))
    act, done = DECISIONS[name]
    form = VersionForm(request.POST, row=row)
    if not form.is_valid():
        return _show(request, row, status=422)
    try:
        said(lambda: act(actor, row, version=form.cleaned_data["version"]))
    except Conflict as conflict:
        return _show(request, _request(pk), status=409, notice=str(conflict))
    messages.success(request, str(done))
    return redirect("urgent_request", row.pk)


@guards(Action.REVIEW_BREAK_GLASS, on_object=True)
@require_POST
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody who took no part looks at it."""
    row, actor = _request(pk), _actor(request)
    policy.authorise(actor, Action.REVIEW_BREAK_GLASS, row)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, row, status=422, form=form)
    typed = form.cleaned_data
    try:
        actions.review(actor, row, justified=typed["judgement"] == "yes", words=typed["words"])
    except Conflict as conflict:
        return _show(request, _request(pk), status=409, notice=str(conflict), form=form)
    messages.success(request, _("The review is kept."))
    return redirect("urgent_request", row.pk)


@guards(Action.KEEP_ESCROW, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def escrow(request: HttpRequest) -> HttpResponse:
    """The officers of the escrow: founding it, and renewing it when somebody left or joined."""
    actor = _actor(request)
    policy.authorise(actor, Action.KEEP_ESCROW, Oversight())
    present = Escrow.objects.current()
    candidates = actions.candidates(actor.institution)
    form = OfficersForm(request.POST if request.method == "POST" else None, candidates=candidates)
    status = 200
    if form.is_bound and form.is_valid():
        act = actions.renew_escrow if present else actions.found_escrow
        try:
            said(lambda: act(actor, form.chosen()))
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            status = 409
        else:
            messages.success(request, _("The officers hold their halves now."))
            return redirect("escrow")
    elif form.is_bound:
        status = 422
    holders = escrows.officers(present) if present else []
    context = {
        "escrow": present,
        "officers": holders,
        "form": form,
        "offered": ReleasedHalf.objects.filter(request=None, officer=actor.membership).exists(),
        "am_officer": actor.membership in holders,
        "few": len(holders) < escrows.FEWEST_OFFICERS,
    }
    return render(request, "cases/breakglass/escrow.html", context, status=status)


@guards(Action.KEEP_ESCROW, on_object=True)
@require_POST
def offer_renewal(request: HttpRequest) -> HttpResponse:
    """The first officer's part in renewing the escrow."""
    actor = _actor(request)
    policy.authorise(actor, Action.KEEP_ESCROW, Oversight())
    try:
        said(lambda: actions.offer_renewal(actor))
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Your half is ready. Another officer can renew the escrow now."))
    return redirect("escrow")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _request(pk: UUID) -> BreakGlass:
    rows = BreakGlass.objects.select_related(
        "case__institution",
        "institution",
        "asked_by__person",
        "first__person",
        "second__person",
        "reviewer__person",
        "letter",
        "review",
        "share",
    )
    return get_object_or_404(rows, pk=pk)
