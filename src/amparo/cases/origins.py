"""What of the floors above a case grew from, besides reports, by whoever registered (see apps.py).

Cases know nothing of those floors, as reports know nothing of cases (docs/decisions/0003-take-up.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

from amparo.accounts.policy import Actor
from amparo.cases.models import Case
from amparo.reports.marks import Mark


@dataclass(frozen=True)
class Line:
    """One origin; `let_go`: it is none any more, because a decision was taken back."""

    mark: Mark
    let_go: bool = False


Origin = Callable[[Case, Actor], list[Line]]

_registered: list[Origin] = []


def register(origin: Origin) -> None:
    """Called when a floor above starts; twice is once."""
    if origin not in _registered:
        _registered.append(origin)


def of_case(case: Case, actor: Actor) -> list[Line]:
    """Every origin of a case that the actor may know of, the oldest first."""
    return [line for origin in _registered for line in origin(case, actor)]
