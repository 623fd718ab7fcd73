"""The canonical values that are compared: one frame a side, the same spelling for what differs in form only.

Columns: `row` (UInt32, counting on over both sides) and, for each field `f`, `f` (String or null) and what
its kind adds:
`f_words` (List[String], sorted, distinct), `given_formal` (every name a short form may stand for),
`birth_day` (yyyymmdd),
`f_all` (every phone, e-mail or document number of the row), `f_sound` (as it sounds in the languages of the
lists).
"""

from collections.abc import Callable

import polars as pl

from amparo_detect.records.birth import parsed
from amparo_detect.records.fields import Field
from amparo_detect.records.words import fold, formal_names, street_types, words

# what is left of a number without country code and trunk prefix, in the countries the product starts with
PHONE_DIGITS = 9
SOUNDS = (
    (r"ph", "f"),
    (r"[cs]h", "x"),
    (r"lh|ll", "l"),
    (r"nh|gn|ny", "n"),
    (r"ck|qu|q", "k"),
    (r"c([eiy])", "s$1"),
    (r"c", "k"),
    (r"g([eiy])", "j$1"),
    (r"gu([ei])", "g$1"),
    (r"[zx]|ss|sc", "s"),
    (r"w", "v"),
    (r"y", "i"),
    (r"h", ""),
    (r"m([^aeiou]|$)", "n$1"),
    (r"ou|au|oo", "o"),
    (r"ei|ee|ea|ie", "i"),
)


COMMON_WORD = 0.02  # of the organisations have it: a word of the trade, not of the name


def with_telling_words(frames: list[pl.DataFrame], fields: list[Field]) -> list[pl.DataFrame]:
    """Add to organisations `f_telling_words`, those that few carry, and `f_sorted`, all as one."""
    for field in fields:
        if field.kind != "organisation":
            continue
        every = pl.concat([frame.select(pl.col(f"{field.name}_words").alias("w")) for frame in frames])
        count = max(len(every), 1)
        held = every.explode("w").drop_nulls().group_by("w").len()
        common = held.filter(pl.col("len") > max(3, COMMON_WORD * count)).get_column("w").sort()
        kept = pl.col(f"{field.name}_words").list.set_difference(
            pl.lit(common.to_list(), dtype=pl.List(pl.String))
        )
        telling = pl.when(kept.list.len() > 0).then(kept).otherwise(pl.col(f"{field.name}_words")).list.sort()
        frames = [
            frame.with_columns(
                telling.alias(f"{field.name}_telling_words"),
                _together(pl.col(f"{field.name}_words")).alias(f"{field.name}_sorted"),
            )
            for frame in frames
        ]
    return frames


def canonical(frame: pl.DataFrame, fields: list[Field], side: int, first_row: int) -> pl.DataFrame:
    """The canonical values of one side's list, in its order."""
    columns: list[pl.Series] = [
        pl.int_range(first_row, first_row + len(frame), dtype=pl.UInt32, eager=True).alias("row")
    ]
    whole_names = any(field.kind == "middle" for field in fields)
    for field in fields:
        sources = frame.select(field.sources[side])
        made = (
            _name_part(sources, field)
            if whole_names and field.kind in NAME_PARTS
            else MAKERS[field.kind](sources, field)
        )
        columns += made.get_columns()
    return pl.DataFrame(columns)


def _joined(sources: pl.DataFrame) -> pl.Expr:
    return pl.concat_str([pl.col(column).fill_null("") for column in sources.columns], separator=" ")


def _word_list(text: pl.Expr, leave_out: frozenset[str] = frozenset()) -> pl.Expr:
    """The folded words in their order, without those left out unless nothing else is there; null for none."""
    every = fold(text).str.split(" ")
    kept = every.list.eval(pl.element().filter(~pl.element().is_in(list(leave_out))))
    return pl.when(kept.list.len() > 0).then(kept).otherwise(every)


def _together(listed: pl.Expr) -> pl.Expr:
    """The words without blanks between, so that a blank too many or too few is no difference."""
    joined = listed.list.join("")
    return pl.when(joined == "").then(None).otherwise(joined)


def _bag(listed: pl.Expr) -> pl.Expr:
    return pl.when(listed.list.len() > 0).then(listed.list.unique().list.sort())


def sounds(text: pl.Expr) -> pl.Expr:
    """A rough spelling of how a name sounds in Portuguese, Spanish, French or English: consonants, and the
    first vowel."""
    for pattern, sound in SOUNDS:
        text = text.str.replace_all(pattern, sound)
    for letter in "bcdfgjklmnprstvx":
        text = text.str.replace_all(f"{letter}{letter}+", letter)
    heard = text.str.slice(0, 1) + text.str.slice(1).str.replace_all(r"[aeiou]", "")
    return pl.when(heard == "").then(None).otherwise(heard)


def _spoken(listed: pl.DataFrame, name: str) -> pl.DataFrame:
    """A name's columns from its words `w`."""
    return listed.select(
        _together(pl.col("w")).alias(name),
        _bag(pl.col("w")).alias(f"{name}_words"),
        sounds(_together(pl.col("w"))).alias(f"{name}_sound"),
    )


