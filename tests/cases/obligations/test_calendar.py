"""Periods in a country's calendar: properties for any start, any amount, any holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.cases.obligations import kinds
from amparo.cases.obligations.calendar import DAY, Calendar, Holiday, Period, Unit, part_of_the_way

moments = st.integers(0, 20 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
amounts = st.integers(1, 400)
zones = st.sampled_from([ZoneInfo("Africa/Maputo"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Muscat")])
holidays = st.builds(Holiday, st.integers(1, 12), st.integers(1, 28))
calendars = st.builds(
    Calendar,
    zone=zones,
    weekend=st.sets(st.integers(1, 7), max_size=3).map(frozenset),
    holidays=st.lists(holidays, max_size=12).map(tuple),
    sunday_moves_on=st.booleans(),
)


@given(calendars, moments, amounts)
def test_hours_are_exact_and_know_no_holiday(calendar: Calendar, start: datetime, amount: int) -> None:
    assert calendar.add(start, Period(amount, Unit.HOURS)) - start == timedelta(hours=amount)


@given(calendars, moments, amounts)
def test_days_end_with_the_last_second_of_the_place(calendar: Calendar, start: datetime, amount: int) -> None:
    due = calendar.add(start, Period(amount, Unit.DAYS)).astimezone(calendar.zone)
    assert (due.date() - start.astimezone(calendar.zone).date()).days == amount
    assert due.time().isoformat() == "23:59:59"


@given(calendars, moments, amounts)
def test_so_many_working_days_lie_between_start_and_end(
    calendar: Calendar, start: datetime, amount: int
) -> None:
    begins = start.astimezone(calendar.zone).date()
    ends = calendar.add(start, Period(amount, Unit.WORKING_DAYS)).astimezone(calendar.zone).date()
    between = [begins + number * DAY for number in range(1, (ends - begins).days + 1)]
    assert calendar.working_days(between) == amount
    assert calendar.is_working(ends)


@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=60)), amounts, st.sampled_from(Unit))
def test_who_starts_later_or_takes_longer_never_ends_earlier(
    calendar: Calendar, start: datetime, later: timedelta, amount: int, unit: Unit
) -> None:
    due = calendar.add(start, Period(amount, unit))
    assert due > start
    assert calendar.add(start + later, Period(amount, unit)) >= due
    assert calendar.add(start, Period(amount + 1, unit)) > due


@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(days=400)), st.floats(0, 3))
def test_a_share_of_the_way_keeps_its_order(start: datetime, length: timedelta, share: float) -> None:
    due = start + length
    found = part_of_the_way(start, due, share)
    assert (found <= due) == (share <= 1) or abs(found - due) < timedelta(milliseconds=1)


@given(calendars, moments, moments)
def test_lateness_is_zero_in_time_and_at_least_a_day_after(
    calendar: Calendar, due: datetime, done: datetime
) -> None:
    late = calendar.days_late(due, done)
    assert (late == 0) == (done <= due)


def test_the_example_that_a_person_would_check_by_hand() -> None:
    calendar = kinds.country().calendar
    friday = datetime(2026, 4, 3, 15, 0, tzinfo=calendar.zone)  # Tuesday, 7 April is the women's day
    due = calendar.add(friday, Period.parse("2 working days")).astimezone(calendar.zone)
    assert due == datetime(2026, 4, 8, 23, 59, 59, tzinfo=calendar.zone)


def test_a_holiday_on_a_sunday_moves_where_the_file_says_so() -> None:
    zone = ZoneInfo("Africa/Maputo")
    stays = Calendar(zone, holidays=(Holiday(2, 1),))
    moves = Calendar(zone, holidays=(Holiday(2, 1),), sunday_moves_on=True)
    monday = date(2026, 2, 2)  # 1 February 2026 is a Sunday
    assert stays.is_working(monday)
    assert not moves.is_working(monday)


def test_a_holiday_counts_only_in_its_years() -> None:
    holiday = Holiday(10, 4, since=2001, until=2030)
    assert [holiday.on(date(year, 10, 4)) for year in (2000, 2001, 2030, 2031)] == [False, True, True, False]


def test_what_cannot_be_counted_is_refused() -> None:
    zone = ZoneInfo("Africa/Maputo")
    with pytest.raises(ValueError, match="working day"):
        Calendar(zone, weekend=frozenset(range(1, 8)))
    never = Calendar(zone, holidays=tuple(Holiday(1, day) for day in range(1, 32)), weekend=frozenset())
    with pytest.raises(ValueError, match="no working day"):
        never.add(datetime(2025, 12, 31, 12, tzinfo=UTC), Period(1, Unit.WORKING_DAYS))
    with pytest.raises(ValueError, match="timezone"):
        never.add(datetime(2026, 1, 1), Period(1, Unit.HOURS))  # noqa: DTZ001 - naive is what is refused
    for text in ("", "7", "0 days", "-1 days", "seven days", "7 moons", "7.5 hours"):
        with pytest.raises(ValueError, match=r"not a period|is not a valid"):
            Period.parse(text)
