"""What the floors above know of a report, said in triage: short lines, by whoever registered (see apps.py).

Reports know nothing of those floors, as with taking up (docs/decisions/0003-take-up.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.reports.models import Report


@dataclass(frozen=True)
class Mark:
    """One line beside a report; `address` is where to read on, empty where this person may not, or cannot."""

    words: str
    reference: str = ""
    address: str = ""


@dataclass(frozen=True)
class Marker:
    """`of_report` says everything about one report; `of_list` which of many get a word in a list."""

    of_report: Callable[[Report, Actor], list[Mark]]
    of_list: Callable[[Iterable[UUID], Institution], dict[UUID, str]]


_registered: list[Marker] = []


def register(marker: Marker) -> None:
    """Called when a floor above starts; twice is once."""
    if marker not in _registered:
        _registered.append(marker)


def of_report(report: Report, actor: Actor) -> list[Mark]:
    """Every line about one report."""
    return [mark for marker in _registered for mark in marker.of_report(report, actor)]


def put_on(reports: Iterable[Report], institution: Institution) -> None:
    """Give each report of a list its `marks`: the words that a list shows."""
    rows = list(reports)
    for row in rows:
        row.marks = []  # type: ignore[attr-defined]
    by_key = {row.pk: row for row in rows}
    for marker in _registered:
        for pk, words in marker.of_list(by_key, institution).items():
            by_key[pk].marks.append(words)  # type: ignore[attr-defined]
