"""Which digit strings are telephone numbers where: the numbering plans of `phonenumbers` as one automaton
over digits.

`phonenumbers` describes each country by patterns over digits, and matching them in Python costs 50 µs a
number. The same patterns compiled into one deterministic automaton say the same in nanoseconds, inside
compiled code, over every way in which a run of digits could be cut. Nothing about numbering plans is written
here: a newer `phonenumbers` is a newer plan.
"""

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

from amparo_detect.loops import inlined

MOBILE, FIXED, OTHER = 1, 2, 4
START, CODE, TRUNK, USUAL = range(4)  # columns of `numbering`'s table of regions
LONGEST = 15  # digits of an E.164 number, ITU-T E.164 §6

_KINDS = {
    "mobile": MOBILE,
    "fixed_line": FIXED,
    "toll_free": OTHER,
    "premium_rate": OTHER,
    "shared_cost": OTHER,
    "personal_number": OTHER,
    "voip": OTHER,
    "pager": OTHER,
    "uan": OTHER,
    "voicemail": OTHER,
}


class Plans(NamedTuple):
    """`step[state, digit]` is the next state, 0 a dead end; `accepts[state]` the kinds of number that end
    there.

    `regions` are ISO 3166-1 codes in the order of `begin` (first state), `code` (country code) and `trunk`
    (the digit dialled before a national number, or -1). `by_code[code]` lists region indices, main region
    first, ended by -1. `usual` has bit `n` set where mobile numbers usually have `n` digits.
    """

    regions: tuple[str, ...]
    step: npt.NDArray[np.int32]
    accepts: npt.NDArray[np.uint8]
    begin: npt.NDArray[np.int32]
    code: npt.NDArray[np.int32]
    trunk: npt.NDArray[np.int8]
    by_code: npt.NDArray[np.int16]
    usual: npt.NDArray[np.int32]


class _Automaton:
    """A nondeterministic automaton under construction: edges by digit, and edges that read nothing."""

    def __init__(self) -> None:
        self.reads: list[list[tuple[frozenset[int], int]]] = []
        self.skips: list[list[int]] = []
        self.accepts: dict[int, int] = {}

    def state(self) -> int:
        self.reads.append([])
        self.skips.append([])
        return len(self.reads) - 1


class _Pattern:
    """One pattern of the restricted kind that numbering plans are written in; anything else raises
    ValueError.
    """

    def __init__(self, pattern: str, automaton: _Automaton) -> None:
        self.text = pattern
        self.at = 0
        self.automaton = automaton

    def add(self, origin: int) -> int:
        """Add the whole pattern behind `origin`; the state that it ends in."""
        end = self._choice(origin)
        if self.at != len(self.text):
            raise ValueError(f"not a numbering pattern: {self.text!r} at {self.at}")
        return end

    def _choice(self, origin: int) -> int:
        end = self.automaton.state()
        while True:
            at = origin
            while self.at < len(self.text) and self.text[self.at] not in "|)":
                at = self._repeated(at)
            self.automaton.skips[at].append(end)
            if self.at >= len(self.text) or self.text[self.at] != "|":
                return end
            self.at += 1

    def _repeated(self, origin: int) -> int:
        first = self.at
        at = self._atom(origin)
        least, most = self._bounds()
        last = self.at
        ends = [origin] if least == 0 else []
        for count in range(1, most + 1):
            if count > 1:
                self.at = first
                at = self._atom(at)
            if count >= least:
                ends.append(at)
        self.at = last
        end = self.automaton.state()
        for place in ends:
            self.automaton.skips[place].append(end)
        return end

    def _bounds(self) -> tuple[int, int]:
        rest = self.text[self.at : self.at + 1]
        if rest == "?":
            self.at += 1
            return 0, 1
        if rest == "{":
            close = self.text.index("}", self.at)
            least, _, most = self.text[self.at + 1 : close].partition(",")
            self.at = close + 1
            return int(least), int(most or least)
        return 1, 1

    def _atom(self, origin: int) -> int:
        if self.text.startswith("(", self.at):
            self.at += 3 if self.text.startswith("(?:", self.at) else 1
            end = self._choice(origin)
            if not self.text.startswith(")", self.at):
                raise ValueError(f"not a numbering pattern: {self.text!r} at {self.at}")
            self.at += 1
            return end
        digits = self._digits()
        end = self.automaton.state()
        self.automaton.reads[origin].append((digits, end))
        return end

    def _digits(self) -> frozenset[int]:
        char = self.text[self.at]
        if self.text.startswith("\\d", self.at):
            self.at += 2
            return frozenset(range(10))
        if char.isdigit():
            self.at += 1
            return frozenset((int(char),))
        if char != "[":
            raise ValueError(f"not a numbering pattern: {self.text!r} at {self.at}")
        close = self.text.index("]", self.at)
        inside = self.text[self.at + 1 : close].replace("\\d", "0-9")
        self.at = close + 1
        digits: set[int] = set()
        place = 0
        while place < len(inside):
            if inside[place + 1 : place + 2] == "-":
                digits.update(range(int(inside[place]), int(inside[place + 2]) + 1))
                place += 3
            else:
                digits.add(int(inside[place]))
                place += 1
        return frozenset(digits)


