"""Places by name: provinces and districts of Mozambique and the cities that people are sent from, through
and to.
"""

import csv
import functools
from importlib import resources
from typing import NamedTuple


class Place(NamedTuple):
    """One place. `key` is what contacts carry ("Beira, MZ"); coordinates are degrees WGS 84, absent for
    most districts.
    """

    key: str
    name: str
    country: str  # ISO 3166-1 alpha-2
    level: str  # country, province, district, city
    latitude: float | None
    longitude: float | None
    names: tuple[str, ...]  # spellings that are believed anywhere
    strict: tuple[
        str, ...
    ]  # spellings that are also common words: believed only as written here, where a place can stand
    borne: tuple[str, ...]  # spellings that people bear as names: not believed beside another name


@functools.cache
def places() -> tuple[Place, ...]:
    """Every place, in the order of `data/places.csv`."""
    path = resources.files("amparo_detect.data").joinpath("places.csv")
    return tuple(
        Place(
            f"{row['name']}, {row['country']}",
            row["name"],
            row["country"],
            row["level"],
            float(row["latitude"]) if row["latitude"] else None,
            float(row["longitude"]) if row["longitude"] else None,
            tuple(name for name in row["names"].split("|") if name),
            tuple(name for name in row["strict"].split("|") if name),
            tuple(name for name in row["borne"].split("|") if name),
        )
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    )


@functools.cache
def by_key() -> dict[str, Place]:
    """Places by the value that a contact of kind "place" carries."""
    return {place.key: place for place in places()}
