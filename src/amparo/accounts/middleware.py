"""Who is asking, in which role, with which keys."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from amparo.accounts import refusals, session
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Person
from amparo.accounts.policy import Actor

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives a request its `actor` and `second_factor`; ends the visit of who lost key or membership."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.second_factor = False  # type: ignore[attr-defined]
        if isinstance(request.user, Person) and not _enter(request, request.user):
            logout(request)
        response = get_response(request)
        session.deliver(request, response)
        return response

    middleware.process_exception = refusals.answer  # type: ignore[attr-defined]
    return middleware


def _enter(request: HttpRequest, person: Person) -> bool:
    """Fill in the actor; False when this visit must end."""
    private = session.person_key(request, person)
    membership = session.membership(request, person)
    if private is None or membership is None or not session.is_listed(request, person):
        return False
    passed = session.passed_second_factor(request, person)
    if not passed and Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists():
        return False  # signed in before there was a second factor, and never showed it
    request.actor = Actor(membership, Keyring(membership, private))  # type: ignore[attr-defined]
    request.second_factor = passed  # type: ignore[attr-defined]
    return True
