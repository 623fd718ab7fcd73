"""Where a post stands: portals and newspapers with boilerplate and innocent numbers, forwards, replies."""

from dataclasses import dataclass
from functools import lru_cache

import phones
import plan as plans
from dice import Dice, seeded
from grammar import Grammar, expand, load, render
from values import Values, brand

PORTALS, PAPERS = 7, 4  # of each language
PORTAL_ENDS = (30, 50, 64, 74, 84, 92, 100)
CHANNELS = ("whatsapp", "facebook", "telegram", "site", "sms", "email")


@dataclass(slots=True, frozen=True)
class Board:
    source: str
    name: str
    head: tuple[str, ...]
    foot: tuple[str, ...]
    country: str
    serial: int  # of its own innocent number
    layout: int


@lru_cache(maxsize=256)
def board(seed: int, language: str, number: int) -> Board:
    """The number-th portal of a language, from PORTALS on newspapers; the boilerplate never changes."""
    index = plans.LANGUAGES.index(language)
    rng = seeded(seed, 3, index * 32 + number)
    country = rng.choice(list(plans.HOMES[language]))
    grammar = load(language, country)
    values = Values(grammar, rng, "")
    name = f"{brand(rng)}{rng.choice(('.example', ' Jobs', '24', 'Net', ''))}"
    values.kept["portal"] = name
    paper = number >= PORTALS and "paper" in grammar
    ideas = grammar["paper"] if paper else grammar["boiler"]
    wanted = len(ideas) if number % 3 == 0 or paper else rng.randint(2, max(2, len(ideas) // 2))
    lines = [render(idea[0], rng.random, values, 0) for idea in rng.sample(ideas, wanted)]
    cut = 1 if paper else rng.randint(0, min(3, wanted - 1))
    serial = (index * 5 + number) % phones.RESERVED
    source = f"{'paper' if paper else 'portal'}-{language}-{number}"
    return Board(source, name, tuple(lines[:cut]), tuple(lines[cut:]), country, serial, rng.randrange(4))


def on_board(body: str, here: Board, values: Values) -> tuple[str, int]:
    """The post as the board shows it, and how many characters of it are the board's."""
    rng = values.rng
    head, foot = "\n".join(here.head), "\n".join(here.foot)
    code, day, month = rng.randrange(10**5, 10**7), rng.randrange(1, 29), rng.randrange(1, 13)
    crumb = (
        f"{here.name} » {rng.choice(('Jobs', 'Emprego', 'Work', '…'))} » ID {code}",
        f"[{here.name}] #{code} | {day:02d}.{month:02d} | 👁 {rng.randrange(2000)}",
        f"{here.name} – ref. {code}",
        here.name,
    )[here.layout]
    text = "\n".join(part for part in (crumb, head, body, foot) if part)
    return text, len(text) - len(body)


def in_column(body: str, here: Board, values: Values) -> str:
    """The post amid the strangers of a newspaper's column."""
    rng, grammar = values.rng, values.grammar
    others = [neighbour(values) for _ in range(rng.randint(1, 3))] if "neighbour" in grammar else []
    cut = rng.randint(0, len(others))
    glue = rng.choice(("\n", " ● ", " — ", " * "))
    column = glue.join([*others[:cut], body, *others[cut:]])
    head, foot = "\n".join(here.head), "\n".join(here.foot[: rng.randint(0, 2)])
    return "\n".join(part for part in (head, column, foot) if part)


def neighbour(values: Values) -> str:
    """A short advertisement of somebody else, about something else."""
    idea = values.rng.choice(values.grammar["neighbour"])[0]
    kept, values.kept = values.kept, {}
    out: list[str] = []
    expand(idea, values.rng.random, values, out)
    values.kept = kept
    return "".join(out)


def pieces(values: Values, section: str) -> str:
    return values.listed(section) if section in values.grammar else ""


def forwarded(body: str, values: Values) -> str:
    rng = values.rng
    way = rng.randrange(4)
    kept, values.kept = values.kept, {}
    if way == 0:
        day, month = rng.randrange(1, 29), rng.randrange(1, 13)
        head = f"[{day:02d}/{month:02d}, {values.hour(7, 22)}] {values.person()}: "
    elif way == 1:
        head = f"Forwarded from {brand(rng)} Jobs ✅\n"
    else:
        head = f"{pieces(values, 'forward')}\n"
    values.kept = kept
    return head + body


def quoted(body: str, values: Values) -> str:
    """An answer with the whole post under it, each line marked."""
    rng = values.rng
    mark = rng.choice(("> ", "> ", "| ", ""))
    kept, values.kept = values.kept, {}
    asked = pieces(values, "reply")
    values.kept = kept
    below = "\n".join(mark + line for line in body.split("\n"))
    return f"{asked}\n{below}" if rng.random() < 0.7 else f"{below}\n\n{asked}"


def hashtags(body: str, grammar: Grammar, rng: Dice) -> str:
    tags = [idea[0][0] for idea in grammar["tag"]]
    some = [str(tag) for tag in rng.sample(tags, min(len(tags), rng.randint(2, 7)))]
    if rng.random() < 0.4:
        some.append(f"#{brand(rng).lower()}")
    return body + rng.choice(("\n", " ", "\n.\n.\n")) + " ".join(some)


@lru_cache(maxsize=512)
def shown(here: Board) -> tuple[str, str, str]:
    """E.164, country and national digits of the board's innocent number."""
    digits = phones.national(here.country, here.serial)
    return phones.international(here.country, digits), here.country, digits
