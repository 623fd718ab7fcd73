"""A script: the sentences of a campaign or of one stranger, what stays in them, and its poster's habits."""

from dataclasses import dataclass
from random import Random

from boards import Board, boards
from disguise import EVASION, HASTE
from grammar import BULLETS, Group, Language, Parts, Style, frozen
from phones import ways
from values import DESTINATIONS, Values

LIGHT, HEAVY, COPY = "light", "heavy", "copy"
SHORT_STYLES = ("classified", "line")
ALWAYS = (
    "company",
    "boss",
    "woman",
    "woman2",
    "man",
    "man2",
    "site",
    "email",
    "fee",
    "years",
    "small2",
    "fee2",
    "small",
    "year",
    "coined",
)
OFTEN = {
    "job": 0.75,
    "age": 0.7,
    "hours": 0.7,
    "wage": 0.45,
    "number": 0.45,
    "name": 0.5,
    "place": 0.3,
    "home": 0.4,
}
OFTEN |= {"date": 0.15, "days": 0.7, "house": 0.8, "street": 0.85, "old": 0.8, "job2": 0.8, "country": 0.95}


@dataclass(slots=True)
class Sentence:
    section: str
    wordings: tuple[Parts, ...]


@dataclass(slots=True)
class Script:
    language: Language
    style: Style
    style_name: str
    home: str
    destinations: tuple[str, ...]
    sentences: list[Sentence]
    fixed: dict[str, str]
    join: str
    bullet: str
    paraphrase: str
    """light, heavy or copy; empty for a stranger."""
    agency: bool
    twin: bool
    stock: bool
    disguises: tuple[tuple[str, float], ...]
    """What is done to the text, and to what share of the posts."""
    ways: tuple[str, ...]
    boards: tuple[Board | None, ...]
    """Where it is posted; None is a chat."""


def sections_of(plan: list[str], rng: Random) -> list[tuple[str, int]]:
    """A plan's sections, and how many sentences of each."""
    found = []
    for step in plan:
        if step.endswith("?"):
            if rng.random() < 0.5:
                continue
            step = step[:-1]
        count = 1
        if step.endswith("+"):
            step, count = step[:-1], rng.choice([1, 2, 2, 3])
        names = step.split("/")
        found.append((names[int(rng.random() * len(names))], count))
    return found


def style_of(language: Language, rng: Random) -> str:
    names = [name for name in language.styles if name != "agency"]
    return names[int(rng.random() * len(names))]


def drawn(language: Language, style: Style, rng: Random, contactless: bool) -> list[tuple[str, Group]]:
    """Sentences of one of the style's plans, each group of wordings once."""
    found: list[tuple[str, Group]] = []
    for name, count in sections_of(rng.choice(style.plans), rng):
        if name == "contact" and contactless:
            name = "contactless"
        groups = language.section(style, name)
        found += [(name, group) for group in rng.sample(groups, min(count, len(groups)))]
    return found


def habits(rng: Random, campaign: bool) -> tuple[tuple[str, float], ...]:
    """Each poster has none to three ways of disfiguring a text; evasion is a campaign's more often."""
    chosen = []
    for name in HASTE:
        if rng.random() < 0.09:
            chosen.append((name, rng.choice([0.3, 0.6, 1.0])))
    if {"upper", "lower"} <= {name for name, _ in chosen}:
        chosen.pop()
    for name in EVASION:
        if rng.random() < (0.09 if campaign else 0.035):
            chosen.append((name, rng.choice([0.3, 0.6, 1.0])))
    if rng.random() < 0.12:
        chosen.append(("truncated", rng.choice([0.15, 0.4])))
    return tuple(chosen[:3]) if campaign else tuple((name, 1.0) for name, _ in chosen[:3])


def where(language: str, rng: Random, count: int) -> tuple[Board | None, ...]:
    """Boards are chosen unevenly, as the first are the largest; four of ten posts are chats."""
    known = boards()[language]
    found: list[Board | None] = []
    for _ in range(count):
        found.append(None if rng.random() < 0.42 else known[int(len(known) * rng.random() ** 1.6)])
    return tuple(found)


def destinations_of(language: str, home: str, rng: Random, count: int) -> tuple[str, ...]:
    abroad = DESTINATIONS[language].split()
    return tuple(home if rng.random() < 0.3 else rng.choice(abroad) for _ in range(count))


