"""The person key during a visit: sealed in the session under a key that only the browser's cookie holds.

The database alone cannot open it, and neither can the cookie. A visit lives as long as its row in SignIn:
ending it there ends it everywhere, at once.
"""

import base64
from datetime import datetime, timedelta
from typing import Final

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from amparo.accounts.models import Membership, Person, SignIn
from amparo.kernel import clock, sealing
from amparo.kernel.errors import SealBroken

COOKIE = f"{settings.COOKIE_PREFIX}key"
MEMBERSHIP = "membership"  # which of their memberships a person works in now
_SEALED, _STARTED, _ENROLLED = "sealed_person_key", "signed_in_at", "enrolled_second_factor"
_SAMESITE: Final = "Lax"  # as the session's own cookie: one half arriving alone would end the visit
_SEEN_EVERY = timedelta(minutes=1)
_FRESH = timedelta(minutes=5)


def _context(person: Person) -> sealing.Context:
    """Bound to the person and to the password of now: a changed password ends every other visit."""
    return ("session", str(person.pk), person.get_session_auth_hash())


def keep(request: HttpRequest, person: Person, private: bytes) -> None:
    """Put an unwrapped person key into the session; `deliver` then sends the other half to the browser."""
    cookie_key = sealing.new_key()
    sealed = sealing.seal(private, cookie_key, _context(person))
    request.session[_SEALED] = base64.b64encode(sealed).decode()
    request.session[_STARTED] = clock.now().isoformat()
    request.amparo_cookie_key = cookie_key  # type: ignore[attr-defined]


def end_this(request: HttpRequest, session_key: str | None) -> None:
    """Sign-out: the visit goes from the list, the session is emptied, and `deliver` drops the cookie."""
    SignIn.objects.filter(session_key=session_key).delete()
    request.session.flush()


def deliver(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie when `keep` was called in this request; drop it when nobody is signed in."""
    if key := getattr(request, "amparo_cookie_key", None):
        response.set_cookie(
            COOKIE,
            base64.urlsafe_b64encode(key).decode(),
            secure=settings.SECURE,
            httponly=True,
            samesite=_SAMESITE,
        )
    elif COOKIE in request.COOKIES and _SEALED not in request.session:
        response.delete_cookie(COOKIE, samesite=_SAMESITE)


def person_key(request: HttpRequest, person: Person) -> bytes | None:
    """The person's private key, or None when either half is gone or stale, or the visit too old."""
    sealed, cookie = request.session.get(_SEALED), request.COOKIES.get(COOKIE)
    if not sealed or not cookie or _age(request) > timedelta(hours=settings.AMPARO_SESSION_HOURS):
        return None
    try:
        private = sealing.open_sealed(
            base64.b64decode(sealed), base64.urlsafe_b64decode(cookie), _context(person)
        )
    except (SealBroken, ValueError):
        return None
    return private if sealing.public_of(private) == bytes(person.public) else None


def _age(request: HttpRequest) -> timedelta:
    started = request.session.get(_STARTED)
    return clock.now() - datetime.fromisoformat(started) if started else timedelta.max


def just_signed_in(request: HttpRequest) -> bool:
    """Whether the password was typed within the last five minutes."""
    return _age(request) < _FRESH


def passed_second_factor(request: HttpRequest, person: Person) -> bool:
    """Whether *this* visit showed a second factor, or set one up; that the person has one does not count."""
    if request.session.get(_ENROLLED):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, person))


def enrolled_second_factor(request: HttpRequest) -> None:
    """This visit set up a second factor, which shows that the person holds it."""
    request.session[_ENROLLED] = True


def membership(request: HttpRequest, person: Person) -> Membership | None:
    """The membership that the person works in now: the one they chose, or else their oldest."""
    current = person.memberships.current().select_related("institution__place", "person")
    rows = list(current.order_by("started_at"))
    chosen = request.session.get(MEMBERSHIP)
    return next((row for row in rows if str(row.pk) == chosen), rows[0] if rows else None)


# --- the list of visits --------------------------------------------------------------------------


def register(request: HttpRequest, person: Person) -> None:
    """List this visit; called once the session has its final key."""
    gone = SignIn.objects.exclude(session_key__in=Session.objects.values("session_key"))
    gone.filter(person=person).delete()
    SignIn.objects.create(session_key=str(request.session.session_key), person=person)


def moved(request: HttpRequest, before: str | None, person: Person, private: bytes) -> None:
    """After the session key and the password changed: the same visit goes on under both."""
    started = request.session[_STARTED]
    keep(request, person, private)
    request.session[_STARTED] = started
    SignIn.objects.filter(session_key=before).update(session_key=request.session.session_key)


def is_listed(request: HttpRequest, person: Person) -> bool:
    """Whether this visit still stands; notes at most once a minute that it was seen."""
    row = SignIn.objects.filter(session_key=request.session.session_key, person=person).first()
    if row is not None and clock.now() - row.seen_at > _SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk).update(seen_at=clock.now())
    return row is not None


def visits(person: Person) -> list[SignIn]:
    """The person's visits that have not ended, the newest first."""
    live = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    return list(person.sign_ins.filter(session_key__in=live).order_by("-started_at"))


def end(person: Person, *, handle: str | None = None, but: str | None = None) -> int:
    """End the person's visits: the one with this handle, or all but the session key `but`; says how many."""
    chosen = [
        row.session_key
        for row in person.sign_ins.all()
        if row.session_key != but and (handle is None or row.handle == handle)
    ]
    Session.objects.filter(session_key__in=chosen).delete()
    SignIn.objects.filter(session_key__in=chosen).delete()
    return len(chosen)
