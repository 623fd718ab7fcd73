"""One telephone number, whether a post has it with its country code or as it is dialled in its country.

A number without country code may be one of several countries'; a post by itself often does not say which.
All posts together say more: see `usual`. A number whose country stays a guess keeps a low confidence.
"""

import functools

import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, country_code_for_region

from amparo_detect.contacts.introduced import believed
from amparo_detect.contacts.origin import HARDLY
from amparo_detect.contacts.usual import likeliest

SURE = 0.94  # confidence from which on a number is not asked about
BESIDE = 0.925  # confidence from which on the country stands beside the number
DOUBT = 0.3  # as likely none as one is a number of the usual country that is as likely believed as not
CODED = 0.965  # confidence from which on a number has its country code, however it is hidden


def agree(
    contacts: pl.DataFrame,
    others: pl.DataFrame,
    posts: pl.DataFrame,
    country: str,
    earlier: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`contacts` (as `find.findings` gives them, and `others`) with the countries of unsure numbers as all
    posts have them, without those that are hardly numbers, and without `introduced`.

    `posts`: post, language and, where it is known, template. `country`: whose numbers are the likely ones,
    ISO 3166-1 alpha-2. `earlier`: `coded` of posts that went before, with their language and template:
    they say as much as these. The rows that stay keep their order.
    """
    told = _told(contacts, others, posts, country, earlier)
    repeated = _repeated(told)
    told = told.join(repeated, on="row", how="anti", maintain_order="left")
    settled = pl.concat([likeliest(told, country), _unlike(told), repeated])
    return (
        contacts.with_row_index("row")
        .join(settled, on="row", how="left", maintain_order="left", suffix="_settled")
        .with_columns(
            value=pl.coalesce("value_settled", "value"),
            confidence=pl.coalesce("confidence_settled", "confidence"),
        )
        .filter((pl.col("kind").cast(pl.String) != "phone") | (pl.col("confidence") >= HARDLY))
        .drop("row", "value_settled", "confidence_settled", "introduced")
    )


def _repeated(told: pl.DataFrame) -> pl.DataFrame:
    """As `likeliest`, of the numbers that their post also has with a country code."""
    coded = told.filter("coded").select("post", "own", value="value").unique(["post", "own"], keep="none")
    return (
        told.filter(~pl.col("coded"))
        .join(coded, on=["post", "own"], suffix="_coded")
        .select("row", value="value_coded", confidence=pl.lit(SURE, dtype=pl.Float32))
    )


def _unlike(told: pl.DataFrame) -> pl.DataFrame:
    """As `likeliest`, of the numbers of the usual country's and others that are not asked about."""
    return (
        told.filter(~pl.col("asked") & ~pl.col("told"))
        .select("row", "value", confidence=1 / (1 + DOUBT * (1 / pl.col("believed") - 1) ** 2))
        .filter(pl.col("confidence") < 0.9)
        .cast({"confidence": pl.Float32})
    )


def coded(contacts: pl.DataFrame) -> pl.DataFrame:
    """`post`, `value`, `code`, `own`, `plain` (see `usual.likeliest`) of the telephone numbers that were
    written with their country code. `contacts` as `agree` takes them or gives them: it leaves their country
    as it is.
    """
    return _numbers(contacts).filter("coded").select("post", "value", "code", "own", "plain")


def _numbers(contacts: pl.DataFrame) -> pl.DataFrame:
    """The telephone numbers with what each says by itself."""
    return (
        contacts.with_row_index("row")
        .filter(pl.col("kind").cast(pl.String) == "phone")
        .select(
            "row",
            "post",
            "value",
            bare=pl.col("confidence") < HARDLY,
            code=pl.col("value").str.slice(1).str.strip_suffix(_own()).cast(pl.Int32),
            own=_own().str.strip_prefix("0"),
            plain=pl.col("raw").str.replace_all(r"\D", "").str.strip_chars_start("0")
            == pl.col("value").str.slice(1),
            begun=pl.col("raw").str.contains(r"^[^\p{L}\p{N}]*0") | _own().str.starts_with("0"),
            beside=pl.col("confidence") >= BESIDE,
            coded=pl.col("confidence") >= CODED,
            sure=pl.col("confidence") >= SURE,
            told=(pl.col("confidence") >= CODED) | pl.col("raw").str.contains(r"\+|^\W*00"),
        )
        .with_columns(coded=pl.col("plain") | pl.col("coded"))
    )


def _told(
    contacts: pl.DataFrame,
    others: pl.DataFrame,
    posts: pl.DataFrame,
    country: str,
    earlier: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The telephone numbers as `usual.likeliest` asks for them."""
    about = posts.select("post", "language", template=_template(posts))
    introduced = contacts.with_row_index("row").select("row", "introduced")
    told = (
        _numbers(contacts)
        .join(introduced, on="row", how="left", maintain_order="left")
        .join(about, on="post", how="left", maintain_order="left")
    )
    if earlier is not None:
        told = pl.concat([earlier.with_columns(coded=True, told=True), told], how="diagonal")
    here = country_code_for_region(country)
    along = told.filter("coded").group_by("post").agg(along=pl.col("code").min())
    asked = (
        told.with_columns(asked=~(pl.col("coded") | pl.col("sure") | (pl.col("code") == here)))
        .join(along, on="post", how="left", maintain_order="left")
        .join(_of_scripts(told), on="template", how="left", maintain_order="left")
        .join(_named(contacts, here), on="post", how="left", maintain_order="left")
        .with_columns(along=pl.coalesce("along", "scripted"))
        .with_columns(
            pointed=pl.col("told")
            | (pl.col("beside") & ~pl.col("plain"))
            | (pl.col("code") == here)
            | (pl.col("code") == pl.col("along")).fill_null(False)
            | (pl.col("code") == pl.col("named")).fill_null(False)
        )
    )
    now = asked.filter(pl.col("row").is_not_null())
    return asked.join(
        now.select("row", believed=believed(now, others)), on="row", how="left", maintain_order="left"
    )


def _template(posts: pl.DataFrame) -> pl.Expr:
    """The template of each post; null for none."""
    if "template" not in posts.columns:
        return pl.lit(None, dtype=pl.Int32)
    return pl.when(pl.col("template") >= 0).then("template")


def _of_scripts(told: pl.DataFrame) -> pl.DataFrame:
    """`template`, `scripted`: the country code that most numbers with one have, in the posts of a script."""
    numbers = told.filter(pl.col("coded") & pl.col("template").is_not_null())
    counts = numbers.group_by("template", scripted="code").len("posts")
    most = counts.filter(2 * pl.col("posts") >= pl.col("posts").sum().over("template"))
    return (
        most.sort("posts", "scripted", descending=[True, False])
        .unique("template", keep="first")
        .drop("posts")
    )


def _named(contacts: pl.DataFrame, here: int) -> pl.DataFrame:
    """`post`, `named`: the country code of the one country beside home that the post's places are in."""
    codes = {region: country_code_for_region(region) for region in SUPPORTED_REGIONS}
    places = contacts.filter(pl.col("kind").cast(pl.String) == "place").select(
        "post",
        named=pl.col("value").str.tail(2).replace_strict(codes, default=None, return_dtype=pl.Int32),
    )
    abroad = places.filter(pl.col("named") != here).group_by("post")
    return (
        abroad.agg(pl.col("named").min(), several=pl.col("named").n_unique())
        .filter(pl.col("several") == 1)
        .drop("several")
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
