"""Why a lead is one, as a page shows it: each reason with the words that carry it, marked in their post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.leads import wording

AROUND = 140  # characters before and after the marked words


@dataclass(frozen=True)
class Quote:
    """Words of a post, those that carry a reason in the middle."""

    post: str
    before: str = field(repr=False)
    marked: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True)
class Why:
    """One reason, or one thing that speaks against it (`points` below 0)."""

    flag: str
    words: str
    points: float
    posts: int
    quotes: list[Quote]


@dataclass(frozen=True)
class Phase:
    """The reasons of a phase and what they count together."""

    words: str
    counted: float
    cap: float
    capped: bool
    reasons: list[Why]


def phases(content: Mapping[str, Any]) -> list[Phase]:
    """The phases that have a reason, in the order of a person's way through them."""
    found = []
    for phase in content["phases"]:
        reasons = [
            _why(reason, content["texts"])
            for reason in content["reasons"]
            if reason["phase"] == phase["phase"]
        ]
        if reasons:
            name = wording.phase(phase["phase"])
            capped = phase["sum"] > phase["counted"]
            found.append(Phase(name, phase["counted"], phase["cap"], capped, reasons))
    return found


def against(content: Mapping[str, Any]) -> list[Why]:
    """What speaks for an ordinary, open offer."""
    return [_why(reason, content["texts"]) for reason in content["lowering"]]


def _why(reason: Mapping[str, Any], texts: Mapping[str, str]) -> Why:
    quotes = [_quote(one, texts.get(one["id"])) for one in reason["evidence"]]
    return Why(reason["flag"], wording.said(reason["wording"]), reason["points"], reason["posts"], quotes)


def _quote(evidence: Mapping[str, Any], text: str | None) -> Quote:
    start, end = evidence["start"], evidence["end"]
    if text is None or text[start:end] != evidence["text"]:
        return Quote(evidence["id"], "", evidence["text"], "")
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before = ("…" if first else "") + text[first:start]
    return Quote(evidence["id"], before, text[start:end], text[end:last] + ("…" if last < len(text) else ""))