def paragraph(language: Language, seed: str) -> list[Sentence]:
    """Three sentences that two campaigns share to the letter."""
    rng = Random(seed)
    style = language.styles[style_of(language, rng)]
    groups = [group for name, found in style.sections.items() if name not in NO_PARAGRAPH for group in found]
    if len(groups) < 3:
        groups = language.words.sections["stock"]
    values = Values(rng, language, "ae", "ae")
    sentences = []
    for group in rng.sample(groups, 3):
        said = values.speaker.say(frozen(rng.choice(group), rng, 0.0, language.pools))
        sentences.append(Sentence("paragraph", ((said,),)))
    return sentences


NO_PARAGRAPH = {"opening", "offer", "contact", "contactless", "title"}


def campaign(language: Language, home: str, seed: str, twin: int) -> Script:
    """The script of a campaign, from its seed alone."""
    rng = Random(seed)
    agency = "agency" in language.styles and rng.random() < 0.12
    name = "agency" if agency else style_of(language, rng)
    style = language.styles[name]
    paraphrase = rng.choices([LIGHT, HEAVY, COPY], [45, 30, 25])[0]
    if name in SHORT_STYLES and paraphrase == HEAVY:
        paraphrase = LIGHT  # of two lines reworded nothing would be left
    loose = {LIGHT: 0.22, HEAVY: 0.3, COPY: 0.02}[paraphrase]
    sentences = []
    for section, group in drawn(language, style, rng, rng.random() < 0.1):
        wordings = list(group)
        rng.shuffle(wordings)
        kept = wordings if paraphrase == HEAVY else wordings[:1]
        sentences.append(Sentence(section, tuple(frozen(w, rng, loose, language.pools) for w in kept)))
    stock = rng.random() < 0.08 and name not in SHORT_STYLES
    if stock:
        sentences.insert(-1, Sentence("stock", (rng.choice(language.words.sections["stock"])[0],)))
    shares = twin >= 0 and len(sentences) >= 5
    if shares:
        at = len(sentences) // 2
        sentences[at:at] = paragraph(language, f"twin-{seed.split(':')[0]}-{twin}")
    targets = destinations_of(language.code, home, rng, 1 if rng.random() < 0.8 else 3)
    values = Values(rng, language, home, targets[0])
    fixed = {slot: values[slot] for slot in ALWAYS}
    for slot, share in OFTEN.items():
        if len(targets) > 1 and slot in {"country", "wage", "place"}:
            continue
        if not (agency and slot == "job") and rng.random() < share:
            fixed[slot] = values[slot]
    return Script(
        language,
        style,
        name,
        home,
        targets,
        sentences,
        fixed,
        join=rng.choice(style.joins),
        bullet=rng.choice(BULLETS),
        paraphrase=paraphrase,
        agency=agency,
        twin=shares,
        stock=stock,
        disguises=habits(rng, campaign=True),
        ways=ways(language.code, rng, 0.12 if agency else 0.45),
        boards=where(language.code, rng, rng.choice([1, 2, 3, 5])),
    )


def stranger(language: Language, home: str, rng: Random) -> Script:
    """The script of one who posts once: nothing fixed, so nothing to freeze."""
    name = style_of(language, rng)
    if "agency" in language.styles and rng.random() < 0.05:
        name = "agency"
    style = language.styles[name]
    chosen = drawn(language, style, rng, rng.random() < 0.12)
    sentences = [Sentence(section, (group[int(rng.random() * len(group))],)) for section, group in chosen]
    stock = rng.random() < 0.08 and name not in SHORT_STYLES
    if stock:
        sentences.insert(-1, Sentence("stock", (rng.choice(language.words.sections["stock"])[0],)))
    return Script(
        language,
        style,
        name,
        home,
        destinations_of(language.code, home, rng, 1),
        sentences,
        {},
        join=rng.choice(style.joins),
        bullet=rng.choice(BULLETS),
        paraphrase="",
        agency=False,
        twin=False,
        stock=stock,
        disguises=habits(rng, campaign=False),
        ways=ways(language.code, rng, 0.2),
        boards=where(language.code, rng, 1),
    )
