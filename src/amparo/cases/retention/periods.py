"""For how long a closed case is kept, as a country's file says. Pure: no database."""

import tomllib
from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from amparo.kernel.errors import Misconfigured
from amparo.law.words import Worded, worded

PACKAGED = Path(__file__).parent / "data" / "mozambique.toml"


@dataclass(frozen=True)
class Rule:
    """One period, for the cases that it fits."""

    code: str
    name: Mapping[str, str]  # by language, as the source
    years: int
    source: Mapping[str, str]
    verified: bool
    reasons: frozenset[str] = frozenset()
    child: bool | None = None

    def fits(self, *, reason: str, child: bool | None) -> bool:
        """Whether it is for a case that was closed for `reason`. Who may be a child is treated as one."""
        if self.reasons and reason not in self.reasons:
            return False
        return self.child is None or self.child == (child is not False)

    def due_on(self, closed: date) -> date:
        """The day from which a case that was closed on `closed` may be destroyed."""
        year = closed.year + self.years
        day = 28 if (closed.month, closed.day) == (2, 29) and not isleap(year) else closed.day
        return date(year, closed.month, day)

    @property
    def words(self) -> Worded:
        return worded(self.name)

    @property
    def source_words(self) -> Worded:
        return worded(self.source)


def read(path: Path) -> tuple[Rule, ...]:
    """The rules of a file, in order. Raises Misconfigured when one is incomplete, or a case fits none."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        rules = tuple(Rule(**(row | {"reasons": frozenset(row.get("reasons", ()))})) for row in rows)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Misconfigured(f"the retention periods cannot be read: {type(error).__name__}") from None
    if any(type(rule.years) is not int or rule.years < 1 for rule in rules):
        raise Misconfigured("a retention period is a whole number of years, at least one")
    if not all(_is_worded(texts) for rule in rules for texts in (rule.name, rule.source)):
        raise Misconfigured('a retention period says its name and its source as { en = "…", pt = "…" }')
    if len({rule.code for rule in rules}) != len(rules):
        raise Misconfigured("two retention periods have the same code")
    if not rules or rules[-1].reasons or rules[-1].child is not None:
        raise Misconfigured("the last retention period has to fit every case")
    return rules


def _is_worded(texts: object) -> bool:
    return isinstance(texts, dict) and bool(texts) and all(isinstance(text, str) for text in texts.values())


@cache
def rules() -> tuple[Rule, ...]:
    """The country's rules."""
    return read(PACKAGED)


def rule_for(*, reason: str, child: bool | None, among: tuple[Rule, ...] | None = None) -> Rule:
    """The first rule that fits a case."""
    return next(rule for rule in among or rules() if rule.fits(reason=reason, child=child))
