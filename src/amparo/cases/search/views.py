"""The search page. What was typed comes in the body and is in no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases.search import actions
from amparo.cases.search.find import MOST_SHOWN
from amparo.cases.search.forms import SearchForm


@guards(Action.SEARCH_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form, and what was found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policy.authorise(actor, Action.SEARCH_CASES, actor.institution)
    form = SearchForm(request.POST or None)
    found = actions.search(actor, form.cleaned_data["typed"]) if form.is_bound and form.is_valid() else None
    context = {"form": form, "found": found, "most": MOST_SHOWN}
    status = 422 if form.is_bound and found is None else 200
    return render(request, "cases/search/search.html", context, status=status)
