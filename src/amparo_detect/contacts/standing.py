"""Whether a name that is also a common word or somebody's stands for a place here: Nice, Jordan."""

import enum
import functools
import re

from amparo_detect.contacts.gazetteer import Place, places
from amparo_detect.contacts.lexicon import folded, lists

_LEADING = frozenset(lists("standing")["leading"].split())
_TITLES = frozenset(lists("standing")["titles"].split())
_BEFORE = re.compile(r"(\w+)(?:(?P<dot>\.?)[ \u00a0]+|['’])$")
_AFTER = re.compile(r"[ \u00a0]+(\w+)")
_LISTED = re.compile(r"\s?[,(/]\s?(\w+)")
_HEADING = re.compile(r"[ \u00a0]*(?:$|[\n:()|/–—-])")
_SEPARATED = re.compile(r"(?:[,(]\s?|\w/)$")
_AROUND = 24  # characters to either side that are looked at


class Spelling(enum.Enum):
    """How a place's name is written."""

    PLAIN = 1  # no common word
    STRICT = 2  # a common word, as the gazetteer writes the place
    COMMON = 3  # a common word
    BORNE = 4  # somebody's name, as the gazetteer writes the place


@functools.lru_cache(maxsize=4096)
def spelling(place: Place, raw: str) -> Spelling:
    """How `raw` writes the place's name."""
    plain, *strict = folded([raw, *place.strict])
    if plain in strict:
        as_written = raw in place.strict or (raw.isupper() and len(raw) > 3)
        return Spelling.STRICT if as_written else Spelling.COMMON
    return Spelling.BORNE if raw in place.borne else Spelling.PLAIN


@functools.cache
def _known() -> frozenset[str]:
    """The first words of the gazetteer's names, in lower case."""
    return frozenset(
        name.split()[0].lower() for place in places() for name in (place.key, *place.names, *place.strict)
    )


def stands_for(place: Place, text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, which spells the place's name, stands for the place."""
    raw = text[start:end]
    how = spelling(place, raw)
    if how is Spelling.PLAIN or how is Spelling.COMMON:
        return how is Spelling.PLAIN
    cut = max(0, start - _AROUND)
    before = _BEFORE.search(text[cut:start])
    after = _AFTER.match(text[end : end + _AROUND])
    if before and before[1].lower() in _TITLES:
        return False
    if before and not before["dot"] and before[1].lower() in _LEADING:
        return True
    follows_name = before is not None and _is_name(before[1]) and before[1].lower() not in _known()
    precedes_name = after is not None and _is_name(after[1])
    if how is Spelling.BORNE and not precedes_name:
        return not follows_name or text[end : end + 1] in (",", "(")
    if _beside_a_place(text, end, after) or how is Spelling.BORNE:
        return how is not Spelling.BORNE or (after is not None and after[1].lower() in _known())
    if before is None or before["dot"]:
        listed = _SEPARATED.search(text[max(0, start - 3) : start])
        return (listed is not None and not precedes_name) or _HEADING.match(text, end) is not None
    if raw.isupper():
        return not before[1].isupper() and not (after and after[1].isupper())
    # A capital says nothing of the first word of a sentence: "Vaga Tete".
    opens = re.search(r"\w *$", text[: cut + before.start()][-_AROUND:]) is None
    return not precedes_name and not (follows_name and (raw in place.borne or not opens))


def _is_name(word: str) -> bool:
    """Whether a word is written as a name is."""
    return word[0].isupper() and not (word.isupper() and len(word) > 1)


def _beside_a_place(text: str, end: int, after: re.Match[str] | None) -> bool:
    """Whether a place follows, or what is listed as one: Nice, France; Beira (Sofala)."""
    if after:
        return after[1].lower() in _known() and _is_name(after[1])
    listed = _LISTED.match(text, end)
    return listed is not None and _is_name(listed[1])
