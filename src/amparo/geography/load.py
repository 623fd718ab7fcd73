"""Loading units, outlines and declarations of armed conflict from files: all or nothing, and repeatable."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.geography import shapes
from amparo.geography.models import Boundary, Level, Population, Unit
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError

DATA = Path(__file__).resolve().parent / "data"
MOZAMBIQUE = DATA / "mozambique.csv"
DEMONSTRATION_CONFLICT = DATA / "armed_conflict.csv"

_NEEDED = ("pcode", "level", "name", "parent")
_ABOVE = {Level.COUNTRY: None, Level.PROVINCE: Level.COUNTRY, Level.DISTRICT: Level.PROVINCE}
_SHOWN = 20  # problems told at once


class BadFile(AmparoError):
    """A file was refused and nothing of it was loaded. Permanent until the file is corrected."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        lines = self.problems[:_SHOWN]
        if len(self.problems) > _SHOWN:
            lines.append(_("… and %(count)d more") % {"count": len(self.problems) - _SHOWN})
        super().__init__("\n".join([_("%(file)s was not loaded:") % {"file": path.name}, *lines]))


@dataclass
class _Row:
    """One line of a units file, as far as it could be read."""

    unit: Unit
    populations: list[Population] = field(default_factory=list)


def load_units(path: Path = MOZAMBIQUE) -> int:
    """Create or update the units of a CSV file (UTF-8); returns how many it holds.

    Columns: pcode, level (country, province, district), name, parent; and, if wanted, iso, tile_column,
    tile_row, male_YYYY and female_YYYY for any years, population_source. A unit that is in the database but
    not in the file stays; declarations and outlines stay; a figure that is empty in the file is removed.
    Raises BadFile, naming every bad line.
    """
    problems: list[str] = []
    rows: dict[str, _Row] = {}
    lines = _csv(path, _NEEDED)
    for number, line in lines:
        with _at(_("line %(number)d") % {"number": number}, problems):
            row = _unit(line)
            if row.unit.pcode in rows:
                raise ValueError(_("%(pcode)s stands there twice") % {"pcode": row.unit.pcode})
            rows[row.unit.pcode] = row
    for row in rows.values():
        if problem := _misplaced(row.unit, rows):
            problems.append(problem)
    if problems:
        raise BadFile(path, problems)
    _store(list(rows.values()), years=_years(lines[0][1]) if lines else [])
    return len(rows)


def load_conflict(path: Path = DEMONSTRATION_CONFLICT) -> list[str]:
    """Declare the units of a CSV file, all below them and no others to be in armed conflict.

    Columns: pcode, basis, review_by (YYYY-MM-DD). Returns the p-codes whose review is overdue.
    Raises BadFile, naming every bad line.
    """
    problems: list[str] = []
    declared: set[str] = set()
    overdue: list[str] = []
    known: dict[str, str | None] = dict(Unit.objects.values_list("pcode", "parent_id"))
    for number, line in _csv(path, ("pcode", "basis", "review_by")):
        with _at(_("line %(number)d") % {"number": number}, problems):
            if line["pcode"] not in known:
                raise ValueError(_("there is no unit %(pcode)s") % {"pcode": line["pcode"]})
            if not line["basis"]:
                raise ValueError(_("a declaration needs its basis"))
            declared.add(line["pcode"])
            if _day(line["review_by"]) < clock.now().date():
                overdue.append(line["pcode"])
    if problems:
        raise BadFile(path, problems)
    covered = {pcode for pcode in known if _covered(pcode, declared, known)}
    with transaction.atomic():
        Unit.objects.exclude(pcode__in=covered).filter(armed_conflict=True).update(armed_conflict=False)
        Unit.objects.filter(pcode__in=covered, armed_conflict=False).update(armed_conflict=True)
    return overdue


