"""What made-up cases are about, read from case_stories.toml: codes, and the words that officers write."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from amparo.demonstration.draw import Draw

_FILE = resources.files("amparo.demonstration") / "case_stories.toml"


@dataclass(frozen=True)
class Story:
    """One kind of case. Weights, probabilities and codes of the law's vocabulary."""

    code: str
    share: float
    matters: list[str]  # of the reports from which such a case grows
    ages: dict[str, float]
    sexes: dict[str, float]
    movement: list[str]
    withheld: dict[str, float]  # papers, wages, sponsorship: how often
    acts: list[str]
    means: list[str]
    purposes: list[str]
    online: float
    technologies: list[str]
    platforms: list[str]
    risk: list[str]  # questions that are answered with yes
    services: list[str]
    needs: list[str]
    summary: list[str]
    words: list[str]
    manifestations: list[str] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)  # where it is at home; empty: everywhere


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def stories() -> dict[str, Story]:
    """Every story by its code."""
    return {code: Story(code=code, **table) for code, table in _file()["story"].items()}


def say(draw: Draw, name: str) -> str:
    """One of the wordings with this name. Raises KeyError for one that the file does not have."""
    wordings: list[str] = _file()["words"][name]
    return draw.choice(wordings)


def story_for(draw: Draw, matter: str, age_band: str) -> Story:
    """A story that a report about this matter, and somebody of this age ('' for unknown), could have told."""
    known = list(stories().values())
    fitting = [one for one in known if matter in one.matters and (not age_band or age_band in one.ages)]
    return stories()[draw.weighted({one.code: one.share for one in fitting or known})]
