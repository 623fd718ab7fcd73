"""The account, the members of an institution, and the way in by invitation."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts import actions, invitations, keys, session
from amparo.accounts.actions import Newcomer
from amparo.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    CodeOfInvitationForm,
    ConfirmedForm,
    InviteForm,
    JoinAsForm,
    JoinForm,
    LanguageForm,
    RenewForm,
)
from amparo.accounts.invitations import InvitationClosed, Opened, WrongCode
from amparo.accounts.models import Invitation, MemberKey, Membership, Person
from amparo.accounts.policy import Action, Actor, authorise, guards
from amparo.kernel.errors import Conflict, NoKey


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


# --- one's own account ---------------------------------------------------------------------------


@guards(Action.MANAGE_OWN_ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """Language, password, second factors, visits and memberships of the person."""
    person = _actor(request).membership.person
    return render(
        request,
        "accounts/account.html",
        {
            "language_form": LanguageForm(initial={"language": translation.get_language()}),
            "address_form": AddressForm(initial={"address": person.address}),
            "visits": session.visits(person),
            "this_visit": request.session.session_key,
            "memberships": person.memberships.current().select_related("institution"),
        },
    )


@guards(Action.MANAGE_OWN_ACCOUNT)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the person's language and go on in it."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        person = _actor(request).membership.person
        person.language = form.cleaned_data["language"]
        person.save(update_fields=["language"])
        with translation.override(person.language):
            return redirect("account")
    return redirect("account")


@guards(Action.MANAGE_OWN_ACCOUNT)
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Keep the e-mail address, or none."""
    form = AddressForm(request.POST)
    if form.is_valid():
        person = _actor(request).membership.person
        person.address = form.cleaned_data["address"]
        person.save(update_fields=["sealed_address"])
        said = _("Your e-mail address is kept.") if person.address else _("No e-mail is sent to you.")
        messages.success(request, said)
    else:
        messages.error(request, _("This is not an e-mail address. Nothing has changed."))
    return redirect("account")


@guards(Action.MANAGE_OWN_ACCOUNT)
def password(request: HttpRequest) -> HttpResponse:
    """Change the password: the person key moves under the new one, and the other visits end."""
    actor = _actor(request)
    form = ChangePasswordForm(request.POST or None, person=actor.membership.person)
    if form.is_valid():
        before = request.session.session_key
        person = actions.change_password(actor=actor, new=form.cleaned_data["password"], visit=before)
        update_session_auth_hash(request, person)
        session.moved(request, before, person, actor.keyring.private)
        messages.success(request, _("Your password is changed. Your other visits have ended."))
        return redirect("account")
    return render(request, "accounts/password.html", {"form": form})


@guards(Action.MANAGE_OWN_ACCOUNT)
@require_POST
def end_visits(request: HttpRequest) -> HttpResponse:
    """End one of the person's other visits, or all of them."""
    person = _actor(request).membership.person
    handle = request.POST.get("visit") or None
    session.end(person, handle=handle, but=request.session.session_key)
    messages.success(request, _("Ended."))
    return redirect("account")


@guards(Action.MANAGE_OWN_ACCOUNT)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Work for another of the person's institutions from now on."""
    person = _actor(request).membership.person
    chosen = request.POST.get("membership", "")
    if chosen in {str(row.pk) for row in person.memberships.current()}:
        request.session[session.MEMBERSHIP] = chosen
        return redirect("desk")
    return redirect("account")


# --- members -------------------------------------------------------------------------------------


@guards(Action.SEE_MEMBERS)
def members(request: HttpRequest) -> HttpResponse:
    """Who works at the institution, and whom it has invited."""
    actor = _actor(request)
    institution = actor.institution
    invitations.forget_spent()
    current_key = institution.current_key
    return render(
        request,
        "accounts/members.html",
        {
            "members": institution.memberships.current().select_related("person").order_by("started_at"),
            "keyed": set(
                MemberKey.objects.filter(institution_key=current_key).values_list("membership_id", flat=True)
            ),
            "key": current_key,
            "invitations": Invitation.objects.waiting()
            .filter(institution=institution)
            .select_related("person")
            .order_by("-created_at"),
            "may_manage": actor.may(Action.MANAGE_MEMBERS),
        },
    )


