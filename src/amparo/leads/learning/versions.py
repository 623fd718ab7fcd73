"""Versions of the weights: what each changed, and the weights of an earlier one, to go back to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.leads import wording
from amparo.leads.models import WeightSet
from amparo_detect.flags.catalogue import catalogue

MOST = 20  # versions that are shown


@dataclass(frozen=True)
class Change:
    """A flag in words, and what it weighed and weighs."""

    words: str
    before: float
    after: float


@dataclass(frozen=True)
class Version:
    """A version with its reason, for whoever holds keys, and what it changed in the one before it."""

    row: WeightSet
    reason: str = field(repr=False)
    changes: list[Change]


def defaults() -> dict[str, float]:
    """Flag → the library's own weight, in the order of the catalogue; what lowers a score comes last."""
    known = catalogue()
    return {code: flag.weight for code, flag in {**known.flags, **known.lowerings}.items()}


def weights_of(row: WeightSet | None) -> dict[str, float]:
    """Flag → weight of a version (None: the library's own), for the flags that there are now."""
    own = defaults()
    return own | ({code: weight for code, weight in row.weights.items() if code in own} if row else {})


def numbered(institution: Institution, number: int) -> dict[str, float] | None:
    """The weights of a version of an institution; 0 is the library's own; None where there is no such."""
    if number == 0:
        return defaults()
    row = WeightSet.objects.filter(institution=institution, number=number).first()
    return weights_of(row) if row else None


def changes(before: Mapping[str, float], after: Mapping[str, float]) -> list[Change]:
    """What differs, in the order of the catalogue."""
    return [
        Change(wording.flag(code), before[code], weight)
        for code, weight in after.items()
        if code in before and before[code] != weight
    ]


def mark(weights: Mapping[str, float]) -> str:
    """A short sign of weights, by which a page knows whether these were looked at."""
    told = ",".join(f"{code}={weight:g}" for code, weight in sorted(weights.items()))
    return sha256(told.encode()).hexdigest()[:16]


def history(actor: Actor) -> list[Version]:
    """The versions, newest first."""
    rows = WeightSet.objects.filter(institution=actor.institution).order_by("-number")
    found: list[WeightSet | None] = list(rows.select_related("institution_key", "set_by__person")[: MOST + 1])
    if len(found) <= MOST:
        found.append(None)
    return [
        Version(newer, _reason(actor, newer), changes(weights_of(older), weights_of(newer)))
        for newer, older in pairwise(found)
        if newer is not None
    ]


def _reason(actor: Actor, row: WeightSet) -> str:
    if not actor.membership.holds_keys:
        return ""
    return actor.keyring.open_box(bytes(row.reason), row.institution_key.epoch, row.reason_context).decode()
