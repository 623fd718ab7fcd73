"""From which stage a case can go to which, and what has to be there first: one table."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case, FollowUp, Part, PersonInCase, PlanAction, RiskAssessment, Stage


def _always(case: Case) -> bool:
    return True


def _victim_known(case: Case) -> bool:
    return PersonInCase.objects.filter(case=case).in_role(Part.VICTIM).exists()


def _risk_assessed(case: Case) -> bool:
    return RiskAssessment.objects.filter(case=case).exists()


def _planned(case: Case) -> bool:
    return PlanAction.objects.filter(case=case).exists()


def _followed_up(case: Case) -> bool:
    return FollowUp.objects.filter(case=case).exists()


@dataclass(frozen=True)
class Transition:
    """One step that is allowed. A backward one needs a reason in words."""

    before: Stage
    after: Stage
    condition: str | Promise  # in words, for the screen; empty when nothing is needed
    holds: Callable[[Case], bool] = _always
    back: bool = False


_VICTIM = _("Somebody is registered as the victim.")
_RISK = _("The risk is assessed.")
_PLAN = _("The plan has at least one action, with an owner and a date.")
_FOLLOW_UP = _("At least one follow-up is written down.")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Stage.IDENTIFICATION, Stage.REGISTRATION, ""),
    Transition(Stage.REGISTRATION, Stage.ASSESSMENT, _VICTIM, _victim_known),
    Transition(Stage.ASSESSMENT, Stage.PLAN, _RISK, _risk_assessed),
    Transition(Stage.PLAN, Stage.REFERRAL, _PLAN, _planned),
    Transition(Stage.PLAN, Stage.MONITORING, _PLAN, _planned),
    Transition(Stage.REFERRAL, Stage.MONITORING, ""),
    Transition(Stage.MONITORING, Stage.REVIEW, _FOLLOW_UP, _followed_up),
    Transition(Stage.REGISTRATION, Stage.IDENTIFICATION, "", back=True),
    Transition(Stage.PLAN, Stage.ASSESSMENT, "", back=True),
    Transition(Stage.REFERRAL, Stage.PLAN, "", back=True),
    Transition(Stage.MONITORING, Stage.ASSESSMENT, "", back=True),
    Transition(Stage.MONITORING, Stage.PLAN, "", back=True),
    Transition(Stage.MONITORING, Stage.REFERRAL, "", back=True),
    Transition(Stage.REVIEW, Stage.ASSESSMENT, "", back=True),
    Transition(Stage.REVIEW, Stage.PLAN, "", back=True),
    Transition(Stage.REVIEW, Stage.REFERRAL, "", back=True),
    Transition(Stage.REVIEW, Stage.MONITORING, "", back=True),
)  # to and from 'closed' a case goes through closing.py alone


def steps_from(stage: str) -> list[Transition]:
    """The steps that a case in this stage can take, forward ones first."""
    return [step for step in TRANSITIONS if step.before == stage]


def step(before: str, after: str) -> Transition | None:
    """The transition between two stages, or None when there is none."""
    return next((one for one in TRANSITIONS if (one.before, one.after) == (before, after)), None)
