"""Periods in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from amparo.cases.obligations.calendar import Period, Unit
from amparo.cases.obligations.kinds import Kind

# Values that choose among a clock's periods in the files that come with Amparo; others are shown as they are.
VARIANTS = {
    "immediate": _("immediate danger"),
    "high": _("high risk"),
    "urgent": _("urgent"),
    "normal": _("not urgent"),
}


def spell(period: Period) -> str:
    """'10 working days', in the reader's language."""
    number = period.amount
    said = {
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", number),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", number),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", number),
    }[period.unit]
    return said % {"n": number}


def spell_all(kind: Kind) -> list[str]:
    """Every period of a clock: those for one value with that value, the usual one last."""
    if kind.until_fact:
        return [str(_("the day that was agreed"))]
    chosen = [f"{VARIANTS.get(value, value)}: {spell(period)}" for value, period in kind.periods.items()]
    return [*chosen, spell(kind.period)] if kind.period not in kind.periods.values() else chosen
