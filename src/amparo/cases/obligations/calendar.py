"""The calendar of a country: when a period that begins at a moment ends. Pure: no database, no settings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)
LONGEST_WITHOUT_WORK = 31  # days in a row; a calendar with more would make clocks that never end


class Unit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"


@dataclass(frozen=True)
class Period:
    """So many hours, days or working days."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """'24 hours', '7 days', '10 working days'. Raises ValueError for anything else, and for none."""
        amount, _, unit = text.strip().partition(" ")
        if not amount.isascii() or not amount.isdecimal() or int(amount) < 1:
            raise ValueError(f"not a period: {text!r}")
        return cls(int(amount), Unit(unit.strip()))


@dataclass(frozen=True)
class Holiday:
    """A public holiday that comes on the same date each year, from a year on and up to one."""

    month: int
    day: int
    since: int | None = None
    until: int | None = None

    def on(self, day: date) -> bool:
        """Whether it falls on this date."""
        return (
            (day.month, day.day) == (self.month, self.day)
            and (self.since is None or self.since <= day.year)
            and (self.until is None or day.year <= self.until)
        )


@dataclass(frozen=True)
class Calendar:
    """Which days people work, where. Hours run through nights and holidays: danger keeps no office hours."""

    zone: ZoneInfo
    weekend: frozenset[int] = frozenset({6, 7})  # ISO: Monday is 1
    holidays: tuple[Holiday, ...] = ()
    single: frozenset[date] = field(default=frozenset())  # days off that were decreed for one year
    sunday_moves_on: bool = False  # a holiday on a Sunday is taken on the Monday after

    def __post_init__(self) -> None:
        if not self.weekend <= set(range(1, 8)) or len(self.weekend) > 6:
            raise ValueError("a week needs a working day")

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday, or the Monday that one moved to."""
        if day in self.single or self._fixed(day):
            return True
        return self.sunday_moves_on and day.isoweekday() == 1 and self._fixed(day - DAY)

    def _fixed(self, day: date) -> bool:
        return any(holiday.on(day) for holiday in self.holidays)

    def is_working(self, day: date) -> bool:
        """Neither weekend nor holiday."""
        return day.isoweekday() not in self.weekend and not self.is_holiday(day)

    def end_of(self, day: date) -> datetime:
        """The last second of a day there, in UTC."""
        return datetime.combine(day, LAST_SECOND, tzinfo=self.zone).astimezone(UTC)

    def add(self, start: datetime, period: Period) -> datetime:
        """When a period from `start` (timezone-aware) is over, in UTC.

        Hours are counted exactly. Days and working days are whole days of the place: the day of the start is
        not counted, and the last one counts until its end. Raises ValueError for a naive moment, or when no
        working day comes for a month.
        """
        if start.tzinfo is None:
            raise ValueError("a moment needs a timezone")
        if period.unit is Unit.HOURS:
            return start.astimezone(UTC) + timedelta(hours=period.amount)
        day = start.astimezone(self.zone).date()
        if period.unit is Unit.DAYS:
            return self.end_of(day + period.amount * DAY)
        for _ in range(period.amount):
            day = self._next_working(day)
        return self.end_of(day)

    def _next_working(self, day: date) -> date:
        for ahead in range(1, LONGEST_WITHOUT_WORK + 1):
            if self.is_working(day + ahead * DAY):
                return day + ahead * DAY
        raise ValueError("no working day for a month")

    def days_late(self, due: datetime, done: datetime) -> int:
        """Whole days of the place from the day something was due to the day it was done; 0 when in time."""
        if done <= due:
            return 0
        return max(1, (done.astimezone(self.zone).date() - due.astimezone(self.zone).date()).days)

    def working_days(self, days: Iterable[date]) -> int:
        """How many of some days are worked."""
        return sum(map(self.is_working, days))


def part_of_the_way(start: datetime, due: datetime, share: float) -> datetime:
    """The moment at which `share` of the time is over; above 1 it lies behind the end."""
    return start + (due - start) * share
