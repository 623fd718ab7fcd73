"""What other weights would have meant for leads that people judged; setting them, which only people do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution
from amparo.accounts.policy import Action, Actor
from amparo.kernel import clock, sealing
from amparo.kernel.errors import Conflict
from amparo.leads.learning.versions import weights_of
from amparo.leads.models import JUDGED, UNDECIDED, Lead, LeadState, Run, WeightSet
from amparo.leads.models.lead import LeadQuerySet
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo_detect.flags.catalogue import catalogue

MOST_JUDGED = 1_500  # judged leads that are scored again; of more, so many drawn at random
MOST_WAITING = 500  # waiting or watched leads that are scored again, highest first
MOST_NAMED = 20  # leads that are named in the effect
HEAVIEST = 50


@dataclass(frozen=True)
class Moved:
    """A lead whose score would cross the mark from which on a network is a lead."""

    lead: Lead
    before: float
    after: float


@dataclass(frozen=True)
class Effect:
    """What new weights would have meant: counts by state, and who would fall under the mark."""

    mark: float
    sampled: int = 0  # of so many judged leads, drawn at random; 0: all of them
    scored: dict[str, int] = field(default_factory=dict)  # state → leads
    under: dict[str, int] = field(default_factory=dict)  # state → leads that would be none
    higher: dict[str, int] = field(default_factory=dict)
    lower: dict[str, int] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)

    @property
    def unnamed(self) -> int:
        """How many leads would be none and are not named."""
        return sum(self.under.values()) - len(self.moved)

    @property
    def rows(self) -> list[tuple[str, int, int, int, int]]:
        """State, scored, higher, lower, under the mark."""
        return [
            (
                str(LeadState(state).label),
                count,
                self.higher.get(state, 0),
                self.lower.get(state, 0),
                self.under.get(state, 0),
            )
            for state, count in self.scored.items()
        ]


def own(institution: Institution) -> dict[str, float]:
    """Flag → weight as it holds now, in the order of the catalogue; what lowers a score comes last."""
    return weights_of(WeightSet.objects.current(institution))


def effect(institution: Institution, new: Mapping[str, float]) -> Effect:
    """Score judged leads again (all, or as many as are drawn), and the waiting ones with most points."""
    from amparo_detect.flags.score import LEAST  # Polars comes with it: only for whoever looks here

    rows = Lead.objects.held_by(institution).without_contents()
    drawn = list(
        _told(rows.judged().order_by("pk"))[: MOST_JUDGED + 1]
    )  # keys are random, and so is their order
    found = Effect(LEAST, sampled=MOST_JUDGED if len(drawn) > MOST_JUDGED else 0)
    undecided = rows.legible().filter(state__in=UNDECIDED)
    waiting = _told(undecided.order_by("-score", "pk"))[:MOST_WAITING]
    runs = Run.objects.filter(collection__institution=institution, weights__isnull=False)
    held = dict(runs.values_list("pk", "weights__weights"))
    under: list[tuple[bool, float, UUID, float]] = []
    for pk, state, tenths, points, run in [*drawn[:MOST_JUDGED], *waiting]:
        before, after = tenths / 10, rescored(points, held.get(run, {}), new)
        found.scored[state] = found.scored.get(state, 0) + 1
        if after > before:
            found.higher[state] = found.higher.get(state, 0) + 1
        elif after < before:
            found.lower[state] = found.lower.get(state, 0) + 1
        if before >= LEAST > after:
            found.under[state] = found.under.get(state, 0) + 1
            under.append((state not in JUDGED, -before, pk, after))
    named = sorted(under)[:MOST_NAMED]  # judged ones first, then by score
    leads = rows.in_bulk([pk for _waits, _before, pk, _after in named])
    found.moved.extend(Moved(leads[pk], -before, after) for _waits, before, pk, after in named)
    return found


def _told(rows: LeadQuerySet) -> Any:
    return rows.values_list("pk", "state", "score", "points", "run")


def rescored(points: Mapping[str, int], held: Mapping[str, float], new: Mapping[str, float]) -> float:
    """The score that a lead would have: its points in proportion to the weights, the caps as they are.

    `held` are the weights of its run, where they are not the library's own. A flag that weighed nothing when
    the lead was found adds nothing: how far it would count nobody kept.
    """
    from amparo_detect.flags.score import total

    known = catalogue()
    given = []
    for code, tenths in points.items():
        flag = known.flags.get(code) or known.lowerings.get(code)
        if flag is None:
            continue
        old = float(held.get(code, flag.weight))
        if old:
            given.append((flag, round(tenths / 10 * new.get(code, flag.weight) / old, 1)))
    return total(given)[0]


@transaction.atomic
def set_weights(actor: Actor, weights: Mapping[str, float], *, reason: str, number: int) -> WeightSet:
    """Keep a new version, which the next runs use. `number` is the version that the person saw (0: none).

    Raises Denied; Conflict when a colleague set another one meanwhile, or nothing would change.
    """
    institution = Institution.objects.select_for_update().get(pk=actor.institution.pk)
    policy.authorise(actor, Action.SET_WEIGHTS, institution)
    newest = WeightSet.objects.current(institution)
    if (newest.number if newest else 0) != number:
        raise Conflict
    held = weights_of(newest)
    if dict(weights) == held:
        raise Conflict(_("These are the weights that hold already."))
    row = WeightSet(
        institution=institution,
        number=number + 1,
        weights=dict(weights),
        institution_key=institution.current_key,
        set_by=actor.membership,
        set_at=clock.now(),
    )
    row.reason = sealing.seal_to(bytes(row.institution_key.public), reason.encode(), row.reason_context)
    row.save(force_insert=True)
    append(
        Event.WEIGHTS_SET,
        subject=str(row.pk),
        actor=str(actor.membership.pk),
        institution=str(institution.pk),
        number=row.number,
        changed=sorted(code for code, weight in weights.items() if weight != held.get(code))[:50],
    )
    return row
