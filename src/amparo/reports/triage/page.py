"""One report as an officer sees it: content, reasons, look-alikes, dialogue, decisions, forms."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.accounts.policy import Action, Actor, Relation
from amparo.kernel.fields import open_field
from amparo.reports import decisions, dialogue, lookalikes, marks
from amparo.reports.models import Decision, Report, State, Verdict
from amparo.reports.opening import Opened, reading
from amparo.reports.triage.forms import DECIDING, MessageForm, OverrideForm, TakeBackForm, TakeUpForm


def show(
    request: HttpRequest,
    report: Report,
    *,
    typed: Mapping[str, Form] | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page. `typed` are forms that came back, by name; `notice` says what happened instead of a decision.

    Raises Denied, Hidden, NoKey, SealBroken.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    relation = report.relation_to(actor.institution)
    with reading(actor, report) as opened:
        turns = dialogue.turns(report, opened.key)
        context: dict[str, Any] = {
            "report": report,
            "opened": opened,
            "own": relation is Relation.OWN,
            "notice": notice,
            "matches": lookalikes.of(report, actor.institution),
            "marks": marks.of_report(report, actor),
            "joined": _joined(report, actor),
            "overrides": _overrides(report, opened),
            "turns": turns,
            "may_write": actor.may(Action.WRITE_TO_REPORTER, relation),
            "may_override": actor.may(Action.OVERRIDE_URGENCY, relation),
            "may_decide": actor.may(Action.DECIDE_REPORT, relation),
            "may_open_case": actor.may(Action.OPEN_CASE, relation),
            **_standing(actor, report, opened, relation),
            "forms": _forms(actor, report) | dict(typed or {}),
        }
        response = render(request, "reports/triage/report.html", context, status=status)
        dialogue.note_read(actor, report, turns)
    return response


def _forms(actor: Actor, report: Report) -> dict[str, Form]:
    own: dict[str, Form] = {"message": MessageForm(), "take_back": TakeBackForm(actor=actor, report=report)}
    if report.state == State.WAITING and report.institution_id == actor.institution.pk:
        own |= {str(verdict): form(actor=actor, report=report) for verdict, form in DECIDING.items()}
        own[str(Verdict.TAKE_UP)] = TakeUpForm(actor=actor, report=report)
        own["override"] = OverrideForm(actor=actor, report=report)
    return own


def _standing(actor: Actor, report: Report, opened: Opened, relation: Relation) -> dict[str, Any]:
    """The decisions, and which of them the actor could take back or read on from."""
    history = decisions.history(report, opened.key)
    ours = [
        told.decision
        for told in history
        if told.decision.taken_back_at is None and told.decision.institution_id == actor.institution.pk
    ]
    last = (
        next((row for row in ours if row.verdict != Verdict.SEND_ON), None)
        if relation is Relation.OWN
        else None
    )
    return {
        "history": history,
        "last": last,
        "sent": decisions.recallable(actor, report),
        "case": _case(last) if actor.may(Action.READ_CASE) else "",
    }


def _case(last: Decision | None) -> str:
    taken = last is not None and last.verdict == Verdict.TAKE_UP
    return decisions.taking_up().address(last) if taken and last else ""


def _joined(report: Report, actor: Actor) -> list[Report]:
    edges = Decision.objects.standing().filter(verdict=Verdict.JOIN, joined_to=report)
    return list(
        Report.objects.held_by(actor.institution)
        .filter(decisions__in=edges)
        .without_contents()
        .order_by("received_at")
    )


def _overrides(report: Report, opened: Opened) -> list[tuple[Any, str]]:
    rows = report.overrides.select_related("by__person").order_by("at")
    return [(row, open_field(row, "reason", opened.key)) for row in rows]
