"""The words of a text as they are compared: without case, accents and signs. Pure."""

import re
import unicodedata
from collections.abc import Iterator

SHORTEST = 2  # characters of a word that is worth finding
LONGEST = 40
MOST_WORDS = 2_000  # different ones of one sealed field: a long story has some 1,500
_WORD = re.compile(r"[^\W_]+")


def of_text(text: str) -> frozenset[str]:
    """The different words of a text, folded; of a very long one the first 2,000."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in flat if not unicodedata.combining(sign))
    found: dict[str, None] = {}
    for word in _WORD.findall(bare):
        if len(word) >= SHORTEST:
            found[word[:LONGEST]] = None
            if len(found) >= MOST_WORDS:
                break
    return frozenset(found)


def of_value(value: object) -> frozenset[str]:
    """The words of everything that is text inside a JSON value."""
    return of_text("\n".join(_texts(value)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
