"""The words that lists are full of, from data/: what columns are called, titles, legal forms, months,
nicknames."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from nicknames import NickNamer


@cache
def column_names() -> dict[str, list[str]]:
    """Role → the folded names that columns of it carry."""
    names: dict[str, list[str]] = _data("columns.toml")
    return names


@cache
def words(of: str) -> frozenset[str]:
    """One of the flat word lists of words.toml."""
    return frozenset(_data("words.toml")[of])


@cache
def months() -> dict[str, int]:
    """Folded month name or abbreviation → 1–12, in Portuguese, English, Spanish and French."""
    return {name: number for number, names in enumerate(_data("words.toml")["months"], 1) for name in names}


@cache
def street_types() -> dict[str, str]:
    """Abbreviation → the kind of street written out."""
    return {short: kind for kind, shorts in _data("words.toml")["street_types"].items() for short in shorts}


@cache
def formal_names() -> dict[str, list[str]]:
    """Folded given name → every full name it may stand for, itself included, sorted. Only names that have
    short forms."""
    stands: dict[str, set[str]] = {}
    for full, shorts in _data("words.toml")["nicknames"].items():
        for name in (full, *shorts):
            stands.setdefault(name, set()).add(full)
    for full, shorts in NickNamer().nickname_lookup.items():
        for name in (full, *shorts):
            stands.setdefault(name.lower(), set()).add(full.lower())
    return {name: sorted(full) for name, full in sorted(stands.items())}


def fold(text: pl.Expr) -> pl.Expr:
    """Lower case, no accents, everything but letters and digits as one blank; an empty text is null."""
    plain = text.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    plain = plain.str.replace_all("ø", "o", literal=True).str.replace_all("ß", "ss", literal=True)
    plain = plain.str.replace_all(r"['’`´]", "").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return pl.when(plain == "").then(None).otherwise(plain)


def _data(name: str) -> Any:
    return tomllib.loads((files("amparo_detect.records.data") / name).read_text(encoding="utf-8"))
