"""The whole law map in memory: small enough to be read at once, so that questions to it need no database."""

from collections.abc import Iterator
from dataclasses import dataclass

from amparo.law.models import Coverage, Gap, Instrument, Provision, Source
from amparo.law.vocabulary import Element


@dataclass(frozen=True)
class LawMap:
    """Rows tied to each other, in the order of their files; saved or only read from a folder."""

    sources: tuple[Source, ...]
    instruments: tuple[Instrument, ...]
    provisions: tuple[Provision, ...]
    coverages: tuple[Coverage, ...]
    gaps: tuple[Gap, ...]

    @classmethod
    def stored(cls) -> "LawMap":
        """What was loaded into the database; empty when nothing was."""
        return cls(
            sources=tuple(Source.objects.order_by("pk")),
            instruments=tuple(Instrument.objects.select_related("source")),
            provisions=tuple(Provision.objects.select_related("source", "instrument__source")),
            coverages=tuple(Coverage.objects.select_related("source", "provision__instrument__source")),
            gaps=tuple(Gap.objects.select_related("source")),
        )

    def covering(self, element: Element) -> Iterator[Coverage]:
        """The edges to an element."""
        return (coverage for coverage in self.coverages if coverage.element == element)

    def gaps_of(self, element: Element) -> Iterator[Gap]:
        """What a source says is missing about an element."""
        return (gap for gap in self.gaps if gap.element == element)
