"""Where reports come from: provinces and districts, weighted by the people who live there."""

from dataclasses import dataclass

from amparo.demonstration.draw import Draw
from amparo.geography.models import Population, Unit


@dataclass(frozen=True)
class Places:
    """Weights by p-code, and the districts' names."""

    provinces: dict[str, float]
    districts: dict[str, dict[str, float]]  # by province
    names: dict[str, str]
    armed_conflict: frozenset[str]

    def province(self, draw: Draw, weights: dict[str, float]) -> str:
        """A province; `weights` is where a story is at home, or empty for everywhere."""
        fitting = {pcode: weight for pcode, weight in weights.items() if pcode in self.provinces}
        return draw.weighted(fitting or self.provinces)

    def district(self, draw: Draw, province: str) -> str:
        """A district of the province, or '' when none is loaded."""
        return draw.weighted(self.districts[province]) if self.districts.get(province) else ""


def load_places() -> Places:
    """The loaded geography with the newest population; a unit without a figure counts as one person."""
    people = {
        row.unit_id: float(row.total) for row in Population.objects.order_by("year")
    }  # the newest year wins
    provinces = Unit.objects.provinces()
    districts: dict[str, dict[str, float]] = {}
    for unit in Unit.objects.districts().order_by("pcode"):
        districts.setdefault(str(unit.parent_id), {})[unit.pcode] = people.get(unit.pcode, 1.0)
    return Places(
        provinces={
            unit.pcode: people.get(unit.pcode) or sum(districts.get(unit.pcode, {"": 1.0}).values())
            for unit in provinces.order_by("pcode")
        },
        districts=districts,
        names=dict(Unit.objects.values_list("pcode", "name")),
        armed_conflict=frozenset(Unit.objects.filter(armed_conflict=True).values_list("pcode", flat=True)),
    )
