"""What a person sees when the answer is no: a page in their language, after a form as after a link."""

from allauth.core.exceptions import ReauthenticationRequired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.defaults import page_not_found

from amparo.kernel.errors import AmparoError, Conflict, Denied, Hidden, Unavailable

_STATUS: dict[type[AmparoError], int] = {Denied: 403, Conflict: 409, Unavailable: 503}


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for a refusal, or None when `error` is something else (which then is a fault).

    Hidden gives the very page of an address that does not exist. Where allauth wants the password once more,
    the form that was sent is not kept: allauth would store it with the cookies, and so with the key.
    """
    if isinstance(error, ReauthenticationRequired):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    if isinstance(error, Hidden):
        return page_not_found(request, Http404())
    for kind, status in _STATUS.items():
        if isinstance(error, kind):
            return render(request, "web/denied.html", {"reason": str(error)}, status=status)
    return None