@guards(Action.MANAGE_MEMBERS)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the code is shown in the answer and nowhere else."""
    actor = _actor(request)
    form = InviteForm(request.POST or None, institution=actor.institution)
    if form.is_valid():
        issued = actions.invite(actor=actor, role=form.cleaned_data["role"])
        return _show_once(request, issued)
    return render(request, "accounts/invite.html", {"form": form})


def _show_once(request: HttpRequest, issued: invitations.Issued) -> HttpResponse:
    link = request.build_absolute_uri(reverse("join", args=[issued.invitation.pk]))
    return render(request, "accounts/invited.html", {"issued": issued, "link": link})


@guards(Action.MANAGE_MEMBERS, on_object=True)
def invite_again(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """For a colleague who forgot the password: what it costs, then link and code."""
    actor = _actor(request)
    colleague = get_object_or_404(Membership.objects.select_related("person", "institution"), pk=membership)
    authorise(actor, Action.MANAGE_MEMBERS, colleague)
    if request.method == "POST":
        return _show_once(request, actions.invite_again(actor=actor, membership=colleague))
    return render(request, "accounts/invite_again.html", {"membership": colleague, "form": ConfirmedForm()})


@guards(Action.MANAGE_MEMBERS, on_object=True)
def remove(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """End a membership, after a page that says what that does."""
    actor = _actor(request)
    colleague = get_object_or_404(Membership.objects.select_related("person", "institution"), pk=membership)
    authorise(actor, Action.MANAGE_MEMBERS, colleague)
    if request.method == "POST":
        actions.remove_member(actor=actor, membership=colleague)
        messages.success(request, _("The membership has ended."))
        return redirect("members")
    return render(request, "accounts/remove.html", {"membership": colleague, "form": ConfirmedForm()})


@guards(Action.MANAGE_MEMBERS, on_object=True)
@require_POST
def withdraw(request: HttpRequest, invitation: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    actor = _actor(request)
    waiting = get_object_or_404(Invitation.objects.select_related("institution"), pk=invitation)
    authorise(actor, Action.MANAGE_MEMBERS, waiting)
    actions.withdraw_invitation(actor=actor, invitation=waiting)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("members")


@guards(Action.MANAGE_MEMBERS)
@require_POST
def renew_keys(request: HttpRequest) -> HttpResponse:
    """Start a new epoch of the institution's key."""
    actions.renew_keys(actor=_actor(request))
    messages.success(request, _("The institution has a new key."))
    return redirect("members")


# --- joining -------------------------------------------------------------------------------------


@guards(Action.SIGN_IN)
def join(request: HttpRequest, invitation: uuid.UUID) -> HttpResponse:
    """Take up an invitation: as somebody new, with a sign-in name one has, or after a forgotten password."""
    invited = Invitation.objects.select_related("person", "institution").filter(pk=invitation).first()
    if invited is None or not invited.open:
        return render(request, "accounts/join_closed.html", status=410)
    if request.user.is_authenticated:  # a visit is one person's: theirs must end before another begins
        return render(request, "accounts/join_signed_in.html", {"invitation": invited})
    known = "known" in request.GET and invited.person is None
    form = _join_form(request, invited, known)
    if form.is_valid():
        response = _try_to_join(request, invited, form)
        if response is not None:
            return response
    context = {"form": form, "invitation": invited, "known": known}
    return render(request, "accounts/join.html", context)


def _join_form(request: HttpRequest, invited: Invitation, known: bool) -> CodeOfInvitationForm:
    data = request.POST or None
    if invited.person is not None:
        return RenewForm(data, person=invited.person)
    return JoinAsForm(data) if known else JoinForm(data, person=Person())


def _try_to_join(
    request: HttpRequest, invited: Invitation, form: CodeOfInvitationForm
) -> HttpResponse | None:
    """The answer once the person is in, or None when the form now says what is wrong."""
    try:
        opened = invitations.open_with_code(invited.pk, form.cleaned_data["code"])
        if isinstance(form, JoinAsForm):
            return _join_as(request, opened, form)
        return _join_anew(request, opened, form)
    except WrongCode as error:
        form.add_error("code", str(error))
    except InvitationClosed:
        return render(request, "accounts/join_closed.html", status=410)
    except NoKey:  # the institution renewed its keys between the two halves of this
        return render(request, "accounts/join_closed.html", status=410)
    except Conflict as error:
        form.add_error(None, str(error))
    return None


def _join_as(request: HttpRequest, opened: Opened, form: JoinAsForm) -> HttpResponse | None:
    """With a sign-in name one has: the password is checked and throttled as at sign-in, which comes next."""
    adapter = get_adapter()
    credentials = {name: form.cleaned_data[name] for name in ("username", "password")}
    try:
        person = adapter.authenticate(request, **credentials)
    except forms.ValidationError as error:  # throttled
        form.add_error(None, error)
        return None
    if person is None:
        form.add_error(None, adapter.validation_error("username_password_mismatch"))
        return None
    actions.join_as(opened=opened, person=person)
    messages.success(request, _("You are a member now. Sign in."))
    return redirect("account_login")


def _join_anew(request: HttpRequest, opened: Opened, form: CodeOfInvitationForm) -> HttpResponse | None:
    """A new account, or a new beginning of one; the visit starts at once, and a second factor comes next."""
    given: dict[str, Any] = form.cleaned_data
    if opened.invitation.person is not None:
        membership = actions.renew(opened=opened, password=given["password"])
    else:
        newcomer = Newcomer(
            given["username"], given["name"], str(translation.get_language()), given["password"]
        )
        try:
            membership = actions.join(opened=opened, newcomer=newcomer)
        except IntegrityError:
            form.add_error("username", _("Somebody has this sign-in name already. Choose another."))
            return None
    person = membership.person
    session.keep(request, person, keys.unwrap(person, given["password"]))
    get_adapter().login(request, person)
    return redirect("desk")