def _closure(automaton: _Automaton, states: set[int]) -> frozenset[int]:
    open_, seen = list(states), set(states)
    while open_:
        for place in automaton.skips[open_.pop()]:
            if place not in seen:
                seen.add(place)
                open_.append(place)
    # Only states that read or accept tell sets apart: fewer, smaller sets.
    return frozenset(state for state in seen if automaton.reads[state] or state in automaton.accepts)


def _determine(region: str, rows: list[list[int]], accepts: list[int]) -> int:
    """Append a region's automaton to the shared table; its first state."""
    automaton = _Automaton()
    origin = automaton.state()
    metadata = PhoneMetadata.metadata_for_region(region)
    for name, kind in _KINDS.items():
        desc: PhoneNumberDesc | None = getattr(metadata, name)
        if desc is not None and desc.national_number_pattern:
            end = _Pattern(desc.national_number_pattern, automaton).add(origin)
            automaton.accepts[end] = automaton.accepts.get(end, 0) | kind
    known: dict[frozenset[int], int] = {}

    def number(states: frozenset[int]) -> int:
        if not states:
            return 0
        if states not in known:
            known[states] = len(rows)
            rows.append([0] * 10)
            accepts.append(functools.reduce(int.__or__, (automaton.accepts.get(s, 0) for s in states), 0))
            waiting.append(states)
        return known[states]

    waiting: list[frozenset[int]] = []
    begin = number(_closure(automaton, {origin}))
    while waiting:
        states = waiting.pop()
        onward: list[set[int]] = [set() for _ in range(10)]
        for state in sorted(states):
            for digits, target in automaton.reads[state]:
                for digit in digits:
                    onward[digit].add(target)
        row = rows[known[states]]
        for digit, targets in enumerate(onward):
            row[digit] = number(_closure(automaton, targets)) if targets else 0
    return begin


def _usual(metadata: PhoneMetadata, begin: int, rows: list[list[int]], accepts: list[int]) -> int:
    """The bits of the lengths of a region's mobile numbers: of its example, and those for which a string of
    that length is a mobile number at least half as often as for any.
    """
    example = (metadata.mobile and metadata.mobile.example_number) or ""
    reached, often = {begin: 1.0}, [0.0]
    for _ in range(LONGEST):
        onward: dict[int, float] = {}
        for state, share in reached.items():
            for target in filter(None, rows[state]):
                onward[target] = onward.get(target, 0.0) + share / 10
        reached = onward
        often.append(sum(share for state, share in reached.items() if accepts[state] & MOBILE))
    lengths = {size for size, share in enumerate(often) if share and 2 * share >= max(often)}
    return sum(1 << size for size in lengths | {len(example)})


@functools.cache
def plans(regions: tuple[str, ...]) -> Plans:
    """The plans of `regions` (ISO 3166-1 alpha-2), in this order. Raises KeyError for one that has no
    plan.
    """
    rows: list[list[int]] = [[0] * 10]
    accepts: list[int] = [0]
    begin: list[int] = []
    code: list[int] = []
    trunk: list[int] = []
    usual: list[int] = []
    for region in regions:
        metadata = PhoneMetadata.metadata_for_region(region)
        if metadata is None:
            raise KeyError(region)
        begin.append(_determine(region, rows, accepts))
        code.append(metadata.country_code or 0)
        usual.append(_usual(metadata, begin[-1], rows, accepts))
        prefix = metadata.national_prefix or ""
        trunk.append(int(prefix) if len(prefix) == 1 else -1)
    by_code = np.full((1000, 32), -1, dtype=np.int16)
    index = {region: place for place, region in enumerate(regions)}
    for number, members in COUNTRY_CODE_TO_REGION_CODE.items():
        inside = [index[region] for region in members if region in index]
        by_code[number, : len(inside)] = inside
    return Plans(
        regions,
        np.array(rows, dtype=np.int32),
        np.array(accepts, dtype=np.uint8),
        np.array(begin, dtype=np.int32),
        np.array(code, dtype=np.int32),
        np.array(trunk, dtype=np.int8),
        by_code,
        np.array(usual, dtype=np.int32),
    )


Numbering = tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.int32], npt.NDArray[np.int16]]


def numbering(plan: Plans) -> Numbering:
    """The plans as the inner loops read them: `step`, `accepts`, a row for each region, `by_code`."""
    regions = np.stack([plan.begin, plan.code, plan.trunk, plan.usual], axis=1).astype(np.int32)
    return plan.step, plan.accepts, regions, plan.by_code


@inlined
def kinds_of(
    digits: npt.NDArray[np.uint8],
    first: int,
    last: int,
    state: int,
    step: npt.NDArray[np.int32],
    accepts: npt.NDArray[np.uint8],
) -> int | np.int64:
    """Which kinds of number `digits[first:last]` is in the plan that begins at `state`; 0 for none."""
    for place in range(first, last):
        state = step[state, digits[place]]
        if state == 0:
            return np.int64(0)
    return np.int64(accepts[state])
