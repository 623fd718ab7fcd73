"""A lead and a template in plain words, for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from amparo_detect.errors import Language

PHASES = {
    "recruitment": ("recruitment", "recrutamento"),
    "transport": ("transport", "transporte"),
    "control": ("control", "controlo"),
    "exploitation": ("exploitation", "exploração"),
    "advertising": ("advertising", "publicidade"),
}
WORDS = {
    "lead": (
        "Lead {network} · score {score} · {posts} posts",
        "Pista {network} · pontos {score} · {posts} mensagens",
    ),
    "from": ("from {first} to {last}", "de {first} a {last}"),
    "why": ("Why it is worth looking at", "Porque vale a pena olhar"),
    "against": ("What speaks for an ordinary offer", "O que aponta para uma oferta normal"),
    "carries": ("{posts} posts", "{posts} mensagens"),
    "script": ("Template {template} · {posts} posts", "Modelo {template} · {posts} mensagens"),
    "contacts": ("Contacts", "Contactos"),
    "accounts": ("Accounts", "Contas"),
    "shared": ("shared by many, joins nothing", "partilhado por muitos, não liga nada"),
    "question": (
        "This is a question for a person to answer, not a finding about anyone.",
        "Isto é uma pergunta para uma pessoa responder, não uma conclusão sobre ninguém.",
    ),
}
VALUES = 5  # of a slot


def lead(found: Mapping[str, Any], language: Language) -> str:
    """A lead (`leads.Lead`) as text of several lines."""
    return "\n".join(_lead(found, language))


def _word(key: str, language: Language, **facts: object) -> str:
    return WORDS[key][language == "pt"].format(**facts)


def _lead(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield _word("lead", language, **{key: found[key] for key in ("network", "score", "posts")})
    if found.get("first"):
        yield _word("from", language, first=found["first"][:10], last=found["last"][:10])
    for title, key in (("why", "reasons"), ("against", "lowering")):
        if found[key]:
            yield ""
            yield _word(title, language)
        for reason in found[key]:
            phase = PHASES[reason["phase"]][language == "pt"] + ": " if "phase" in reason else ""
            carried = _word("carries", language, posts=reason["posts"])
            yield f"  {reason['points']:+.1f}  {phase}{reason['wording'][language]} ({carried})"
            for evidence in reason["evidence"]:
                place = f"{evidence['id']} [{evidence['start']}–{evidence['end']}]"
                yield f"        {place}: “{evidence['text']}”"
    for script in found["templates"]:
        yield ""
        yield reading(script, language)
    for title, key, name in (("contacts", "contacts", "value"), ("accounts", "accounts", "source")):
        if found[key]:
            yield ""
            yield _word(title, language)
        for each in found[key]:
            shared = " · " + _word("shared", language) if each["shared"] else ""
            carried = _word("carries", language, posts=each["posts"])
            yield f"  {each.get('kind', '')} {each[name]} · {carried}{shared}".replace("   ", "  ")
    yield ""
    yield _word("question", language)


def reading(script: Mapping[str, Any], language: Language) -> str:
    """A template as text: its fixed words, and every slot as ⟨value | value | …⟩, the commonest first."""
    heading = _word("script", language, template=script["template"], posts=script["posts"])
    return heading + "\n  " + "".join(map(_part, script["read"])).replace("\n", "\n  ")


def _part(part: Mapping[str, Any]) -> str:
    if "fixed" in part:
        return str(part["fixed"])
    values = [str(each["value"]) for each in part["slot"]]
    more = ["…"] if len(values) > VALUES else []
    kind = f"{part['kind']}: " if part.get("kind") else ""
    return f"⟨{kind}{' | '.join(values[:VALUES] + more)}⟩"
