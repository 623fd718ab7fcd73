"""What allauth asks us: nobody signs up alone, second factors are sealed, no address is looked at."""

import base64
import io

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.accounts import actions, session
from amparo.accounts.models import Person
from amparo.kernel import sealing
from amparo.kernel.errors import Denied

_CONTEXT = ("mfa.Authenticator", "", "secret")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts exist by invitation only; throttles count sign-in names, never network addresses."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The sign-in name or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "too_many_login_attempts": _("Too many attempts for this sign-in name. Wait five minutes."),
        "rate_limited": _("Too many attempts. Wait five minutes."),
        "no_membership": _("You are not a member of any institution now. Ask for a new invitation."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return "0.0.0.0"  # noqa: S104 - not a socket: the address that stands for "not looked at"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def login(self, request: HttpRequest, user: Person) -> None:
        """The end of every sign-in, after the second factor where there is one."""
        super().login(request, user)
        membership = session.membership(request, user)
        if membership is None:  # ended while the second factor was being asked for
            raise Denied(self.error_messages["no_membership"])
        session.register(request, user)
        actions.record_sign_in(membership=membership)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The start page, in the person's own language."""
        chosen = request.user.language if isinstance(request.user, Person) else ""
        with translation.override(chosen or settings.LANGUAGE_CODE):
            return reverse("desk")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("front")

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **options: object) -> bool:
        """Not for who typed the password a moment ago: a second factor is set up right after joining."""
        return not session.just_signed_in(context.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        if not user.is_authenticated:
            return []
        return [
            {
                "id": "reauthenticate",
                "description": gettext("Password"),
                "url": reverse("account_reauthenticate"),
            }
        ]


def other_second_factors(authenticator: Authenticator) -> bool:
    """Whether the person keeps a second factor when this one goes."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
    return bool(others.exclude(pk=authenticator.pk).exists())


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery codes are sealed under a server key, so a database dump holds none."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right."),
        "cannot_delete_authenticator": _("This is your only second factor. Add another before removing it."),
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
    }

    def encrypt(self, text: str) -> str:
        sealed = sealing.seal(text.encode(), sealing.derive("second-factor"), _CONTEXT)
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return sealing.open_sealed(sealed, sealing.derive("second-factor"), _CONTEXT).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return other_second_factors(authenticator)

    def build_totp_svg(self, url: str) -> str:
        drawing = io.BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=5, light="white", xmldecl=False)
        return drawing.getvalue().decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Security key %(number)d") % {"number": count + 1}
