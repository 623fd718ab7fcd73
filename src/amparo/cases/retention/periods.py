"""For how long a closed case is kept, as a country's file says. Pure: no database."""

import tomllib
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import Misconfigured

PACKAGED = Path(__file__).parent / "data" / "mozambique.toml"

# The packaged rules in the reader's language; a country's own file brings its own words.
NAMES: dict[str, Promise] = {
    "not_a_victim": _("Nobody was found to be a victim"),
    "child": _("A child is a victim"),
    "other": _("All other cases"),
}


@dataclass(frozen=True)
class Rule:
    """One period, for the cases that it fits."""

    code: str
    name: str
    years: int
    source: str
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
    def words(self) -> Promise | str:
        return NAMES.get(self.code, self.name)


def read(path: Path) -> tuple[Rule, ...]:
    """The rules of a file, in order. Raises Misconfigured when one is incomplete, or a case fits none."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        rules = tuple(Rule(**(row | {"reasons": frozenset(row.get("reasons", ()))})) for row in rows)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Misconfigured(f"the retention periods cannot be read: {type(error).__name__}") from None
    if any(type(rule.years) is not int or rule.years < 1 for rule in rules):
        raise Misconfigured("a retention period is a whole number of years, at least one")
    if len({rule.code for rule in rules}) != len(rules):
        raise Misconfigured("two retention periods have the same code")
    if not rules or rules[-1].reasons or rules[-1].child is not None:
        raise Misconfigured("the last retention period has to fit every case")
    return rules


@cache
def rules() -> tuple[Rule, ...]:
    """The country's rules."""
    return read(PACKAGED)


def rule_for(*, reason: str, child: bool | None, among: tuple[Rule, ...] | None = None) -> Rule:
    """The first rule that fits a case."""
    return next(rule for rule in among or rules() if rule.fits(reason=reason, child=child))
