"""What a worker has to do: clocks, dates, actions of plans, what waits for an answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from amparo.accounts import policy
from amparo.accounts.policy import Actor
from amparo.cases.models import (
    Case,
    Compartment,
    HandOver,
    JusticeStep,
    Notice,
    Obligation,
    PlanAction,
    Referral,
)
from amparo.cases.models.obligation import ObligationQuerySet
from amparo.cases.obligations.kinds import Kind, country
from amparo.kernel import clock

MOST = 50  # of each list
AHEAD = timedelta(days=30)  # how far dates are listed


@dataclass(frozen=True)
class Due:
    """One clock of one's own."""

    row: Obligation
    kind: Kind | None


@dataclass(frozen=True)
class Work:
    """Everything on the page; each list is the most urgent MOST of it."""

    late: list[Due]
    today: list[Due]
    later: list[Due]
    dates: list[JusticeStep]
    actions: list[PlanAction]
    offers: list[HandOver]
    referrals: int  # sent to the institution and not answered
    notices: int
    day: date


@dataclass(frozen=True)
class Counts:
    """One's own open cases and clocks, as numbers for the start page."""

    cases: int
    late: int
    today: int
    later: int


def counted(actor: Actor) -> Counts:
    """Two queries, whatever there is to do."""
    now = clock.now()
    tonight = country().calendar.end_of(timezone.localdate(now))
    dues = _of(actor).aggregate(
        late=Count("pk", filter=Q(due_at__lte=now)),
        today=Count("pk", filter=Q(due_at__gt=now, due_at__lte=tonight)),
        later=Count("pk", filter=Q(due_at__gt=tonight)),
    )
    own = Case.objects.held_by(actor.institution).filter(worker=actor.membership, closed_at=None)
    return Counts(cases=own.count(), **dues)


def of(actor: Actor) -> Work:
    """The work of one membership; a fixed number of queries, whatever there is to do."""
    now = clock.now()
    day = timezone.localdate(now)
    dues = _clocks(actor)
    tonight = country().calendar.end_of(day)
    return Work(
        late=[due for due in dues if due.row.due_at <= now],
        today=[due for due in dues if now < due.row.due_at <= tonight],
        later=[due for due in dues if due.row.due_at > tonight],
        dates=_dates(actor, day),
        actions=list(
            PlanAction.objects.to_do()
            .filter(owner=actor.membership, due_on__lte=day + AHEAD)
            .select_related("case")
            .defer("what")[:MOST]
        ),
        offers=list(
            HandOver.objects.waiting()
            .filter(Q(to_worker=actor.membership) | Q(to_worker=None, to_institution=actor.institution))
            .select_related("case", "from_institution")
            .defer("words", "answer_words")[:MOST]
        ),
        referrals=Referral.objects.waiting().filter(receiver=actor.institution).count(),
        notices=Notice.objects.of(actor.membership).unseen().count(),
        day=day,
    )


def _clocks(actor: Actor) -> list[Due]:
    rows = _of(actor).select_related("case").defer("words")
    return [Due(row, country().kinds.get(row.kind)) for row in rows[:MOST]]


def _of(actor: Actor) -> ObligationQuerySet:
    """The clocks of one membership: named for it, or of a case that it works on."""
    mine = Q(worker=actor.membership) | Q(worker=None, case__worker=actor.membership)
    return Obligation.objects.pending().filter(mine, institution=actor.institution)


def _dates(actor: Actor, day: date) -> list[JusticeStep]:
    """Dates of the justice system in cases that one works on, or that one wrote down oneself."""
    if Compartment.INVESTIGATION not in policy.COMPARTMENTS.get(actor.role, ()):
        return []
    steps = JusticeStep.objects.standing().filter(
        Q(by=actor.membership) | Q(case__worker=actor.membership), next_on__range=(day, day + AHEAD)
    )
    return list(steps.select_related("case").defer("court", "notes").order_by("next_on")[:MOST])
