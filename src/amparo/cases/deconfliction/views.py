"""Known elsewhere: that it is, asking about it, and answering."""

from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import letters, shell
from amparo.cases.deconfliction import actions, holdings, known
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.deconfliction.forms import QuestionForm, ReplyForm
from amparo.cases.models import Case, CaseContact, Compartment, Question, RoutedQuestion
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.opening import reading
from amparo.cases.sharing.forms import said
from amparo.kernel.errors import Conflict


@guards(Action.ASK_ELSEWHERE, on_object=True)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What of this case is known elsewhere, what was asked, and what came back."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.ASK_ELSEWHERE, case)
    questions = list(Question.objects.filter(case=case).select_related("letter", "by__person"))
    answers = RoutedQuestion.objects.filter(question__in=questions).exclude(reply="")
    rows = list(answers.select_related("answer", "share__case", "institution").order_by("answered_at"))
    texts = letters.shown(actor, case.pk, *(row.answer for row in rows))
    told = [
        {
            "row": question,
            "replies": [pair for pair in zip(rows, texts, strict=True) if pair[0].question_id == question.pk],
        }
        for question in questions
    ]
    asked = {
        (question.kind, bytes(question.digest))
        for question in questions
        if RoutedQuestion.objects.waiting().filter(question=question).exists()
    }
    points = known.known_elsewhere(case)
    with ExitStack() as stack:
        values = _values(stack, actor, case) if points else {}
        shown = [
            (point, (point.kind, point.digest) in asked, values.get((point.kind, point.digest), ""))
            for point in points
        ]
        return shell.page(request, case, "cases/deconfliction/list.html", points=shown, told=told)


def _values(stack: ExitStack, actor: Actor, case: Case) -> dict[tuple[str, bytes], str]:
    """What the case's own contacts say, for who reads the investigation: two of a kind look alike else."""
    if not actor.may(Action.READ_JUSTICE, case.relation_to(actor.institution)):
        return {}
    opened = stack.enter_context(reading(actor, case, Compartment.INVESTIGATION, action=Action.READ_JUSTICE))
    if not opened.sees(Compartment.INVESTIGATION):
        return {}
    rows = CaseContact.objects.standing().filter(case=case)
    return {(row.kind, bytes(row.digest)): opened.read(row, "value") for row in rows}


@guards(Action.ASK_ELSEWHERE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID, mark: str) -> HttpResponse:
    """Ask whoever knows it too."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.ASK_ELSEWHERE, case)
    point = next((one for one in known.known_elsewhere(case) if one.mark == mark), None)
    if point is None:
        raise Http404
    form = QuestionForm(request.POST or None, case=case)

    def do(typed: dict[str, Any]) -> None:
        asking = Asking(typed["purpose"], LawfulBasis(typed["basis"]), Asked(typed["asked"]), typed["words"])
        actions.ask(actor, case, point, asking)

    if status := form.tried(do):
        with ExitStack() as stack:
            value = _values(stack, actor, case).get((point.kind, point.digest), "")
            return shell.page(
                request,
                case,
                "cases/deconfliction/ask.html",
                form=form,
                point=point,
                value=value,
                status=status,
            )
    messages.success(request, _("Asked. Whoever knows it too reads your question."))
    return redirect("case_elsewhere", case.pk)


@guards(Action.ANSWER_ELSEWHERE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question from another institution, and our answer."""
    actor = _actor(request)
    rows = RoutedQuestion.objects.select_related("question__case__institution", "question__letter", "answer")
    row = get_object_or_404(rows, pk=pk)
    policy.authorise(actor, Action.ANSWER_ELSEWHERE, row)
    cases = known.cases_with(row.question.kind, bytes(row.question.digest), actor.institution)
    form = ReplyForm(request.POST if request.method == "POST" else None, routed=row, cases=cases)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            said(lambda: _reply(actor, row, form))
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            status = 409
        else:
            messages.success(request, _("Your answer is on its way."))
            return redirect("between")
    elif form.is_bound:
        status = 422
    words, ours = letters.shown(actor, row.question.case_id, row.question.letter, row.answer)
    context = {
        "routed": row,
        "words": words,
        "ours": ours,
        "form": form,
        "cases": cases,
        "above": holdings.lines(row.question.kind, bytes(row.question.digest), actor),
        "kind": known.KINDS.get(row.question.kind, row.question.kind),
    }
    return render(request, "cases/deconfliction/answer.html", context, status=status)


def _reply(actor: Actor, row: RoutedQuestion, form: ReplyForm) -> None:
    typed = form.cleaned_data
    if typed["reply"] == "granted":
        case, parts = form.cases[typed["case"]], frozenset(typed["parts"])
        actions.grant(actor, row, case, parts, words=typed["words"])
    elif typed["reply"] == "will_contact":
        actions.will_contact(actor, row, words=typed["words"])
    else:
        actions.decline(actor, row, words=typed["words"])


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
