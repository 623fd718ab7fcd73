"""Every way Amparo refuses, on one screen. Messages are for people and never carry personal data."""

from django.utils.translation import gettext_lazy as _


class AmparoError(Exception):
    """Root of every refusal that Amparo words itself; `str()` of it is safe to show and to log."""

    message = _("This could not be done.")

    def __init__(self, message: object = None) -> None:
        super().__init__(str(message if message is not None else self.message))


class Misconfigured(AmparoError):
    """The installation is not safe to start. Permanent until an operator acts."""


class Denied(AmparoError):
    """The policy has no row that allows this. Permanent for this person and object."""

    message = _("You do not have access to this.")


class Hidden(Denied):
    """Denied, and even the object's existence is not this person's to know: answered as 'not found'."""


class NoKey(Denied):
    """Allowed on paper, but no key that this person holds opens it."""

    message = _("No key that you hold opens this.")


class SealBroken(AmparoError):
    """A ciphertext was altered, moved to another row or field, or opened with the wrong key."""

    message = _("This sealed content cannot be opened.")


class Conflict(AmparoError):
    """Somebody else changed the object first. Retry after looking at it again."""

    message = _("Somebody else changed this a moment ago. Look again before deciding.")


class Unavailable(AmparoError):
    """A part of the system is down for now. Retry; nothing was lost."""

    message = _("This is not working at the moment. Please try again in a few minutes.")
