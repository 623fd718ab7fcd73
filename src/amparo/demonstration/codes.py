"""The second factor of made-up people, which a real one would have on their own telephone."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings

from amparo.accounts.models import Membership
from amparo.kernel.errors import AmparoError, Misconfigured


def current_code(username: str) -> str:
    """The six digits that this person would type now.

    Raises Misconfigured outside the demonstration, AmparoError for a name that nobody has.
    """
    if not settings.DEMONSTRATION:
        raise Misconfigured("Second factors are printed in the demonstration only.")
    current = Membership.objects.current().filter(institution__demonstration=True)
    member = current.filter(person__username=username).select_related("person").first()
    if member is None:
        raise AmparoError(f"Nobody signs in as {username} here.")
    factor = Authenticator.objects.filter(user=member.person, type=Authenticator.Type.TOTP).first()
    if factor is None:
        raise AmparoError(f"{username} has no second factor yet: it is set up at the first sign-in.")
    counters = list(totp.yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]  # the earlier and later ones are what a slow clock is forgiven
    digits: str = totp.format_hotp_value(totp.hotp_value(decrypt(factor.data["secret"]), now))
    return digits
