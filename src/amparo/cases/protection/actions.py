"""What is done to keep somebody safe, each step on the record. All words lie under the protection key."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.models import (
    Case,
    Compartment,
    CompartmentGrant,
    Contacted,
    Feedback,
    FollowUp,
    PersonInCase,
    PlanAction,
    Progress,
    Risk,
    RiskAssessment,
    SafetyPlan,
    Service,
    ServiceEpisode,
)
from amparo.cases.models.protection import ProtectionRow
from amparo.cases.protection import risk
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact
from amparo.ledger.vocabulary import Event

Row = TypeVar("Row", bound=ProtectionRow)


@dataclass(frozen=True)
class Assessed:
    """The answers to the questions of risk.py, and what a person made of them."""

    answers: dict[str, str] = field(repr=False)
    level: Risk
    reasoning: str = field(repr=False)
    again_on: date | None = None


@dataclass(frozen=True)
class Planned:
    """Something that is to be done."""

    service: Service
    what: str = field(repr=False)
    owner: Membership
    due_on: date


@dataclass(frozen=True)
class Seen:
    """A follow-up."""

    way: Contacted
    reached: bool
    happened_on: date
    notes: str = field(repr=False)
    next_on: date | None = None


@dataclass(frozen=True)
class Heard:
    """What the person says about the help, and who may read it."""

    words: str = field(default="", repr=False)
    listened: str = ""
    safe: str = ""
    helped: str = ""
    about: Institution | Membership | None = None
    may_be_told: bool = False
    written_alone: bool = False


@transaction.atomic
def assess(actor: Actor, person: PersonInCase, assessed: Assessed, *, version: int) -> RiskAssessment:
    """Set the level of risk, with reasons. Raises Denied, Hidden, NoKey, Conflict, ValueError."""
    case = locked(actor, Action.WORK_PROTECTION, person.case, version)
    if not assessed.reasoning.strip():
        raise ValueError("a level needs its reasons")
    row = RiskAssessment(
        case=case,
        person=person,
        by=actor.membership,
        at=clock.now(),
        level=assessed.level,
        suggested=risk.suggest(assessed.answers).level,
        edition=risk.EDITION,
        again_on=assessed.again_on,
    )
    compartments.write(actor, row, answers=assessed.answers, reasoning=assessed.reasoning)
    return _keep(actor, row, Event.RISK_ASSESSED, level=str(row.level), suggested=str(row.suggested))


@transaction.atomic
def plan_safety(
    actor: Actor, person: PersonInCase, plan: dict[str, str], *, with_person: bool, version: int
) -> SafetyPlan:
    """A new wording of the safety plan. Raises Denied, Hidden, NoKey, Conflict."""
    case = locked(actor, Action.WORK_PROTECTION, person.case, version)
    row = SafetyPlan(case=case, person=person, by=actor.membership, at=clock.now(), with_person=with_person)
    compartments.write(actor, row, plan=plan)
    return _keep(actor, row, Event.SAFETY_PLANNED, with_person=with_person)


@transaction.atomic
def add_action(actor: Actor, person: PersonInCase, planned: Planned) -> PlanAction:
    """Put something into the plan. Raises Denied, Hidden, NoKey; Conflict when the owner cannot read it."""
    case = locked(actor, Action.WORK_PROTECTION, person.case)
    if planned.owner not in owners(case):
        raise Conflict(_("This colleague cannot open the protection side of the case."))
    row = PlanAction(
        case=case,
        person=person,
        by=actor.membership,
        at=clock.now(),
        service=planned.service,
        owner=planned.owner,
        due_on=planned.due_on,
    )
    compartments.write(actor, row, what=planned.what)
    facts = {"service": str(row.service), "owner": str(row.owner_id), "due": row.due_on.isoformat()}
    return _keep(actor, row, Event.PLAN_ACTION_ADDED, **facts)


@transaction.atomic
def settle_action(actor: Actor, case: Case, action: UUID, progress: Progress) -> PlanAction:
    """Say that an action is done, or dropped. Raises Denied, Hidden; Conflict when somebody was faster."""
    case = locked(actor, Action.WORK_PROTECTION, case)
    row = PlanAction.objects.to_do().filter(case=case, pk=action).first()
    if row is None or progress == Progress.OPEN:
        raise Conflict(_("This action is no longer to do."))
    row.state, row.settled_by, row.settled_at = progress, actor.membership, clock.now()
    row.save(update_fields=["state", "settled_by", "settled_at"])
    moved(case)
    record(Event.PLAN_ACTION_SETTLED, actor, case, row=str(row.pk), state=str(progress))
    return row


@transaction.atomic
def start_service(
    actor: Actor, person: PersonInCase, service: Service, *, started_on: date, provider: str, notes: str
) -> ServiceEpisode:
    """The person begins to have a service. Raises Denied, Hidden, NoKey."""
    case = locked(actor, Action.WORK_PROTECTION, person.case)
    row = ServiceEpisode(
        case=case,
        person=person,
        by=actor.membership,
        at=clock.now(),
        service=service,
        started_on=started_on,
    )
    compartments.write(actor, row, provider=provider, notes=notes)
    return _keep(actor, row, Event.SERVICE_STARTED, service=str(service))


@transaction.atomic
def end_service(actor: Actor, case: Case, episode: UUID, *, ended_on: date) -> ServiceEpisode:
    """The service has ended. Raises Denied, Hidden; Conflict when it had, or ends before it began."""
    case = locked(actor, Action.WORK_PROTECTION, case)
    row = ServiceEpisode.objects.filter(case=case, pk=episode, ended_on=None).first()
    if row is None:
        raise Conflict(_("This service has already ended."))
    if ended_on < row.started_on:
        raise Conflict(_("A service cannot end before it began."))
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    moved(case)
    record(Event.SERVICE_ENDED, actor, case, row=str(row.pk), service=str(row.service))
    return row


@transaction.atomic
def follow_up(actor: Actor, person: PersonInCase, seen: Seen) -> FollowUp:
    """Write down how somebody is. Raises Denied, Hidden, NoKey."""
    case = locked(actor, Action.WORK_PROTECTION, person.case)
    row = FollowUp(
        case=case,
        person=person,
        by=actor.membership,
        at=clock.now(),
        way=seen.way,
        reached=seen.reached,
        happened_on=seen.happened_on,
        next_on=seen.next_on,
    )
    compartments.write(actor, row, notes=seen.notes)
    again = row.next_on.isoformat() if row.next_on else None
    return _keep(actor, row, Event.FOLLOWED_UP, way=str(row.way), reached=row.reached, next_on=again)


@transaction.atomic
def give_feedback(actor: Actor, person: PersonInCase, heard: Heard) -> Feedback:
    """Keep what the person thinks of the help, in their own words. Raises Denied, Hidden, NoKey."""
    case = locked(actor, Action.WORK_PROTECTION, person.case)
    row = Feedback(
        case=case,
        person=person,
        by=actor.membership,
        at=clock.now(),
        listened=heard.listened,
        safe=heard.safe,
        helped=heard.helped,
        may_be_told=heard.may_be_told,
        written_alone=heard.written_alone,
        about_institution=heard.about if isinstance(heard.about, Institution) else None,
        about_worker=heard.about if isinstance(heard.about, Membership) else None,
    )
    compartments.write(actor, row, words=heard.words)
    return _keep(actor, row, Event.FEEDBACK_GIVEN)


def owners(case: Case) -> list[Membership]:
    """Who can be given something to do: members that can open the protection side."""
    live = CompartmentGrant.objects.live().filter(key__case=case, key__compartment=Compartment.PROTECTION)
    able = Membership.objects.current().filter(
        institution__in=live.values("institution_key__institution"),
        role__in=policy.TABLE[Action.WORK_PROTECTION][0],
    )
    return list(able.select_related("person", "institution").order_by("institution__name", "started_at"))


def _keep(actor: Actor, row: Row, event: Event, **facts: Fact) -> Row:
    row.save(force_insert=True)
    moved(row.case)
    record(event, actor, row.case, person=str(row.person_id), row=str(row.pk), **facts)
    return row
