"""A case with an open referral is not closed: somebody elsewhere is at work, or asked to be."""

from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case, Referral


def open_referral(case: Case) -> str | None:
    """A referral that is written, waits, or is under way."""
    if Referral.objects.open().filter(case=case).exists():
        return str(_("A referral is open. Wait for its end, call it back, or throw the draft away."))
    return None
