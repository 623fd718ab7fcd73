"""Which reports come, and when: everyday ones, rings of recruiters, stories told again, pranks, fresh."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import cycle, islice

from amparo.demonstration import moments, narrator, themes
from amparo.demonstration.draw import Draw
from amparo.demonstration.narrator import Told, Wish
from amparo.demonstration.places import Places
from amparo.reports import urgency
from amparo.reports.models import Level

_REPORTS_A_RING = 60
_RING_SPAN = timedelta(days=150)
_RING_THEMES = (
    "offer_abroad",
    "grooming",
    "domestic_abroad",
    "extortion",
    "offer_town",
    "mining",
    "displaced",
    "farming",
)
_RING_SAYS = ("recruta", "destino", "cidade", "valor", "taxa")  # the same words to everybody
_REPORTS_A_BURST = 120
_BURST = 6  # pupils who send the same words one after the other
_SHARE_RING = 0.13
_SHARE_RETOLD = 0.06
_RETOLD_WITHIN = timedelta(days=14)
_SHARE_FRESH = 0.2
_MOST_FRESH = 64
_MOST_TRIES = 300
_FRESH_FROM = 10_000_000  # their numbers, apart from those of all that came before
_FRESH_CONTACTS = 3_900  # the last of the different telephone numbers (see madeup.number)
_MOST_RETRIES = 8  # a theme with few lines may repeat itself then
_REMEMBERED = 300
_OF_CHILDREN = ("child_contact", "images", "work", "child_contact", "images", "control", "offer")
_AGES = {  # how long fresh reports have been waiting, in minutes; beyond the triage clock for a few
    Level.IMMEDIATE: (6, 35, 170, 12, 75, 22, 48),
    Level.HIGH: (50, 700, 1600, 200, 1300, 420, 1000),
    Level.NORMAL: (90, 1350, 1900, 260, 800, 500, 1100),
    Level.LOW: (130, 900, 2100, 330, 1390, 610, 1200),
}


class Kind(StrEnum):
    """Why a report is in the plan."""

    EVERYDAY = "everyday"
    RING = "ring"  # the same recruiter at several places
    RETOLD = "retold"  # a story that came before
    BURST = "burst"  # one prank, many senders
    FRESH = "fresh"  # still waiting


@dataclass(frozen=True)
class Planned:
    """A report that comes at `moment`. `number` is its own, `like` that of all that belong together."""

    number: int
    moment: datetime
    kind: Kind
    told: Told
    like: int


@dataclass(frozen=True)
class _Ring:
    source: int
    theme: str
    says: dict[str, str]
    starts: datetime

    def active(self, moment: datetime) -> bool:
        return self.starts <= moment < self.starts + _RING_SPAN


def plan(seed: int, size: int, places: Places, now: datetime) -> list[Planned]:
    """`size` reports before `now`, oldest first; the same arguments give the same reports."""
    fresh = min(_MOST_FRESH, int(size * _SHARE_FRESH))
    bursts = list(_bursts(seed, size // _REPORTS_A_BURST, places, now))
    times = moments.over_two_years(Draw(seed, "times"), now, size - fresh - len(bursts))
    rings = _rings(seed, max(1, size // _REPORTS_A_RING), now)
    found: list[Planned] = []
    for moment in times:
        found.append(_next(seed, moment, rings, found, places))
    for number, wish in enumerate(islice(_queues(places), fresh)):
        found.append(_fresh(seed, number, wish, found, places, now))
    return sorted([*found, *bursts], key=lambda one: (one.moment, one.number))


def _rings(seed: int, how_many: int, now: datetime) -> list[_Ring]:
    """Spread over the two years; the last one is still at work."""
    draw = Draw(seed, "rings")
    step = (moments.SPAN - _RING_SPAN) / max(1, how_many - 1)
    return [
        _Ring(
            source=number,
            theme=_RING_THEMES[number % len(_RING_THEMES)],
            says={name: draw.choice(themes.words(themes.PORTUGUESE, name)) for name in _RING_SAYS},
            starts=now - _RING_SPAN - step * (how_many - 1 - number),
        )
        for number in range(how_many)
    ]


def _next(seed: int, moment: datetime, rings: list[_Ring], earlier: list[Planned], places: Places) -> Planned:
    number = len(rings) + len(earlier)  # a ring's number and account are nobody else's
    draw = Draw(seed, "report", number)
    chance = draw.random()
    if chance < _SHARE_RING and (active := [ring for ring in rings if ring.active(moment)]):
        ring = draw.choice(active)
        wish = Wish(theme=ring.theme, source=ring.source, language=themes.PORTUGUESE, fixed=ring.says)
        told = narrator.tell(draw, places, number, wish)
        return Planned(number, moment, Kind.RING, told, like=ring.source)
    if chance < _SHARE_RING + _SHARE_RETOLD and (again := _worth_telling_again(earlier, moment)):
        first = draw.choice(again)
        return Planned(number, moment, Kind.RETOLD, narrator.retold(draw, first.told), like=first.like)
    told = narrator.tell(draw, places, number)
    for _try in range(_MOST_RETRIES):
        if not _heard_before(told, earlier):
            break
        told = narrator.tell(draw, places, number)
    return Planned(number, moment, Kind.EVERYDAY, told, like=number)


def _heard_before(told: Told, earlier: list[Planned]) -> bool:
    """Whether the story shares more than half of its lines with one of the last few hundred."""
    return any(
        len(told.lines & one.told.lines) * 2 > min(len(told.lines), len(one.told.lines))
        for one in earlier[-_REMEMBERED:]
        if told.lines and one.told.lines and one.told.theme is told.theme
    )


def _worth_telling_again(earlier: list[Planned], moment: datetime) -> list[Planned]:
    """Stories of the last fortnight that are long enough to be known again."""
    return [
        one
        for one in earlier[-40:]
        if one.kind is Kind.EVERYDAY
        and one.told.theme.in_earnest
        and len(one.told.story.split()) >= 30
        and moment - one.moment < _RETOLD_WITHIN
    ]


def _bursts(seed: int, how_many: int, places: Places, now: datetime) -> Iterator[Planned]:
    """On some evenings one class sends one joke from every telephone."""
    for burst in range(how_many):
        draw = Draw(seed, "burst", burst)
        number = -(burst + 1) * 100
        told = narrator.tell(draw, places, -number, Wish(theme="prank", child=True))
        while len(told.story.split()) < 8:
            told = narrator.tell(draw, places, -number, Wish(theme="prank", child=True))
        evening = moments.evening(draw, now)
        for sender in range(_BURST):
            moment = evening + timedelta(minutes=3 * sender)
            yield Planned(number + sender, moment, Kind.BURST, told, like=number)


def _queues(places: Places) -> Iterator[Wish]:
    """Who reports to which queue, in turn: see institutions.RULES."""
    provinces = sorted(places.provinces)
    of_children = cycle(_OF_CHILDREN)
    while True:
        for province in provinces:
            yield Wish(child=False, province=province)
            yield Wish(child=True, matter=next(of_children))
        yield from (Wish(child=False, province="", matter=matter) for matter in ("offer", "work", "control"))
        yield from (Wish(child=False, province="", matter=matter) for matter in ("images", "other"))
        provinces = provinces[1:] + provinces[:1]


def _fresh(
    seed: int, number: int, wish: Wish, earlier: list[Planned], places: Places, now: datetime
) -> Planned:
    """One that still waits; adults and children come in turn, each in every urgency."""
    draw = Draw(seed, "fresh", number)
    levels = [level for level in Level if not (wish.child and level == Level.LOW)]
    level = levels[number // 2 % len(levels)]
    ages = _AGES[level]
    told = narrator.tell(draw, places, _FRESH_CONTACTS + number, wish)
    for _try in range(_MOST_TRIES):
        if _as_wished(told, wish, level, places) and not _heard_before(told, earlier):
            break
        told = narrator.tell(draw, places, _FRESH_CONTACTS + number, wish)
    moment = now - timedelta(minutes=ages[number // (2 * len(levels)) % len(ages)] + number % 4)
    return Planned(_FRESH_FROM + number, moment, Kind.FRESH, told, like=_FRESH_FROM + number)


def _as_wished(told: Told, wish: Wish, level: Level, places: Places) -> bool:
    answers = told.answers
    conflict = not places.armed_conflict.isdisjoint({answers.province, answers.district})
    found = urgency.assess(urgency.Facts(answers, armed_conflict=conflict))
    placed = wish.province is None or answers.province == wish.province
    in_words = bool(told.story) or level != Level.IMMEDIATE
    return found.level == level and placed and in_words and answers.child_at_risk == wish.child
