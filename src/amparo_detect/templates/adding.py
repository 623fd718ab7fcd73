"""New posts beside templates that are known: they join one, become one, or stay alone.

Nothing old is compared with anything old again. A new script is compared with those that stand beside it in
the posting lists of the new ones, and with a few kept scripts (`keeping`) that hold the same telling
sequences. What a sequence tells is taken as it was decided; where too few held it to decide, it is judged by
the new scripts and the kept ones that they met. The most alike are joined first, by average linkage against
the samples. What is hollow by its new scripts is taken apart, and what is left over at the end is adopted, as
where everything is found at once. Two old templates are never joined: that new scripts tie them together is
told.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.loops import outer
from amparo_detect.templates import adopting, evidence, hollow
from amparo_detect.templates.adopting import FEWEST, LEFT
from amparo_detect.templates.evidence import Floats
from amparo_detect.templates.find import AGAIN, FIRST, THEN
from amparo_detect.templates.gathering import (
    ALONE,
    RAREST,
    SAYING,
    UNSHARED,
    Marks,
    alike,
    best_first,
    root,
    spread,
    throughout,
    unite,
)
from amparo_detect.templates.keeping import (
    KEPT,
    SAMPLE,
    Counted,
    Kept,
    Memory,
    Numbers,
    Rows,
    keep,
    lowest,
    matching,
    running,
    sampled,
)
from amparo_detect.templates.likeness import TELLS, Scripts
from amparo_detect.templates.postings import Hashes, Posts, Starts
from amparo_detect.templates.sketch import SIZE
from amparo_detect.templates.walk import Walker

LOOKED_UP = 6  # kept scripts looked up for a sequence, of each time
MET = 2  # sequences by which a kept script must be met to be compared
NEAR = 12  # kept scripts with which a new one is compared: those met by most
OF_TEMPLATES = 3  # old templates that may adopt a new script: those of which it meets most sequences
OF_OWNER = 2  # kept scripts with the same rarest contact, the latest, that are compared as well


class Day(NamedTuple):
    """New scripts, none of them equal to an old one: as `sketch.Sketches`, without empty ones.

    `owners` as for `evidence.recurrence`, the same numbers as of what is kept; `rows`: of their first posts,
    ascending and above all old ones; `copies`: how many posts each has.
    """

    hashes: Hashes
    places: npt.NDArray[np.uint16]
    starts: Starts
    owners: Starts
    rows: Rows
    copies: Numbers


class Added(NamedTuple):
    """`groups`: of each new script, −1 where it is alone. `joined`: row and group of kept scripts that were
    alone. `tied`: pairs of old templates that may be one script, the lower first.
    """

    groups: Numbers
    joined: tuple[Rows, Numbers]
    tied: list[tuple[int, int]]
    kept: Kept


def add(day: Day, memory: Memory, templates: Numbers, count: int, *, over: Walker) -> Added:
    """Templates of a day. `templates`: by old row; `count`: of all scripts, old and new."""
    if not len(day.rows):
        none = np.empty(0, dtype=np.float32)
        order, counts = np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.int32)
        scripts = Scripts(day.hashes, day.starts, none, none, order, day.owners)
        kept = keep(scripts, Counted(counts, counts), day.rows, np.empty(0, dtype=np.bool_))
        return Added(counts, (day.rows, counts), [], kept)
    return _Adding(day, memory, templates, count, over).added()


class _Adding:
    def __init__(self, day: Day, memory: Memory, templates: Numbers, count: int, over: Walker) -> None:
        self.day, self.memory, self.templates, self.over = day, memory, templates, over
        self.count = count
        distinct, of, new = np.unique(day.hashes, return_inverse=True, return_counts=True)
        counted, telling = memory.known(distinct)
        indexed = np.where(counted > 0, 0, memory.indexed(distinct))
        self.counted = Counted(
            *((each[of]).astype(np.int32) for each in (counted + indexed + new, indexed + new))
        )
        self.of, self.unjudged = of, np.flatnonzero(counted < evidence.KNOWN)
        self.open = distinct[self.unjudged]
        self.judged = (counted >= evidence.KNOWN)[of]
        self.known: Floats = telling[of]
        self.telling: Floats = np.where(self.judged, self.known, np.float32(1)).astype(np.float32)
        rarity = np.log((count + 1) / np.maximum(self.counted.all, 1), dtype=np.float32) + np.float32(0.5)
        self.rarity: Floats = np.minimum(rarity, np.float32(RAREST))
        self.order = np.empty(len(day.hashes), dtype=np.uint8)
        evidence.in_order(day.starts, day.places, self.order, 0, len(day.rows))
        self.dull = np.zeros(len(day.hashes), dtype=np.bool_)
        self.script = np.repeat(np.arange(len(day.rows), dtype=np.int32), np.diff(day.starts))

    def added(self) -> Added:
        """Two rounds, as `find` does."""
        ones, rows = self._met()
        mine, theirs = self._owned()
        self.old = self._old(np.concatenate((rows, theirs)))
        self.settled = self.templates[self.old]
        self.near = (np.concatenate((ones, mine)), np.searchsorted(self.old, np.concatenate((rows, theirs))))
        held = self.memory.scripts(self.old)
        self.unjudged_held = self._unjudged(held)
        self.walk = self.over(
            np.concatenate((held.hashes, self.day.hashes)),
            np.concatenate((held.starts, held.starts[-1] + self.day.starts[1:])),
        )
        self._judge(held)
        groups, _, _ = self._gather(held, FIRST.alike)
        self._hollow(groups)
        roots, asked = THEN[-1]
        doubt = roots * float(np.sqrt(self.count))
        telling = self.walk.purity(groups)[held.starts[-1] :]
        evidence.look_again(self.counted.all, self.telling, telling, doubt, 0, len(telling))
        self.telling = np.where(self.judged, self.known, telling)
        groups, names, tied = self._gather(held, asked.alike)
        for _ in range(AGAIN):
            if not self._hollow(groups):
                break
            groups, names, tied = self._gather(held, asked.alike)
        return self._told(self._adopted(self._named(groups, names)), tied)

    def _hollow(self, groups: Starts) -> bool:
        """Whether a group was hollow by its new scripts, and what holds these together was not known for
        boilerplate.
        """
        day = self.day
        own = Posts(day.hashes, day.places, day.starts, day.owners)
        grouped = hollow.large(groups[len(self.old) :])
        apart = np.zeros(len(day.rows), dtype=np.bool_)
        before = np.count_nonzero(self.dull)
        self.walk.by_ranges(
            len(grouped.starts) - 1,
            lambda low, high: hollow.find_hollow(own, grouped, self.dull, apart, low, high),
        )
        return bool(np.count_nonzero(self.dull) > before)

    def _named(self, groups: Starts, names: Numbers) -> Starts:
        """The group of each script by a number of its own: an old template's name, else a row in it."""
        rows = np.concatenate((self.old, self.day.rows)).astype(np.int64)
        named: Starts = np.where(names[groups] >= 0, names[groups], rows[groups])
        return named

    def _adopted(self, found: Starts) -> Starts:
        """The groups (as `_named`) with the scripts left over that one holds most of (see `adopting`)."""
        old = len(self.old)
        left = (np.bincount(found)[found] <= LEFT) & ~self._is_old(found)
        loose = ~self._is_old(found[:old])
        rows = np.union1d(self._of_templates(self._met_templates(left[old:])), self.old[loose])
        at = np.searchsorted(rows, self.old[loose])
        own = self.templates[rows].astype(np.int64)
        own[at] = found[:old][loose]
        spare = np.concatenate((np.zeros(len(rows), dtype=np.bool_), left[old:]))
        spare[at] = left[:old][loose]
        names, groups = np.unique(np.concatenate((own, found[old:])), return_inverse=True)
        kept = self.memory.scripts(rows)
        scripts = self._beside_kept(kept, self._unjudged(kept))
        walk = self.over(scripts.hashes, scripts.starts)
        lead = walk.leading(adopting.adopting(groups)[0])
        count = len(groups)
        held = np.full(count, -1, dtype=np.int32), np.zeros(count, np.float32), np.zeros(count, np.float32)
        walk.by_ranges(count, lambda low, high: adopting.held_by(scripts, lead, spare, held, low, high))
        after = names[adopting.adopted(groups, scripts.owners, held)]
        out = found.copy()
        out[:old][loose] = after[at]
        out[old:] = after[len(rows) :]
        return out

    def _is_old(self, found: Starts) -> Marks:
        """Which of these numbers (see `_named`) name old templates."""
        old = found < len(self.templates)
        marked: Marks = old & (self.templates[np.where(old, found, 0)] >= 0)
        return marked

    def _met_templates(self, left: Marks) -> Numbers:
        """The old templates that may adopt new scripts left over: those of which each meets most."""
        saying = np.flatnonzero(self._scripts().tells > TELLS)
        saying = saying[left[self.script[saying]]]
        ones, at, rows = self._holders(saying)
        templates = self.templates[rows]
        of = self.templates[self.memory.rows()]
        sizes = np.bincount(of[of >= 0], minlength=len(self.templates))
        enough = (templates >= 0) & (sizes[templates] >= FEWEST)
        table = pl.DataFrame(
            {"script": ones[enough], "at": at[enough], "template": templates[enough]}
        ).unique()
        met = table.group_by("script", "template").len("hits").filter(pl.col("hits") >= MET)
        met = met.sort("script", "hits", "template", descending=[False, True, False])
        best = met.filter(pl.int_range(pl.len()).over("script") < OF_TEMPLATES)
        mine = left & (self.day.owners >= 0)
        _, owned = self.memory.owned(np.unique(self.day.owners[mine]))
        found = np.union1d(best["template"].to_numpy(), self.templates[owned])
        return found[found >= 0].astype(np.int32)

    def _beside_kept(self, held: Scripts, unjudged: tuple[Starts, Starts]) -> Scripts:
        """Kept scripts, and the new ones as they are weighed now. `unjudged`: see there."""
        own = self._scripts()
        held = self._as_now(held, own, *unjudged)
        return Scripts(
            np.concatenate((held.hashes, own.hashes)),
            np.concatenate((held.starts, held.starts[-1] + own.starts[1:])),
            np.concatenate((held.tells, own.tells)),
            np.concatenate((held.sums, own.sums)),
            np.concatenate((held.order, own.order)),
            np.concatenate((held.owners, own.owners)),
        )

    def _unjudged(self, held: Scripts) -> tuple[Starts, Starts]:
        """Where kept scripts hold what too few had held to be judged, and which new sequence it is."""
        at, places = matching(self.open, held.hashes)
        return places, self.unjudged[at]

    def _as_now(self, held: Scripts, own: Scripts, places: Starts, which: Starts) -> Scripts:
        """Kept scripts in which what was not judged weighs as much as in the new ones: see `_unjudged`."""
        counts = np.bincount(self.of)
        weights = []
        for before, now in ((held.tells, own.tells), (_weighs(held), _weighs(own))):
            after = before.copy()
            after[places] = (np.bincount(self.of, weights=now) / counts)[which]
            weights.append(after)
        return held._replace(tells=weights[0], sums=running(weights[1], held.starts))

    def _judge(self, held: Scripts) -> None:
        """What was not decided before, by what recurs among the scripts at hand."""
        recurring = self.walk.recurrence(np.concatenate((held.owners, self.day.owners)))[held.starts[-1] :]
        known = self.known * np.float32(evidence.RECURRING)
        telling = np.where(self.judged, known, recurring).astype(np.float32)
        evidence.tell(self.day.starts, self.order, self.counted.all, telling, 0, len(self.day.rows))
        self.telling = np.where(self.judged, self.known, telling)

    def _met(self) -> tuple[Starts, Rows]:
        """New scripts and the kept ones with which each has most telling sequences in common."""
        script, _, rows = self._holders(np.flatnonzero(self.rarity * self.telling >= SAYING))
        pairs, hits = np.unique(script.astype(np.uint64) << np.uint64(32) | rows, return_counts=True)
        pairs, hits = pairs[hits >= MET], hits[hits >= MET]
        ones = (pairs >> np.uint64(32)).astype(np.int64)
        best = np.lexsort((pairs, -hits, ones))
        ones, pairs = ones[best], pairs[best]
        first = np.arange(len(ones)) - np.searchsorted(ones, ones, side="left") < NEAR
        return ones[first], (pairs[first] & np.uint64(0xFFFFFFFF)).astype(np.uint32)

    def _holders(self, places: Starts) -> tuple[Starts, Starts, Rows]:
        """For these of the day's occurrences, each as often as kept scripts were looked up that hold it: its
        script, its place, and the kept script.
        """
        hashes, of = np.unique(self.day.hashes[places], return_inverse=True)
        at, rows = self.memory.holders(hashes, LOOKED_UP)
        order = np.argsort(at, kind="stable")
        at, rows = at[order], rows[order]
        low = np.searchsorted(at, of, side="left")
        count = np.searchsorted(at, of, side="right") - low
        held = np.repeat(low - (np.cumsum(count) - count), count) + np.arange(count.sum())
        own = np.repeat(places, count)
        return self.script[own].astype(np.int64), own, rows[held]

    def _owned(self) -> tuple[Starts, Rows]:
        """New scripts and kept ones that have the same rarest contact."""
        mine = np.flatnonzero(self.day.owners >= 0)
        owners, rows = self.memory.owned(np.unique(self.day.owners[mine]))
        order = np.lexsort((rows, owners))
        owners, rows = owners[order], rows[order]
        high = np.searchsorted(owners, self.day.owners[mine], side="right")
        low = np.searchsorted(owners, self.day.owners[mine], side="left")
        looks = np.minimum(high - low, OF_OWNER)
        back = np.arange(looks.sum()) - np.repeat(np.cumsum(looks) - looks, looks) + 1
        return np.repeat(mine, looks), rows[np.repeat(high, looks) - back]

    def _old(self, rows: Rows) -> Rows:
        """The kept scripts that take part: those that were met, and the samples of their templates."""
        mates = self._of_templates(np.unique(self.templates[rows]))
        stand = mates[sampled(mates, self.templates[mates], SAMPLE)]
        return np.union1d(rows, stand).astype(np.uint32)

    def _of_templates(self, names: Numbers) -> Rows:
        """The kept scripts of these templates; −1 names none."""
        kept = self.memory.rows()
        return kept[np.isin(self.templates[kept], names[names >= 0])]

    def _gather(self, held: Scripts, least: float) -> tuple[Starts, Numbers, list[tuple[int, int]]]:
        """The group of each script, kept ones first, the name of each old group, and which are tied."""
        self.telling[self.dull] = 0
        scripts = self._beside_kept(held, self.unjudged_held)
        old = len(self.old)
        ones, others = self._beside(scripts.tells[held.starts[-1] :])
        mine, theirs = self._of_one_owner()
        ones = np.concatenate((ones + old, mine + old, self.near[1])).astype(np.int32)
        others = np.concatenate((others + old, theirs + old, self.near[0] + old)).astype(np.int32)
        pairs = best_first(
            alike(
                scripts, np.unique(ones.astype(np.uint64) << np.uint64(32) | others.astype(np.uint64)), least
            )
        )
        keys = spread(np.concatenate((self.old, self.day.rows)))
        names = np.concatenate((self.settled, np.full(len(self.day.rows), -1, dtype=np.int32)))
        groups, tied = _join(scripts, keys, names, np.argsort(names, kind="stable"), pairs.ones, pairs.others)
        found = sorted({(min(one, other), max(one, other)) for one, other in tied.tolist()})
        return groups, names, found

    def _scripts(self) -> Scripts:
        """The new ones as they are weighed now."""
        alone = self.counted.all == 1
        tells = self.rarity * self.telling * np.where(alone, np.float32(ALONE), np.float32(1))
        weighs = self.rarity * np.float32(UNSHARED) + np.float32(1 - UNSHARED) * tells
        day = self.day
        return Scripts(day.hashes, day.starts, tells, running(weighs, day.starts), self.order, day.owners)

    def _beside(self, tells: Floats) -> tuple[Numbers, Numbers]:
        """Neighbours in the posting lists of the new scripts."""
        saying, _ = lowest(self.day.starts, np.where(self.counted.new > 1, tells, np.float32(0)))
        order = saying[np.lexsort((self.script[saying], self.day.hashes[saying]))]
        same = self.day.hashes[order[1:]] == self.day.hashes[order[:-1]]
        return self.script[order[:-1]][same], self.script[order[1:]][same]

    def _of_one_owner(self) -> tuple[Starts, Starts]:
        owners = self.day.owners
        order = np.argsort(owners, kind="stable")
        order = order[owners[order] >= 0]
        same = owners[order[1:]] == owners[order[:-1]]
        return order[:-1][same], order[1:][same]

    def _told(self, groups: Starts, tied: list[tuple[int, int]]) -> Added:
        """What came out. `groups`: as `_named`."""
        rows = np.concatenate((self.old, self.day.rows))
        old = len(self.old)
        copies = np.concatenate((np.ones(old, dtype=np.int64), self.day.copies))
        _, of = np.unique(groups, return_inverse=True)
        posts = np.bincount(of, weights=copies)
        first = np.full(len(posts), np.iinfo(np.int64).max)
        np.minimum.at(first, of, rows)
        known = np.full(len(posts), -1, dtype=np.int64)
        is_old = self._is_old(groups)
        known[of[is_old]] = groups[is_old]
        name = np.where(known >= 0, known, np.where(posts > 1, first, -1))
        found = name[of].astype(np.int32)
        new = found[old:]
        alone = (self.settled < 0) & (found[:old] >= 0)
        # What is kept of a group is drawn from all that is kept of it; of that, what is new is kept now.
        mates = self._of_templates(np.unique(new))
        names = np.concatenate((self.templates[mates], new))
        chosen = sampled(np.concatenate((mates, self.day.rows)), names, KEPT)[len(mates) :]
        kept = keep(self._scripts(), self.counted, self.day.rows, chosen)
        return Added(new, (self.old[alone], found[:old][alone]), tied, kept)


