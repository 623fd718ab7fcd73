"""Dates as sources give them: sometimes only a year. What cannot be known is said, not guessed."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)


@dataclass(frozen=True)
class PartialDate:
    """A year, a month or a day (ISO 8601, reduced precision), as the days it may mean."""

    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """'2015', '2015-06' or '2015-06-30'. Raises ValueError for anything else."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a year, year-month or year-month-day")
        year, month, day = (int(piece) if piece else None for piece in match.group("year", "month", "day"))
        # A month 00 or 13 and a day 31 where there is none are refused by date itself.
        first = date(int(year or 0), 1 if month is None else month, 1 if day is None else day)
        if day is not None:
            return cls(first, first)
        last_month = 12 if month is None else month
        return cls(first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1]))

    def __str__(self) -> str:
        """In the reader's language, no more precise than it is known."""
        if self.earliest == self.latest:
            return date_format(self.earliest, "DATE_FORMAT")
        if self.earliest.month == self.latest.month:
            return date_format(self.earliest, "YEAR_MONTH_FORMAT")
        return f"{self.earliest.year}"


def validate_partial(text: str) -> None:
    """For model fields. Raises ValidationError."""
    try:
        PartialDate.parse(text)
    except ValueError:
        raise ValidationError(
            _("Write a year, a year and month, or a day, such as 2015 or 2015-06-30.")
        ) from None


def known(text: str) -> PartialDate | None:
    """The date a field holds, or None when the source gives none. Raises ValueError."""
    return PartialDate.parse(text) if text else None


class InForce(IntEnum):
    """Whether something was law on a day; ordered, so that the worst of several is their `min`."""

    NO = 0
    UNCERTAIN = 1
    YES = 2


def began(on: date, start: PartialDate | None) -> InForce:
    """Whether what starts at `start` had begun by `on`; uncertain inside a start known only by its year."""
    if start is None:
        return InForce.UNCERTAIN
    if on < start.earliest:
        return InForce.NO
    return InForce.YES if on >= start.latest else InForce.UNCERTAIN


def lasted(on: date, end: PartialDate | None) -> InForce:
    """Whether what lasts up to and including `end` still lasted on `on`; without an end it does."""
    if end is None or on <= end.earliest:
        return InForce.YES
    return InForce.NO if on > end.latest else InForce.UNCERTAIN
