"""What allauth asks us: nobody signs up alone, second factors are sealed, no address is looked at."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from amparo.kernel import sealing

_CONTEXT = ("mfa.Authenticator", "", "secret")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts exist by invitation only; throttles count sign-in names, never network addresses."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return "0.0.0.0"  # noqa: S104 - not a socket: the address that stands for "not looked at"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery codes are sealed under a server key, so a database dump holds none."""

    def encrypt(self, text: str) -> str:
        sealed = sealing.seal(text.encode(), sealing.derive("second-factor"), _CONTEXT)
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return sealing.open_sealed(sealed, sealing.derive("second-factor"), _CONTEXT).decode()