def load_boundaries(path: Path, *, code: str = "pcode", source: str = "") -> int:
    """Store the outlines of a GeoJSON or TopoJSON file (WGS 84); returns how many.

    `code` names the property that holds the p-code, `source` the credit to show. Outlines of units that the
    file does not hold stay. Raises BadFile, naming every bad feature.
    """
    try:
        found = list(shapes.features(json.loads(path.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        raise BadFile(path, [error.strerror or ""]) from None
    except shapes.BadShape as error:
        raise BadFile(path, [str(error)]) from None
    except ValueError:
        raise BadFile(path, [_("this is not JSON in UTF-8")]) from None
    known = set(Unit.objects.values_list("pcode", flat=True))
    problems: list[str] = []
    outlines: dict[str, Boundary] = {}
    for number, (properties, geometry) in enumerate(found, 1):
        with _at(_("feature %(number)d") % {"number": number}, problems):
            pcode = str(properties.get(code) or "")
            if pcode not in known:
                raise ValueError(_("%(code)s is “%(pcode)s”: no such unit") % {"code": code, "pcode": pcode})
            if pcode in outlines:
                raise ValueError(_("%(pcode)s stands there twice") % {"pcode": pcode})
            outlines[pcode] = Boundary(unit_id=pcode, rings=shapes.rings(geometry), source=source)
    if not outlines and not problems:
        problems.append(_("there is nothing in it"))
    if problems:
        raise BadFile(path, problems)
    Boundary.objects.bulk_create(
        outlines.values(), update_conflicts=True, unique_fields=["unit"], update_fields=["rings", "source"]
    )
    return len(outlines)


@contextmanager
def _at(where: str, problems: list[str]) -> Iterator[None]:
    """Turn what is wrong with one line or feature into a problem that names it."""
    try:
        yield
    except ValueError as error:
        problems.append(f"{where}: {error}")


def _csv(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """(line number, row with every value stripped). Raises BadFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in needed if name not in (reader.fieldnames or [])]
            rows = [
                (reader.line_num, {name: (value or "").strip() for name, value in row.items() if name})
                for row in reader
            ]
    except OSError as error:
        raise BadFile(path, [error.strerror or ""]) from None
    except (UnicodeDecodeError, csv.Error):
        raise BadFile(path, [_("this is not a CSV file in UTF-8")]) from None
    if missing:
        raise BadFile(path, [_("the column %(name)s is missing") % {"name": name} for name in missing])
    return rows


def _unit(line: dict[str, str]) -> _Row:
    """Raises ValueError with what is wrong."""
    pcode, name = line["pcode"], line["name"]
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9-]{0,14}", pcode):
        raise ValueError(_("“%(pcode)s” is not a p-code") % {"pcode": pcode})
    if line["level"] not in Level.values:
        raise ValueError(_("the level must be one of: %(levels)s") % {"levels": ", ".join(Level.values)})
    if not 0 < len(name) <= 100:
        raise ValueError(_("a unit needs a name of at most 100 characters"))
    column, row = _number(line, "tile_column"), _number(line, "tile_row")
    if (column is None) != (row is None):
        raise ValueError(_("a tile needs both its column and its row"))
    unit = Unit(
        pcode=pcode,
        level=line["level"],
        name=name,
        parent_id=line["parent"] or None,
        iso=line.get("iso", "")[:8],
    )
    unit.tile_column, unit.tile_row = column, row
    found = _Row(unit)
    for year in _years(line):
        male, female = _number(line, f"male_{year}"), _number(line, f"female_{year}")
        if (male is None) != (female is None):
            raise ValueError(_("%(year)d: a population needs both men and women") % {"year": year})
        if male is not None and female is not None:
            source = line.get("population_source", "")[:200]
            if not source:
                raise ValueError(_("a population needs its source"))
            found.populations.append(
                Population(unit_id=pcode, year=year, male=male, female=female, source=source)
            )
    return found


def _years(line: dict[str, str]) -> list[int]:
    return sorted({int(name[-4:]) for name in line if re.fullmatch(r"(fe)?male_\d{4}", name)})


def _number(line: dict[str, str], name: str) -> int | None:
    value = line.get(name, "")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(_("%(name)s: “%(value)s” is not a whole number") % {"name": name, "value": value})
    return int(value)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is not a day (YYYY-MM-DD)") % {"text": text}) from None


def _misplaced(unit: Unit, rows: dict[str, _Row]) -> str:
    """What is wrong with the unit's parent; empty when nothing is."""
    wanted = _ABOVE[Level(unit.level)]
    parent_row = rows.get(unit.parent_id or "")
    parent = parent_row.unit if parent_row else Unit.objects.filter(pcode=unit.parent_id).first()
    if wanted is None:
        return (
            "" if unit.parent_id is None else _("%(pcode)s: a country has no parent") % {"pcode": unit.pcode}
        )
    if parent is None or parent.level != wanted:
        return _("%(pcode)s: its parent must be a %(level)s") % {"pcode": unit.pcode, "level": wanted.label}
    return ""


def _covered(pcode: str | None, declared: set[str], parents: dict[str, str | None]) -> bool:
    return pcode is not None and (pcode in declared or _covered(parents[pcode], declared, parents))


def _store(rows: list[_Row], *, years: list[int]) -> None:
    units = sorted((row.unit for row in rows), key=lambda unit: list(_ABOVE).index(Level(unit.level)))
    with transaction.atomic():
        Unit.objects.bulk_create(
            units,
            update_conflicts=True,
            unique_fields=["pcode"],
            update_fields=["level", "name", "parent", "iso", "tile_column", "tile_row"],
        )
        Population.objects.filter(unit__in=units, year__in=years).delete()
        Population.objects.bulk_create(population for row in rows for population in row.populations)
