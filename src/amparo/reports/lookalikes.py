"""Reports that belong together: the same contact point, or the same story.

Of reports at other institutions only that they match is told, and for which reason.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Func, IntegerField, Value

from amparo.accounts.models import Institution
from amparo.reports import story
from amparo.reports.identifiers import Identifier
from amparo.reports.models import ContactPoint, Report, Story

MOST_COMPARED = 500


@dataclass
class Match:
    """Another report and why it matches: kinds of shared contact point, likeness of the story (0 to 1)."""

    report: Report
    kinds: list[str] = field(default_factory=list)
    resemblance: float = 0.0

    @property
    def percent(self) -> int:
        return round(self.resemblance * 100)


@dataclass(frozen=True)
class Matches:
    """Those one may look at, and of those elsewhere only how many there are for each reason."""

    here: list[Match]
    elsewhere: dict[str, int]


def known(identifiers: Iterable[Identifier]) -> int:
    """How many of these identifiers some earlier report mentions (any institution)."""
    digests = [identifier.digest for identifier in identifiers if identifier.kind != "reporter"]
    return ContactPoint.objects.filter(digest__in=digests).values("digest").distinct().count()


def of(report: Report, institution: Institution) -> Matches:
    """What looks like `report`, seen from `institution`."""
    found: dict[UUID, Match] = {}
    for other, kind in _sharing_a_contact_point(report):
        found.setdefault(other.pk, Match(other)).kinds.append(kind)
    for other, resemblance in _telling_the_same(report):
        found.setdefault(other.pk, Match(other)).resemblance = resemblance
    here = [match for match in found.values() if match.report.institution_id == institution.pk]
    elsewhere: Counter[str] = Counter()
    for match in found.values():
        if match.report.institution_id != institution.pk:
            elsewhere.update(set(match.kinds) | ({"story"} if match.resemblance else set()))
    here.sort(key=lambda match: (-len(match.kinds), -match.resemblance, match.report.received_at))
    return Matches(here, dict(elsewhere))  # a plain dict: templates would ask a Counter for its "items"


def _sharing_a_contact_point(report: Report) -> list[tuple[Report, str]]:
    own = report.contact_points.values("digest")
    same = ContactPoint.objects.filter(digest__in=own).exclude(report=report).order_by("-report__received_at")
    kinds = list(same.values_list("report", "kind")[:MOST_COMPARED])
    rows = Report.objects.without_contents().in_bulk([pk for pk, _kind in kinds])
    return [(rows[pk], kind) for pk, kind in dict.fromkeys(kinds)]


def _telling_the_same(report: Report) -> list[tuple[Report, float]]:
    mine = Story.objects.filter(report=report).first()
    if mine is None:
        return []
    near = (
        Story.objects.filter(bands__overlap=mine.bands)
        .exclude(report=report)
        .annotate(
            shared=_SharedBands("bands", Value(mine.bands, output_field=Story._meta.get_field("bands")))
        )
        .order_by(
            "-shared", "pk"
        )  # common phrases give many candidates at a country's size: the likest come first
    )
    scored = {other.pk: story.resemblance(mine.signature, other.signature) for other in near[:MOST_COMPARED]}
    alike = {pk: score for pk, score in scored.items() if score >= story.ALIKE}
    rows = Report.objects.without_contents().in_bulk(list(alike))
    return [(rows[pk], score) for pk, score in alike.items()]


class _SharedBands(Func):
    """How many bands two stories have in common."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()
