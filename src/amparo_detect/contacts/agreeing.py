"""One telephone number, whether a post has it with its country code or as it is dialled in its country.

A number without country code may be one of several countries'; a post by itself often does not say which.
Where the same digits stand elsewhere in the data behind a country code, that says it.
"""

import functools

import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, country_code_for_region

SURE = 0.94  # confidence from which on a number is not asked about
AGREED = 0.93  # confidence of a number whose country others said
RIVAL = 2  # times as many posts as with all other codes together must have the digits with the code


def agree(contacts: pl.DataFrame, country: str) -> pl.DataFrame:
    """`contacts` (as `find.find` gives them) with the countries of unsure numbers as other posts say them.

    `country`: whose numbers are the likely ones, ISO 3166-1 alpha-2. Rows and their order stay.
    """
    phones = contacts.with_row_index("row").filter(pl.col("kind").cast(pl.String) == "phone")
    told = phones.select("row", "value", "confidence", own=_own()).with_columns(
        coded=phones["raw"].str.replace_all(r"\D", "").str.strip_chars_start("0")
        == phones["value"].str.slice(1)
    )
    unsure = told.filter(
        ~pl.col("coded")
        & (pl.col("confidence") < SURE)
        & ~pl.col("value").str.starts_with(f"+{country_code_for_region(country)}")
    )
    said = told.filter("coded").group_by("own", "value").agg(pl.len().alias("posts"))
    most = said.filter(pl.col("posts") * (RIVAL + 1) >= pl.col("posts").sum().over("own") * RIVAL)
    settled = unsure.join(most.select("own", agreed="value"), on="own").select("row", "agreed")
    return (
        contacts.with_row_index("row")
        .join(settled, on="row", how="left", maintain_order="left")
        .with_columns(
            value=pl.coalesce("agreed", "value"),
            confidence=pl.when(pl.col("agreed").is_null())
            .then("confidence")
            .otherwise(pl.lit(AGREED, dtype=contacts.schema["confidence"])),
        )
        .drop("row", "agreed")
    )


@functools.cache
def _of_two_digits() -> list[str]:
    return [str(code) for code in COUNTRY_CODE_TO_REGION_CODE if 10 <= code < 100]


def _own() -> pl.Expr:
    """The digits of an E.164 number behind its country code."""
    digits = pl.col("value").str.slice(1)
    two = digits.str.head(2).is_in(_of_two_digits())
    width = pl.when(digits.str.head(1).is_in(["1", "7"])).then(1).when(two).then(2).otherwise(3)
    return digits.str.slice(width)
