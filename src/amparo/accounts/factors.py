"""Allauth's pages for signing in and for second factors, each behind a guard."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from amparo.accounts import actions, session
from amparo.accounts.adapters import MfaAdapter, other_second_factors
from amparo.accounts.models import Person
from amparo.accounts.policy import Action, Actor, View, guards

_own = guards(Action.MANAGE_OWN_ACCOUNT)
_first = guards(Action.MANAGE_OWN_ACCOUNT, without_second_factor=True)
_public = guards(Action.SIGN_IN)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@_public
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask, then end the visit: the session goes, the key cookie goes, and the browser forgets the pages."""
    session_key = request.session.session_key
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        session.end_this(request, session_key)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _adding(view: View, kind: str) -> View:
    """A page that adds a second factor. The first one ends the visits that had only the password."""

    def adding(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = _actor(request).membership.person
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            before = _count(person, kind)
            response = view(request, *args, **kwargs)
            if _count(person, kind) > before:
                if not session.passed_second_factor(request, person):
                    session.end(person, but=request.session.session_key)
                session.enrolled_second_factor(request)
                actions.record_second_factor(actor=_actor(request), kind=kind, change="added")
        return response

    return adding


def _count(person: Person, kind: str) -> int:
    return int(Authenticator.objects.filter(user=person, type=kind).count())


def _removing(view: View, find: Callable[..., Authenticator]) -> View:
    """A page that takes a second factor away, but never the last."""

    def removing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = _actor(request).membership.person
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            authenticator = find(person, **kwargs)
            if not other_second_factors(authenticator):
                messages.warning(request, str(MfaAdapter.error_messages["cannot_delete_authenticator"]))
                return redirect("mfa_index")
            response = view(request, *args, **kwargs)
            if not Authenticator.objects.filter(pk=authenticator.pk).exists():
                actions.record_second_factor(
                    actor=_actor(request), kind=str(authenticator.type), change="removed"
                )
        return response

    return removing


def _app(person: Person) -> Authenticator:
    return get_object_or_404(Authenticator, user=person, type=Authenticator.Type.TOTP)


def _security_key(person: Person, pk: int) -> Authenticator:
    return get_object_or_404(Authenticator, user=person, type=Authenticator.Type.WEBAUTHN, pk=pk)


@_own
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones stop working."""
    response: HttpResponse = recovery_codes.generate_recovery_codes(request)
    if response.status_code == 302:
        kind = str(Authenticator.Type.RECOVERY_CODES)
        actions.record_second_factor(actor=_actor(request), kind=kind, change="renewed")
    return response


sign_in = _public(account.login)
second_factor = _public(mfa.authenticate)
confirm = _first(account.reauthenticate)
factors = _own(mfa.index)
add_app = _first(_adding(totp.activate_totp, Authenticator.Type.TOTP))
remove_app = _own(_removing(totp.deactivate_totp, _app))
add_security_key = _first(_adding(webauthn.add_webauthn, Authenticator.Type.WEBAUTHN))
security_keys = _own(webauthn.list_webauthn)
remove_security_key = _own(_removing(webauthn.remove_webauthn, _security_key))
codes = _own(recovery_codes.view_recovery_codes)
