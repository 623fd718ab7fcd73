"""Who receives which reports: set by whoever runs the installation, and on the record."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership
from amparo.accounts.policy import Action
from amparo.geography.models import Unit
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event
from amparo.reports.models import IntakeRule


@transaction.atomic
def receive_at(
    institution: Institution, *, matter: str = "", province: Unit | None = None, child: bool | None = None
) -> IntakeRule:
    """Let an institution receive such reports; a blank fits all. It replaces a rule for exactly the same.

    Raises Conflict when nobody there could decide about a report: it would only wait and escalate.
    """
    able = Membership.objects.current().filter(
        institution=institution, role__in=policy.TABLE[Action.DECIDE_REPORT][0]
    )
    if not able.exists():
        raise Conflict(_("Nobody there can decide about a report at the moment."))
    IntakeRule.objects.filter(matter=matter, province=province, child=child).delete()
    rule = IntakeRule.objects.create(institution=institution, matter=matter, province=province, child=child)
    _record(rule, receives=True)
    return rule


@transaction.atomic
def stop(rule: IntakeRule) -> None:
    """Take a rule away. Raises Conflict for the last one: nobody could report any more."""
    if not IntakeRule.objects.exclude(pk=rule.pk).exists():
        raise Conflict(_("This is the last rule. Without one nobody could report."))
    _record(rule, receives=False)
    rule.delete()


def _record(rule: IntakeRule, *, receives: bool) -> None:
    append(
        Event.INTAKE_RULE_SET,
        subject=str(rule.institution_id),
        receives=receives,
        matter=rule.matter,
        province=rule.province_id or "",
        child=rule.child,
    )
