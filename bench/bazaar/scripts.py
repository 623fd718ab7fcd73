"""A script: an offer's lines in one style, choices made and slots open, and its user's habits."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import phones
import plan as plans
from dice import Dice, seeded
from grammar import Grammar, Pieces, freeze, load, settled
from values import LIVE, Values

# section, least and most lines, probability that it is there at all
Part = tuple[str, int, int, float]


def read_styles() -> dict[str, tuple[Part, ...]]:
    found = {}
    for line in Path(__file__).with_name("styles.txt").read_text().splitlines():
        if not line.startswith("#"):
            name, parts = line.split(": ")
            found[name] = tuple(part_of(part) for part in parts.split(", "))
    return found


def part_of(text: str) -> Part:
    section, count, chance = text.split(" ")
    least, most = count.split("-")
    return section, int(least), int(most), int(chance) / 100


STYLES = read_styles()
STYLE_NAMES = list(STYLES)
STYLE_ENDS = list(accumulate((12, 9, 25, 13, 7, 8, 6, 6, 4, 6, 8)))
SMALL = ("telegraph", "brief", "form")
LONG = ("message", "notice", "page", "story", "letter")
HABITS = {
    "reordered": 0.22,
    "dropped": 0.35,
    "added": 0.3,
    "heavy": 0.34,
    "rotating-phone": 0.3,
    "shared-phone": 0.07,
    "shared-paragraph": 0.3,
}
EVASIVE = {"zero-width": 0.13, "homoglyph": 0.13, "leet": 0.12, "spaced": 0.12}


@dataclass(slots=True)
class Line:
    section: str
    wordings: list[Pieces]
    usual: int = 0
    settled: dict[int, Pieces] = field(default_factory=dict)

    def pieces(self, which: int, light: float) -> Pieces:
        """A wording; where no choice is to be made anew, in its short form."""
        if light:
            return self.wordings[which]
        if which not in self.settled:
            self.settled[which] = settled(self.wordings[which])
        return self.settled[which]


@dataclass(slots=True)
class Script:
    style: str
    language: str
    country: str
    trade: str
    kept: dict[str, str]
    lines: list[Line]
    light: float
    habits: set[str] = field(default_factory=set)
    paragraph: int = -1  # where the shared paragraph begins


def sections(
    grammar: Grammar, rng: Dice, style: str, trade: str
) -> list[tuple[str, list[tuple[Pieces, ...]]]]:
    found = []
    for name, least, most, chance in STYLES[style]:
        if chance < 1 and rng.random() >= chance:
            continue
        section = f"duty.{trade}" if name == "duty" else name
        ideas = grammar.get(section)
        if ideas:
            count = min(len(ideas), rng.randint(least, most))
            found.append((name, ideas if count == len(ideas) else rng.sample(ideas, count)))
    return found


@lru_cache(maxsize=64)
def trades(language: str, country: str) -> list[str]:
    return [name[4:] for name in load(language, country) if name.startswith("job.")]


def usable(style: str, grammar: Grammar) -> str:
    """The style itself, or `message` where the language has no lines for it."""
    return style if STYLES[style][0][0] in ("title", "greet") or STYLES[style][0][0] in grammar else "message"


def frozen(idea: tuple[Pieces, ...], section: str, rng: Dice, values: Values) -> Line:
    wordings = [freeze(pieces, rng.random, values, LIVE) for pieces in idea]
    return Line(section, wordings, rng.randrange(len(wordings)))


def make_script(plan: plans.Plan, number: int) -> Script:
    place = int(plan.first[number])
    language = plans.LANGUAGES[plan.language[place]]
    country = phones.NAMES[plan.country[place]]
    rng = seeded(plan.seed, 1, number)
    grammar = load(language, country)
    agency = rng.random() < 0.14
    style = "letter" if agency else rng.weighted(STYLE_NAMES, STYLE_ENDS)
    style = usable(style, grammar)
    trade = rng.choice(trades(language, country))
    values = Values(grammar, rng, trade)
    lines = [
        frozen(idea, section, rng, values)
        for section, ideas in sections(grammar, rng, style, trade)
        for idea in ideas
    ]
    if style == "telegraph" and len(lines) < 3:  # a script has something of its own
        lines.append(frozen(rng.choice(grammar["mark"]), "mark", rng, values))
    habits = {habit for habit, chance in HABITS.items() if rng.random() < chance}
    habits |= {habit for habit, chance in EVASIVE.items() if rng.random() < chance}
    habits |= {"agency"} if style == "letter" else set()
    if style == "letter":
        habits -= {"heavy", "rotating-phone", *EVASIVE}
    if len(lines) < 6:
        habits -= {"heavy", "reordered", "dropped", "shared-paragraph"}
    for name in ("company", "brand", "email"):
        out: list[str] = []
        values(name, out)
    slots = {"place", "wage", "wage2", "money", "person", "date", "job"}
    steady = 0.75 if style in SMALL else 0.4  # little text can bear few slots
    kept = {name: value for name, value in values.kept.items() if name not in slots or rng.random() < steady}
    script = Script(style, language, country, trade, kept, lines, rng.choice((0, 0.05, 0.1, 0.2)), habits)
    if "shared-paragraph" in habits:
        insert(script, paragraph(plan, language, country, rng.randrange(paragraphs(plan))), rng)
    return script


def paragraphs(plan: plans.Plan) -> int:
    """How many paragraphs go round in a language: each is used by a handful of campaigns."""
    return max(2, len(plan.network) // 400)


@lru_cache(maxsize=4096)
def paragraph(plan: plans.Plan, language: str, country: str, number: int) -> tuple[Line, ...]:
    """Two or three lines that several campaigns, and some strangers, have taken from the same source."""
    rng = seeded(plan.seed, 4, number * 16 + plans.LANGUAGES.index(language))
    grammar = load(language, country)
    values = Values(grammar, rng, trades(language, country)[0])
    names = ["mark", "trip", "trust", "pay", "lodge"]
    chosen = ["mark", *rng.sample(names, rng.randint(1, 2))]
    lines = [frozen(rng.choice(grammar[name]), "paragraph", rng, values) for name in chosen]
    return tuple(lines)


def insert(script: Script, lines: tuple[Line, ...], rng: Dice) -> None:
    at = rng.randrange(2, len(script.lines)) if len(script.lines) > 2 else len(script.lines)
    script.lines[at:at] = lines
    script.paragraph = at


_scripts: dict[tuple[int, int, int], Script] = {}


def script_of(plan: plans.Plan, number: int) -> Script:
    """Remembers the last thousand scripts; the same for any order of asking."""
    key = (plan.seed, plan.posts, number)
    script = _scripts.get(key)
    if script is None:
        if len(_scripts) > 1000:
            _scripts.clear()
        script = _scripts[key] = make_script(plan, number)
    return script
