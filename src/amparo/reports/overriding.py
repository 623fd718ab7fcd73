"""An officer's own judgement of urgency, with a reason: the rules propose, a person decides."""

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import seal_fields
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports import clocks, urgency
from amparo.reports.models import Level, Report, UrgencyOverride
from amparo.reports.opening import report_key


@transaction.atomic
def override_urgency(
    actor: Actor, report: Report, level: Level, *, version: int, reason: str
) -> UrgencyOverride:
    """Give a report another level. Raising can only shorten the time; lowering gives the level's time.

    Raises Denied, Hidden, NoKey; Conflict when somebody decided meanwhile; ValueError without a reason.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("institution").get(pk=report.pk)
    policy.authorise(actor, Action.OVERRIDE_URGENCY, report)
    if report.version != version:
        raise Conflict
    if not reason.strip():
        raise ValueError("a judgement needs a reason")
    first = report.overrides.order_by("at").first()
    override = UrgencyOverride(
        report=report,
        level=level,
        computed_level=first.computed_level if first else report.level,
        computed_urgency=first.computed_urgency if first else report.urgency,
        by=actor.membership,
        at=clock.now(),
    )
    seal_fields(override, report_key(actor, report), reason=reason)
    override.save(force_insert=True)
    before = Level(report.level)
    raised = urgency.FLOOR[level] >= urgency.FLOOR[before]
    report.level, report.urgency = level, urgency.within(level, override.computed_urgency)
    clocks.follow_level(report, at=clock.now(), sooner_only=raised)
    report.version += 1
    report.save(update_fields=["level", "urgency", "clock_from", "due_at", "escalates_at", "version"])
    append(
        Event.URGENCY_OVERRIDDEN,
        subject=str(report.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        before=str(before),
        after=str(level),
    )
    return override
