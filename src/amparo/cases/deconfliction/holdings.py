"""What the floors above hold of an identifier, by whoever registered (see apps.py).

Cases know nothing of those floors, as reports know nothing of cases (docs/decisions/0003-take-up.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.reports.marks import Mark

Place = tuple[str, bytes]  # kind and digest of an identifier


@dataclass(frozen=True)
class Holding:
    """`elsewhere`: which of the digests somebody else has; `holders`: the institutions that have one.

    `lines`: what whoever answers a question is shown of their own institution's.
    """

    elsewhere: Callable[[Iterable[bytes], Institution], set[Place]]
    holders: Callable[[str, bytes], set[UUID]]
    lines: Callable[[str, bytes, Actor], list[Mark]]


_registered: list[Holding] = []


def register(holding: Holding) -> None:
    """Called when a floor above starts; twice is once."""
    if holding not in _registered:
        _registered.append(holding)


def elsewhere(digests: Iterable[bytes], institution: Institution) -> set[Place]:
    """Which of the digests another institution than this one holds above."""
    wanted = list(digests)
    return {place for holding in _registered for place in holding.elsewhere(wanted, institution)}


def holders(kind: str, digest: bytes) -> set[UUID]:
    """Every institution that holds it above."""
    return {pk for holding in _registered for pk in holding.holders(kind, digest)}


def lines(kind: str, digest: bytes, actor: Actor) -> list[Mark]:
    """What the actor's own institution holds above."""
    return [mark for holding in _registered for mark in holding.lines(kind, digest, actor)]
