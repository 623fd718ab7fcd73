"""Words for what triage lists and pages show."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext, ngettext

from amparo.kernel import clock
from amparo.reports import misuse, urgency
from amparo.reports.answers import ContactWay
from amparo.reports.models import Level, Report

register = template.Library()

_BADGE = {Level.IMMEDIATE: "now", Level.HIGH: "soon", Level.NORMAL: "", Level.LOW: "off"}
_KINDS = {
    "phone": lambda: gettext("the same phone number"),
    "account": lambda: gettext("the same account name"),
    "address": lambda: gettext("the same web address"),
    "email": lambda: gettext("the same e-mail address"),
    "document": lambda: gettext("the same document number"),
    "reporter": lambda: gettext("the same contact of the reporter"),
    "story": lambda: gettext("a story told alike"),
}


@register.filter
def badge(level: str) -> str:
    """The style of a level's badge."""
    return _BADGE[Level(level)]


@register.filter
def reasons(report: Report) -> list[tuple[str, int]]:
    """The rules that held, in words, with their points."""
    points = {rule.code: rule.points for rule in urgency.RULES}
    return [(str(urgency.WORDS[code]), points[code]) for code in report.reasons if code in urgency.WORDS]


@register.filter
def doubts(report: Report) -> list[str]:
    """The signs of misuse, in words."""
    return [str(misuse.WORDS[code]) for code in report.misuse if code in misuse.WORDS]


@register.filter
def kind_words(kind: str) -> str:
    """Why two reports match."""
    return _KINDS[kind]()


@register.filter
def place(report: Report) -> str:
    """District and province, or what is known of them."""
    known = [unit.name for unit in (report.district, report.province) if unit]
    return ", ".join(known) or gettext("place not told")


@register.filter
def contact_way(way: str) -> str:
    """How the reporter can be reached, in words."""
    return str(ContactWay(way).label) if way in ContactWay.values else gettext("not told")


@register.filter
def time_left(due_at: datetime) -> str:
    """How much of the time is left, or for how long it has been over, in words."""
    left = due_at - clock.now()
    if left <= timedelta(0):
        return gettext("%(time)s late") % {"time": spell(-left)}
    return gettext("%(time)s left") % {"time": spell(left)}


@register.filter
def clock_style(report: Report) -> str:
    """'late', 'warn' for the last quarter, or nothing."""
    left = report.due_at - clock.now()
    if left <= timedelta(0):
        return "late"
    return "warn" if left <= report.triage_period / 4 else ""


def spell(span: timedelta) -> str:
    """A span in its largest unit: minutes, hours or days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
