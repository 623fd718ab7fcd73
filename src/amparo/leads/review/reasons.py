"""Why a lead is one, as a page shows it: each reason with the words that carry it, marked in their post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.leads import wording

AROUND = 140  # characters before and after the marked words


@dataclass(frozen=True)
class Quote:
    """Words of a post: pieces in order, each with whether it carries the reason."""

    post: str
    pieces: list[tuple[str, bool]] = field(repr=False)


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
    spans: dict[str, list[Mapping[str, Any]]] = {}
    for one in reason["evidence"]:
        spans.setdefault(one["id"], []).append(one)
    quotes = [_quote(post, found, texts.get(post)) for post, found in spans.items()]
    return Why(reason["flag"], wording.said(reason["wording"]), reason["points"], reason["posts"], quotes)


def _quote(post: str, spans: list[Mapping[str, Any]], text: str | None) -> Quote:
    """One post with all its marks; where its text was not kept, the marked words alone."""
    if text is None or any(text[one["start"] : one["end"]] != one["text"] for one in spans):
        return Quote(post, [(one["text"], True) for one in spans])
    spans = sorted(spans, key=lambda one: (one["start"], one["end"]))
    at = max(0, spans[0]["start"] - AROUND)
    pieces = [("…", False)] if at else []
    for one in spans:
        if one["start"] < at:
            continue  # within the mark before
        pieces += [(text[at : one["start"]], False), (text[one["start"] : one["end"]], True)]
        at = one["end"]
    last = min(len(text), at + AROUND)
    pieces.append((text[at:last] + ("…" if last < len(text) else ""), False))
    return Quote(post, [piece for piece in pieces if piece[0]])
