"""Words and numbers of leads for templates."""

from datetime import date

from django import template
from django.utils.formats import date_format, number_format

from amparo.leads import wording
from amparo.leads.models import Lead

register = template.Library()

_SHOWN = 4  # flags of a list's row


@register.filter
def score(lead: Lead) -> str:
    """The score with one decimal, as the language writes it."""
    return number_format(lead.score / 10, 1)


@register.filter
def points(value: float) -> str:
    """Points with their sign."""
    return f"{'−' if value < 0 else '+'}{number_format(round(abs(value), 1), 1)}"


@register.filter
def top_flags(lead: Lead) -> list[str]:
    """What the heaviest flags of a lead say, without numbers."""
    heavy = sorted(
        (item for item in lead.points.items() if item[1] > 0), key=lambda item: (-item[1], item[0])
    )
    return [wording.flag(code) for code, _points in heavy[:_SHOWN]]


@register.filter
def grouped(value: int) -> str:
    """A count, with its thousands apart."""
    return number_format(value, force_grouping=True)


@register.filter
def language_name(code: str) -> str:
    """A language's name."""
    return wording.language(code)


@register.filter
def kind_name(code: str) -> str:
    """What a kind of contact is called."""
    return wording.kind(code)


@register.filter
def country_name(code: str) -> str:
    """A country's name; empty for none."""
    return wording.country(code) if code else ""


@register.filter
def percent(share: float) -> str:
    """A share of 1 in percent, with one decimal."""
    return f"{number_format(round(share * 100, 1), 1)} %"  # number_format itself cuts off


@register.filter
def day(moment: str | None) -> str:
    """The date of an ISO 8601 moment, as the language writes it."""
    return date_format(date.fromisoformat(moment[:10]), "SHORT_DATE_FORMAT") if moment else "–"
