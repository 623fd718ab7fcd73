"""What each column of a list holds, from what it is called and from what is in it; a name that its content
belies is not believed."""

from collections.abc import Callable
from typing import Literal, get_args

import polars as pl

from amparo_detect.records.birth import parsed
from amparo_detect.records.words import column_names, fold, words

Role = Literal[
    "given",
    "surname",
    "full_name",
    "organisation",
    "birth",
    "age",
    "sex",
    "phone",
    "email",
    "document",
    "address",
    "street",
    "number",
    "place",
    "city",
    "region",
    "postcode",
    "country",
    "parent",
    "other",
]
ROLES: tuple[Role, ...] = get_args(Role)
SAMPLE = 3000  # rows looked at
PLACES = ("bairro", "quarteirao", "aldeia", "localidade")


def recognise(frame: pl.DataFrame) -> dict[str, Role | None]:
    """Column → role, for every column of the frame (of strings). None for an empty column, which has
    nothing to compare."""
    sample = frame.head(SAMPLE * 4)
    samples = {column: sample.get_column(column).drop_nulls().head(SAMPLE) for column in frame.columns}
    plain = dict(zip(frame.columns, _folded(frame.columns), strict=True))
    named = {column: _by_name(plain[column]) for column in frame.columns if len(samples[column])}
    roles: dict[str, Role | None] = {}
    for column, values in samples.items():
        if not len(values):
            roles[column] = None
            continue
        called = named[column]
        if called == "name":
            called = _a_name(values, {each for each in named.values() if each})
        if called in ROLES and fits(called, values):
            roles[column] = called
        else:
            unnamed = called is None or called in ROLES
            roles[column] = (
                _by_content(values) if unnamed and not plain[column].startswith("id_") else "other"
            )
    return roles


def _folded(columns: list[str]) -> list[str]:
    spaced = pl.Series(columns, dtype=pl.String).str.replace_all(r"([a-z])([A-Z])", "$1 $2").to_frame("name")
    return spaced.select(fold(pl.col("name")).fill_null("").str.replace_all(" ", "_")).to_series().to_list()


def _by_name(plain: str) -> str | None:
    """The role that the column's name says: the whole name, or the longest known name among its words."""
    names = column_names()
    best: tuple[int, str] | None = None
    for role, known in names.items():
        if plain in known:
            return role
        for name in known:
            if len(name) > 2 and f"_{name}_" in f"_{plain}_" and (best is None or len(name) > best[0]):
                best = (len(name), role)
    return best[1] if best else None


def _a_name(values: pl.Series, others: set[str]) -> Role:
    """ "Nome", "nombre", "nom", "name": a given name beside a surname, a surname beside a given name, or
    all of it."""
    if "surname" in others:
        return "given"
    if "given" in others:
        return "surname"
    return "organisation" if _organisations(values) >= 0.2 else "full_name"


def fits(role: str, values: pl.Series) -> bool:
    """Whether what the column holds can be what its name says."""
    shape = SHAPES.get(role)
    return shape is None or shape(values)


def _share(values: pl.Series, pattern: str) -> float:
    return float(values.str.contains(pattern).mean() or 0)  # type: ignore[arg-type]


def _words_in(values: pl.Series, known: frozenset[str]) -> float:
    """Share of the values with one of the known words."""
    tokens = values.to_frame("v").select(fold(pl.col("v")).fill_null("").str.split(" ")).to_series()
    return float(tokens.list.eval(pl.element().is_in(list(known))).list.any().mean() or 0)  # type: ignore[arg-type]


def _whole(values: pl.Series, known: frozenset[str]) -> float:
    plain = values.to_frame("v").select(fold(pl.col("v"))).to_series()
    return float(plain.is_in(list(known)).mean() or 0)  # type: ignore[arg-type]


def _organisations(values: pl.Series) -> float:
    return _words_in(values, words("legal_forms") | ORGANISATION_WORDS)


def _phones(values: pl.Series) -> bool:
    shaped = values.str.contains(r"^[\s+(]*[\d\s().\-/+]{6,}$").to_numpy()
    digits = values.str.replace_all(r"\D", "").str.len_chars()
    return float((shaped & digits.is_between(7, 15).to_numpy()).mean()) >= 0.7 and _dates(values) < 0.5


def _dates(values: pl.Series) -> float:
    return float(parsed(values).struct.field("year").is_not_null().mean() or 0)  # type: ignore[arg-type]


