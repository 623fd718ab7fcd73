"""Scripts that are like no other one, and yet are made of what a group has: adopted by it.

A script that is put in other words every time has little in common with any one copy, but a piece here with
some and a piece there with others. So what is left when all groups are found is held against whole groups:
of each sequence it is known which group holds it most.
"""

from typing import NamedTuple

import numpy as np

from amparo_detect.loops import inner_uncounted, outer, outer_uncounted
from amparo_detect.templates.evidence import Floats
from amparo_detect.templates.gathering import Marks, Numbers, look_at
from amparo_detect.templates.likeness import GAP, TELLS, Scripts
from amparo_detect.templates.postings import Slice, Starts
from amparo_detect.templates.sketch import SIZE

FEWEST = 4  # scripts of a group that adopts …
LEFT = 3  # … and of one whose scripts are left over, at most
SHARED = (
    0.2  # share of a script's weight that the group holds, if it has a contact in common with the group …
)
APART = 0.02  # … of which this much lies outside the longest piece; else, without a contact …
SPREAD = 0.17  # … so much


class Leading(NamedTuple):
    """At each occurrence, which group holds the sequence most, −1 for none, and its share of all holders."""

    groups: Numbers
    share: Floats


@outer_uncounted
def leading(part: Slice, groups: Starts, looked: Starts, out: Leading) -> None:
    """Fill in `out` at each occurrence of one slice. `groups` are −1 where they do not adopt; `looked` has
    room for LOOKED_AT numbers.
    """
    script, place, runs = part.script, part.place, part.runs
    for run in range(len(runs) - 1):
        low = runs[run]
        held = runs[run + 1] - low
        looks = look_at(script, low, held, groups, looked)
        looked[:looks].sort()
        best, most, length = np.int64(-1), 0, 0
        for look in range(looks):
            length = length + 1 if look and looked[look] == looked[look - 1] else 1
            if looked[look] >= 0 and length > most:
                best, most = looked[look], length
        for at in range(low, low + held):
            out.groups[place[at]] = best
            out.share[place[at]] = most / looks


def adopting(groups: Starts) -> tuple[Starts, Marks]:
    """The groups that adopt, −1 for the scripts of all others, and which scripts are left over."""
    sizes = np.bincount(groups, minlength=len(groups))[groups]
    return np.where(sizes >= FEWEST, groups, -1), sizes <= LEFT


@outer
def held_by(
    scripts: Scripts, lead: Leading, left: Marks, out: tuple[Numbers, Floats, Floats], low: int, high: int
) -> None:
    """For the scripts from `low` to below `high` that are left over the group that holds most of each, the
    share of its weight that this is, and how much of it lies outside its longest piece.
    """
    best, share, outside = out
    known = np.empty(SIZE, dtype=np.int32)
    weights = np.empty(SIZE)
    for script in range(low, high):
        best[script] = -1
        begin, end = scripts.starts[script], scripts.starts[script + 1]
        if not left[script] or begin == end:
            continue
        count = 0
        for at in range(begin, end):
            if lead.groups[at] < 0 or scripts.tells[at] <= TELLS:
                continue
            number = 0
            while number < count and known[number] != lead.groups[at]:
                number += 1
            if number == count:
                known[count] = lead.groups[at]
                weights[count] = 0.0
                count += 1
            weights[number] += scripts.tells[at] * lead.share[at]
        if count == 0:
            continue
        first = np.argmax(weights[:count])
        whole = scripts.sums[end - 1]
        best[script] = known[first]
        share[script] = weights[first] / whole
        outside[script] = (weights[first] - _longest(scripts, lead, script, known[first])) / whole


@inner_uncounted
def _longest(scripts: Scripts, lead: Leading, script: int, group: int) -> float:
    """The weight of the longest piece that a group holds, in the order of the text."""
    begin = scripts.starts[script]
    longest, current, gap = 0.0, 0.0, 0
    for step in range(begin, scripts.starts[script + 1]):
        at = begin + scripts.order[step]
        if lead.groups[at] == group and scripts.tells[at] > TELLS:
            current += scripts.tells[at] * lead.share[at]
            longest = max(longest, current)
            gap = 0
        else:
            gap += 1
            if gap > GAP:
                current = 0.0
    return longest


def adopted(groups: Starts, owners: Starts, found: tuple[Numbers, Floats, Floats]) -> Starts:
    """The groups with what they adopt, from what `held_by` found."""
    best, share, outside = found
    owned = np.flatnonzero(owners >= 0)
    of_group = np.unique(owners[owned] * len(groups) + groups[owned])
    tied = np.zeros(len(groups), dtype=np.bool_)
    tied[owned] = np.isin(owners[owned] * len(groups) + best[owned], of_group)
    enough = (tied & (share >= SHARED) & (outside >= APART)) | (outside >= SPREAD)
    return np.where((best >= 0) & enough, best, groups)
