"""The contacts of a case that are nobody's yet: what they are, where from, and who put them in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, guards
from amparo.cases import shell
from amparo.cases.contacts import actions
from amparo.cases.contacts.forms import ContactForm, TakeBackForm
from amparo.cases.deconfliction import known
from amparo.cases.models import Case, Compartment
from amparo.cases.opening import reading


@guards(Action.READ_JUSTICE, on_object=True)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All of them, also those that were taken back."""
    return _show(request, _case(pk))


@guards(Action.WRITE_CONTACTS, on_object=True)
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One by hand."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.WRITE_CONTACTS, case)
    form = ContactForm(request.POST, case=case)
    status = form.tried(
        lambda typed: actions.add_contacts(actor, case, form.contacts(), version=typed["version"])
    )
    if status:
        return _show(request, case, form=form, status=status)
    messages.success(request, _("The contact is in the case."))
    return redirect("case_contacts", case.pk)


@guards(Action.WRITE_CONTACTS, on_object=True)
@require_POST
def take_back(request: HttpRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Take one back."""
    actor, case = _actor(request), _case(pk)
    policy.authorise(actor, Action.WRITE_CONTACTS, case)
    row = get_object_or_404(case.casecontacts, pk=contact)
    form = TakeBackForm(request.POST, case=case)
    status = form.tried(lambda typed: actions.take_back(actor, case, row, version=typed["version"]))
    if status:
        return _show(request, case, back_form=form, status=status)
    messages.success(request, _("The contact was taken back. That it was there stays written."))
    return redirect("case_contacts", case.pk)


def _show(
    request: HttpRequest,
    case: Case,
    *,
    form: ContactForm | None = None,
    back_form: TakeBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = _actor(request)
    with reading(actor, case, Compartment.INVESTIGATION, action=Action.READ_JUSTICE) as opened:
        rows = case.casecontacts.select_related("added_by__person", "taken_back_by__person")
        shown = opened.sees(Compartment.INVESTIGATION)
        contacts = [(row, opened.read(row, "value"), known.KINDS.get(row.kind)) for row in rows if shown]
        may_write = actor.may(Action.WRITE_CONTACTS, case.relation_to(actor.institution))
        return shell.page(
            request,
            case,
            "cases/contacts/list.html",
            status=status,
            opened=opened,
            contacts=contacts,
            may_ask=actor.may(Action.ASK_ELSEWHERE, case.relation_to(actor.institution)),
            may_write=may_write and shown and not case.closed_at,
            form=form or ContactForm(case=case),
            back_form=back_form or TakeBackForm(case=case),
        )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _case(pk: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("institution", "worker__person"), pk=pk)
