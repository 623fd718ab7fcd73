"""The people of a case on screen: a list, one person, and the forms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import compartments, needing, shell
from amparo.cases.models import Case, Compartment, Disability, Movement, Outcome, Part, PersonInCase
from amparo.cases.opening import Opened, reading
from amparo.cases.people import actions, codes
from amparo.cases.people.forms import NewPersonForm, PersonForm, ReviewForm, RoleForm
from amparo.cases.people.identity import Identity

_WHO = (Compartment.IDENTITY, Compartment.INVESTIGATION)


@guards(Action.READ_CASE, on_object=True)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody in the case; names only where the keys are held."""
    actor, case = _actor(request), _case(pk)
    with reading(actor, case, *_WHO) as opened:
        people = [_told(opened, person) for person in _people(case)]
        may_edit = needing.may(actor, Action.EDIT_PEOPLE, case)
        return shell.page(
            request, case, "cases/people/list.html", people=people, opened=opened, may_edit=may_edit
        )


@guards(Action.READ_CASE, on_object=True)
@require_safe
def read(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """One person."""
    case = _case(pk)
    return _show(request, case, _person(case, person))


def _show(
    request: HttpRequest, case: Case, person: PersonInCase, *, status: int = 200, **typed: Any
) -> HttpResponse:
    actor = _actor(request)
    relation = case.relation_to(actor.institution)
    with reading(actor, case, *_WHO) as opened:
        reviews = [
            (row, opened.read(row, "reasoning"))
            for row in person.non_punishment_reviews.select_related("by__person", "by__institution")
        ]
        context: dict[str, Any] = {
            "opened": opened,
            "told": _told(opened, person),
            "reviews": reviews,
            "may_edit": needing.may(actor, Action.EDIT_PEOPLE, case),
            "may_review": actor.may(Action.REVIEW_NON_PUNISHMENT, relation)
            and opened.sees(Compartment.INVESTIGATION),
            "needs_review": not actions.may_be_suspected(person),
            "role_form": RoleForm(
                case=case, held={role.role for role in person.roles.all() if not role.ended_at}
            ),
            "review_form": ReviewForm(case=case),
        }
        return shell.page(request, case, "cases/people/person.html", status=status, **context | typed)


@guards(Action.EDIT_PEOPLE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write somebody down."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.EDIT_PEOPLE, case)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    sealed = Compartment.IDENTITY in compartments.readable_by(actor, case)
    form = NewPersonForm(request.POST or None, case=case, sealed=sealed, initial={"role": Part.VICTIM})
    status = form.tried(lambda typed: actions.add_person(actor, case, form.written(), Part(typed["role"])))
    if status:
        return shell.page(request, case, "cases/people/form.html", form=form, status=status)
    messages.success(request, _("The person is written down."))
    return redirect("case_people", case.pk)


@guards(Action.EDIT_PEOPLE, on_object=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Correct what is written down about somebody."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.EDIT_PEOPLE, case)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    row = _person(case, person)
    with reading(actor, case, *_WHO, action=Action.EDIT_PEOPLE) as opened:
        identity = _identity(opened, row)
        sealed = opened.sees(_lies_in(row))
    form = PersonForm(request.POST or None, case=case, person=row, identity=identity, sealed=sealed)
    status = form.tried(
        lambda typed: actions.change_person(actor, row, form.written(), version=typed["version"])
    )
    if status:
        return shell.page(request, case, "cases/people/form.html", form=form, person=row, status=status)
    messages.success(request, _("What is written about the person was changed."))
    return redirect("case_person", case.pk, row.pk)


@guards(Action.EDIT_PEOPLE, on_object=True)
@require_POST
def give_role(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Let somebody be something more in the case."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.EDIT_PEOPLE, case)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    row = _person(case, person)
    form = RoleForm(request.POST, case=case)
    status = form.tried(
        lambda typed: actions.give_role(actor, row, Part(typed["role"]), version=typed["version"])
    )
    if status:
        return _show(request, case, row, status=status, role_form=form)
    messages.success(request, _("The role was written down."))
    return redirect("case_person", case.pk, row.pk)


@guards(Action.EDIT_PEOPLE, on_object=True)
@require_POST
def end_role(request: HttpRequest, pk: UUID, person: UUID, role: str) -> HttpResponse:
    """Somebody is this no longer."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.EDIT_PEOPLE, case)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    if role not in Part.values:
        raise Http404
    row = _person(case, person)
    form = RoleForm(_with(request, role=role), case=case)
    status = form.tried(lambda typed: actions.end_role(actor, row, Part(role), version=typed["version"]))
    if status:
        return _show(request, case, row, status=status, role_form=form)
    messages.success(request, _("The role has ended. That it was, stays written."))
    return redirect("case_person", case.pk, row.pk)


@guards(Action.REVIEW_NON_PUNISHMENT, on_object=True)
@require_POST
def review(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """The non-punishment review."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.REVIEW_NON_PUNISHMENT, case)
    row = _person(case, person)
    form = ReviewForm(request.POST, case=case)
    status = form.tried(
        lambda typed: actions.review_non_punishment(
            actor, row, Outcome(typed["outcome"]), reasoning=typed["reasoning"], version=typed["version"]
        )
    )
    if status:
        return _show(request, case, row, status=status, review_form=form)
    messages.success(request, _("The review was written down."))
    return redirect("case_person", case.pk, row.pk)


def _told(opened: Opened, person: PersonInCase) -> dict[str, Any]:
    """A person for a template."""
    return {
        "row": person,
        "identity": _identity(opened, person),
        "closed": not opened.sees(_lies_in(person)),
        "roles": [role for role in person.roles.all() if role.ended_at is None],
        "former": [role for role in person.roles.all() if role.ended_at is not None],
        "nationality": codes.country(person.nationality) if person.nationality else "",
        "difficulties": [Disability(code).label for code in person.disabilities],
        "movement": [Movement(code).label for code in person.movement],
        "languages": [codes.languages().get(code, code) for code in person.languages],
    }


def _lies_in(person: PersonInCase) -> Compartment:
    return Compartment.INVESTIGATION if hasattr(person, "suspected") else Compartment.IDENTITY


def _identity(opened: Opened, person: PersonInCase) -> Identity:
    row = person.suspected if hasattr(person, "suspected") else person
    return Identity.opened(opened.read(row, "identity"))


def _with(request: HttpRequest, **more: str) -> Any:
    typed = request.POST.copy()
    for name, value in more.items():
        typed[name] = value
    return typed


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)


def _people(case: Case) -> list[PersonInCase]:
    rows = PersonInCase.objects.filter(case=case).select_related("suspected")
    return list(rows.prefetch_related("roles"))


def _person(case: Case, pk: UUID) -> PersonInCase:
    rows = PersonInCase.objects.select_related("suspected").prefetch_related("roles")
    person = get_object_or_404(rows, case=case, pk=pk)
    person.case = case
    return person
