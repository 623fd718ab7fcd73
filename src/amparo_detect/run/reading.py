"""A template in plain words, for the terminal."""

from collections.abc import Mapping
from typing import Any

from amparo_detect.errors import Language

HEADING = {"en": "Template {template} · {posts} posts", "pt": "Modelo {template} · {posts} mensagens"}
VALUES = 5  # of a slot


def reading(script: Mapping[str, Any], language: Language) -> str:
    """Its fixed words, and every slot as ⟨value | value | …⟩, the commonest first."""
    heading = HEADING[language].format(template=script["template"], posts=script["posts"])
    return heading + "\n  " + "".join(map(_part, script["read"])).replace("\n", "\n  ")


def _part(part: Mapping[str, Any]) -> str:
    if "fixed" in part:
        return str(part["fixed"])
    values = [str(each["value"]) for each in part["slot"]]
    more = ["…"] if len(values) > VALUES else []
    kind = f"{part['kind']}: " if part.get("kind") else ""
    return f"⟨{kind}{' | '.join(values[:VALUES] + more)}⟩"
