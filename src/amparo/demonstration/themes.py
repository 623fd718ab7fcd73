"""The stories of the demonstration, read from stories/: what happens, to whom, and in which words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

FOLDER = resources.files("amparo.demonstration") / "stories"
PORTUGUESE, ENGLISH = "pt", "en"
Parts = list[list[str]]  # one of each part is told, in this order


@dataclass(frozen=True)
class Theme:
    """One kind of story. Weights and probabilities only; the words are made up."""

    code: str
    matter: str
    share: float
    ages: dict[str, float]
    sexes: dict[str, float]
    signs: dict[str, float]
    when: dict[str, float]
    danger: float
    told_by_self: float
    platforms: list[str]
    provinces: dict[str, float]
    words: dict[str, dict[str, Parts]]  # by language, then "self" or "other"

    @property
    def in_earnest(self) -> bool:
        """Not a joke or a test."""
        return self.code != "prank"

    @property
    def about_somebody(self) -> bool:
        """Somebody is at risk: neither a joke nor a question."""
        return self.in_earnest and bool(self.signs)


@cache
def all_themes() -> dict[str, Theme]:
    """Every theme by its code, in the order of their files."""
    names = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): _theme(name.removesuffix(".toml"))
        for name in names
        if name not in {"words.toml", "conversation.toml"}
    }


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _theme(code: str) -> Theme:
    told = _read(code)
    return Theme(
        code=code,
        matter=told["matter"],
        share=told["share"],
        ages=told["ages"],
        sexes=told["sexes"],
        signs=told["signs"],
        when=told["when"],
        danger=told["danger"],
        told_by_self=told["self"],
        platforms=told["platforms"],
        provinces=told.get("provinces", {}),
        words={
            language: {teller: [part["any"] for part in parts] for teller, parts in told[language].items()}
            for language in (PORTUGUESE, ENGLISH)
        },
    )


def words(language: str, name: str) -> list[str]:
    """What a slot may be filled with. Raises KeyError for a slot that nobody knows."""
    values: list[str] = _read("words")[language][name]
    return values


def conversation(language: str, name: str) -> list[str]:
    """What officers and reporters write to each other, and reasons for decisions (Portuguese)."""
    lines: list[str] = _read("conversation")[language][name]
    return lines


@dataclass(frozen=True)
class Question:
    """What an officer asks about some matters, and what reporters answer."""

    on: list[str]
    ask: str
    answers: list[str]


def questions(language: str, matter: str) -> list[Question]:
    """The questions that officers ask in such a matter."""
    every = [Question(**question) for question in _read("conversation")[language]["questions"]]
    return [question for question in every if matter in question.on]
