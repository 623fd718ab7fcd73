"""What every request and response must be, before any view is asked."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path

from amparo.kernel import uploads

Handler = Callable[[HttpRequest], HttpResponse]

_TRACES = (
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_TRUE_CLIENT_IP",
)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def privacy(get_response: Handler) -> Handler:
    """Takes away what could tell who is asking, and forbids keeping, framing, referring and third parties."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in _TRACES:
            request.META.pop(name, None)
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), interest-cohort=(), publickey-credentials-get=(self)"
        )
        response.headers["X-Robots-Tag"] = "noindex" if request.path != "/" else "index"
        if settings.AMPARO_ONION:
            response.headers["Onion-Location"] = settings.AMPARO_ONION + request.path
        return response

    return middleware


def language(get_response: Handler) -> Handler:
    """The language is in the address (/en/…), or is the person's own once signed in, or Portuguese.

    The browser's preference is not asked: in a cyber café it speaks for the machine, not for the person.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        code = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers["Content-Language"] = code
        return response

    return middleware


def size(get_response: Handler) -> Handler:
    """Refuses what is far larger than anything that can be typed, before reading it, and says so plainly.

    Pictures and files end here too: nothing of them is read or kept, but on a page that takes a file from
    somebody who is signed in (kernel/uploads.py).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            announced = 0
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if announced > most and announced > most + _file_of(request):
            return render(request, "web/too_large.html", {"again": request.path}, status=413)
        return get_response(request)

    middleware.process_view = _let_files_in  # type: ignore[attr-defined]
    return middleware


def _file_of(request: HttpRequest) -> int:
    """The bytes of a file that the page may be sent; 0 for one that takes none."""
    try:
        return uploads.most_of(resolve(request.path_info).func)
    except Resolver404:
        return 0


def _let_files_in(request: HttpRequest, view: Handler, _args: object, _kwargs: object) -> None:
    """Say where a file goes before anything asks for the form: Django reads both at once."""
    handler = uploads.handler_of(view)
    if handler is None or request.method != "POST":
        return
    if getattr(request, "actor", None) is None or not getattr(request, "second_factor", False):
        request.upload_handlers = [uploads.Refuse(request)]
    else:
        request.upload_handlers = [handler(request)]


class TokenCsrfMiddleware(CsrfViewMiddleware):
    """Django's token check, with Sec-Fetch-Site in place of the referrer that our pages never send.

    Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with our own forms, which Django
    would refuse. The token stays; the cookie carries the __Host- prefix, so no sibling host can set it;
    and a browser that says the form came from another site is refused.
    """

    def process_view(self, request, callback, callback_args, callback_kwargs):  # type: ignore[no-untyped-def]
        if request.method not in {"GET", "HEAD", "OPTIONS"} and request.META.get(
            "HTTP_SEC_FETCH_SITE", "same-origin"
        ) not in {"same-origin", "none"}:
            return self._reject(request, "cross-site")  # type: ignore[attr-defined]
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META.get("HTTP_ORIGIN") == "null" or super()._origin_verified(request)  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        """No page of ours sends a referrer; see the class."""
