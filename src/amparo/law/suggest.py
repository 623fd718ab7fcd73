"""Which provisions may apply to what was found on a day, with reasons, and what is not covered.

Pure: it asks a `LawMap` that is already in memory. A prosecutor decides.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo.law.dates import InForce, known
from amparo.law.map import LawMap
from amparo.law.models import (
    BINDING,
    NATIONAL,
    Coverage,
    Extent,
    Gap,
    Kind,
    Provision,
    Standing,
    Verification,
)
from amparo.law.vocabulary import (
    ELEMENTS_OF_TRAFFICKING,
    TRAFFICKING,
    Act,
    Aspect,
    Element,
    Manifestation,
    Means,
    Purpose,
)

_TRUST = [Verification.UNVERIFIED, Verification.SOURCE_REPORT, Verification.VERIFIED]


@dataclass(frozen=True)
class Suggestion:
    """A provision that may apply."""

    provision: Provision
    covers: tuple[Coverage, ...]
    in_force: InForce  # YES or UNCERTAIN
    verification: Verification  # the weakest among the rows that it rests on
    reasons: tuple[str, ...]

    @property
    def extent(self) -> Extent:
        """The weakest extent among what it covers."""
        return min((Extent(edge.extent) for edge in self.covers), key=list(reversed(Extent)).index)


@dataclass(frozen=True)
class SetAside:
    """A provision that covers what was found, but was not law on that day."""

    provision: Provision
    reason: str


@dataclass(frozen=True)
class Uncovered:
    """What no national law on the map covers whole, and what is known of that."""

    element: Element
    gaps: tuple[Gap, ...]
    reason: str


@dataclass(frozen=True)
class Answer:
    """What the map says to a question; an empty one proves nothing."""

    suggestions: tuple[Suggestion, ...]
    set_aside: tuple[SetAside, ...]
    uncovered: tuple[Uncovered, ...]


def found_elements(
    *,
    manifestations: Iterable[Manifestation] = (),
    acts: Iterable[Act] = (),
    means: Iterable[Means] = (),
    purposes: Iterable[Purpose] = (),
) -> list[Element]:
    """What a determination found, as elements in the order of the lists; each once."""
    asked: list[tuple[Aspect, type[TextChoices], Iterable[str]]] = [
        (Aspect.MANIFESTATION, Manifestation, manifestations),
        (Aspect.ACT, Act, acts),
        (Aspect.MEANS, Means, means),
        (Aspect.PURPOSE, Purpose, purposes),
    ]
    found = [(aspect, words, set(given)) for aspect, words, given in asked]
    return [Element(aspect, code.value) for aspect, words, given in found for code in words if code in given]


def applicable(law: LawMap, elements: Collection[Element], on: date) -> Answer:
    """What may apply to `elements` that happened on the day `on`.

    National law comes first, then treaties; policies and recommendations are never suggested, for they bind
    nobody. Every element that is not wholly covered by national law in force is named, with the reason.
    """
    wanted = set(elements)
    if any(element.aspect in ELEMENTS_OF_TRAFFICKING for element in wanted):
        wanted.add(TRAFFICKING)
    by_provision: dict[str, list[Coverage]] = {}
    for edge in law.coverages:
        if edge.element in wanted and edge.provision.instrument.kind in BINDING:
            by_provision.setdefault(edge.provision_id, []).append(edge)
    suggestions, aside = [], []
    for edges in by_provision.values():
        provision = edges[0].provision
        in_force = provision.in_force(on)
        if in_force is InForce.NO:
            aside.append(SetAside(provision, _why_not(provision, on)))
        else:
            suggestions.append(_suggestion(provision, edges, in_force))
    suggestions.sort(
        key=lambda found: found.provision.instrument.kind not in NATIONAL
    )  # stable: else as listed
    return Answer(tuple(suggestions), tuple(aside), tuple(_uncovered(law, elements, suggestions, on)))


def _suggestion(provision: Provision, edges: list[Coverage], in_force: InForce) -> Suggestion:
    rests_on = [provision.instrument, provision, *edges]
    verification = min((Verification(row.verification) for row in rests_on), key=_TRUST.index)
    reasons = list(_reasons(provision, edges, in_force, verification))
    return Suggestion(provision, tuple(edges), in_force, verification, tuple(reasons))


def _reasons(
    provision: Provision, edges: list[Coverage], in_force: InForce, verification: Verification
) -> Iterator[str]:
    for extent in Extent:
        named = [str(edge.element.label) for edge in edges if edge.extent == extent]
        if named:
            yield f"{capfirst(extent.label)}: {', '.join(named)}."
    yield from dict.fromkeys(str(edge.note_words) for edge in edges if edge.note)
    instrument = provision.instrument
    if not provision.article:
        yield _("The map names no article: find it before you rely on this.")
    if instrument.kind == Kind.TREATY:
        yield _("A treaty binds the State; it does not by itself punish a person.")
    if in_force is InForce.UNCERTAIN:
        yield _why_uncertain(provision)
    if (
        in_force is InForce.YES
        and instrument.verification != Verification.VERIFIED
        and instrument.source.when
    ):
        said = {"date": instrument.source.when}
        yield _("In force when the source was written (%(date)s); it may have changed since.") % said
    if verification is not Verification.VERIFIED:
        yield _("Nobody has checked this against the official text yet.")
    if instrument.to_check:
        yield str(instrument.to_check_words)


def _why_uncertain(provision: Provision) -> str:
    if provision.instrument.standing == Standing.UNSAID:
        return _("The source does not say whether, and since when, it binds the country.")
    return _("Whether it was in force on that day cannot be told from the dates on the map.")


def _why_not(provision: Provision, on: date) -> str:
    instrument = provision.instrument
    if instrument.standing == Standing.DRAFT:
        return _("A draft: it was not approved when the source was written.")
    starts = [known(row.in_force_from) for row in (provision, instrument) if row.in_force_from]
    later = [start for start in starts if start and on < start.earliest]
    if later:
        return _("Not yet in force: in force from %(date)s.") % {"date": max(later, key=lambda d: d.latest)}
    ends = [known(row.in_force_to) for row in (provision, instrument) if row.in_force_to]
    over = [end for end in ends if end and on > end.latest]
    if over:
        return _("No longer in force: it lasted until %(date)s.") % {
            "date": min(over, key=lambda d: d.earliest)
        }
    return _("Not yet adopted: adopted %(date)s.") % {"date": known(instrument.adopted)}


def _uncovered(
    law: LawMap, elements: Iterable[Element], suggestions: list[Suggestion], on: date
) -> Iterator[Uncovered]:
    edges = [edge for found in suggestions for edge in found.covers]
    national = [edge for edge in edges if edge.provision.instrument.kind in NATIONAL]
    for element in dict.fromkeys(elements):
        gaps = tuple(gap for gap in law.gaps_of(element) if gap.open_on(on))
        direct = [edge for edge in national if edge.element == element]
        whole = [edge for edge in national if edge.element == TRAFFICKING]
        if gaps:
            yield Uncovered(element, gaps, " ".join(str(gap) for gap in gaps))
        elif any(edge.extent == Extent.FULL for edge in direct):
            continue
        elif direct:
            yield Uncovered(element, (), _("Covered in part only, as far as the map knows."))
        elif element.aspect in ELEMENTS_OF_TRAFFICKING and whole:
            if any(edge.extent == Extent.FULL for edge in whole):
                continue
            reason = _("The law on trafficking is on the map; how far it reaches is not.")
            yield Uncovered(element, (), reason)
        elif any(edge.element == element for edge in edges):
            yield Uncovered(element, (), _("Only a treaty names it; no national law on the map does."))
        else:
            reason = _("No law on the map covers it. That is no proof that none exists: ask a lawyer.")
            yield Uncovered(element, (), reason)
