"""report.html: the leads as one page that needs neither network nor script, to be read and printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any, cast

from amparo_detect.leads import Evidence, Fixed, Lead, Lowering, Reason, Slot, Template
from amparo_detect.report import charts
from amparo_detect.report.changed import changed
from amparo_detect.report.explain import arithmetic, period, taken_off
from amparo_detect.report.wording import Language, number, word

LEADS = 200  # leads that the page shows; all are in leads.jsonl
ROWS = 25  # rows of a table
VALUES = 6  # values of a slot


def page(leads: Sequence[Lead], language: Language, changes: Mapping[str, Any] | None = None) -> str:
    """The whole page. `leads` are shown in their order; `changes`: as changes.json says them."""
    style = resources.files("amparo_detect.report").joinpath("report.css").read_text("utf-8")
    shown = leads[:LEADS]
    count = word("shown", language, shown=number(len(shown), language), all=number(len(leads), language))
    body = [
        f"<header><h1>{_say('title', language)}</h1>",
        f'<p class="question"><strong>{_say("question", language)}</strong> {_say("caution", language)}</p>',
        f"<p>{escape(count) if leads else _say('none', language)}</p></header>",
    ]
    body += changed(changes, {lead["network"] for lead in shown}, language) if changes else []
    body += _contents(shown, language)
    body.append("<main>")
    for lead in shown:
        body += _article(lead, language)
    body.append("</main>")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_say('title', language)}</title><style>{style}</style></head>\n<body>"
        + "\n".join(body)
        + "</body></html>\n"
    )


def _say(key: str, language: Language, **facts: object) -> str:
    return escape(word(key, language, **facts))


def _contents(leads: Sequence[Lead], language: Language) -> Iterator[str]:
    if not leads:
        return
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{_say("contents", language)}</h2><ol>'
    for lead in leads:
        name = _say("network", language, network=lead["network"])
        score = _say("score", language, score=number(lead["score"], language))
        why = escape(lead["reasons"][0]["wording"][language]) if lead["reasons"] else ""
        link = f'<a href="#network-{lead["network"]}">{name}</a>'
        yield f'<li>{link} · {score}<br><span class="why">{why}</span></li>'
    yield "</ol></nav>"


def _article(lead: Lead, language: Language) -> Iterator[str]:
    key = f"network-{lead['network']}"
    tongues = ", ".join(
        f"{word(code, language)} {number(posts, language)}" for code, posts in lead["languages"].items()
    )
    name = _say("network", language, network=lead["network"])
    yield f'<article aria-labelledby="{key}"><h2 id="{key}">{name}</h2>'
    yield f'<p class="score">{_say("score", language, score=number(lead["score"], language))}</p>'
    count = f"{_say('posts', language)}: {number(lead['posts'], language)}"
    written = f"{_say('languages', language)}: {escape(tongues)}"
    yield f"<p>{count} · {escape(period(lead, language))} · {written}</p>"
    yield from _reasons(lead, language)
    yield from _scripts(lead, language)
    yield from _contacts(lead, language)
    yield from _times(lead, language)
    yield from _places(lead, language)
    yield from _changes(lead, language)
    yield from _links(lead, language)
    yield "</article>"


def _reasons(lead: Lead, language: Language) -> Iterator[str]:
    yield f"<h3>{_say('why', language)}</h3>"
    for phase in lead["phases"]:
        reasons = [reason for reason in lead["reasons"] if reason["phase"] == phase["phase"]]
        if reasons:
            yield f"<h4>{_say(phase['phase'], language)}</h4><ul>"
            yield from (_reason(reason, language) for reason in reasons)
            yield "</ul>"
    if lead["lowering"]:
        yield f"<h4>{_say('lowering', language)}</h4><ul>"
        yield from (_reason(lowering, language) for lowering in lead["lowering"])
        yield "</ul>"
    rows = [
        (
            word(phase["phase"], language),
            *(number(value, language) for value in (phase["sum"], phase["cap"], phase["counted"])),
        )
        for phase in lead["phases"]
        if phase["sum"]
    ]
    off = taken_off(lead)
    if off:
        rows.append((word("taken_off", language), "", "", f"−{number(off, language)}"))
    rows.append((word("total", language), "", "", number(lead["score"], language)))
    yield f"<details><summary>{_say('sum', language)}: {escape(arithmetic(lead, language))}</summary>"
    yield _table("sum", ("phase", "points", "cap", "counted"), rows, language)
    yield "</details>"


def _reason(reason: Reason | Lowering, language: Language) -> str:
    points = number(reason["points"], language)
    signed = points if points.startswith("-") else f"+{points}"
    carried = _say(
        "carried", language, points=signed.replace("-", "−"), posts=number(reason["posts"], language)
    )
    quotes = "".join(_quote(evidence, language) for evidence in reason["evidence"])
    listed = f'<ul class="quotes">{quotes}</ul>' if quotes else ""
    return f'<li>{escape(reason["wording"][language])} <span class="points">{carried}</span>{listed}</li>'


def _quote(evidence: Evidence, language: Language) -> str:
    where = f"{_say('in_post', language, id=evidence['id'])}, {evidence['start']}–{evidence['end']}"
    return f'<li><q>{escape(" ".join(evidence["text"].split()))}</q> <span class="where">{where}</span></li>'


def _scripts(lead: Lead, language: Language) -> Iterator[str]:
    read = [template for template in lead["templates"] if template["read"]]
    if not read:
        return
    yield f"<h3>{_say('script', language)}</h3><p>{_say('slots', language)}</p>"
    for template in read:
        heading = word(
            "script_n", language, template=template["template"], posts=number(template["posts"], language)
        )
        yield f"<h4>{escape(heading)}</h4>"
        parts = " ".join(_part(part, language) for part in template["read"])
        yield f'<p class="script" dir="auto"{_tongue(template)}>{parts}</p>'


def _tongue(template: Template) -> str:
    known = [code for code in template["languages"] if code != "und"]
    return f' lang="{escape(known[0])}"' if known else ""


def _part(part: Fixed | Slot, language: Language) -> str:
    if "slot" not in part:
        return escape(part["fixed"])
    slot = cast(Slot, part)
    values = [escape(value["value"]) for value in slot["slot"][:VALUES]]
    more = len(slot["slot"]) - VALUES
    if more > 0:
        values.append(f"<i>{_say('more', language, count=more)}</i>")
    return f'<span class="slot">[{" <b>|</b> ".join(values)}]</span>'


def _contacts(lead: Lead, language: Language) -> Iterator[str]:
    if lead["contacts"]:
        yield f"<h3>{_say('contacts', language)}</h3>"
        rows = [
            (
                word(contact["kind"], language),
                contact["value"] + (f" ({word('shared', language)})" if contact["shared"] else ""),
                number(contact["posts"], language),
                _day(contact["first"]),
                _day(contact["last"]),
            )
            for contact in lead["contacts"]
        ]
        yield _table("contacts", ("kind", "value", "posts", "first", "last"), rows, language)
    if lead["accounts"]:
        yield f"<h3>{_say('accounts', language)}</h3>"
        told = [
            (
                account["source"],
                number(account["posts"], language),
                _day(account["first"]),
                _day(account["last"]),
            )
            for account in lead["accounts"]
        ]
        yield _table("accounts", ("account", "posts", "first", "last"), told, language)


def _day(moment: str | None) -> str:
    return moment[:10] if moment else ""


def _times(lead: Lead, language: Language) -> Iterator[str]:
    counts = lead["timeline"]["counts"]
    if not counts:
        return
    by_week = lead["timeline"]["unit"] == "week"
    label = word("per_week" if by_week else "per_day", language)
    yield f"<h3>{_say('timeline', language)}</h3><p>{escape(label)}</p>"
    yield _chart(charts.timeline(lead["timeline"], label), label)
    rows = [(count["start"], number(count["posts"], language)) for count in counts]
    yield f"<details><summary>{_say('table', language)}</summary>"
    yield _table("timeline", ("week_of" if by_week else "day", "posts"), rows, language, most=len(rows))
    yield "</details>"


def _places(lead: Lead, language: Language) -> Iterator[str]:
    places = lead["places"][:ROWS]
    if not places:
        return
    yield f"<h3>{_say('places', language)}</h3>"
    if any(place["latitude"] is not None for place in places):
        yield _chart(charts.world(places, word("map", language)), word("map", language))
    rows = [
        (
            f"{row}. {place['name']}{', ' + place['country'] if place['country'] else ''}",
            number(place["posts"], language),
            _day(place["first"]),
        )
        for row, place in enumerate(lead["places"], 1)
    ]
    yield _table("places", ("place", "posts", "first"), rows, language)


def _changes(lead: Lead, language: Language) -> Iterator[str]:
    changes = [
        (move["at"], move["template"], move["origin"], move["destination"]) for move in lead["moves"]
    ] + [
        (change["at"], change["template"], change["before"], change["after"])
        for change in lead["phone_changes"]
    ]
    if not changes:
        return
    yield f"<h3>{_say('moves', language)}</h3><ul>"
    for at, template, before, after in sorted(changes)[:ROWS]:
        yield f"<li>{_say('move', language, template=template, before=before, after=after, at=_day(at))}</li>"
    yield "</ul>"


def _links(lead: Lead, language: Language) -> Iterator[str]:
    if not lead["links"]:
        return
    yield f"<h3>{_say('links', language)}</h3>"
    names = {
        template["template"]: word(
            "script_n", language, template=template["template"], posts=template["posts"]
        )
        for template in lead["templates"]
    }
    drawn = [link for link in lead["links"] if link["template"] in names]
    label = word("link_chart", language)
    yield _chart(charts.links(drawn, names, label), label)
    rows = [
        (
            names[link["template"]],
            word(link["kind"], language),
            link["value"],
            number(link["posts"], language),
        )
        for link in drawn
    ]
    yield f"<details><summary>{_say('table', language)}</summary>"
    yield _table("links", ("scripts", "kind", "value", "posts"), rows, language)
    yield "</details>"


def _chart(svg: str, label: str) -> str:
    return f'<div class="chart" role="group" tabindex="0" aria-label="{escape(label)}">{svg}</div>'


def _table(
    name: str, columns: Sequence[str], rows: Sequence[Iterable[str]], language: Language, *, most: int = ROWS
) -> str:
    """A table in a region that scrolls by itself on narrow screens and by keyboard."""
    head = "".join(f'<th scope="col">{_say(column, language)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[:most]
    )
    left = len(rows) - most
    more = f"<p>{_say('more', language, count=left)}</p>" if left > 0 else ""
    label = _say(name, language)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="table" role="group" tabindex="0" aria-label="{label}">{table}</div>{more}'