def _name(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    leave_out = words("titles") | words("particles")
    listed = sources.select(_word_list(_joined(sources), leave_out).alias("w"))
    named = _spoken(listed, field.name)
    if field.kind != "given":
        return named
    return named.with_columns(
        _formal(listed.select(pl.col("w").list.first()).to_series()).alias("given_formal")
    )


def _formal(first: pl.Series) -> pl.Series:
    """What the first given name may stand for; null for a name that is neither short nor shortened."""
    known = formal_names()
    table = pl.DataFrame({"w": list(known), "formal": list(known.values())})
    return (
        first.alias("w")
        .to_frame()
        .join(table, on="w", how="left", maintain_order="left")
        .get_column("formal")
    )


def _name_part(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    """The first word of a whole name, its last, or what is between; "Machava, Maria" is turned round
    first."""
    turned = _joined(sources).str.replace(r"^\s*([^,]+),\s*(.+)$", "$2 $1")
    listed = sources.select(_word_list(turned, words("titles") | words("particles")).alias("w"))
    w = pl.col("w")
    part = {
        "given": w.list.head(1),
        "surname": pl.when(w.list.len() > 1).then(w.list.tail(1)),
        "middle": pl.when(w.list.len() > 2).then(w.list.slice(1, w.list.len() - 2)),
    }[field.kind]
    listed = listed.select(part.alias("w"))
    named = _spoken(listed, field.name)
    if field.kind != "given":
        return named
    return named.with_columns(_formal(listed.select(w.list.first()).to_series()).alias("given_formal"))


def _organisation(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    listed = sources.select(
        _word_list(pl.coalesce(sources.columns), words("legal_forms") | words("particles")).alias("w")
    )
    return _spoken(listed, field.name)


def _birth(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    dates = parsed(sources.select(pl.coalesce(sources.columns)).to_series()).struct.unnest()
    two = [pl.col(part).cast(pl.String).str.zfill(2) for part in ("month", "day")]
    return dates.select(
        pl.col("year").cast(pl.String).alias(field.name),
        pl.when(pl.col("day").is_not_null()).then(pl.concat_str("year", *two)).alias(f"{field.name}_day"),
    )


def _age(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    years = pl.coalesce(sources.columns).str.extract(r"^(\d{1,3})").cast(pl.Int32)
    return sources.select(pl.when(years <= 120).then(years).alias(field.name))


def _sex(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    plain = sources.select(fold(pl.coalesce(sources.columns)).alias("v")).to_series()
    seen = set(plain.drop_nulls().unique().to_list())
    spanish = "h" in seen and not seen & {"f", "w"}  # hombre and mujer: there M is a woman
    male = words("male") - ({"m"} if spanish else set())
    female = words("female") | ({"m"} if spanish else set())
    return plain.to_frame().select(
        pl.when(pl.col("v").is_in(list(male)))
        .then(pl.lit("m"))
        .when(pl.col("v").is_in(list(female)))
        .then(pl.lit("f"))
        .alias(field.name)
    )


def _codes(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    """Every number or address in the row's columns, one cell often holding two."""
    texts = pl.concat_str([pl.col(column).fill_null("") for column in sources.columns], separator=";")
    texts = texts.str.to_lowercase()
    if field.name == "email":
        found = texts.str.extract_all(r"[^\s;,<>()]+@[^\s;,<>()]+")
    elif field.name == "phone":
        found = texts.str.replace_all(r"[\s().\-]", "").str.extract_all(r"\d{5,}")
        found = found.list.eval(pl.element().str.tail(PHONE_DIGITS))
    else:
        found = (
            texts.str.replace_all(r"\.0\b", "")
            .str.replace_all(r"[\s.\-/]", "")
            .str.extract_all(r"[\p{L}\d]{4,}")
        )
    listed = sources.select(found.list.unique(maintain_order=True).alias("w"))
    return listed.select(
        pl.col("w").list.first().alias(field.name),
        pl.when(pl.col("w").list.len() > 0).then(pl.col("w")).alias(f"{field.name}_all"),
    )


def _plain(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    """Numbers and the names of areas: folded, without blanks, without the ".0" of spreadsheets."""
    text = fold(pl.coalesce(sources.columns).str.replace(r"\.0$", "")).str.replace_all(" ", "")
    return sources.select(text.alias(field.name))


def _text(sources: pl.DataFrame, field: Field) -> pl.DataFrame:
    spelled = [pl.col(column).fill_null("").str.replace(r"\.0$", "") for column in sources.columns]
    text = pl.concat_str(spelled, separator=" ")
    listed = _word_list(text, words("particles") | {"no", "n"})
    long = street_types()
    listed = listed.list.eval(pl.element().replace(list(long), list(long.values())))
    made = sources.select(listed.alias("w"))
    return made.select(
        _together(pl.col("w")).alias(field.name), _bag(pl.col("w")).alias(f"{field.name}_words")
    )


NAME_PARTS = ("given", "surname", "middle")
MAKERS: dict[str, Callable[[pl.DataFrame, Field], pl.DataFrame]] = {
    "given": _name,
    "surname": _name,
    "names": _name,
    "organisation": _organisation,
    "birth": _birth,
    "age": _age,
    "sex": _sex,
    "codes": _codes,
    "number": _plain,
    "area": _plain,
    "text": _text,
}