def _weighs(scripts: Scripts) -> Floats:
    """The weights of which `sums` are the running sums."""
    weighs = np.diff(scripts.sums, prepend=np.float32(0))
    begins = scripts.starts[:-1][np.diff(scripts.starts) > 0]
    weighs[begins] = scripts.sums[begins]
    return weighs


@outer
def _join(
    scripts: Scripts,
    keys: npt.NDArray[np.uint64],
    names: Numbers,
    by_name: Starts,
    ones: Numbers,
    others: Numbers,
) -> tuple[Starts, Numbers]:
    """The group of each script, named by its first one, and pairs of names that were tied.

    `names`: the old template of each script, −1 for none; of a group's first script it is the group's.
    `by_name`: the scripts in the order of their names.
    """
    count = len(keys)
    parent = np.arange(count)
    sample = np.full((count, SAMPLE), -1, dtype=np.int32)
    sample[:, 0] = np.arange(count)
    notes = np.zeros((3, SIZE), dtype=np.uint8)
    both = np.empty(2 * SAMPLE, dtype=np.int32)
    tied = np.empty((len(ones), 2), dtype=np.int32)
    met = 0
    for place in range(1, count):
        if names[by_name[place]] >= 0 and names[by_name[place]] == names[by_name[place - 1]]:
            one, other = root(parent, by_name[place - 1]), root(parent, by_name[place])
            unite(parent, sample, keys, both, one, other)
    for pair in range(len(ones)):
        one = root(parent, np.int64(ones[pair]))
        other = root(parent, np.int64(others[pair]))
        if one == other:
            continue
        if not throughout(scripts, sample, one, other, notes):
            continue
        if names[one] >= 0 and names[other] >= 0:
            tied[met, 0] = names[one]
            tied[met, 1] = names[other]
            met += 1
            continue
        name = max(names[one], names[other])
        names[unite(parent, sample, keys, both, one, other)] = name
    for script in range(count):
        parent[script] = root(parent, script)
    return parent, tied[:met].copy()
