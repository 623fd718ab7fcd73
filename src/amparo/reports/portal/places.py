"""Provinces and districts to choose from, also while the database is away."""

from django.db import InterfaceError, OperationalError

from amparo.geography.models import Unit

Choices = list[tuple[str, str]]

_last_read: dict[str, Choices] = {}  # so that a page can be shown again when the database has just gone away


def provinces() -> Choices:
    """(p-code, name) of every province, by name."""
    return _read("")


def districts(province: str) -> Choices:
    """(p-code, name) of a province's districts, by name; none without a province."""
    return _read(province) if province else []


def _read(parent: str) -> Choices:
    units = Unit.objects.districts().filter(parent=parent) if parent else Unit.objects.provinces()
    try:
        _last_read[parent] = list(units.values_list("pcode", "name"))
    except (OperationalError, InterfaceError):
        return _last_read.get(parent, [])
    return _last_read[parent]


def name(pcode: str) -> str:
    """What a place is called; empty for an unknown code."""
    return Unit.objects.filter(pcode=pcode).values_list("name", flat=True).first() or ""
