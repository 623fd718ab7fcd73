"""What clocks and boards may know of the protection: levels and days, no words."""

from datetime import date, datetime

from amparo.cases.models import Case, Contacted, FollowUp, PlanAction, Risk, RiskAssessment
from amparo.cases.protection.risk import lower

SEEN = (Contacted.VISIT, Contacted.OFFICE)  # a phone call is no visit


def risk_of(case: Case) -> Risk | None:
    """The highest of the newest levels of the people in the case; None before the first assessment."""
    rows = RiskAssessment.objects.filter(case=case).order_by("person_id", "-at").distinct("person_id")
    highest: Risk | None = None
    for level in rows.values_list("level", flat=True):
        if highest is None or lower(highest, level):
            highest = Risk(level)
    return highest


def assessed_at(case: Case) -> datetime | None:
    """When the risk was first assessed."""
    first = RiskAssessment.objects.filter(case=case).order_by("at").first()
    return first.at if first else None


def planned_at(case: Case) -> datetime | None:
    """When the plan got its first action."""
    first = PlanAction.objects.filter(case=case).order_by("at").first()
    return first.at if first else None


def first_seen_on(case: Case) -> date | None:
    """The day on which somebody first sat with the person."""
    seen = FollowUp.objects.filter(case=case, reached=True, way__in=SEEN).order_by("happened_on").first()
    return seen.happened_on if seen else None


def seen_again_on(case: Case) -> date | None:
    """The day that the newest follow-up set for the next one."""
    last = FollowUp.objects.filter(case=case).order_by("happened_on", "at").last()
    return last.next_on if last else None
