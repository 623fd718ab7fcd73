"""Campaigns: a script of sentences with variants and slots, and the habits of those who post it."""

import re
from dataclasses import dataclass, field
from random import Random

from families import Family
from hiding_dev import Hide
from phones import COUNTRIES, HOME
from wording import Language, read

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a script: format strings that say the same, and whether a copy may leave it out."""

    variants: tuple[str, ...]
    optional: bool


@dataclass
class Habits:
    """How often a campaign's posters do what, as shares of its posts; `kinds` hold for all of them."""

    kinds: list[str] = field(default_factory=list)
    reorder: float = 0.0
    indel: float = 0.0
    typos: float = 0.0
    evasion: float = 0.0
    evasions: tuple[str, ...] = ()
    truncated: float = 0.0
    forwarded: float = 0.0
    portal: float = 0.0
    exact: float = 0.0
    rotate: bool = False
    hides: tuple[str, ...] = ()


@dataclass
class Script:
    """One campaign of a family: all that its posts have in common; `start` in minutes, `days` long."""

    family: Family
    language: Language
    glue: str
    region: str
    firm: str
    sentences: list[Sentence]
    pools: dict[str, tuple[str, ...]]
    habits: Habits
    start: int
    days: int


def hides(family: Family) -> dict[str, Hide]:
    return family.plain | family.hidden


def choose_hides(family: Family, random: Random, count: int) -> tuple[str, ...]:
    """Ways to write a phone, about half of them plain."""
    return tuple(
        random.choice(list(family.plain if random.random() < 0.45 else family.hidden)) for _ in range(count)
    )


def make(family: Family, number: int, seed: int) -> Script:
    """The script of campaign `number`; campaigns 2k and 2k + 1 may share a paragraph, so a language."""
    pair = Random(f"{seed}/{family.name}/pair/{number // 2}")
    random = Random(f"{seed}/{family.name}/campaign/{number}")
    languages = read(family.grammar)
    shares_paragraph = pair.random() < 0.1
    chooser = pair if shares_paragraph else random
    language = languages[chooser.choice(list(languages))]
    habits = _habits(family, random)
    script = Script(
        family=family,
        language=language,
        glue="" if "no spaces" in language.sections else random.choice(family.glues),
        region=HOME if random.random() < 0.55 else random.choice(list(COUNTRIES)),
        firm=language.draw("firm", random),
        sentences=[],
        pools={},
        habits=habits,
        start=random.randrange(180 * 1440),
        days=random.choice((1, 3, 10, 30, 60)),
    )
    short = random.random() < 0.06 and not shares_paragraph
    if short:
        habits.kinds.append("very short")
        _add(script, "short", random, rewrites=0)
    else:
        _write(script, random)
    if shares_paragraph:
        habits.kinds.append("shared paragraph")
        for role in pair.sample(
            [role for role, _ in family.roles if role not in ("opening", "closing", "stock")], 2
        ):
            _add(script, role, pair, rewrites=0)
    return script


def _habits(family: Family, random: Random) -> Habits:
    habits = Habits(hides=choose_hides(family, random, random.choice((1, 1, 2, 3))))

    def sometimes(share: float, low: float, high: float) -> float:
        return random.uniform(low, high) if random.random() < share else 0.0

    if random.random() < 0.12:
        habits.kinds.append("agency")
        habits.hides = (random.choice(list(family.plain)),)
        habits.portal = sometimes(0.4, 0.3, 0.9)
        return habits
    habits.reorder = sometimes(0.25, 0.3, 0.9)
    habits.indel = sometimes(0.45, 0.2, 0.8)
    habits.typos = sometimes(0.4, 0.1, 1.0)
    habits.evasion = sometimes(0.3, 0.3, 1.0)
    habits.evasions = tuple(random.sample(list(family.evasions), random.choice((1, 1, 2))))
    habits.truncated = sometimes(0.2, 0.05, 0.3)
    habits.forwarded = sometimes(0.2, 0.1, 0.5)
    habits.portal = sometimes(0.25, 0.1, 0.9)
    habits.exact = sometimes(0.25, 0.2, 0.8)
    habits.rotate = random.random() < 0.15
    if habits.rotate:
        habits.kinds.append("rotating phones")
    return habits


