"""Clocks that keep a case from being closed."""

from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case, Obligation
from amparo.cases.obligations.kinds import country


def running_clocks(case: Case) -> str | None:
    """What still has to be done or waived (lifecycle/blockers.py); what ends with the case does not count."""
    with_case = [code for code, kind in country().kinds.items() if kind.ends_with_case]
    if Obligation.objects.pending().filter(case=case).exclude(kind__in=with_case).exists():
        return str(_("Clocks still run. Do what they ask for, or have a supervisor waive them."))
    return None
