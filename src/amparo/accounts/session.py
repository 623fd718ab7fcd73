"""The person key during a visit: sealed in the session under a key that only the browser's cookie holds.

The database alone cannot open it, and neither can the cookie.
"""

import base64
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from amparo.accounts.models import Person, SignIn
from amparo.kernel import clock, sealing
from amparo.kernel.errors import SealBroken

COOKIE = f"{settings.COOKIE_PREFIX}key"
_SEALED, _STARTED = "sealed_person_key", "signed_in_at"


def _context(person_id: object) -> sealing.Context:
    return ("session", str(person_id), "person_key")


def keep(request: HttpRequest, person: Person, private: bytes) -> None:
    """Put an unwrapped person key into the session; `deliver` then sends the other half to the browser."""
    cookie_key = sealing.new_key()
    sealed = sealing.seal(private, cookie_key, _context(person.pk))
    request.session[_SEALED] = base64.b64encode(sealed).decode()
    request.session[_STARTED] = clock.now().isoformat()
    request.amparo_cookie_key = cookie_key  # type: ignore[attr-defined]


def deliver(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie when `keep` was called in this request; drop it when nobody is signing in or signed in."""
    if key := getattr(request, "amparo_cookie_key", None):
        response.set_cookie(
            COOKIE,
            base64.urlsafe_b64encode(key).decode(),
            secure=settings.SECURE,
            httponly=True,
            samesite="Strict",
        )
    elif COOKIE in request.COOKIES and _SEALED not in request.session:
        response.delete_cookie(COOKIE, samesite="Strict")


def person_key(request: HttpRequest, person: Person) -> bytes | None:
    """The signed-in person's private key, or None when either half is gone or the visit is too old."""
    sealed, cookie = request.session.get(_SEALED), request.COOKIES.get(COOKIE)
    if not sealed or not cookie or _too_old(request.session.get(_STARTED)):
        return None
    try:
        return sealing.open_sealed(
            base64.b64decode(sealed), base64.urlsafe_b64decode(cookie), _context(person.pk)
        )
    except (SealBroken, ValueError):
        return None


def _too_old(started: str | None) -> bool:
    limit = timedelta(hours=settings.AMPARO_SESSION_HOURS)
    return started is None or clock.now() - datetime.fromisoformat(started) > limit


def note_sign_in(request: HttpRequest, person: Person) -> None:
    """Remember this visit in the person's own list, at most once a minute."""
    key = request.session.session_key
    if key is None:
        return
    row, new = SignIn.objects.get_or_create(session_key=key, defaults={"person": person})
    if not new and clock.now() - row.seen_at > timedelta(minutes=1):
        row.seen_at = clock.now()
        row.save(update_fields=["seen_at"])
