"""The door itself: what it withholds, what it answers, and that it cannot be left out."""

import re

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, path

from amparo.accounts import policy
from amparo.accounts.models import Role
from amparo.accounts.policy import Action, Actor, Relation, authorise, basis_for, guards
from amparo.accounts.refusals import answer
from amparo.kernel.errors import Conflict, Denied, Hidden, Misconfigured, NoKey, SealBroken, Unavailable
from tests.people import actor, make_people, sign_in


class Thing:
    """Stands to everybody as it is told."""

    def __init__(self, relation: Relation) -> None:
        self.relation = relation

    def relation_to(self, institution: object) -> Relation:
        return self.relation


def asked(request_actor: Actor | None, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/somewhere/", headers=headers)
    request.actor = request_actor  # type: ignore[attr-defined]
    request.second_factor = True  # type: ignore[attr-defined]
    return request


def test_an_object_view_that_does_not_ask_is_withheld(db: None) -> None:
    @guards(Action.READ_REPORT, on_object=True)
    def forgetful(request: HttpRequest) -> HttpResponse:
        return HttpResponse("a secret")

    with pytest.raises(Misconfigured, match="forgetful"):
        forgetful(asked(actor(make_people().owner)))


def test_asking_for_another_action_does_not_count(db: None) -> None:
    @guards(Action.DECIDE_REPORT, on_object=True)
    def confused(request: HttpRequest) -> HttpResponse:
        authorise(request.actor, Action.READ_REPORT, Thing(Relation.OWN))  # type: ignore[attr-defined]
        return HttpResponse("a secret")

    with pytest.raises(Misconfigured):
        confused(asked(actor(make_people().owner)))


@pytest.mark.parametrize(
    ("relation", "error"),
    [(Relation.PARTNER, Denied), (Relation.FORMER, Hidden), (Relation.OUTSIDER, Hidden)],
)
def test_who_may_know_is_told_no_and_others_are_told_nothing(
    db: None, relation: Relation, error: type[Denied]
) -> None:
    asking = actor(make_people().owner)
    with pytest.raises(Denied) as refused:
        authorise(asking, Action.DECIDE_REPORT, Thing(relation))
    assert refused.type is error
    assert Action.DECIDE_REPORT not in asking.asked


def test_nobody_gets_in_without_a_row() -> None:
    for action in Action:
        assert action in policy.PUBLIC or action in policy.TABLE
        if action not in policy.PUBLIC:
            assert basis_for(action, None, Relation.OWN) is None
            assert all(basis_for(action, role, Relation.OUTSIDER) is None for role in Role)
            assert all(basis_for(action, role, Relation.FORMER) is None for role in Role)


def test_a_route_without_a_guard_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    patterns = [*get_resolver().url_patterns, path("left/open/", bare)]
    monkeypatch.setattr(get_resolver(), "url_patterns", patterns)
    assert policy.unguarded() == ["left/open/"]
    with pytest.raises(Misconfigured, match="left/open/"):
        policy.check_routes()


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get("/desk/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/sign-in/?next=")


def test_a_form_that_came_too_late_leads_back_to_the_start(client: Client) -> None:
    assert client.post("/account/visits/").headers["Location"] == "/sign-in/?next=/desk/"
    assert client.get("/account/?a=1").headers["Location"] == "/sign-in/?next=/account/%3Fa%3D1"


@pytest.mark.parametrize(
    ("error", "status"),
    [(Denied(), 403), (NoKey(), 403), (Conflict(), 409), (Unavailable(), 503), (Hidden(), 404)],
)
def test_refusals_are_pages(error: Exception, status: int) -> None:
    request = asked(None)
    response = answer(request, error)
    assert response is not None
    assert response.status_code == status


def test_faults_stay_faults() -> None:
    assert answer(asked(None), SealBroken()) is None
    assert answer(asked(None), Http404()) is None
    assert answer(asked(None), ValueError()) is None


def test_hidden_and_missing_are_the_same_page(db: None, client: Client) -> None:
    people = make_people(Role.SUPERVISOR)
    sign_in(client, people.owner)
    hidden = client.get(f"/en/members/{people.outsider.pk}/remove/")
    missing = client.get("/en/members/00000000-0000-4000-8000-000000000000/remove/")
    assert hidden.status_code == missing.status_code == 404
    # The token of the sign-out form is masked anew in every answer.
    pages = [
        re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page.content) for page in (hidden, missing)
    ]
    assert pages[0].replace(str(people.outsider.pk).encode(), b"") == pages[1].replace(
        b"00000000-0000-4000-8000-000000000000", b""
    )


def test_a_refusal_speaks_the_persons_language(db: None, client: Client) -> None:
    people = make_people(Role.TRIAGE)
    sign_in(client, people.owner)
    assert "You do not have access to this." in client.get("/en/members/").content.decode()
    page = client.post("/members/key/").content.decode()
    assert 'lang="pt-mz"' in page
    assert "You do not have access" not in page
