"""Places: the country's administrative units, keyed by p-code, with their population."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How deep a unit lies below the country."""

    COUNTRY = "country", _("country")
    PROVINCE = "province", _("province")
    DISTRICT = "district", _("district")


class UnitQuerySet(models.QuerySet["Unit"]):
    def provinces(self) -> "UnitQuerySet":
        return self.filter(level=Level.PROVINCE).order_by("name")

    def districts(self) -> "UnitQuerySet":
        return self.filter(level=Level.DISTRICT).order_by("name")


class Unit(models.Model):
    """A country, province or district; `pcode` is OCHA's place code (MZ, MZ01, MZ0101)."""

    pcode = models.CharField(primary_key=True, max_length=16)
    level = models.CharField(max_length=8, choices=Level)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    iso = models.CharField(max_length=8, blank=True)
    armed_conflict = models.BooleanField(default=False)  # declared by the deployment: raises urgency

    objects = UnitQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


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
