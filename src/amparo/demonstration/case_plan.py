"""Which made-up cases there are: when each begins and where, whom it is about, how fast its officers are."""

from dataclasses import dataclass
from datetime import datetime

from amparo.demonstration import case_stories, moments
from amparo.demonstration.case_stories import Story
from amparo.demonstration.draw import Draw
from amparo.demonstration.places import Places
from amparo.reports.answers import CHILD_BANDS

FROM_REPORTS = 0.55  # of the cases; as far as so many reports are taken up
_TAKEN_UP = 0.3  # of the reports, roughly
_MOST_OFFICES = {"social": 9, "police": 3, "ngo-shelter": 2, "ngo-migrants": 1}
_HURRY = {0.5: 3, 1.0: 8, 1.6: 3, 4.0: 1}  # how much slower than usual
_LANGUAGES = {"pt": 5, "vmw": 4, "tso": 3, "seh": 2, "ndc": 2, "sw": 1, "wmw": 1}
_MOVERS = frozenset({"sponsored", "migrant_worker"})


@dataclass(frozen=True)
class Somebody:
    """A victim, in the codes that indicators use."""

    age_band: str
    sex: str
    nationality: str
    language: str
    movement: tuple[str, ...]
    withheld: frozenset[str]  # papers, wages, sponsorship

    @property
    def child(self) -> bool:
        return self.age_band in CHILD_BANDS


@dataclass(frozen=True)
class Planned:
    """A case that is opened without a report."""

    number: int
    moment: datetime
    province: str
    office: str


def directly(seed: int, how_many: int, places: Places, now: datetime) -> list[Planned]:
    """`how_many` cases that begin without a report, oldest first."""
    times = moments.over_two_years(Draw(seed, "case times"), now, how_many)
    found = []
    for number, moment in enumerate(times):
        draw = Draw(seed, "case", number)
        story = case_stories.story_for(draw, "", "")
        province = places.province(draw, dict.fromkeys(story.provinces, 1.0))
        kind = draw.weighted(_MOST_OFFICES)
        office = f"{kind}-{province}" if kind in {"social", "police"} else kind
        found.append(Planned(number, moment, province, office))
    return found


def split(how_many: int, reports: int) -> tuple[int, float]:
    """How many cases begin without a report, and the share of those from a report that are lived in full."""
    expected = reports * _TAKEN_UP
    grown = min(expected, how_many * FROM_REPORTS)
    return how_many - round(grown), grown / expected if expected else 0.0


def somebody(draw: Draw, story: Story, age_band: str = "", sex: str = "") -> Somebody:
    """A person to whom the story happens; what a report told already is kept."""
    abroad = not _MOVERS.isdisjoint(story.movement) and draw.maybe(0.15)
    movement = tuple(code for code in story.movement if draw.maybe(0.6))
    age = age_band or draw.weighted(story.ages)
    if age not in CHILD_BANDS:
        movement = tuple(code for code in movement if code != "alone")
    return Somebody(
        age_band=age,
        sex=sex or draw.weighted(story.sexes),
        nationality=draw.choice(["MW", "ZW", "TZ"]) if abroad else "MZ",
        language=draw.weighted(_LANGUAGES),
        movement=movement,
        withheld=frozenset(code for code, often in story.withheld.items() if draw.maybe(often)),
    )


def hurry(draw: Draw) -> float:
    """By how much a team takes longer than it should: most do not, a few do by far."""
    return draw.weighted(_HURRY)
