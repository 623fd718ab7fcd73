"""One telephone number, whether a post has it with its country code or as it is dialled in its country.

A number without country code may be one of several countries'; a post by itself often does not say which.
All posts together say more: see `usual`. A number whose country stays a guess keeps a low confidence.
"""

import functools

import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, country_code_for_region

from amparo_detect.contacts.usual import likeliest

SURE = 0.94  # confidence from which on a number is not asked about
BESIDE = 0.925  # confidence from which on the country stands beside the number
CODED = 0.965  # confidence from which on a number has its country code, however it is hidden


def agree(contacts: pl.DataFrame, posts: pl.DataFrame, country: str) -> pl.DataFrame:
    """`contacts` (as `find.find` gives them) with the countries of unsure numbers as all posts have them.

    `posts`: post, language. `country`: whose numbers are the likely ones, ISO 3166-1 alpha-2. Rows and their
    order stay.
    """
    settled = likeliest(_told(contacts, posts, country), country)
    return (
        contacts.with_row_index("row")
        .join(settled, on="row", how="left", maintain_order="left", suffix="_settled")
        .with_columns(
            value=pl.coalesce("value_settled", "value"),
            confidence=pl.coalesce("confidence_settled", "confidence"),
        )
        .drop("row", "value_settled", "confidence_settled")
    )


def _told(contacts: pl.DataFrame, posts: pl.DataFrame, country: str) -> pl.DataFrame:
    """The telephone numbers as `usual.likeliest` asks for them."""
    phones = contacts.with_row_index("row").filter(pl.col("kind").cast(pl.String) == "phone")
    spoken = phones.join(posts.select("post", "language"), on="post", how="left", maintain_order="left")
    told = spoken.select(
        "row",
        "post",
        "language",
        "value",
        code=pl.col("value").str.slice(1).str.strip_suffix(_own()).cast(pl.Int32),
        own=_own().str.strip_prefix("0"),
        plain=pl.col("raw").str.replace_all(r"\D", "").str.strip_chars_start("0")
        == pl.col("value").str.slice(1),
        begun=pl.col("raw").str.contains(r"^\D*0") | _own().str.starts_with("0"),
        beside=pl.col("confidence") >= BESIDE,
        coded=pl.col("confidence") >= CODED,
        sure=pl.col("confidence") >= SURE,
    ).with_columns(coded=pl.col("plain") | pl.col("coded"))
    home = pl.col("code") == country_code_for_region(country)
    along = told.filter("coded").group_by("post").agg(along=pl.col("code").min())
    return told.with_columns(asked=~(pl.col("plain") | pl.col("sure") | home)).join(
        along, on="post", how="left", maintain_order="left"
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