def _years(values: pl.Series) -> float:
    return _share(values, r"^(18[89]\d|19\d\d|20[0-4]\d)(\.0)?$")


def _sexes(values: pl.Series) -> bool:
    return values.n_unique() <= 12 and _whole(values, words("male") | words("female")) >= 0.8


def _wordy(values: pl.Series) -> bool:
    return _share(values, r"\p{L}{2}") >= 0.5 and _share(values, r"\d") <= 0.3


SHAPES: dict[str, Callable[[pl.Series], bool]] = {
    "given": lambda values: _share(values, r"\p{L}") >= 0.5,
    "surname": lambda values: _share(values, r"\p{L}") >= 0.5,
    "full_name": lambda values: _share(values, r"\p{L}") >= 0.5,
    "parent": lambda values: _share(values, r"\p{L}") >= 0.5,
    "organisation": lambda values: _share(values, r"\p{L}") >= 0.5,
    "birth": lambda values: _dates(values) >= 0.5,
    "age": lambda values: _share(values, r"^\d{1,3}(\.0)?\b") >= 0.5,
    "sex": lambda values: values.n_unique() <= 30,
    "phone": lambda values: _share(values, r"\d.*\d.*\d.*\d.*\d") >= 0.5,
    "email": lambda values: _share(values, "@") >= 0.5,
    "document": lambda values: _share(values, r"\d") >= 0.5,
    "number": lambda values: _share(values, r"\d|s/n") >= 0.5,
    "postcode": lambda values: _share(values, r"\d") >= 0.5,
    "city": lambda values: _share(values, r"\p{L}") >= 0.5,
    "region": lambda values: _share(values, r"\p{L}") >= 0.5,
}
ORGANISATION_WORDS = frozenset(
    [
        "agencia",
        "agency",
        "empresa",
        "company",
        "servicos",
        "services",
        "associacao",
        "association",
        "fundacao",
        "foundation",
        "transportes",
        "consultoria",
        "consulting",
        "comercial",
        "trading",
        "hotel",
        "restaurante",
        "restaurant",
        "escola",
        "school",
        "igreja",
        "church",
        "banco",
        "bank",
        "clinica",
        "clinic",
        "empresas",
        "construcoes",
        "recrutamento",
        "recruitment",
        "cooperativa",
        "ministerio",
        "ministry",
        "instituto",
        "institute",
        "centro",
        "center",
        "ong",
    ]
)


def _by_content(values: pl.Series) -> Role:
    """The role that the values themselves show; "other", compared as plain text, where they show none."""
    if _share(values, r"^[^@\s]+@[^@\s]+\.[^@\s]+$") >= 0.7:
        return "email"
    if _years(values) >= 0.9 or (_dates(values) >= 0.8 and _share(values, r"^\d{9,}$") < 0.5):
        return "birth" if _births(values) else "other"
    if _sexes(values):
        return "sex"
    if _phones(values):
        return "phone"
    if _share(values, r"^(?i)[A-Z]{0,3}\s?\d{6,}[A-Z]?$") >= 0.8:
        return "document"
    if not _wordy(values):
        return "address" if _words_in(values, _street_words()) >= 0.4 else "other"
    return _wordy_role(values)


def _births(values: pl.Series) -> bool:
    """Dates of birth spread over decades; the dates on which a register was filled in do not."""
    years = parsed(values).struct.field("year").drop_nulls().cast(pl.Int32)
    return len(years) > 0 and float(years.quantile(0.9) or 0) - float(years.quantile(0.1) or 0) >= 8


def _street_words() -> frozenset[str]:
    return words("street_words") | frozenset(PLACES)


def _wordy_role(values: pl.Series) -> Role:
    count = float(values.str.split(" ").list.len().mean() or 0)  # type: ignore[arg-type]
    if _words_in(values, _street_words()) >= 0.4:
        return "street"
    if _organisations(values) >= 0.3:
        return "organisation"
    if _whole(values, words("cities")) >= 0.3:
        return "city"
    first, last = _words_in(values, words("given")), _words_in(values, words("surnames"))
    if count >= 1.7 and max(first, last) >= 0.15 and values.n_unique() > 0.3 * len(values):
        return "full_name"
    if max(first, last) >= 0.15:
        return "given" if first >= last else "surname"
    return "other"
