"""Dates of birth in any usual order and spelling, as year, month and day; whatever part is there."""

import polars as pl

from amparo_detect.records.words import fold, months

FIRST_YEAR, LAST_YEAR = 1880, 2045
CENTURY_TURNS = (
    30  # a year written "29" is 2029, "30" is 1930: lists of people hold more of the old than of the unborn
)


def parsed(values: pl.Series) -> pl.Series:
    """Struct(year, month, day) of Int16 for every value; null fields where a part is absent or cannot be.

    Whether the day or the month comes first is settled for the column as a whole by the values that allow
    one reading only;
    a column that never tells is read day first, as Portuguese, Spanish and French write.
    """
    plain = values.to_frame("v").select(v=_plain(pl.col("v")))
    parts = plain.select(
        compact=pl.col("v").str.extract(r"^((?:18[89]|19\d|20[0-4])\d[01]\d[0-3]\d)(?: 0+)*$"),
        compact_last=pl.col("v").str.extract(r"^([0-3]\d[01]\d(?:18[89]|19\d|20[0-4])\d)$"),
        numbers=pl.col("v").str.extract_all(r"\d+").list.eval(pl.element().cast(pl.Int32, strict=False)),
        widths=pl.col("v").str.extract_all(r"\d+").list.eval(pl.element().str.len_chars()),
        clean=pl.col("v").str.contains(r"^[\d ]+$"),
    )
    first, second, third = (pl.col("numbers").list.get(i, null_on_oob=True) for i in range(3))
    wide = pl.col("widths").list.get(0, null_on_oob=True) == 4
    widths = pl.col("widths")
    short = widths.list.len() <= 3  # more numbers than three, or a third number of three digits, are no date
    shaped = short & ~widths.list.contains(3) & (widths.list.eval(pl.element() > 2).list.sum() <= 1)
    some = pl.col("clean") & (pl.col("numbers").list.len() >= 1) & shaped
    read = parts.select(
        year=pl.when(pl.col("compact").is_not_null())
        .then(pl.col("compact").str.slice(0, 4).cast(pl.Int32))
        .when(pl.col("compact_last").is_not_null())
        .then(pl.col("compact_last").str.slice(4, 4).cast(pl.Int32))
        .when(some & wide)
        .then(first)
        .when(some & third.is_not_null())
        .then(pl.when(widths.list.get(2, null_on_oob=True) == 4).then(third).otherwise(_century(third)))
        .when(some & (pl.col("widths").list.get(1, null_on_oob=True) == 4))
        .then(second),
        a=pl.when(pl.col("compact").is_not_null())
        .then(pl.col("compact").str.slice(4, 2).cast(pl.Int32))
        .when(pl.col("compact_last").is_not_null())
        .then(pl.col("compact_last").str.slice(0, 2).cast(pl.Int32))
        .when(some & wide)
        .then(second)
        .when(some & (third.is_not_null() | second.is_not_null()))
        .then(first),
        b=pl.when(pl.col("compact").is_not_null())
        .then(pl.col("compact").str.slice(6, 2).cast(pl.Int32))
        .when(pl.col("compact_last").is_not_null())
        .then(pl.col("compact_last").str.slice(2, 2).cast(pl.Int32))
        .when(some & wide)
        .then(third)
        .when(some & third.is_not_null())
        .then(second),
        year_first=pl.col("compact").is_not_null() | (some & wide),
    )
    return _settled(read)


def _plain(value: pl.Expr) -> pl.Expr:
    """Month names as numbers, times of day and the ".0" of spreadsheets gone, everything between as
    blanks."""
    text = value.str.replace(r"\.0$", "").str.replace(r"[T ]\d\d:\d\d.*$", "")
    text = fold(text.str.replace_all(r"(\d)(?i)(st|nd|rd|th|º|ª|o|er)\b", "$1")).fill_null("")
    text = text.str.replace_all(r"\b(de|del|of|the|le|do)\b", " ")
    text = pl.lit(" ") + text.str.replace_all(r"(\d)(\p{L})", "$1 $2").str.replace_all(r" +", " ") + " "
    names = sorted(months(), key=len, reverse=True)
    spelled = "|".join(names)
    text = text.str.replace(rf"^ ({spelled}) (\d{{1,2}}) (\d{{2,4}})\b", " $2 $1 $3")
    text = text.str.replace(
        rf"^ (\d{{1,2}}) ({spelled}) (\d{{4}})\b", " $3 $2 $1"
    )  # year first can be read one way only
    text = text.str.replace_many([f" {name} " for name in names], [f" {months()[name]} " for name in names])
    return text.str.replace_all(r" +", " ").str.strip_chars()


def _century(year: pl.Expr) -> pl.Expr:
    return pl.when(year < CENTURY_TURNS).then(year + 2000).when(year < 100).then(year + 1900).otherwise(year)


def _settled(read: pl.DataFrame) -> pl.Series:
    """Day and month from the two numbers beside the year, by the order that the column shows."""
    day_first = _day_first(read)
    a, b = pl.col("a"), pl.col("b")
    plain_order = pl.col("year_first")
    month = pl.when(b.is_null()).then(a).when(plain_order).then(a).otherwise(b if day_first else a)
    day = pl.when(b.is_null()).then(None).when(plain_order).then(b).otherwise(a if day_first else b)
    dated = read.select("year", month=month, day=day)
    turned = (pl.col("month") > 12) & (pl.col("day") <= 12)
    dated = dated.with_columns(
        month=pl.when(turned).then("day").otherwise("month"),
        day=pl.when(turned).then("month").otherwise("day"),
    )
    year = pl.when(pl.col("year").is_between(FIRST_YEAR, LAST_YEAR)).then("year")
    month = pl.when(pl.col("month").is_between(1, 12) & year.is_not_null()).then("month")
    day = pl.when(pl.col("day").is_between(1, 31) & month.is_not_null()).then("day")
    return dated.select(
        pl.struct(year=year.cast(pl.Int16), month=month.cast(pl.Int16), day=day.cast(pl.Int16)).alias("birth")
    ).to_series()


def _day_first(read: pl.DataFrame) -> bool:
    short = read.filter(~pl.col("year_first") & pl.col("b").is_not_null())
    return int((short["b"] > 12).sum()) <= int((short["a"] > 12).sum())
