"""A country's clocks, read from one text file and refused when it does not hold together. Needs no database.

A clock is opened and met by what the ledger records about a case: the file names the event, and the facts
that it must carry. So another country, or another law, is another file (docs/clocks.md), and no program.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from amparo.cases.models import Step
from amparo.cases.obligations.calendar import Calendar, Holiday, Period
from amparo.kernel.errors import AmparoError
from amparo.law.models import Verification
from amparo.law.words import Worded, worded
from amparo.ledger.actions import Fact
from amparo.ledger.vocabulary import Event

PACKAGED = Path(__file__).with_name("data")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OWNER, ACTOR = "owner", "actor"  # who answers for a clock, when it is no fact of the event

Facts = Mapping[str, Fact]
Texts = Mapping[str, str]


class UnsoundClocks(AmparoError):
    """The file of clocks cannot be taken. Permanent until somebody mends it; says where."""


@dataclass(frozen=True)
class Source:
    """What a clock rests on, and who checked it."""

    code: str
    title: Texts
    verification: Verification
    to_check: Texts

    @property
    def words(self) -> Worded:
        return worded(self.title)

    @property
    def to_check_words(self) -> Worded:
        return worded(self.to_check)


@dataclass(frozen=True)
class Trigger:
    """One event of the ledger, with values that some of its facts must have."""

    event: Event
    facts: Mapping[str, tuple[str, ...]]

    def fires(self, event: Event, facts: Facts) -> bool:
        """Whether this happened."""
        return event == self.event and all(
            str(facts.get(name)) in wanted for name, wanted in self.facts.items()
        )


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: who is told when which share of the time is over."""

    step: Step
    share: float

    @property
    def percent(self) -> int:
        """The share in whole percent."""
        return round(self.share * 100)


@dataclass(frozen=True)
class Kind:
    """One clock: what has to be done, within which time, from what on, and who is told when it is not."""

    code: str
    title: Texts
    source: Source
    period: Period
    by_fact: str  # the fact that chooses another period, if any
    periods: Mapping[str, Period]
    until_fact: str  # the fact that holds the day itself, if any
    from_fact: str  # the fact that holds the day it began, if any; else the moment of the event
    about_fact: str
    responsible: str  # OWNER, ACTOR, or the fact that names the institution
    opened_by: tuple[Trigger, ...]
    met_by: tuple[Trigger, ...]
    dropped_by: tuple[Trigger, ...]
    ladder: tuple[Rung, ...]
    ends_with_case: bool  # it does not keep the case from being closed
    once: bool  # it runs once in a case: when it was met it does not start again
    by_hand: bool  # a person says that it was done
    unsaid: bool  # the case's owner is not told which institution answers for it
    justice: bool  # a term of the justice system: shown with the justice steps

    @property
    def words(self) -> Worded:
        return worded(self.title)

    def period_for(self, variant: str) -> Period:
        """The period for a value of the fact that chooses, else the usual one."""
        return self.periods.get(variant, self.period)


@dataclass(frozen=True)
class Country:
    """All clocks of a country, and its calendar."""

    name: Texts
    calendar: Calendar
    holidays: tuple[tuple[Holiday, Texts], ...]
    kinds: Mapping[str, Kind]

    @cached_property
    def by_event(self) -> Mapping[Event, tuple[Kind, ...]]:
        """The clocks that each event may open, meet or drop, in the order of the file."""
        found: dict[Event, tuple[Kind, ...]] = {}
        for kind in self.kinds.values():
            triggers = (*kind.opened_by, *kind.met_by, *kind.dropped_by)
            for event in {trigger.event for trigger in triggers}:
                found[event] = (*found.get(event, ()), kind)
        return found


def country() -> Country:
    """The clocks in use: of the file that AMPARO_CLOCKS names. Raises UnsoundClocks."""
    return read(Path(settings.AMPARO_CLOCKS) if settings.AMPARO_CLOCKS else PACKAGED / "mozambique.toml")


