"""A template as a person would read it: the words that stay, and the places where something is filled in.

A few of its posts are laid over the most typical one, word by word (Indel alignment); what most of them keep
is fixed, what stands between is a slot with the values that were seen there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from amparo_detect.leads import Fixed, Slot

Part = Fixed | Slot
Places = npt.NDArray[np.int64]

MEMBERS = 24  # posts laid over one another
VALUES = 12  # values shown of a slot, the most frequent first
FIXED = 0.6  # share of the posts that keep a word for it to be fixed
SEEN = 0.25  # share of the posts that must put something between two fixed words for a slot to be there
LONGEST = 400  # words of a post that are laid over another
_WORD = re.compile(r"(\w+|[^\w\s])")


class Span(NamedTuple):
    """A contact or thing in a post: code points `[start, end)` of its original text."""

    start: int
    end: int
    kind: str


class _Post(NamedTuple):
    """A text as words and signs; a contact or thing is one of them.

    `keys`: what is equal where one word lies on another. `pieces`: what stands before the first word, the
    word, what stands before the second, and so on. `kinds`: those of contacts and things, by number of word.
    """

    keys: list[str]
    pieces: list[str]
    kinds: dict[int, str]

    def written(self, first: int, last: int) -> str:
        """The text from one word to before another."""
        return "".join(self.pieces[2 * first + 1 : 2 * last])


def read(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Part]:
    """The template of some of its posts. `spans[i]`: contacts and things in `texts[i]`, in any order."""
    posts = [_post(text, found) for text, found in zip(texts[:MEMBERS], spans[:MEMBERS], strict=True)]
    if not posts:
        return []
    middle = _most_typical(posts)
    at = np.stack([_laid_over(middle, post) for post in posts])
    enough = max(FIXED * len(posts), min(len(posts), 2))
    often = np.flatnonzero((at >= 0).sum(axis=0) >= enough)
    kept = [
        place for place in often.tolist() if place not in middle.kinds or _value_stays(posts, at[:, place])
    ]
    return _parts(kept, middle, posts, at)


def _post(text: str, spans: Iterable[Span]) -> _Post:
    """The key of a plain word is the word, that of a contact or thing its kind."""
    pieces: list[str] = []
    kinds: dict[int, str] = {}
    place = 0
    for span in sorted(spans):
        if span.start < place:
            continue
        pieces += _WORD.split(text[place : span.start])
        kinds[len(pieces) // 2] = span.kind
        pieces.append(text[span.start : span.end])
        place = span.end
    pieces += _WORD.split(text[place:])
    keys = [word.casefold() for word in pieces[1::2]]
    for word, kind in kinds.items():
        keys[word] = f"<{kind}>"
    return _Post(keys[:LONGEST], pieces, kinds)


def _most_typical(posts: list[_Post]) -> _Post:
    """The post that is nearest to all others; of equals, the first."""
    keys = [post.keys for post in posts]
    alike = cdist(keys, keys, scorer=Indel.normalized_similarity, dtype=np.float64)
    closeness = [sum(row) for row in alike.tolist()]
    return posts[closeness.index(max(closeness))]


def _laid_over(middle: _Post, post: _Post) -> Places:
    """For each word of `middle` the word of `post` that lies on it, or −1."""
    out = np.full(len(middle.keys), -1)
    for block in Indel.editops(middle.keys, post.keys).as_matching_blocks():
        out[block.a : block.a + block.size] = range(block.b, block.b + block.size)
    return out


def _value_stays(posts: list[_Post], at: Places) -> bool:
    """Whether the contact or thing that stands `at` these words of posts is one and the same."""
    laid = zip(posts, at.tolist(), strict=True)
    return len({post.written(word, word + 1).casefold() for post, word in laid if word >= 0}) == 1


def _parts(kept: list[int], middle: _Post, posts: list[_Post], at: Places) -> list[Part]:
    """Fixed runs and the slots between them, in the order of the most typical post."""
    parts: list[Part] = []
    run: list[int] = []
    slots = _slots(kept, posts, at)
    for gap, place in enumerate([*kept, len(middle.keys)]):
        if gap in slots:
            if run:
                parts.append({"fixed": _text(run, middle)})
                run = []
            parts.append(slots[gap])
        if place < len(middle.keys):
            run.append(place)
    if run:
        parts.append({"fixed": _text(run, middle)})
    return parts


def _text(run: list[int], post: _Post) -> str:
    """The fixed words as the most typical post writes them; words that were left out between them leave a
    space.
    """
    pieces = [post.written(run[0], run[0] + 1)]
    for before, place in pairwise(run):
        apart = place > before + 1 or post.pieces[2 * place]
        pieces += [" " if apart else "", post.written(place, place + 1)]
    return "".join(pieces)


def _slots(kept: list[int], posts: list[_Post], at: Places) -> dict[int, Slot]:
    """What posts put before the first fixed word (gap 0), after the first (gap 1) and so on, where enough do.

    A post is asked about a gap that it has both words around; where it breaks off after the first, also then.
    """
    lengths = np.array([[len(post.keys)] for post in posts])
    fixed = at[:, kept]
    reached = np.where(at >= 0, np.arange(at.shape[1]), 0).max(axis=1, keepdims=True, initial=0)
    without = np.where(np.array(kept, dtype=np.int64) >= reached, lengths, -1)
    begins = np.hstack([np.zeros_like(lengths), np.where(fixed < 0, LONGEST + 1, fixed + 1)])
    ends = np.hstack([np.where(fixed < 0, without, fixed), lengths])
    filled = ends > begins
    enough = np.maximum(1, SEEN * (ends >= begins).sum(axis=0))
    out = {}
    for gap in np.flatnonzero(filled.sum(axis=0) >= enough).tolist():
        of = np.flatnonzero(filled[:, gap])
        fillings = zip(of.tolist(), begins[of, gap].tolist(), ends[of, gap].tolist(), strict=True)
        out[gap] = _slot([(posts[number], first, last) for number, first, last in fillings])
    return out


def _slot(fillings: list[tuple[_Post, int, int]]) -> Slot:
    """The words of posts, from one to before another, as a slot."""
    values = Counter(" ".join(post.written(first, last).split()) for post, first, last in fillings)
    kinds = Counter(
        post.kinds[word]
        for post, first, last in fillings
        for word in range(first, last)
        if word in post.kinds
    )
    kind = kinds.most_common(1)[0][0] if kinds.total() >= values.total() / 2 else None
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))[:VALUES]
    return {"slot": [{"value": value, "posts": number} for value, number in ranked], "kind": kind}
