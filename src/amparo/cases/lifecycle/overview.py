"""The first page of a case: what happened, who is in it, where it stands, and what can be done next."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor, Relation
from amparo.cases import origins, shell
from amparo.cases.determination import actions as determination
from amparo.cases.lifecycle import blockers, closing, handing, merging, stages
from amparo.cases.lifecycle.forms import AnswerForm, MoveForm, ReopenForm
from amparo.cases.models import (
    Case,
    CaseReport,
    Compartment,
    CompartmentGrant,
    PersonInCase,
    Stage,
)
from amparo.cases.opening import Opened, reading
from amparo.cases.protection.facts import risk_of
from amparo.kernel import clock
from amparo.reports.models import Decision, Report, Verdict


def show(
    request: HttpRequest, case: Case, *, typed: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `typed` are forms that came back, by name. Raises Denied, Hidden, SealBroken."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    relation = case.relation_to(actor.institution)
    with reading(actor, case, Compartment.SUMMARY) as opened:
        summary = case.summarys.select_related("by__person").last()
        context: dict[str, Any] = {
            "opened": opened,
            "summary": summary,
            "text": opened.read(summary, "text") if summary else "",
            "people": PersonInCase.objects.filter(case=case).prefetch_related("roles"),
            "determinations": determination.newest(case),
            "risk": _risk(actor, case, relation),
            "own": relation is Relation.OWN,
            "left": case.worker.ended_at is not None,
            "part_of": merging.part_of(case),
            "parts": _parts(actor, case),
            **_reports(case, relation),
            **_steps(actor, case, opened, relation),
        }
        context["forms"] = {
            "move": MoveForm(case=case),
            "answer": AnswerForm(case=case),
            "reopen": ReopenForm(case=case),
        } | dict(typed or {})
        if relation is Relation.OWN:
            context["holders"] = holders(case)
            context["origins"] = origins.of_case(case, actor)
        return shell.page(request, case, "cases/lifecycle/overview.html", status=status, **context)


def _steps(actor: Actor, case: Case, opened: Opened, relation: Relation) -> dict[str, Any]:
    """What can be done next, and by whom it waits to be answered."""
    proposal, offer = closing.waiting(case), handing.waiting(case)
    may_close = actor.may(Action.CLOSE_CASE, relation)
    return {
        "steps": [(step, step.holds(case)) for step in stages.steps_from(case.stage)],
        "may_move": actor.may(Action.MOVE_CASE, relation) and case.stage != Stage.CLOSED,
        "may_close": may_close,
        "may_hand_over": actor.may(Action.HAND_OVER_CASE, relation),
        "may_merge": actor.may(Action.MERGE_CASES, relation),
        "proposal": proposal,
        "proposal_words": opened.read(proposal, "words") if proposal else "",
        "mine": proposal is not None and proposal.proposed_by.person_id == actor.membership.person_id,
        "blockers": blockers.of_the_whole(case, merging.parts_of(case)) if may_close else [],
        "offer": offer,
        "offered_to_me": offer is not None and offer in handing.offered_to(actor.membership),
    }


def _risk(actor: Actor, case: Case, relation: Relation) -> str:
    """The level, for who may read the protection side anyway."""
    level = risk_of(case) if actor.may(Action.READ_PROTECTION, relation) else None
    return str(level.label) if level else ""


def _parts(actor: Actor, case: Case) -> list[tuple[Case, list[PersonInCase]]]:
    """Cases that are part of this one, each with its people, as far as the reader may know of them."""
    return [
        (part, list(PersonInCase.objects.filter(case=part).prefetch_related("roles")))
        for part in merging.parts_of(case)
        if actor.may(Action.READ_CASE, part.relation_to(actor.institution))
    ]


def _reports(case: Case, relation: Relation) -> dict[str, Any]:
    """The reports that it grew from: their own institution alone can open them."""
    if relation is not Relation.OWN:
        return {"reports": [], "joined": [], "let_go": []}
    edges = CaseReport.objects.filter(case=case).select_related("decision")
    grown_from = [edge.report_id for edge in edges if edge.decision.taken_back_at is None]
    joins = Decision.objects.standing().filter(verdict=Verdict.JOIN, joined_to__in=grown_from)
    rows = Report.objects.without_contents().select_related("province", "district").order_by("received_at")
    return {
        "reports": rows.filter(pk__in=grown_from),
        "joined": rows.filter(decisions__in=joins),
        "let_go": rows.filter(pk__in=[edge.report_id for edge in edges if edge.decision.taken_back_at]),
    }


def holders(case: Case) -> list[tuple[Institution, list[str]]]:
    """Which institutions can open which compartments now, the owner first."""
    rows = (
        CompartmentGrant.objects.live()
        .filter(Q(until=None) | Q(until__gt=clock.now()), key__case=case)
        .select_related("key", "institution_key__institution")
    )
    found: dict[Institution, set[str]] = {}
    for row in rows:
        found.setdefault(row.institution_key.institution, set()).add(row.key.compartment)
    named = [
        (one, [str(name.label) for name in Compartment if name.value in held]) for one, held in found.items()
    ]
    return sorted(named, key=lambda pair: (pair[0].pk != case.institution_id, pair[0].name))
