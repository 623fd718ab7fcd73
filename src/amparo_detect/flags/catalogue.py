"""The red flags and what they weigh, read from catalogue.toml."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, NamedTuple

from amparo_detect.leads import PHASES, Phase, Wording


class Flag(NamedTuple):
    """A flag, or a lowering when `phase` is None. `weight` is positive for both.

    `needs` are pattern codes that must all stand in one post; `patterns` the one pattern code it is found by
    otherwise; a structural flag has neither: it is computed over a network. A post in which the pattern code
    `unless` stands does not carry the flag: it is no offer, or offers something else. A flag of `manner` says
    how something is posted and nothing of what is offered: such flags alone make no lead.
    """

    code: str
    phase: Phase | None
    weight: float
    wording: Wording
    cites: tuple[str, ...]
    needs: tuple[str, ...]
    structural: bool
    manner: bool
    unless: str | None

    @property
    def found_by(self) -> tuple[str, ...]:
        """The pattern codes that must stand in one post."""
        return () if self.structural else self.needs or (self.code,)


class Warns(NamedTuple):
    """The pattern codes `of` warn of what stands in their line. Two of them, `apart` code points from one
    another and more, make a post a warning, which carries no flags, where the code `unless` does not stand.
    """

    of: tuple[str, ...]
    apart: int
    unless: str


class Catalogue(NamedTuple):
    """`caps` per phase, and how much lowering can take away at most; flags in the order of the file."""

    caps: dict[Phase, float]
    lowering_cap: float
    flags: dict[str, Flag]
    lowerings: dict[str, Flag]
    turned: dict[str, str]  # pattern code → the code that its negation stands for
    warning: Warns


_set: dict[str, float] = {}


def use_weights(weights: Mapping[str, float]) -> None:
    """From now on in this process these flags weigh so; the others as the file says."""
    _set.clear()
    _set.update(weights)
    catalogue.cache_clear()


@functools.cache
def catalogue() -> Catalogue:
    """The catalogue of the library, with the weights that were set in this process."""
    text = resources.files("amparo_detect.flags").joinpath("catalogue.toml").read_text("utf-8")
    source = tomllib.loads(text)
    return Catalogue(
        caps={phase: float(source["caps"][phase]) for phase in PHASES},
        lowering_cap=float(source["caps"]["lowering"]),
        flags={entry["code"]: _flag(entry) for entry in source["flag"]},
        lowerings={entry["code"]: _flag(entry) for entry in source["lowering"]},
        turned={entry["code"]: entry["negated"] for entry in source["flag"] if "negated" in entry},
        warning=Warns(**source["warning"] | {"of": tuple(source["warning"]["of"])}),
    )


def _flag(entry: dict[str, Any]) -> Flag:
    phase = entry.get("phase")
    if phase is not None and phase not in PHASES:
        raise ValueError(f"{entry['code']}: no phase {phase!r}")
    return Flag(
        code=entry["code"],
        phase=phase,
        weight=_set.get(entry["code"], float(entry["weight"])),
        wording={"en": entry["en"], "pt": entry["pt"]},
        cites=tuple(entry.get("cites", ())),
        needs=tuple(entry.get("needs", ())),
        structural=entry.get("structural", False),
        manner=entry.get("manner", False),
        unless=entry.get("unless"),
    )
