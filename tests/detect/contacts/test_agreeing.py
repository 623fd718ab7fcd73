"""A number that some write with its country code is the same number where others leave that out."""

import polars as pl

from amparo_detect.contacts import find
from amparo_detect.contacts.agreeing import agree
from amparo_detect.text.fold import fold

WRITTEN = "Call +254 710 000 012 today, or call +254710000012 tomorrow"
DIALLED = "Call 0710 000 012 for the job"


def numbers(*texts: str, country: str = "MZ") -> list[str]:
    posts = pl.Series("text", list(texts))
    found = find(posts, fold(posts), country=country)
    agreed = agree(found, country)
    assert agreed.drop("value", "confidence").equals(found.drop("value", "confidence"))
    return agreed.filter(pl.col("kind").cast(pl.String) == "phone")["value"].to_list()


def test_a_number_without_country_code_is_the_one_that_others_write_with_it() -> None:
    assert numbers(DIALLED) != ["+254710000012"]
    assert numbers(DIALLED, WRITTEN) == ["+254710000012"] * 3


def test_nothing_is_settled_where_the_digits_stand_behind_several_codes() -> None:
    alone = numbers(DIALLED)
    told = numbers(DIALLED, "Call +254 710 000 012", "Call +255 710 000 012")
    assert told == [*alone, "+254710000012", "+255710000012"]


def test_a_number_of_the_home_country_stays_one() -> None:
    assert numbers("Ligue 84 000 0012", "Ligue +27 84 000 0012")[0] == "+258840000012"


def test_data_without_numbers_stay_as_they_are() -> None:
    assert numbers("No number here") == []
