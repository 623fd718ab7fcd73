"""Who is asking, in which role, with which keys."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from amparo.accounts import session
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Membership, Person
from amparo.accounts.policy import Actor

MEMBERSHIP = "membership"


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives a signed-in request its `actor` and `second_factor`; signs out who lost the key or the membership."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.second_factor = False  # type: ignore[attr-defined]
        person = request.user
        if isinstance(person, Person):
            private = session.person_key(request, person)
            membership = _membership(request, person)
            if private is None or membership is None:
                logout(request)
            else:
                request.actor = Actor(membership, Keyring(membership, private))  # type: ignore[attr-defined]
                request.second_factor = Authenticator.objects.filter(  # type: ignore[attr-defined]
                    user=person, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
                ).exists()
                session.note_sign_in(request, person)
        response = get_response(request)
        session.deliver(request, response)
        return response

    return middleware


def _membership(request: HttpRequest, person: Person) -> Membership | None:
    current = person.memberships.current().select_related("institution__place", "person").order_by("started_at")
    chosen = request.session.get(MEMBERSHIP)
    rows = list(current)
    return next((row for row in rows if str(row.pk) == chosen), rows[0] if rows else None)
