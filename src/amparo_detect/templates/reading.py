"""A template as a person would read it: the words that stay, and the places where something is filled in.

A few of its posts are laid over the most typical one, word by word (Indel alignment); what most of them keep
is fixed, what stands between is a slot with the values that were seen there.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from amparo_detect.leads import Fixed, Slot

Part = Fixed | Slot

MEMBERS = 24  # posts laid over one another
VALUES = 12  # values shown of a slot, the most frequent first
FIXED = 0.6  # share of the posts that keep a word for it to be fixed
SEEN = 0.25  # share of the posts that must put something between two fixed words for a slot to be there
LONGEST = 400  # words of a post that are laid over another
_WORD = re.compile(r"\w+|[^\w\s]")


class Span(NamedTuple):
    """A contact or thing in a post: code points `[start, end)` of its original text."""

    start: int
    end: int
    kind: str


class _Token(NamedTuple):
    key: str
    start: int
    end: int
    kind: str | None


def read(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Part]:
    """The template of some of its posts. `spans[i]`: contacts and things in `texts[i]`, in any order."""
    posts = [_tokens(text, found) for text, found in zip(texts[:MEMBERS], spans[:MEMBERS], strict=True)]
    if not posts:
        return []
    middle = _most_typical(posts)
    matches = [_matched(posts[middle], other) for other in posts]
    count = len(posts)
    kept = [
        place
        for place in range(len(posts[middle]))
        if sum(place in match for match in matches) >= max(FIXED * count, min(count, 2))
        and _value_stays(place, posts, matches, texts)
    ]
    return _parts(kept, posts, matches, texts, middle)


def _tokens(text: str, spans: Sequence[Span]) -> list[_Token]:
    """Words and signs; a contact or thing is one token whose key is its kind."""
    out: list[_Token] = []
    place = 0
    for span in sorted(spans):
        if span.start < place:
            continue
        out += _words(text, place, span.start)
        out.append(_Token(f"<{span.kind}>", span.start, span.end, span.kind))
        place = span.end
    return (out + _words(text, place, len(text)))[:LONGEST]


def _words(text: str, start: int, end: int) -> list[_Token]:
    return [
        _Token(word[0].casefold(), word.start(), word.end(), None)
        for word in _WORD.finditer(text, start, end)
    ]


def _most_typical(posts: list[list[_Token]]) -> int:
    """The post that is nearest to all others; of equals, the first."""
    keys = [[token.key for token in post] for post in posts]
    closeness = [sum(Indel.normalized_similarity(own, other) for other in keys) for own in keys]
    return max(range(len(posts)), key=lambda place: (closeness[place], -place))


def _matched(middle: list[_Token], other: list[_Token]) -> dict[int, int]:
    """Which word of `other` lies on which word of `middle`."""
    blocks = Indel.opcodes([token.key for token in middle], [token.key for token in other])
    return {
        block.src_start + step: block.dest_start + step
        for block in blocks
        if block.tag == "equal"
        for step in range(block.src_end - block.src_start)
    }


def _value_stays(
    place: int, posts: list[list[_Token]], matches: list[dict[int, int]], texts: Sequence[str]
) -> bool:
    """A plain word is what it is; a contact or thing is fixed only while it has one and the same value."""
    values = {
        texts[number][posts[number][match[place]].start : posts[number][match[place]].end].casefold()
        if posts[number][match[place]].kind
        else ""
        for number, match in enumerate(matches)
        if place in match
    }
    return len(values) == 1


def _parts(
    kept: list[int],
    posts: list[list[_Token]],
    matches: list[dict[int, int]],
    texts: Sequence[str],
    middle: int,
) -> list[Part]:
    """Fixed runs and the slots between them, in the order of the most typical post."""
    parts: list[Part] = []
    run: list[int] = []
    edges = [-1, *kept, len(posts[middle])]
    for before, after in pairwise(edges):
        slot = _slot(before, after, posts, matches, texts)
        if slot:
            if run:
                parts.append({"fixed": _text(run, posts[middle], texts[middle])})
                run = []
            parts.append(slot)
        if after < len(posts[middle]):
            run.append(after)
    if run:
        parts.append({"fixed": _text(run, posts[middle], texts[middle])})
    return parts


def _text(run: list[int], tokens: list[_Token], text: str) -> str:
    """The fixed words as the most typical post writes them; words that were left out between them leave a
    space.
    """
    pieces: list[str] = []
    for step, place in enumerate(run):
        if step and place == run[step - 1] + 1:
            pieces.append(" " if tokens[place].start > tokens[place - 1].end else "")
        elif step:
            pieces.append(" ")
        pieces.append(text[tokens[place].start : tokens[place].end])
    return "".join(pieces)


def _slot(
    before: int, after: int, posts: list[list[_Token]], matches: list[dict[int, int]], texts: Sequence[str]
) -> Slot | None:
    """What the posts put between two fixed words, or nothing if few put anything."""
    values: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    asked = 0
    for number, match in enumerate(matches):
        first = match.get(before, -2) + 1 if before >= 0 else 0
        last = match.get(after, -1) if after in match or before >= 0 else -1
        if after not in match and after >= max(match, default=0):
            last = len(posts[number])
        if first < 0 or last < first:
            continue
        asked += 1
        if last > first:
            inside = posts[number][first:last]
            values[" ".join(texts[number][inside[0].start : inside[-1].end].split())] += 1
            kinds.update(token.kind for token in inside if token.kind)
    if not asked or values.total() < max(1, SEEN * asked):
        return None
    kind = kinds.most_common(1)[0][0] if kinds and kinds.total() >= values.total() / 2 else None
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))[:VALUES]
    return {"slot": [{"value": value, "posts": number} for value, number in ranked], "kind": kind}
