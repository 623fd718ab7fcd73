"""Any network in plain text, lead or not: what ties it, what it says, and why it is no lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from amparo_detect.flags.score import LEAST, LEAST_REASONS, flag_of
from amparo_detect.leads import Lead, Wording
from amparo_detect.report.explain import explain
from amparo_detect.report.wording import Language, number, word

SHOWN = 20  # contacts that tie, those in most posts first


class Tie(NamedTuple):
    """A contact of a network; `joins`: False where strangers use it."""

    kind: str
    value: str
    posts: int
    scripts: int
    joins: bool


class Said(NamedTuple):
    """A flag that one post carries, and the words that carry it."""

    wording: Wording
    flag: str
    text: str
    start: int
    end: int


class Case(NamedTuple):
    """A network (−1 for a post alone). `lead`: as its lead would describe it, None where no texts are kept.
    `against`: keys and facts of the wording of why it is none.
    """

    network: int
    posts: int
    scripts: int
    ties: list[Tie]
    lead: Lead | None
    against: list[tuple[str, dict[str, float]]]


def reasons_against(score: float, flags: Sequence[str]) -> list[tuple[str, dict[str, float]]]:
    """Why a network with this score and these flags is no lead, as keys and facts of the wording."""
    against: list[tuple[str, dict[str, float]]] = []
    if score < LEAST:
        against.append(("too_low", {"score": score, "least": LEAST}))
    if len(flags) < LEAST_REASONS:
        against.append(("too_few", {"count": len(flags), "least": LEAST_REASONS}))
    if flags and all(flag_of(flag).manner for flag in flags):
        against.append(("only_manner", {}))
    return against


def told(case: Case, language: Language, *, written: bool) -> str:
    """The network in plain text. `written`: whether the result has it among its leads. No line break at the
    end.
    """
    return "\n".join(_lines(case, language, written))


def said(post: str, template: int, spoken: Sequence[Said], language: Language) -> str:
    """One post in plain text: which script it is of, and the flags that it carries by itself."""
    where = word("of_template", language, template=template) if template >= 0 else word("of_none", language)
    lines = [word("post", language, id=post, where=where)]
    lines.append(word("post_says" if spoken else "post_says_nothing", language))
    lines += [
        f"  {each.wording[language]}  [{each.flag}]  “{_line(each.text)}” ({each.start}–{each.end})"
        for each in spoken
    ]
    return "\n".join(lines)


def _lines(case: Case, language: Language, written: bool) -> Iterator[str]:
    if case.network < 0:
        yield word("alone", language)
    else:
        posts = f"{case.posts} {word('posts', language).lower()}"
        yield f"{word('network', language, network=case.network)} · {posts}"
        yield from _tied(case, language)
    if case.lead is None:
        yield word("no_texts", language)
        return
    if written:
        yield word("is_lead", language)
    else:
        why = "; ".join(word(key, language, **_worded(facts, language)) for key, facts in case.against)
        yield word("no_lead", language, why=why or word("beyond", language))
    yield ""
    whole = explain(case.lead, language)
    yield whole if case.network >= 0 else whole.partition("\n")[2]


def _tied(case: Case, language: Language) -> Iterator[str]:
    if case.scripts < 2:
        yield word("one_script", language)
    else:
        yield word("ties", language, scripts=case.scripts)
    for tie in case.ties[:SHOWN]:
        kind = word(tie.kind, language)
        key = "tie" if tie.joins else "strangers"
        yield f"  {word(key, language, kind=kind, value=tie.value, posts=tie.posts, scripts=tie.scripts)}"
    if len(case.ties) > SHOWN:
        yield f"  {word('more', language, count=len(case.ties) - SHOWN)}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _worded(facts: dict[str, float], language: Language) -> dict[str, str]:
    return {name: number(fact, language) for name, fact in facts.items()}
