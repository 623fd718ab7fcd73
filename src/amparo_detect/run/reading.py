"""A template in plain words, for the terminal."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from amparo_detect.errors import Language
from amparo_detect.report.wording import word

HEADING = {"en": "Template {template} · {posts} posts", "pt": "Modelo {template} · {posts} mensagens"}
VALUES = 5  # of a slot


def reading(script: Mapping[str, Any], language: Language) -> str:
    """Its fixed words, and every slot as ⟨value | value | …⟩, the commonest first."""
    heading = HEADING[language].format(template=script["template"], posts=script["posts"])
    return heading + "\n  " + _spaced([_part(part, language) for part in script["read"]])


def _spaced(parts: Sequence[str]) -> str:
    """Fixed words come without the space before and after a slot."""
    text = "".join(parts)
    text = re.sub(r"(?<=[^\s(])⟨", " ⟨", text)
    return re.sub(r"⟩(?=[\w⟨(])", "⟩ ", text).replace("\n", "\n  ")


def _part(part: Mapping[str, Any], language: Language) -> str:
    if "fixed" in part:
        return str(part["fixed"])
    values = [str(each["value"]) for each in part["slot"]]
    more = ["…"] if len(values) > VALUES else []
    kind = f"{word(part['kind'], language).lower()}: " if part.get("kind") else ""
    return f"⟨{kind}{' | '.join(values[:VALUES] + more)}⟩"
