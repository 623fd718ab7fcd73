"""How urgent a report is: stated rules, each with points and a reason in words. A person may override."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.reports.answers import AgeBand, Answers, Matter, Sign, When
from amparo.reports.models import Level


@dataclass(frozen=True)
class Facts:
    """What the rules look at: the answers, and what only the system knows."""

    answers: Answers
    armed_conflict: bool = False  # the deployment declared the place so
    known_contact_points: int = 0  # identifiers of this report that other reports mention too
    misuse: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One reason for urgency. `points` add up; `level_of` gives the sum its word."""

    code: str
    points: int
    words: str | Promise
    holds: Callable[[Facts], bool]


def _sign(sign: Sign) -> Callable[[Facts], bool]:
    return lambda facts: sign in facts.answers.signs


RULES = (
    Rule("danger", 120, _("Someone is in danger now"), lambda facts: facts.answers.danger is True),
    Rule(
        "young_child",
        40,
        _("A child under 15 is at risk"),
        lambda facts: facts.answers.age_band in {AgeBand.UNDER_12, AgeBand.UNDER_15},
    ),
    Rule(
        "child",
        30,
        _("A child is at risk"),
        lambda facts: (
            facts.answers.child_at_risk and facts.answers.age_band not in {AgeBand.UNDER_12, AgeBand.UNDER_15}
        ),
    ),
    Rule(
        "threat_to_publish",
        30,
        _("There is a threat to publish images or messages"),
        _sign(Sign.THREAT_TO_PUBLISH),
    ),
    Rule(
        "travel_soon",
        35,
        _("A trip or a meeting is near"),
        lambda facts: Sign.TRAVEL_SOON in facts.answers.signs or facts.answers.when == When.SOON,
    ),
    Rule(
        "ongoing",
        20,
        _("It is still happening"),
        lambda facts: Sign.STILL_IN_CONTACT in facts.answers.signs or facts.answers.when == When.NOW,
    ),
    Rule("cannot_leave", 35, _("The person cannot leave freely"), _sign(Sign.CANNOT_LEAVE)),
    Rule("papers_kept", 15, _("Documents or phone are kept"), _sign(Sign.PAPERS_KEPT)),
    Rule("displaced", 10, _("The person was displaced"), _sign(Sign.DISPLACED)),
    Rule(
        "armed_conflict",
        15,
        _("The place is in an area of armed conflict"),
        lambda facts: facts.armed_conflict,
    ),
    Rule(
        "known_contact_point",
        20,
        _("A contact point is known from other reports"),
        lambda facts: facts.known_contact_points > 0,
    ),
    Rule("images", 10, _("Private images are involved"), lambda facts: facts.answers.matter == Matter.IMAGES),
    Rule(
        "doubtful",
        -25,
        _("Signs of misuse (look all the same)"),
        lambda facts: bool(facts.misuse) and facts.answers.danger is not True,
    ),
)
WORDS = {rule.code: rule.words for rule in RULES}

IMMEDIATE, HIGH, NORMAL = 110, 50, 10  # danger alone is immediate; otherwise it takes several heavy reasons
FLOOR = {Level.IMMEDIATE: IMMEDIATE, Level.HIGH: HIGH, Level.NORMAL: NORMAL, Level.LOW: 0}
PERIOD = {
    Level.IMMEDIATE: timedelta(hours=1),
    Level.HIGH: timedelta(hours=24),
    Level.NORMAL: timedelta(hours=24),
    Level.LOW: timedelta(hours=24),
}  # design.md, defaults; a deployment's own clocks come with the obligations


@dataclass(frozen=True)
class Urgency:
    """The sum, its word, and the codes of the rules that held, heaviest first."""

    points: int
    level: Level
    reasons: tuple[str, ...]


def level_of(points: int) -> Level:
    """The word for a sum of points."""
    if points >= IMMEDIATE:
        return Level.IMMEDIATE
    if points >= HIGH:
        return Level.HIGH
    return Level.NORMAL if points >= NORMAL else Level.LOW


def assess(facts: Facts) -> Urgency:
    """Apply every rule. Doubt puts a report behind others of its level and never into a lower one."""
    held = sorted((rule for rule in RULES if rule.holds(facts)), key=lambda rule: -rule.points)
    level = level_of(sum(rule.points for rule in held if rule.points > 0))
    points = max(FLOOR[level], sum(rule.points for rule in held))
    return Urgency(points, level, tuple(rule.code for rule in held))


MOST = 10_000  # points; more than all rules together


def span(level: Level) -> tuple[int, int]:
    """The fewest and the most points of a level."""
    above = [floor for floor in FLOOR.values() if floor > FLOOR[level]]
    return FLOOR[level], min(above) - 1 if above else MOST


def within(level: Level, points: int) -> int:
    """`points` moved as little as possible so that they belong to `level`: for an officer's own judgement."""
    lowest, highest = span(level)
    return min(max(points, lowest), highest)
