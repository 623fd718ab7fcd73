"""Asking: the start, one question a page, what to do in danger, throwing away."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.accounts.policy import Action, guards
from amparo.reports import drafts
from amparo.reports.answers import Voice
from amparo.reports.portal import cookies, questions, unfinished
from amparo.reports.portal.faults import not_working, when_away
from amparo.reports.portal.questions import FORMS, REQUIRED, Given, QuestionForm, question_form
from amparo.reports.portal.typed import read_post
from amparo.reports.portal.unfinished import Unfinished
from amparo.reports.portal.words import words_for

TRAP = "website"  # a field that no person sees


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away()
def start(request: HttpRequest) -> HttpResponse:
    """Who is telling; or, when this browser holds an unfinished report, whether to go on with it."""
    token = request.COOKIES.get(cookies.DRAFT)
    if request.method == "POST":
        voice = request.POST.get("voice", "")
        if voice not in Voice.values:
            return redirect("report")
        begun = unfinished.begin(token, voice)
        response = redirect("report_question", next(iter(FORMS)))
        cookies.give_draft(response, begun.opened.token)
        return response
    held = unfinished.find(token)
    if held and held.opened.filed and "again" not in request.GET:
        return redirect("report_sent")
    if held and not held.opened.filed:
        return render(request, "reports/portal/resume.html", {"next": _next_open(held)})
    return render(request, "reports/portal/start.html", {"Voice": Voice})


def _next_open(held: Unfinished) -> str:
    """The first question without an answer, or the last page."""
    waiting = (key for key in questions.applicable(held.told) if key not in held.told)
    return "" if held.checked else next(waiting, "")


def question_again(request: HttpRequest, key: str, *, status: int = 503, said: str = "") -> HttpResponse:
    """The same question with what was typed, without asking the database."""
    if request.method != "POST" or key not in FORMS:
        return not_working(request, status=status)
    posted = read_post(request)
    voice = posted.get("voice", Voice.ADULT)
    told = {"province": {"province": posted.get("within", "")}}
    return _page(
        request,
        key,
        question_form(key, posted, voice=voice, told=told),
        voice=voice,
        within=posted.get("within", ""),
        status=status,
        said=said
        or _(
            "This is not working at the moment. What you wrote is still here: "
            "wait a minute and press “Continue” again."
        ),
    )


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away(question_again)
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question: shown, or its answer kept and the next one shown."""
    if key not in FORMS:
        raise Http404
    held = unfinished.find(request.COOKIES.get(cookies.DRAFT))
    if held and held.opened.filed:
        return redirect("report_sent")
    if request.method == "POST":
        return _take(request, key, held)
    if held is None:
        return redirect("report")
    form = question_form(key, voice=held.voice, told=_showable(held), initial=held.visible(key))
    return _page(request, key, form, voice=held.voice, held=held)


def _showable(held: Unfinished) -> dict[str, Given]:
    return {key: held.visible(key) for key in held.told}


def _take(request: HttpRequest, key: str, held: Unfinished | None) -> HttpResponse:
    posted = read_post(request)
    voice = held.voice if held else posted.get("voice", Voice.ADULT)
    told = held.told if held else {"province": {"province": posted.get("within", "")}}
    form = question_form(key, posted, voice=voice, told=told)
    skipped = "skip" in posted and key not in REQUIRED
    keep = "keep" in posted and held is not None and held.is_hidden(key)
    if not skipped and not keep and not form.is_valid():
        return _page(request, key, form, voice=voice, held=held, status=400)
    lost = held is None
    if held is None:  # the cookie is gone or the time is over: what was just written must not go with it
        held = unfinished.begin(None, voice if voice in Voice.values else Voice.ADULT)
    if not keep:
        held.answer(key, {} if skipped else _given(form), trap=bool(posted.get(TRAP)))
    response = redirect("report_lost") if lost else _onward(key, held)
    cookies.give_draft(response, held.opened.token)
    return response


def _given(form: QuestionForm) -> Given:
    """The cleaned answers; none at all is the same as skipping."""
    return form.cleaned_data if any(form.cleaned_data.values()) else {}


def _onward(key: str, held: Unfinished) -> HttpResponse:
    if key == "danger" and held.told[key].get("danger") == "yes":
        return redirect("report_danger")
    following = questions.after(key, held.told)
    opens = following in {"district", "reach"} and following not in held.told
    if following is None or (held.checked and not opens):
        return redirect("report_check")
    return redirect("report_question", following)


def _page(
    request: HttpRequest,
    key: str,
    form: QuestionForm,
    *,
    voice: str,
    held: Unfinished | None = None,
    **more: Any,
) -> HttpResponse:
    told = held.told if held else {}
    order = questions.applicable(told)
    status = more.pop("status", 200)
    context = {
        "key": key,
        "form": form,
        "words": words_for(voice, key),
        "voice": voice,
        "trap": TRAP,
        "skippable": key not in REQUIRED,
        "hidden": bool(held and held.is_hidden(key)),
        "checked": bool(held and held.checked),
        "before": questions.before(key, told),
        "number": order.index(key) + 1 if key in order else None,
        "of": len(order),
        "within": _showable(held).get("province", {}).get("province", "")
        if held and key == "district"
        else "",
    }
    return render(request, "reports/portal/question.html", context | more, status=status)


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD"])
def lost(request: HttpRequest) -> HttpResponse:
    """The earlier answers are gone, the one just written is kept: said plainly, with the way on."""
    return render(request, "reports/portal/lost.html")


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD"])
def danger(request: HttpRequest) -> HttpResponse:
    """What to do now and whom to call; the report goes on from here."""
    return render(request, "reports/portal/danger.html", {"next": list(FORMS)[1]})


@guards(Action.USE_PORTAL)
@require_http_methods(["GET", "HEAD", "POST"])
@when_away()
def throw_away(request: HttpRequest) -> HttpResponse:
    """Forget the unfinished or sent report in this browser at once."""
    if request.method != "POST":
        return redirect("report")
    drafts.throw_away(request.COOKIES.get(cookies.DRAFT))
    response = render(request, "reports/portal/thrown_away.html")
    cookies.take(request, response, cookies.DRAFT)
    return response
