"""Sentences with choices, read from plain text: how they are parsed, frozen into a script, and said.

{a|b|}            one of these, or nothing
<place>           a value of the post: the same wherever the post names it
<list duty 2 4>   two to four different ones of a pool, in one line (`<bullets duty 3 6>`: one a line)
(duty) a | b      a pool
[offer]           a section; each line a sentence, `~ ` before a line that words the one above otherwise
plan: offer wage? contact     sections in their order; `?` every other time, `a/b` either, `a+` one to three
;; why            a remark
"""

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

HERE = Path(__file__).parent / "grammar"


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    options: "tuple[Parts, ...]"


@dataclass(frozen=True, slots=True)
class Listing:
    pool: str
    low: int
    high: int
    bullets: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """A listing whose items a script has chosen; a post may leave one out or change their order."""

    items: "tuple[Parts, ...]"
    bullets: bool


Part = str | Slot | Choice | Listing | Fixed
Parts = tuple[Part, ...]
Group = tuple[Parts, ...]
"""Wordings of one sentence."""


@dataclass(slots=True)
class Style:
    plans: list[list[str]] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    sections: dict[str, list[Group]] = field(default_factory=dict)


@dataclass(slots=True)
class Language:
    code: str
    styles: dict[str, Style] = field(default_factory=dict)
    pools: dict[str, tuple[Parts, ...]] = field(default_factory=dict)
    words: Style = field(default_factory=Style)
    joiner: str = " & "

    def section(self, style: Style, name: str) -> list[Group]:
        return style.sections.get(name) or self.words.sections[name]


TOKEN = re.compile(r"[{}|]|<(\w[\w.]*)(?: (\w+) (\d+) (\d+))?>")


def parse(text: str) -> Parts:
    """The parts of one line; ValueError if a brace is left open."""
    stack: list[list[list[Part]]] = [[[]]]
    at = 0
    for found in TOKEN.finditer(text):
        if found.start() > at:
            stack[-1][-1].append(text[at : found.start()])
        at = found.end()
        mark = found.group()
        if mark == "{":
            stack.append([[]])
        elif mark == "|" and len(stack) > 1:
            stack[-1].append([])
        elif mark == "}":
            options = tuple(tuple(option) for option in stack.pop())
            if not stack:
                raise ValueError(f"a brace too many: {text}")
            stack[-1][-1].append(Choice(options))
        elif mark == "|":
            stack[-1][-1].append("|")
        elif found.group(2):
            name, pool, low, high = found.groups()
            stack[-1][-1].append(Listing(pool, int(low), int(high), name == "bullets"))
        else:
            stack[-1][-1].append(Slot(found.group(1)))
    if len(stack) != 1:
        raise ValueError(f"a brace left open: {text}")
    stack[0][0].append(text[at:])
    return tuple(part for part in stack[0][0] if part != "")


def cells(line: str) -> list[str]:
    """What ` | ` parts outside braces."""
    found, depth, start = [], 0, 0
    for i, letter in enumerate(line):
        depth += (letter == "{") - (letter == "}")
        if depth == 0 and line[i : i + 3] == " | ":
            found.append(line[start:i].strip())
            start = i + 3
    return [*found, line[start:].strip()]


def read_style(path: Path, language: Language) -> Style:
    """One file: its plans and sections; its pools go to the language."""
    style = Style()
    pools: dict[str, list[Parts]] = {}
    groups: list[list[Parts]] = []
    named: dict[str, list[list[Parts]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip().replace("\\n", "\n") if not line.startswith("join: ") else line
        if not line or line.startswith(";;"):
            continue
        if line.startswith("plan: "):
            style.plans.append(line[6:].split())
        elif line.startswith("join: "):
            style.joins = line[6:].replace("\\n", "\n").split("/")
        elif line.startswith("joiner: "):
            language.joiner = f" {line[8:]} "
        elif header := re.fullmatch(r"\[(\w+)\]", line):
            groups = named.setdefault(header.group(1), [])
        elif pool := re.match(r"\(([\w.]+)\) ", line):
            pools.setdefault(pool.group(1), []).extend(parse(cell) for cell in cells(line[pool.end() :]))
        elif line.startswith("~ "):
            groups[-1].append(parse(line[2:]))
        else:
            groups.append([parse(line)])
    style.sections = {name: [tuple(group) for group in found] for name, found in named.items()}
    for name, parts in pools.items():
        language.pools[name] = (*language.pools.get(name, ()), *parts)
    return style


def read_languages() -> dict[str, Language]:
    """Every language of the folder; a file is named `<language>-<style>.txt`, its vocabulary `-words`."""
    found: dict[str, Language] = {}
    for path in sorted(HERE.glob("??-*.txt")):
        code, name = path.stem.split("-")
        if name == "boards":
            continue
        language = found.setdefault(code, Language(code))
        style = read_style(path, language)
        if name == "words":
            language.words = style
        else:
            language.styles[name] = style
    return found


def frozen(parts: Parts, rng: Random, loose: float, pools: dict[str, tuple[Parts, ...]]) -> Parts:
    """The parts with most choices made; a share `loose` of them stays open between two options."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, Choice):
            options = part.options
            if len(options) > 1 and rng.random() < loose:
                two = rng.sample(options, 2)
                out.append(Choice(tuple(frozen(option, rng, loose, pools) for option in two)))
                continue
            made: Sequence[Part] = frozen(options[int(rng.random() * len(options))], rng, loose, pools)
        elif isinstance(part, Listing):
            pool = pools[part.pool]
            count = min(len(pool), rng.randint(part.low, part.high))
            items = tuple(frozen(item, rng, loose, pools) for item in rng.sample(pool, count))
            made = (Fixed(items, part.bullets),)
        else:
            made = (part,)
        for piece in made:
            if isinstance(piece, str) and out and isinstance(out[-1], str):
                out[-1] += piece
            else:
                out.append(piece)
    return tuple(out)


BULLETS = ("• ", "- ", "✅ ", "* ", "👉 ", "– ", "✔️ ", "🔹", "· ")


@dataclass(slots=True)
class Speaker:
    """Says parts for one post: its chance, its values, its mark before each item of a list."""

    rng: Random
    values: MutableMapping[str, str]
    language: Language
    bullet: str
    unsteady: float = 0.0
    """How often an item of a fixed list is left out or moved."""

    def say(self, parts: Parts) -> str:
        out: list[str] = []
        self.write(parts, out)
        return "".join(out)

    def write(self, parts: Parts, out: list[str]) -> None:
        for part in parts:
            kind = type(part)
            if kind is str:
                out.append(part)  # type: ignore[arg-type]
            elif kind is Slot:
                out.append(self.values[part.name])  # type: ignore[union-attr]
            elif kind is Choice:
                options = part.options  # type: ignore[union-attr]
                self.write(options[int(self.rng.random() * len(options))], out)
            else:
                out.append(self.listed(part))  # type: ignore[arg-type]

    def listed(self, part: Listing | Fixed) -> str:
        if isinstance(part, Listing):
            pool = self.language.pools[part.pool]
            items = self.rng.sample(pool, min(len(pool), self.rng.randint(part.low, part.high)))
        else:
            items = list(part.items)
            if self.unsteady and len(items) > 2 and self.rng.random() < self.unsteady:
                if self.rng.random() < 0.5:
                    self.rng.shuffle(items)
                else:
                    del items[int(self.rng.random() * len(items))]
        said = [self.say(item) for item in items]
        if part.bullets:
            return "\n".join(f"{self.bullet}{line}" for line in said)
        if len(said) == 1:
            return said[0]
        return ", ".join(said[:-1]) + self.language.joiner + said[-1]
