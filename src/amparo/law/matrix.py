"""The whole map as a table: what is covered on a day, by what, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.law.dates import InForce
from amparo.law.map import LawMap
from amparo.law.models import NATIONAL, Coverage, Extent, Gap, Standing, State
from amparo.law.vocabulary import ELEMENTS_OF_TRAFFICKING, LISTS, TRAFFICKING, Aspect, Element


class Found(models.TextChoices):
    """What the map says about one element."""

    COVERED = "covered", _("covered")
    IN_PART = "in_part", _("in part")
    NAMED = "named", _("a law is named")
    GAP = "gap", _("gap")
    SILENT = "silent", _("nothing on the map")


@dataclass(frozen=True)
class Edge:
    """A coverage, and where its instrument stands on the day."""

    coverage: Coverage
    state: State

    @property
    def counts(self) -> bool:
        """Whether it is national law that is, or may be, in force."""
        may_be = {State.IN_EFFECT, State.REPORTED, State.UNCERTAIN}
        return self.coverage.provision.instrument.kind in NATIONAL and self.state in may_be

    @property
    def said(self) -> tuple[object, ...]:
        """What a reader is told about it, whichever element it is about."""
        coverage = self.coverage
        return (
            coverage.provision_id,
            coverage.extent,
            str(coverage.note_words),
            coverage.verification,
            self.state,
        )


@dataclass(frozen=True)
class Row:
    """Elements that stand together in their list, and all that the map holds about each of them alike."""

    elements: tuple[Element, ...]
    edges: tuple[Edge, ...]
    gaps: tuple[Gap, ...]

    @property
    def found(self) -> Found:
        """Only national law in force covers; a gap that a source names outweighs what is vague."""
        extents = {edge.coverage.extent for edge in self.edges if edge.counts}
        if self.gaps:
            return Found.IN_PART if extents & {Extent.FULL, Extent.PARTIAL} else Found.GAP
        if Extent.FULL in extents:
            return Found.COVERED
        if Extent.PARTIAL in extents:
            return Found.IN_PART
        return Found.NAMED if extents else Found.SILENT


def table(law: LawMap, aspect: Aspect, on: date) -> list[Row]:
    """The aspect's list in its order; neighbours about which the same is said share a row."""
    rows = [_row(law, Element(aspect, code), on) for code in LISTS[aspect].values]
    return [_joined(list(alike)) for _said, alike in groupby(rows, key=_said_of)]


def _said_of(row: Row) -> tuple[object, ...]:
    return tuple(edge.said for edge in row.edges), tuple(gap.pk for gap in row.gaps)


def _joined(alike: list[Row]) -> Row:
    return replace(alike[0], elements=tuple(element for row in alike for element in row.elements))


def _row(law: LawMap, element: Element, on: date) -> Row:
    edges = tuple(
        Edge(coverage, _state(coverage, on))
        for coverage in _edges(law, element)
        if coverage.provision.in_force(on) is not InForce.NO
        or coverage.provision.instrument.standing == Standing.DRAFT
    )
    return Row((element,), edges, tuple(gap for gap in law.gaps_of(element) if gap.open_on(on)))


def _edges(law: LawMap, element: Element) -> Iterator[Coverage]:
    yield from law.covering(element)
    if element.aspect in ELEMENTS_OF_TRAFFICKING:
        yield from law.covering(TRAFFICKING)


def _state(coverage: Coverage, on: date) -> State:
    state = coverage.provision.instrument.state(on)
    uncertain = coverage.provision.in_force(on) is InForce.UNCERTAIN
    return State.UNCERTAIN if uncertain else state