def _write(script: Script, random: Random) -> None:
    """Give the script its sentences: no, light or heavy paraphrase; sometimes some in another language."""
    level = random.choices((0, 1, 2), (0.2, 0.35, 0.45))[0]
    if level:
        script.habits.kinds.append(("", "light paraphrase", "heavy paraphrase")[level])
    languages = read(script.family.grammar)
    roles = [role for role, share in script.family.roles if random.random() < share]
    roles += [role for role in ("duties", "travel", "needs") if role in roles and random.random() < 0.3]
    if "agency" in script.habits.kinds:
        roles.append("licence")
    if random.random() < 0.1 and len(languages) > 1:
        script.habits.kinds.append("mixed languages")
        own = script.language
        script.language = languages[random.choice([code for code in languages if code != own.code])]
        for role in random.sample(roles, min(2, len(roles))):
            if role in script.language.sections:
                _add(script, role, random, rewrites=level)
        script.language = own
    order = {role: place for place, (role, _) in enumerate(script.family.roles)}
    for role in sorted(roles, key=lambda role: order.get(role, 4)):
        if role in script.language.sections:
            _add(script, role, random, rewrites=level)


def _add(script: Script, role: str, random: Random, *, rewrites: int) -> None:
    """Add a sentence of a role: `rewrites` 0 has one wording, 1 synonyms, 2 other sentences as well."""
    language = script.language
    lines = [random.choice(language.sections[role]).replace("<firm>", script.firm)]
    if rewrites == 1:
        lines *= random.randint(2, 3)
    elif rewrites == 2:
        lines = [
            lines[0] if random.random() < 0.6 else random.choice(language.sections[role]) for _ in range(4)
        ]
        lines = [line.replace("<firm>", script.firm) for line in lines[: random.randint(2, 4)]] + [lines[0]]
    if script.family.spin and rewrites:
        lines = [_spin(script, line, random, rewrites) for line in lines[:rewrites]]
    variants = tuple(dict.fromkeys(_near(language, lines, random)))
    script.sentences.append(Sentence(variants, optional=role not in ("opening", "closing", "short")))
    for variant in variants:
        for slot in language.slots(variant):
            if slot not in script.pools:
                values = (language.draw(slot, random) for _ in range(random.choice((1, 2, 3, 4, 8))))
                script.pools[slot] = tuple(dict.fromkeys(values))


def _near(language: Language, lines: list[str], random: Random) -> list[str]:
    """The lines unfolded; the same line again keeps most of its choices, as a rewording does."""
    state = random.getrandbits(64)
    unfolded = []
    for number, line in enumerate(lines):
        parts = _CHOICE.split(line)
        fixed = Random(f"{state}/{line}")
        chosen = []
        for place, part in enumerate(parts):
            at = fixed.random()
            if number and random.random() < 0.35:
                at = random.random()
            options = part.split("|")
            chosen.append(options[int(at * len(options))] if place % 2 else part)
        unfolded.append(language.unfold("".join(chosen), Random(f"{state}/{line}/rest")))
    return unfolded


def _spin(script: Script, line: str, random: Random, level: int) -> str:
    """The line with some choices left open as slots, to be made again in every post."""

    def leave_open(choice: re.Match[str]) -> str:
        options = choice[1].split("|")
        if len(options) < 2 or "{" in choice[1] or random.random() < 0.3:
            return choice[0]
        kept = random.sample(options, min(len(options), 1 + level))
        name = f"spin{len(script.pools)}"
        script.pools[name] = tuple(script.language.unfold(option, random) for option in kept)
        return f"{{{name}}}"

    return _CHOICE.sub(leave_open, line)
