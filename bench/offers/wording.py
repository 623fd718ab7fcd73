"""A grammar file read into sections, and its lines unfolded into sentences.

A file holds languages (`@ pt`), each with sections (`= opening`) of one line per entry. In a line
`[a|b|c]` is a choice, `<name>` an entry of the section `name`, `<coined>` an invented word, `{name}` a slot
that is filled in anew for every post, `%` a digit from 1 to 9 and `#` any digit. Choices, entries and digits
are settled when a sentence is unfolded; what is left is a format string whose only fields are the slots.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

PHONE = "\ue000"  # stands for a phone until the noise is done, so that noise never touches a number
_PIECE = re.compile(r"\[([^\[\]]*)\]|<(\w+)>")
_DIGIT = re.compile(r"[%#]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """One language of a grammar: its code and its sections of lines."""

    code: str
    sections: dict[str, tuple[str, ...]]

    def unfold(self, line: str, random: Random) -> str:
        """The line with every choice, entry and digit settled; slots stay as `{name}`."""

        def settle(piece: re.Match[str]) -> str:
            if piece[2] is None:
                return random.choice(piece[1].split("|"))
            if piece[2] == "coined":
                return self.coin(random)
            return random.choice(self.sections[piece[2]])

        while _PIECE.search(line):
            line = _PIECE.sub(settle, line)
        return _DIGIT.sub(lambda sign: str(random.randint(sign[0] == "%", 9)), line)

    def coin(self, random: Random) -> str:
        """An invented word of two to four of the language's syllables."""
        return "".join(
            random.choices(self.sections["syllable"], k=random.choice((2, 2, 3, 3, 4)))
        ).capitalize()

    def draw(self, section: str, random: Random) -> str:
        """An unfolded entry of a section."""
        return self.unfold(random.choice(self.sections[section]), random)

    def slots(self, sentence: str) -> list[str]:
        """The slots that a sentence leaves open, but for the phone's."""
        return [name for name in _SLOT.findall(sentence) if name != "phone"]


@cache
def read(name: str) -> dict[str, Language]:
    """The languages of `grammars/<name>.txt`, by code; raises KeyError on a line outside a section."""
    languages: dict[str, dict[str, list[str]]] = {}
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (Path(__file__).parent / "grammars" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("@ "):
            sections = languages.setdefault(line[2:].strip(), {})
        elif line.startswith("= "):
            lines = sections.setdefault(line[2:].strip(), [])
        elif line.strip():
            lines.append(line)
    return {
        code: Language(code, {section: tuple(entries) for section, entries in found.items()})
        for code, found in languages.items()
    }
