"""Sentences from patterns, and how people really type them on a telephone.

A pattern holds choices, `[one|another]`, and slots, `{name}`; a slot with a capital asks for a capital.
"""

import re
import unicodedata
from collections.abc import Callable

from amparo.demonstration.draw import Draw

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_DEEPEST = 8  # patterns inside slots inside patterns
_WORD = re.compile(r"[^\W\d_]+")

SHORT_FORMS = {
    "que": "q",
    "não": "n",
    "porque": "pq",
    "também": "tb",
    "quando": "qd",
    "muito": "mt",
    "depois": "dps",
    "comigo": "cmg",
    "mensagem": "msg",
    "por favor": "pff",
    "you": "u",
    "please": "pls",
    "because": "bc",
}


def expand(draw: Draw, pattern: str, slot: Callable[[str], str]) -> str:
    """The pattern with every choice made and every slot filled. Raises ValueError when it never ends."""
    for _round in range(_DEEPEST):
        while _CHOICE.search(pattern):
            pattern = _CHOICE.sub(lambda match: draw.choice(match[1].split("|")), pattern, count=1)
        if not _SLOT.search(pattern):
            return pattern
        pattern = _SLOT.sub(lambda match: _filled(match[1], slot), pattern)
    raise ValueError("a slot that is filled with itself")


def _filled(name: str, slot: Callable[[str], str]) -> str:
    value = slot(name[0].lower() + name[1:])
    return capital(value) if name[0].isupper() else value


def capital(text: str) -> str:
    """With the first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def as_typed(draw: Draw, text: str, hurry: float) -> str:
    """The text as somebody types it; `hurry` is 0 (a careful letter) to 1 (a message between two errands).

    Telephone numbers, accounts and addresses are never touched.
    """
    if draw.random() > hurry:
        return text
    text = re.sub(r"\.$", "", text)
    if draw.maybe(0.8):
        text = " ".join(word if _exact(word) else word.lower() for word in text.split(" "))
    if draw.maybe(0.45):
        text = _shortened(draw, text)
    if draw.maybe(0.75):
        text = without_marks(text)
    if draw.maybe(0.4):
        text = text.replace(". ", draw.choice([" ", ", ", "... "]))
    return " ".join(_slipped(draw, word) for word in text.split(" "))


def without_marks(text: str) -> str:
    """Without accents and cedillas."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _exact(word: str) -> bool:
    return any(sign.isdigit() or sign in "@/_" for sign in word) or "example" in word


def _shortened(draw: Draw, text: str) -> str:
    for long, short in SHORT_FORMS.items():
        if draw.maybe(0.6):
            text = re.sub(rf"\b{long}\b", short, text)
    return text


def _slipped(draw: Draw, word: str) -> str:
    """Now and then two letters change places, or one is missing."""
    if _exact(word) or len(word) < 6 or not _WORD.fullmatch(word) or not draw.maybe(0.025):
        return word
    at = draw.randrange(1, len(word) - 2)
    if draw.maybe(0.5):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]
