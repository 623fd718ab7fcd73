"""What an auditor sees: their institution's record, or everybody's where oversight is its task."""

from dataclasses import dataclass

from amparo.accounts.models import Institution, Kind
from amparo.accounts.policy import Actor

OVERSEES_ALL = frozenset({Kind.COORDINATION, Kind.HUMAN_RIGHTS})


@dataclass(frozen=True)
class Scope:
    """The institutions whose record may be read; `only` is None for all of them."""

    only: Institution | None

    @property
    def institutions(self) -> list[Institution]:
        """Those to choose from, by name."""
        return [self.only] if self.only else list(Institution.objects.order_by("name"))

    def key(self, chosen: str) -> str:
        """The institution to look at: the only one, else the chosen one, else '' for all."""
        return str(self.only.pk) if self.only else chosen


def of(actor: Actor) -> Scope:
    """The scope of an auditor."""
    return Scope(None if actor.institution.kind in OVERSEES_ALL else actor.institution)
