"""A lead in plain text, for a terminal: every reason with its points, its words, and how they add up."""

from __future__ import annotations

from collections.abc import Iterator

from amparo_detect.leads import Lead, Lowering, Reason
from amparo_detect.report.wording import Language, number, word


def explain(lead: Lead, language: Language) -> str:
    """Why the network is a lead. Ends without a line break."""
    return "\n".join(_lines(lead, language))


def _lines(lead: Lead, language: Language) -> Iterator[str]:
    score = number(lead["score"], language)
    yield f"{word('network', language, network=lead['network'])}: {word('score', language, score=score)}"
    yield f"{lead['posts']} {word('posts', language).lower()} · {period(lead, language)}"
    yield f"{word('question', language)} {word('caution', language)}"
    for phase in lead["phases"]:
        reasons = [reason for reason in lead["reasons"] if reason["phase"] == phase["phase"]]
        if reasons:
            yield ""
            yield f"{word(phase['phase'], language)}: {_counted(phase['sum'], phase['counted'], language)}"
            for reason in reasons:
                yield from _reason(reason, language)
    if lead["lowering"]:
        yield ""
        yield f"{word('lowering', language)}:"
        for lowering in lead["lowering"]:
            yield from _reason(lowering, language)
    yield ""
    yield f"{word('total', language)}: {arithmetic(lead, language)}"


def period(lead: Lead, language: Language) -> str:
    """From the first day to the last, or that there are no dates."""
    if lead["first"] is None or lead["last"] is None:
        return word("no_time", language)
    return word("period", language, first=lead["first"][:10], last=lead["last"][:10])


def taken_off(lead: Lead) -> float:
    """What lowering took off: what is missing from the phases to the score."""
    return round(sum(phase["counted"] for phase in lead["phases"]) - lead["score"], 1)


def arithmetic(lead: Lead, language: Language) -> str:
    """The sum of the phases less what was taken off."""
    parts = " + ".join(number(phase["counted"], language) for phase in lead["phases"] if phase["counted"])
    off = taken_off(lead)
    less = f" − {number(off, language)}" if off else ""
    return f"{parts or '0'}{less} = {number(lead['score'], language)}"


def _counted(total: float, counted: float, language: Language) -> str:
    if total == counted:
        return number(counted, language)
    return f"{number(total, language)} → {number(counted, language)}"


def _reason(reason: Reason | Lowering, language: Language) -> Iterator[str]:
    points = number(reason["points"], language)
    signed = points if points.startswith("-") else f"+{points}"
    carried = word("carried", language, points=signed, posts=reason["posts"])
    yield f"  {reason['wording'][language]}  [{reason['flag']}: {carried}]"
    for evidence in reason["evidence"]:
        where = word("in_post", language, id=evidence["id"])
        quoted = " ".join(evidence["text"].split())
        yield f"      “{quoted}” {where} ({evidence['start']}–{evidence['end']})"
