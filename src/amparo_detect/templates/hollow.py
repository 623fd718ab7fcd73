"""Groups that nothing but boilerplate holds together, and what that is.

The copies of a script have most of their text in common; where they differ, a slot is filled or a sentence
put another way, here and there. The posts of a portal, whose header and footer are longer than the offers
between them, look otherwise: most of them have one long stretch that no other has. It shows in a group, not
in a pair. So does what tells the two apart where a script has a long slot: whoever uses a script is reached
at a few numbers; those who use a portal each have their own.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inner, inner_uncounted, outer
from amparo_detect.templates.gathering import Marks, reached
from amparo_detect.templates.postings import Hashes, Posts, Starts
from amparo_detect.templates.sketch import BEYOND, GRAM, SIZE

SEEN = 24  # scripts of a group that are laid side by side
FEWEST = 8  # scripts of a group that say something about it
OTHERS = 2  # of them that must hold what a script has in common with the group
LONG = 35  # letters from which on a stretch is a text of its own …
SHARE = 0.12  # … if it is this share of all letters
HOLLOW = 0.5  # share of scripts with a text of their own from which on little holds the group together …
TIED = 0.5  # … unless such a share of them has a contact in common
STRANGE = 3  # scripts with a text of their own that must hold a sequence for it to be boilerplate …
MOSTLY = 0.5  # … and their share of all that hold it

Counts = npt.NDArray[np.int32]


class Large(NamedTuple):
    """The scripts of groups of at least FEWEST, group after group: `scripts[starts[g]:starts[g + 1]]`."""

    scripts: Starts
    starts: Starts


def large(groups: Starts) -> Large:
    """The groups that say something about themselves. `groups`: of each script, named by one of them."""
    sizes = np.bincount(groups, minlength=len(groups))
    scripts = np.flatnonzero(sizes[groups] >= FEWEST)
    ordered = scripts[np.argsort(groups[scripts], kind="stable")]
    begins = np.flatnonzero(np.diff(groups[ordered], prepend=-1))
    return Large(ordered, np.append(begins, len(ordered)))


@outer
def find_hollow(scripts: Posts, grouped: Large, dull: Marks, apart: Marks, low: int, high: int) -> None:
    """Mark, for the groups from `low` to below `high`, the scripts of the hollow ones in `apart`, and what
    holds these together, at each occurrence, in `dull`.
    """
    known = np.empty(SEEN * SIZE, dtype=np.uint32)
    counts = np.empty((2, SEEN * SIZE), dtype=np.int32)  # all that hold a sequence; those with their own text
    state = np.zeros(BEYOND + 1, dtype=np.uint8)
    sample = np.empty(SEEN, dtype=np.int64)
    for group in range(low, high):
        members = grouped.scripts[grouped.starts[group] : grouped.starts[group + 1]]
        seen = min(SEEN, len(members))
        for number in range(seen):
            sample[number] = members[number * len(members) // seen]
        held = _profile(scripts, sample[:seen], known, counts[0])
        counts[1, :held] = 0
        own = 0
        for script in sample[:seen]:
            if _has_own_text(scripts, script, known[:held], counts[0], state):
                _count(scripts, script, known[:held], counts[1])
                own += 1
        if own >= HOLLOW * seen and _tied(scripts.owners, sample[:seen]) < TIED * seen:
            for script in members:
                apart[script] = True
                _mark(scripts, script, known[:held], counts, dull)


@inner
def _profile(scripts: Posts, sample: Starts, known: Hashes, counts: Counts) -> int:
    """Write the sequences of the sample, ascending, and how many hold each; returns how many they are."""
    all_held = np.empty(len(sample) * SIZE, dtype=np.uint32)
    filled = 0
    for script in sample:
        for at in range(scripts.starts[script], scripts.starts[script + 1]):
            all_held[filled] = scripts.hashes[at]
            filled += 1
    all_held[:filled].sort()
    held = 0
    for at in range(filled):
        if held and known[held - 1] == all_held[at]:
            counts[held - 1] += 1
        else:
            known[held] = all_held[at]
            counts[held] = 1
            held += 1
    return held


@inner_uncounted
def _count(scripts: Posts, script: np.int64, known: Hashes, counts: Counts) -> None:
    """Count the sequences of a script of the sample."""
    place = 0
    for at in range(scripts.starts[script], scripts.starts[script + 1]):
        while known[place] < scripts.hashes[at]:
            place += 1
        counts[place] += 1


@inner_uncounted
def _has_own_text(
    scripts: Posts, script: np.int64, known: Hashes, counts: Counts, state: npt.NDArray[np.uint8]
) -> bool:
    """Whether a script of the sample has a long stretch of its own. `state` is room to work in."""
    end = 0
    place = 0
    for at in range(scripts.starts[script], scripts.starts[script + 1]):
        while known[place] < scripts.hashes[at]:
            place += 1
        letter = int(scripts.places[at])
        if letter < BEYOND:
            state[letter] = 2 if counts[place] > OTHERS else 1
            end = max(end, letter + 1)
    longest = 0
    common_until = 0
    own = False
    for here in range(end):
        if state[here] == 2:
            if own:
                longest = max(longest, here - common_until)
            common_until = here + GRAM
            own = False
        elif state[here] == 1:
            own = True
        state[here] = 0
    letters = end + GRAM - 1
    if own:
        longest = max(longest, letters - common_until)
    return bool(longest >= LONG and longest >= SHARE * letters)


@inner_uncounted
def _tied(owners: Starts, sample: Starts) -> int:
    """How many scripts of the sample have their rarest contact in common with another."""
    tied = 0
    for number in range(len(sample)):
        tied += reached(owners, sample, number)
    return tied


@inner_uncounted
def _mark(scripts: Posts, script: np.int64, known: Hashes, counts: Counts, dull: Marks) -> None:
    """Mark the occurrences of boilerplate in a script of the group."""
    place = 0
    for at in range(scripts.starts[script], scripts.starts[script + 1]):
        while place < len(known) and known[place] < scripts.hashes[at]:
            place += 1
        if place == len(known):
            break
        if known[place] == scripts.hashes[at]:
            strange = counts[1, place]
            if strange >= STRANGE and strange >= MOSTLY * counts[0, place]:
                dull[at] = True
