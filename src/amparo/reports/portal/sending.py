"""Sending: everything on one page to check, the receipt, and leaving quickly."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from amparo.accounts.policy import Action, guards
from amparo.reports import drafts, returning
from amparo.reports.answers import Answers
from amparo.reports.misuse import Manner
from amparo.reports.portal import cookies, questions, unfinished
from amparo.reports.portal.faults import when_away
from amparo.reports.portal.questions import REQUIRED
from amparo.reports.portal.unfinished import Unfinished
from amparo.reports.portal.words import words_for

# Which question an answer that the door refuses belongs to.
_QUESTION_OF = {
    "narrative": "story",
    "place": "district",
    "platform": "online",
    "address": "online",
    "account": "online",
    "age_band": "age",
    "contact_when": "reach",
    "contact_caution": "reach",
}


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away()
def check(request: HttpRequest) -> HttpResponse:
    """All answers, each with a way to change it; then send, once, however often the button is pressed."""
    token = request.COOKIES.get(cookies.DRAFT)
    held = unfinished.find(token)
    if held is None:
        return redirect("report")
    held.note_checked()
    if held.opened.filed:  # also by another request, a moment ago
        return redirect("report_sent")
    if request.method == "POST":
        return _send(request, held)
    return _check_page(request, held)


def _send(request: HttpRequest, held: Unfinished) -> HttpResponse:
    if any(not held.told.get(key) for key in REQUIRED):
        return _check_page(request, held, missing=True, status=400)
    if left := held.pause():
        minutes = -(-int(left.total_seconds()) // 60)
        return render(request, "reports/portal/pause.html", {"minutes": minutes}, status=429)
    try:
        filed = drafts.file(held.opened.token, _told, language=get_language() or "")
    except ValidationError as refused:
        wrong = {_QUESTION_OF.get(name, name): said for name, said in refused.message_dict.items()}
        return _check_page(request, held, wrong=wrong, status=400)
    if filed is None:
        return redirect("report")
    return redirect("report_sent")


def _told(opened: drafts.Opened) -> tuple[Answers, Manner]:
    held = Unfinished(opened)
    return held.report(), held.manner()


def _check_page(
    request: HttpRequest,
    held: Unfinished,
    *,
    missing: bool = False,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = []
    for key in questions.applicable(held.told):
        given = held.visible(key)
        rows.append(
            {
                "key": key,
                "name": words_for(held.voice, key).name,
                "lines": questions.shown(key, held.voice, _with_province(held, key)) if given else [],
                "hidden": held.is_hidden(key),
                "wrong": (wrong or {}).get(key, []),
            }
        )
    context = {"rows": rows, "missing": missing, "wrong": wrong, "needed": next(iter(REQUIRED))}
    return render(request, "reports/portal/check.html", context, status=status)


def _with_province(held: Unfinished, key: str) -> dict[str, object]:
    return held.visible("province") | held.visible(key) if key == "district" else held.visible(key)


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away()
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt: shown at once, and again only when asked for, so that nobody finds it by going back."""
    held = unfinished.find(request.COOKIES.get(cookies.DRAFT))
    if held is None or held.opened.filed is None:
        return redirect("report")
    first = not held.opened.content.get("shown")
    if first and request.method != "HEAD":
        drafts.change(held.opened, lambda content: content.update(shown=True))
    context = {"filed": held.opened.filed, "show": first or request.method == "POST"}
    return render(request, "reports/portal/sent.html", context)


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD"])
def leave(request: HttpRequest) -> HttpResponse:
    """To an ordinary website, at once. What was written stays kept but is no longer shown; a visit ends."""
    response = HttpResponse(status=303)
    response.headers["Location"] = settings.AMPARO_EXIT_URL
    response.headers["Clear-Site-Data"] = '"cache"'
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.method == "HEAD":
        return response
    try:
        held = unfinished.find(request.COOKIES.get(cookies.DRAFT))
        if held and not held.opened.filed:
            held.hide()
        else:
            drafts.throw_away(request.COOKIES.get(cookies.DRAFT))
            cookies.take(request, response, cookies.DRAFT)
        returning.leave(request.COOKIES.get(cookies.VISIT))
    except (OperationalError, InterfaceError):
        # Nothing can be marked as hidden now, and somebody may be looking: better lost than read.
        cookies.take(request, response, cookies.DRAFT)
    cookies.take(request, response, cookies.VISIT)
    return response
