"""Dates known only in part, and what can be said on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from amparo.law.dates import InForce, PartialDate, began, known, lasted, validate_partial

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
PARTIAL = DAYS.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]))
ONE_DAY = timedelta(days=1)


@given(DAYS)
def test_less_precision_means_more_days(day: date) -> None:
    year, month, exact = (PartialDate.parse(day.strftime(form)) for form in ("%Y", "%Y-%m", "%Y-%m-%d"))
    assert year.earliest <= month.earliest <= exact.earliest == day == exact.latest
    assert exact.latest <= month.latest <= year.latest
    assert (year.earliest, year.latest) == (date(day.year, 1, 1), date(day.year, 12, 31))
    assert (month.latest + ONE_DAY).day == 1


@given(PARTIAL, DAYS)
def test_what_begins_and_what_ends_moves_one_way(text: str, on: date) -> None:
    when = PartialDate.parse(text)
    assert began(on, when) <= began(on + ONE_DAY, when)
    assert lasted(on, when) >= lasted(on + ONE_DAY, when)
    assert (began(on, when) is InForce.UNCERTAIN) == (when.earliest <= on < when.latest)
    assert (lasted(on, when) is InForce.UNCERTAIN) == (when.earliest < on <= when.latest)


def test_without_a_date_a_beginning_is_uncertain_and_an_end_is_none() -> None:
    assert began(date(2020, 1, 1), None) is InForce.UNCERTAIN
    assert lasted(date(2020, 1, 1), None) is InForce.YES
    assert known("") is None


@pytest.mark.parametrize(
    "text", ["", "15", "2015-", "2015-13", "2015-00", "2015-02-30", "0000", "2015/06", "2015-6", "٢٠١٥"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)
    with pytest.raises(ValidationError):
        validate_partial(text)


def test_a_date_is_told_no_more_precisely_than_it_is_known() -> None:
    told = [str(PartialDate.parse(text)) for text in ("2015", "2015-06", "2015-06-30")]
    assert told == ["2015", "June 2015", "30 June 2015"]
    with translation.override("pt-mz"):
        assert str(PartialDate.parse("2015-06-30")).lower() == "30 de junho de 2015"
