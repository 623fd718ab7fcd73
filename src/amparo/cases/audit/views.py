"""The auditor's pages: the record, and the patterns in it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases.audit import entries, patterns, scope
from amparo.cases.audit.entries import Filter
from amparo.cases.audit.forms import AuditForm
from amparo.cases.audit.words import of_event, of_fact
from amparo.ledger.newest import newest


@guards(Action.SEE_LEDGER)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Who opened what, on which legal basis; filtered, newest first."""
    actor = _asked(request)
    mine = scope.of(actor)
    form = AuditForm(request.GET or None, scope=mine)
    wrong = form.is_bound and not form.is_valid()
    asked = form.filter() if form.is_bound and not wrong else Filter()
    lines, further = ([], None) if wrong else entries.page(mine, asked)
    query = request.GET.copy()
    query["before"] = str(further)
    context: dict[str, Any] = {
        "form": form,
        "lines": [
            {"line": line, "event": of_event(line.event), "facts": [of_fact(*fact) for fact in line.facts]}
            for line in lines
        ],
        "next": query.urlencode() if further is not None else "",
        "head": newest(),
        "all": mine.only is None,
    }
    return render(request, "cases/audit/record.html", context, status=422 if wrong else 200)


@guards(Action.SEE_LEDGER)
@require_safe
def unusual(request: HttpRequest) -> HttpResponse:
    """What each rule lists."""
    actor = _asked(request)
    mine = scope.of(actor)
    found = [{"rule": rule, "lines": patterns.listed(rule, mine)} for rule in patterns.rules()]
    return render(request, "cases/audit/unusual.html", {"found": found, "all": mine.only is None})


def _asked(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policy.authorise(actor, Action.SEE_LEDGER, actor.institution)
    return actor
