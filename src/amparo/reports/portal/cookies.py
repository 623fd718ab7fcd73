"""The portal's two cookies. Each holds a key and nothing else: alone it opens nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DRAFT = f"{settings.COOKIE_PREFIX}draft"
VISIT = f"{settings.COOKIE_PREFIX}visit"


def give_draft(response: HttpResponse, token: str) -> None:
    """Let the browser hold a draft's key as long as the draft is kept, also when it is closed meanwhile."""
    response.set_cookie(
        DRAFT,
        token,
        max_age=settings.AMPARO_DRAFT_HOURS * 3600,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",  # a link to the portal in a message must find the draft
    )


def give_visit(response: HttpResponse, token: str) -> None:
    """Let the browser hold a visit's key until it is closed."""
    response.set_cookie(VISIT, token, secure=settings.SECURE, httponly=True, samesite="Strict")


def take(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Take a cookie back, when there is one."""
    if name in request.COOKIES:
        response.delete_cookie(name, samesite="Lax" if name == DRAFT else "Strict")