@cache
def read(path: Path) -> Country:
    """What a file says. Raises UnsoundClocks, which names the place."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnsoundClocks(f"{path.name} cannot be read ({error.strerror}).") from None
    except tomllib.TOMLDecodeError as error:
        raise UnsoundClocks(f"{path.name}: {error}") from None
    try:
        sources = {code: _source(code, entry) for code, entry in table.get("sources", {}).items()}
        kinds = [_kind(entry, sources, table["ladder"]) for entry in table["kind"]]
        found = Country(
            name=table["name"],
            calendar=_calendar(table["calendar"]),
            holidays=tuple((_holiday(row), row["name"]) for row in table["calendar"]["holiday"]),
            kinds={kind.code: kind for kind in kinds},
        )
    except KeyError as missing:
        raise UnsoundClocks(f"{path.name}: {missing} is missing.") from None
    except (TypeError, ValueError, AttributeError) as fault:
        raise UnsoundClocks(f"{path.name}: {fault}") from None
    if len(found.kinds) < len(kinds):
        raise UnsoundClocks(f"{path.name}: two clocks have the same code.")
    return found


def _source(code: str, entry: Mapping[str, Any]) -> Source:
    checked = Verification(entry["verification"])
    if checked == Verification.VERIFIED and not (entry.get("verified_by") and entry.get("verified_on")):
        raise ValueError(f"source {code}: verified by which role, and on which day?")
    return Source(code, entry["title"], checked, entry.get("to_check", {}))


def _calendar(table: Mapping[str, Any]) -> Calendar:
    return Calendar(
        zone=ZoneInfo(settings.TIME_ZONE),
        weekend=frozenset(WEEK.index(day) + 1 for day in table["weekend"]),
        holidays=tuple(_holiday(row) for row in table["holiday"]),
        single=frozenset(table.get("single", [])),
        sunday_moves_on=table.get("sunday_moves_on", False),
    )


def _holiday(row: Mapping[str, Any]) -> Holiday:
    month, day = map(int, row["day"].split("-"))
    date(2024, month, day)  # refuses 31 February; 29 February only comes in leap years
    return Holiday(month, day, row.get("since"), row.get("until"))


_KEYS = frozenset(
    {"code", "words", "source", "period", "by", "until", "from", "about", "responsible", "ladder"}
    | {"opened_by", "met_by", "dropped_by", "ends_with_case", "once", "by_hand", "unsaid", "justice"}
)


def _kind(entry: Mapping[str, Any], sources: Mapping[str, Source], ladder: Mapping[str, float]) -> Kind:
    code = entry["code"]
    if unknown := sorted(entry.keys() - _KEYS):
        raise ValueError(f"clock {code}: does not know {', '.join(unknown)}.")
    if entry["source"] not in sources:
        raise ValueError(f"clock {code}: there is no source {entry['source']!r}.")
    by = dict(entry.get("by", {}))
    return Kind(
        code=code,
        title=entry["words"],
        source=sources[entry["source"]],
        period=Period.parse(entry["period"]),
        by_fact=by.pop("fact", ""),
        periods={value: Period.parse(period) for value, period in by.items()},
        until_fact=entry.get("until", ""),
        from_fact=entry.get("from", ""),
        about_fact=entry.get("about", ""),
        responsible=entry.get("responsible", OWNER),
        opened_by=_triggers(entry.get("opened_by", [])),
        met_by=_triggers(entry.get("met_by", [])),
        dropped_by=_triggers(entry.get("dropped_by", [])),
        ladder=_ladder(entry.get("ladder", ladder)),
        ends_with_case=entry.get("ends_with_case", False),
        once=entry.get("once", False),
        by_hand=entry.get("by_hand", False),
        unsaid=entry.get("unsaid", False),
        justice=entry.get("justice", False),
    )


def _triggers(entries: list[Mapping[str, Any]]) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(
            Event(entry["event"]),
            {
                name: tuple(value) if isinstance(value, list) else (str(value),)
                for name, value in entry.items()
                if name != "event"
            },
        )
        for entry in entries
    )


def _ladder(table: Mapping[str, float]) -> tuple[Rung, ...]:
    rungs = tuple(Rung(Step(step), float(share)) for step, share in table.items())
    shares = [rung.share for rung in rungs]
    if not shares or shares != sorted(set(shares)) or shares[0] <= 0:
        raise ValueError("a ladder goes up, from a share above 0.")
    return rungs
