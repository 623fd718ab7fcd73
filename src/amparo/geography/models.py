"""Places: the country's administrative units, keyed by p-code, their people and, once loaded, outlines."""

from typing import NamedTuple

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

_ACCENTED = "áàâãäåéèêëíìîïóòôõöúùûüçñ"
_PLAIN = "aaaaaaeeeeiiiiooooouuuucn"


class Level(models.TextChoices):
    """How deep a unit lies below the country."""

    COUNTRY = "country", _("country")
    PROVINCE = "province", _("province")
    DISTRICT = "district", _("district")


class Sexes(NamedTuple):
    """A number of people by sex."""

    male: int
    female: int

    @property
    def total(self) -> int:
        return self.male + self.female


class UnitQuerySet(models.QuerySet["Unit"]):
    """All of these are cheap enough for a public page: one query over a few hundred rows."""

    def in_order(self) -> "UnitQuerySet":
        """By name as a reader expects it, whatever the server's collation: Búzi between Boane and Caia."""
        return self.order_by("sort_name", "pcode")

    def provinces(self) -> "UnitQuerySet":
        return self.filter(level=Level.PROVINCE).in_order()

    def districts(self) -> "UnitQuerySet":
        return self.filter(level=Level.DISTRICT).in_order()

    def below(self, pcode: str) -> "UnitQuerySet":
        """The units directly below one: a province's districts."""
        return self.filter(parent_id=pcode).in_order()

    def in_armed_conflict(self) -> "UnitQuerySet":
        return self.filter(armed_conflict=True).in_order()


class Unit(models.Model):
    """A country, province or district; `pcode` is OCHA's place code (MZ, MZ01, MZ0101)."""

    pcode = models.CharField(primary_key=True, max_length=16)
    level = models.CharField(max_length=8, choices=Level)
    name = models.CharField(max_length=100)
    sort_name = models.GeneratedField(
        expression=Func(Lower("name"), Value(_ACCENTED), Value(_PLAIN), function="translate"),
        output_field=models.TextField(),
        db_persist=True,
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    iso = models.CharField(max_length=8, blank=True)
    armed_conflict = models.BooleanField(default=False)  # declared by the deployment: raises urgency
    tile_column = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # where the tile map puts it, from 0
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def population_in(self, year: int) -> "Sexes | None":
        """The people who lived (or are projected to live) here that year.

        The unit's own figure, else the sum over the units below when every one of them is known, else None:
        never a sum with a hole in it.
        """
        own = self.populations.filter(year=year).first()
        if own is not None:
            return Sexes(own.male, own.female)
        below = [child.population_in(year) for child in self.children.all()]
        known = [sexes for sexes in below if sexes is not None]
        if not below or len(known) < len(below):
            return None
        return Sexes(sum(sexes.male for sexes in known), sum(sexes.female for sexes in known))


class Population(models.Model):
    """People living in a unit in a year, by sex, with the source of the figure."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    male = models.PositiveIntegerField()
    female = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="one_population_a_year")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    @property
    def total(self) -> int:
        return self.male + self.female


class Boundary(models.Model):
    """A unit's outline as a deployment loaded it: rings of [longitude, latitude] in degrees (WGS 84).

    Outer rings and holes stand side by side; they are filled by the even-odd rule.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="boundary")
    rings = models.JSONField()
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"outline of {self.unit_id}"
