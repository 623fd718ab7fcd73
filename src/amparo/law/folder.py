"""Reading a law map from a folder of text files, and refusing what does not hold together. Needs no database.

The files: `map.toml` (the country), `sources.toml`, `instruments.toml` (with provisions and what they cover)
and `gaps.toml`. A row below another takes over its source and locus, and its verification unless somebody
verified it: that is said for every row anew, because checking a title is not checking an article.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from amparo.kernel.errors import AmparoError
from amparo.law.map import LawMap
from amparo.law.models import Coverage, Gap, Instrument, Provision, Source, Verification
from amparo.law.vocabulary import Element

PACKAGED = Path(__file__).resolve().parent / "data"

Table = dict[str, Any]
_Row = TypeVar("_Row", bound=models.Model)
_CITATION = ("source", "locus", "verification", "verified_by", "verified_on")
_TEXTS = {"title", "short", "remark", "to_check", "paraphrase", "note", "missing"}


class UnsoundMap(AmparoError):
    """A file of the law map says something that cannot be taken. Permanent until it is corrected."""


@dataclass(frozen=True)
class Folder:
    """A law map as its files say it."""

    name: dict[str, str]
    digest: str  # SHA-256 of the content, whatever the layout of the files
    rows: LawMap


def read(path: Path) -> Folder:
    """The law map in a folder. Raises UnsoundMap, saying file and row."""
    files = {name: _parsed(path / f"{name}.toml") for name in ("map", "sources", "instruments", "gaps")}
    name = files["map"].get("name", {})
    if files["map"].keys() != {"name"} or not _is_texts(name):
        raise UnsoundMap("map.toml: needs the country's name, and nothing else.")
    canonical = json.dumps(files, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return Folder(name, hashlib.sha256(canonical.encode()).hexdigest(), _Reader().read(files))


def packaged() -> list[str]:
    """The names of the maps that come with the product."""
    return sorted(folder.name for folder in PACKAGED.iterdir() if (folder / "map.toml").is_file())


def _parsed(file: Path) -> Table:
    try:
        with file.open("rb") as source:
            return tomllib.load(source)
    except OSError as error:
        raise UnsoundMap(f"{file.name} cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnsoundMap(f"{file.name} is not TOML: {error}.") from None


def _is_texts(value: object) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(text, str) and text for text in value.values())
    )


@dataclass
class _Reader:
    sources: dict[str, Source] = field(default_factory=dict)
    instruments: list[Instrument] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    coverages: list[Coverage] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def read(self, files: Mapping[str, Table]) -> LawMap:
        for code, table in files["sources"].items():
            self.sources[code] = _made(Source, {"code": code, **table}, f"sources.toml, {code}")
        for position, table in enumerate(_tables(files["instruments"], "instrument", "instruments.toml")):
            self._instrument(position, table)
        for position, table in enumerate(_tables(files["gaps"], "gap", "gaps.toml")):
            self._gap(position, table)
        _refuse_twins("instruments.toml", [row.code for row in self.instruments])
        _refuse_twins("instruments.toml", [row.code for row in self.provisions])
        _refuse_twins("instruments.toml", [f"{row.provision_id} {row.element}" for row in self.coverages])
        _refuse_twins("gaps.toml", [row.code for row in self.gaps])
        return LawMap(
            tuple(self.sources.values()),
            tuple(self.instruments),
            tuple(self.provisions),
            tuple(self.coverages),
            tuple(self.gaps),
        )

    def _instrument(self, position: int, table: Table) -> None:
        place = f"instruments.toml, {table.get('code', f'instrument {position + 1}')}"
        below = _tables(table, "provision", place)
        own = {key: value for key, value in table.items() if key != "provision"}
        values = self._cited(own, {}, place)
        instrument = _made(Instrument, values | {"position": position}, place)
        self.instruments.append(instrument)
        for number, provision in enumerate(below):
            self._provision(instrument, number, {**provision, "_above": values})

    def _provision(self, instrument: Instrument, position: int, table: Table) -> None:
        article = str(table.get("article", ""))
        place = f"instruments.toml, {instrument.code}, {article or 'without article'}"
        above = table.pop("_above")
        edges = _tables(table, "covers", place)
        own = {key: value for key, value in table.items() if key != "covers"}
        values = self._cited(own, above, place)
        code = f"{instrument.code}-{slugify(article.replace('(', '-')) or 'whole'}"
        given = {"code": code, **values, "instrument": instrument, "position": position}
        provision = _made(Provision, given, place)
        self.provisions.append(provision)
        for edge in edges:
            cited = self._cited(edge, {key: values[key] for key in _CITATION if key in values}, place)
            elements = cited.pop("elements", [])
            if not elements:
                raise UnsoundMap(f"{place}: 'covers' names no elements.")
            for element in elements:
                self.coverages.append(
                    _made(Coverage, {**cited, **_on(element, place), "provision": provision}, place)
                )

    def _gap(self, position: int, table: Table) -> None:
        place = f"gaps.toml, {table.get('code', f'gap {position + 1}')}"
        given = self._cited(dict(table), {}, place)
        element = _on(given.pop("element", ""), place)
        self.gaps.append(_made(Gap, {**given, **element, "position": position}, place))

    def _cited(self, table: Table, above: Mapping[str, Any], place: str) -> Table:
        """The row with its citation: its own, else that of the row above."""
        row = {key: above[key] for key in ("source", "locus", "verification") if key in above} | table
        if row.get("verified_by"):
            row.setdefault("verification", Verification.VERIFIED.value)
        if row.get("verification") == Verification.VERIFIED:
            if "verification" not in table and "verified_by" not in table:
                raise UnsoundMap(f"{place}: the row above was verified; say whether this one was.")
            if not row.get("verified_by") or not row.get("verified_on"):
                raise UnsoundMap(f"{place}: verified by which role, and on which day?")
        elif row.get("verified_by") or row.get("verified_on"):
            raise UnsoundMap(f"{place}: says who verified it, and that it was not verified.")
        source = row.get("source")
        if not isinstance(source, Source):
            if source not in self.sources:
                raise UnsoundMap(f"{place}: sources.toml has no {source!r}.")
            row["source"] = self.sources[source]
        return row


def _tables(table: Table, key: str, place: str) -> list[Table]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise UnsoundMap(f"{place}: write [[{key}]] for each {key}.")
    return found


def _on(element: object, place: str) -> Table:
    try:
        found = Element.parse(str(element))
    except ValueError:
        raise UnsoundMap(f"{place}: there is no element {element!r}.") from None
    return {"aspect": found.aspect.value, "code_of_element": found.code}


def _made(model: type[_Row], values: Table, place: str) -> _Row:
    """An unsaved row, its fields checked. Raises UnsoundMap."""
    known = {entry.name for entry in model._meta.concrete_fields if not entry.auto_created}
    if unknown := sorted(values.keys() - known):
        raise UnsoundMap(f"{place}: does not know {', '.join(unknown)}.")
    for key in _TEXTS & known & values.keys() - ({"title"} if model is Source else set()):
        if not _is_texts(values[key]):
            raise UnsoundMap(f'{place}: write {key} = {{ en = "…" }}, one text for each language.')
    row = model(**values)
    relations = {entry.name for entry in model._meta.concrete_fields if entry.is_relation}
    optional = {entry.name for entry in model._meta.concrete_fields if entry.null or entry.has_default()}
    try:
        row.clean_fields(exclude=relations | (optional - values.keys()))
    except ValidationError as error:
        faults = "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise UnsoundMap(f"{place}: {faults}") from None
    return row


def _refuse_twins(file: str, names: list[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise UnsoundMap(f"{file}: twice the same: {', '.join(twins)}.")
