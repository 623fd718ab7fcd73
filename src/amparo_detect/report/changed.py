"""What a day changed, in words: a section of report.html, and lines for the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Any

from amparo_detect.report.wording import Language, number, word

ROWS = 25  # lines of a list
# Counts that are told, and the phrase for each.
TOLD = (
    "templates_new",
    "templates_grown",
    "templates_may_be_one",
    "networks_new",
    "networks_grown",
    "networks_merged",
    "networks_split",
    "networks_gone",
    "leads_new",
    "leads_changed",
    "leads_gone",
    "contacts_new",
)


def in_lines(counts: Mapping[str, int], language: Language) -> list[str]:
    """The counts that are not nought, a line each."""
    return [f"{word(name, language)}: {number(counts[name], language)}" for name in TOLD if counts.get(name)]


def changed(changes: Mapping[str, Any], shown: Collection[int], language: Language) -> Iterator[str]:
    """The section. `changes`: as changes.json; `shown`: the networks that the page shows, to be linked."""

    def named(network: int) -> str:
        name = escape(word("network", language, network=network))
        return f'<a href="#network-{network}">{name}</a>' if network in shown else name

    posts = changes["posts"]
    yield f'<section aria-labelledby="changed"><h2 id="changed">{_say("changed", language)}</h2>'
    facts = {name: number(posts[name], language) for name in ("added", "before")}
    yield f"<p>{_say('posts_added', language, **facts)}</p>"
    counts = {
        f"{part}_{name}": len(listed)
        for part in ("templates", "networks", "leads")
        for name, listed in changes[part].items()
    } | {"contacts_new": len(changes["contacts"])}
    lines = in_lines(counts, language) or [word("nothing_new", language)]
    yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
    leads, networks = changes["leads"], changes["networks"]
    score = [f"{named(each['network'])}: {_score(each['score'], language)}" for each in leads["new"]]
    yield from _list("leads_new", score, language)
    moved = [
        f"{named(each['network'])}: {_score(each['before']['score'], language)} → "
        f"{_score(each['after']['score'], language)}"
        for each in leads["changed"]
    ]
    yield from _list("leads_changed", moved, language)
    merged = [
        f"{named(each['network'])} ← {', '.join(map(str, each['from']))}" for each in networks["merged"]
    ]
    yield from _list("networks_merged", merged, language)
    split = [f"{each['network']} → {', '.join(map(named, each['into']))}" for each in networks["split"]]
    yield from _list("networks_split", split, language)
    contacts = [
        f"{named(each['network'])}: {_say(each['kind'], language)} {escape(each['value'])}"
        for each in changes["contacts"]
        if each["network"] in shown
    ]
    yield from _list("contacts_new", contacts, language)
    pairs = [" · ".join(map(str, pair)) for pair in changes["templates"]["may_be_one"]]
    yield from _list("templates_may_be_one", pairs, language)
    yield "</section>"


def _list(title: str, lines: list[str], language: Language) -> Iterator[str]:
    if not lines:
        return
    yield f"<h3>{_say(title, language)}</h3><ul>"
    yield from (f"<li>{line}</li>" for line in lines[:ROWS])
    if len(lines) > ROWS:
        yield f"<li>{_say('more', language, count=len(lines) - ROWS)}</li>"
    yield "</ul>"


def _score(value: float, language: Language) -> str:
    return _say("score", language, score=number(value, language))


def _say(key: str, language: Language, **facts: object) -> str:
    return escape(word(key, language, **facts))
