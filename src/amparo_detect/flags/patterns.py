"""Patterns of words as arrays: what patterns.toml says, ready to be looked for in any number of posts.

A pattern is a chain of elements, each one of a set of words, with at most so many other words between them.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.text.lookup import Lookup, compile_terms, folded_terms

LONGEST = 8  # elements of one pattern
WARNING = "warns_"  # how the codes begin that warn of what stands in their line
TURNS = 3  # places before a pattern in which a negation turns it round
_TOKEN = re.compile(r"\(([^()]*)\)|~(\d+)|(\S+)")
_NAMED = re.compile(r"<(\w+)>")

Element = frozenset[str]  # folded terms, any of which will do


class Chain(NamedTuple):
    """One pattern: `elements[k]` may follow the one before it with up to `gaps[k]` places between."""

    code: str
    language: str
    elements: tuple[Element, ...]
    gaps: tuple[int, ...]


class Turning(NamedTuple):
    """The words around a pattern that change what it means: by language, `unless` by code."""

    negations: dict[str, Element]
    links: dict[str, Element]
    unless: dict[str, Element]
    never: dict[str, Element]
    warnings: dict[str, Element]
    reach: dict[str, int]


class Chains(NamedTuple):
    """All patterns for compiled code. A term belongs to the elements `of_term[of_begin[t]:of_begin[t + 1]]`.

    `chain[p, k]` element and `gap[p, k]` places; `size[p]` elements; `code[p]` place in `Patterns.codes`.
    `negation[p]` is the element of the words that turn the pattern round, −1 where it asks for such a word
    itself. `linking[p]` is the element of the words over which a negation reaches further, `unless[p]` that
    of the words beside which the pattern means something else, `far[p]` that of the words that turn it round
    from anywhere before it in its sentence; −1 for none. `warns[c]`: whether what stands in a line with code
    `c` is warned of. `reach[p]`: places before it in which a negation
    turns it round. The chains that begin with element `e` are
    `by_first[first_begin[e]:first_begin[e + 1]]`.
    """

    lookup: Lookup
    of_begin: npt.NDArray[np.int32]
    of_term: npt.NDArray[np.int32]
    chain: npt.NDArray[np.int32]
    gap: npt.NDArray[np.int32]
    size: npt.NDArray[np.int32]
    code: npt.NDArray[np.int32]
    negation: npt.NDArray[np.int32]
    linking: npt.NDArray[np.int32]
    unless: npt.NDArray[np.int32]
    far: npt.NDArray[np.int32]
    reach: npt.NDArray[np.int32]
    warns: npt.NDArray[np.bool_]
    first_begin: npt.NDArray[np.int32]
    by_first: npt.NDArray[np.int32]


class Patterns(NamedTuple):
    """What there is to find, and how."""

    codes: tuple[str, ...]
    chains: Chains


@functools.cache
def patterns() -> Patterns:
    """The patterns of patterns.toml. Raises ValueError naming the pattern that cannot be read."""
    text = resources.files("amparo_detect.flags").joinpath("patterns.toml").read_text("utf-8")
    return compile_patterns(tomllib.loads(text))


def compile_patterns(source: dict[str, dict[str, object]]) -> Patterns:
    """`source` has `negations`, `links`, `never` and `warnings` {language: words}, `unless` {code: {language:
    words}}, `words` {language: {name: words}}, `reach` {code: places} and `patterns` {code: {language:
    [pattern, …]}}; all but `negations` and `patterns` may be left out.

    Raises ValueError naming what cannot be read.
    """
    named = source.get("words", {})
    turning = Turning(
        negations=_elements(source["negations"]),
        links=_elements(source.get("links", {})),
        unless={
            code: Element().union(*_elements(languages).values())
            for code, languages in source.get("unless", {}).items()
        },
        never=_elements(source.get("never", {})),
        warnings=_elements(source.get("warnings", {})),
        reach={code: int(str(places)) for code, places in source.get("reach", {}).items()},
    )
    chains = [
        chain
        for code, languages in source["patterns"].items()
        for language, written in _lists(languages)
        for pattern in written
        for chain in read(_spelled(pattern, named.get(language, {}), code), code=code, language=language)
    ]
    return _arrays(chains, turning)


def _elements(languages: object) -> dict[str, Element]:
    if not isinstance(languages, dict):
        raise ValueError(f"not a table of languages: {languages!r}")
    return {
        language: Element(folded_terms(_alternatives(str(words)))) for language, words in languages.items()
    }


def _spelled(pattern: str, named: object, code: str) -> str:
    """The pattern with the words that `<name>` stands for."""
    if not isinstance(named, dict):
        raise ValueError(f"not a table of words: {named!r}")
    for name in _NAMED.findall(pattern):
        if name not in named:
            raise ValueError(f"{code}: no words are named {name!r}")
    return _NAMED.sub(lambda found: str(named[found[1]]), pattern)


def _lists(languages: object) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(languages, dict):
        raise ValueError(f"not a table of languages: {languages!r}")
    yield from languages.items()


def read(pattern: str, *, code: str, language: str) -> list[Chain]:
    """The chains of one written pattern: one, or several when an alternative is more than one word."""
    steps: list[list[tuple[Element, ...]]] = []
    gaps: list[int] = []
    gap = 0
    for group, places, word in _TOKEN.findall(pattern):
        if places:
            gap = int(places)
            continue
        options = [option.split() for option in _alternatives(group or word)]
        single = Element(folded_terms([option[0] for option in options if len(option) == 1]))
        longer = [option for option in options if len(option) > 1]
        several = [tuple(Element(folded_terms([part])) for part in option) for option in longer]
        steps.append(([(single,)] if single else []) + several)
        gaps.append(gap)
        gap = 0
    if not steps or any(not options for options in steps):
        raise ValueError(f"{code}: cannot read the pattern {pattern!r}")
    chains = []
    for choice in itertools.product(*steps):
        elements = tuple(itertools.chain.from_iterable(choice))
        between = tuple(
            itertools.chain.from_iterable(
                (gap, *[0] * (len(part) - 1)) for gap, part in zip(gaps, choice, strict=True)
            )
        )
        if len(elements) > LONGEST:
            raise ValueError(f"{code}: more than {LONGEST} words in {pattern!r}")
        chains.append(Chain(code, language, elements, between))
    return chains


def _alternatives(group: str) -> list[str]:
    return [part.strip() for part in group.split("|") if part.strip()]


def _arrays(chains: Sequence[Chain], turning: Turning) -> Patterns:
    far = {language: _far(turning, language) for language in turning.negations}
    around = (
        *turning.negations.values(),
        *turning.links.values(),
        *turning.unless.values(),
        *(element for pair in far.values() for element in pair),
    )
    elements = list(dict.fromkeys([*around, *(e for chain in chains for e in chain.elements)]))
    number = {element: place for place, element in enumerate(elements)}
    terms = sorted(set().union(*elements))
    belongs: dict[str, list[int]] = {term: [] for term in terms}
    for place, element in enumerate(elements):
        for term in element:
            belongs[term].append(place)
    of_term = [belongs[term] for term in terms]
    codes = tuple(dict.fromkeys(chain.code for chain in chains))
    chain_of = np.full((len(chains), LONGEST), -1, dtype=np.int32)
    gap_of = np.zeros((len(chains), LONGEST), dtype=np.int32)
    negation, linking, unless, further = (np.full(len(chains), -1, dtype=np.int32) for _ in range(4))
    firsts: list[list[int]] = [[] for _ in elements]
    for row, chain in enumerate(chains):
        size = len(chain.elements)
        chain_of[row, :size] = [number[element] for element in chain.elements]
        gap_of[row, :size] = chain.gaps
        firsts[number[chain.elements[0]]].append(row)
        denies = any(turning.negations[chain.language] & element for element in chain.elements)
        further[row] = number[far[chain.language][denies]]
        if not denies:
            negation[row] = number[turning.negations[chain.language]]
        linking[row] = number.get(turning.links.get(chain.language, Element()), -1)
        otherwise = turning.unless.get(chain.code, Element())
        if not any(otherwise & element for element in chain.elements):
            unless[row] = number.get(otherwise, -1)
    arrays = Chains(
        lookup=compile_terms(terms),
        of_begin=_begins(of_term),
        of_term=_flat(of_term),
        chain=chain_of,
        gap=gap_of,
        size=np.array([len(chain.elements) for chain in chains], dtype=np.int32),
        code=np.array([codes.index(chain.code) for chain in chains], dtype=np.int32),
        negation=negation,
        linking=linking,
        unless=unless,
        far=further,
        reach=np.array([turning.reach.get(chain.code, TURNS) for chain in chains], dtype=np.int32),
        warns=np.array([code.startswith(WARNING) for code in codes], dtype=np.bool_),
        first_begin=_begins(firsts),
        by_first=_flat(firsts),
    )
    return Patterns(codes, arrays)


def _far(turning: Turning, language: str) -> tuple[Element, Element]:
    """The words that turn a pattern round from afar: of one that denies nothing, and of one that does."""
    warns = turning.warnings.get(language, Element())
    return turning.never.get(language, Element()) | warns, warns


def _begins(lists: Sequence[Sequence[int]]) -> npt.NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum([len(part) for part in lists])]).astype(np.int32)


def _flat(lists: Sequence[Sequence[int]]) -> npt.NDArray[np.int32]:
    return np.array([item for part in lists for item in part], dtype=np.int32)
