"""When a post was published: the many ways files write it, as UTC; null where it is not understood."""

import re

import polars as pl

from amparo_detect.readers.rows import TIME

# Written with an offset or in UTC; a time without either is taken for UTC.
FORMATS = (
    *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S%.f"),
    *("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"),
)
OFFSETS = (
    "%Y-%m-%dT%H:%M:%S%.f%:z",
    "%Y-%m-%d %H:%M:%S%.f%:z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%a, %d %b %Y %H:%M:%S %z",
)
DAY_FIRST = r"^(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})"
MONTH_FIRST = r"^(?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})"
CLOCK = (
    r"(?:,?[ T\x{a0}\x{202f}]+(?:[àa]s )?(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:[.,]\d+)?(?:[ \x{a0}\x{202f}]*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
    r"(?: ?\(?(?:UTC|GMT)?(?:(?P<sign>[+-])(?P<oh>\d{1,2}):?(?P<om>\d{2})?)?\)?)?$"
)
YEAR_FIRST = r"^(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})"
AMBIGUOUS = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}")
SAMPLE = 2_000


class Clock:
    """Reads one file's times; whether 3/4 is in March or April is decided once, on its first rows.

    A part above 12 decides; without one, the day comes first, as in all of Southern Africa and Europe,
    unless the hours are written with AM and PM.
    """

    def __init__(self) -> None:
        self._month_first: bool | None = None

    def parse(self, written: pl.Series) -> pl.Series:
        """Datetime[us, UTC], null where `written` (String) is null or not understood; same name."""
        name = written.name
        if written.null_count() == len(written):
            return pl.Series(name, [None], dtype=TIME).new_from_index(0, len(written))
        text = written.str.strip_chars()
        frame = pl.DataFrame({"t": text})
        sample = text.drop_nulls().head(100)
        usual = max(FORMATS, key=lambda form: _plain(sample, form).count())
        when = _plain(text, usual)
        if when.null_count() > text.null_count():
            left = (
                frame.with_columns(when=when)
                .filter(pl.col("when").is_null() & pl.col("t").is_not_null())["t"]
                .unique(maintain_order=True)
            )
            known = pl.DataFrame({"t": left, "also": self._otherwise(left)})
            when = (
                frame.with_columns(when=when)
                .join(known, on="t", how="left", maintain_order="left")
                .select(pl.coalesce("when", "also"))
                .to_series()
            )
        return when.rename(name)

    def _otherwise(self, text: pl.Series) -> pl.Series:
        if self._month_first is None:
            self._month_first = month_first(text.head(SAMPLE).to_list())
        frame = pl.DataFrame({"t": text})
        spelt = MONTH_FIRST if self._month_first else DAY_FIRST
        ways = [_epoch(pl.col("t"))]
        ways += [
            pl.col("t").str.to_datetime(form, strict=False, time_unit="us").dt.convert_time_zone("UTC")
            for form in OFFSETS
        ]
        ways += [_spelt(pl.col("t"), spelt + CLOCK), _spelt(pl.col("t"), YEAR_FIRST + CLOCK)]
        return frame.select(pl.coalesce(ways).cast(TIME)).to_series()


def month_first(written: list[str]) -> bool:
    """Whether dates such as 03/04/2024 in one file put the month first."""
    first = second = 0
    for each in written:
        if match := AMBIGUOUS.match(each):
            first += int(match[1]) > 12
            second += int(match[2]) > 12
    if first or second:
        return second > first
    return any(re.search(r"\d\s*[AaPp]\.?[Mm]", each) for each in written)


def _plain(text: pl.Series, form: str) -> pl.Series:
    parsed = text.str.to_datetime(form, strict=False, time_unit="us")
    parsed = parsed.set(parsed.dt.year() < 100, None)  # "01-03-25" is not a year 1
    return (
        parsed.cast(TIME) if getattr(parsed.dtype, "time_zone", None) else parsed.dt.replace_time_zone("UTC")
    )


def _epoch(text: pl.Expr) -> pl.Expr:
    """Seconds, milliseconds or microseconds since 1970, told by their size (1973 to 2286)."""
    number = pl.when(text.str.contains(r"^\d{9,16}(\.\d+)?$")).then(text).cast(pl.Float64, strict=False)
    scale = pl.when(number < 1e10).then(1e6).when(number < 1e13).then(1e3).otherwise(1.0)
    return (number * scale).round().cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _spelt(text: pl.Expr, pattern: str) -> pl.Expr:
    """Day, month, year and perhaps a time of day and an offset, by a pattern with those names."""
    parts = text.str.extract_groups(pattern)

    def part(name: str) -> pl.Expr:
        return parts.struct.field(name).cast(pl.Int32, strict=False)

    year = pl.when(part("year") < 100).then(part("year") + 2000).otherwise(part("year"))
    half = parts.struct.field("half").str.to_lowercase()
    hour = part("hour").fill_null(0)
    hour = (
        pl.when(half.is_null()).then(hour).otherwise(hour % 12 + pl.when(half == "p").then(12).otherwise(0))
    )
    month, day = part("month"), part("day")
    minute, second = part("minute").fill_null(0), part("second").fill_null(0)
    possible = (
        month.is_between(1, 12)
        & day.is_between(1, 31)
        & hour.is_between(0, 23)
        & (minute < 60)
        & (second < 60)
    )
    padded = pl.format(
        "{}-{}-{} {}:{}:{}",
        year,
        *(value.cast(pl.String).str.zfill(2) for value in (month, day, hour, minute, second)),
    )
    local = pl.when(possible).then(padded).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    shift = part("oh").fill_null(0) * 60 + part("om").fill_null(0)
    minutes = pl.when(parts.struct.field("sign") == "-").then(-shift).otherwise(shift)
    return (local - pl.duration(minutes=minutes)).dt.replace_time_zone("UTC")
