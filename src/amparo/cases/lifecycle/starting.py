"""A case that begins without a report: somebody walks in, or an officer comes upon it."""

from dataclasses import dataclass, field

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor, Basis
from amparo.cases import compartments
from amparo.cases.changing import record
from amparo.cases.models import Case, Summary
from amparo.geography.models import Unit
from amparo.kernel import clock
from amparo.kernel.references import new_reference
from amparo.ledger.vocabulary import Event

LONGEST_SUMMARY = 10_000  # characters


@dataclass(frozen=True)
class Beginning:
    """What is known when a case begins."""

    summary: str = field(default="", repr=False)  # what happened, without names
    province: Unit | None = None
    district: Unit | None = None
    child: bool | None = None
    online: bool | None = None


@transaction.atomic
def start_case(actor: Actor, beginning: Beginning) -> Case:
    """Open a case of one's institution; who opens it becomes its worker. Raises Denied."""
    policy.authorise(actor, Action.START_CASE, actor.institution)
    now = clock.now()
    case = Case.objects.create(
        reference=new_reference("C", now.year),
        institution=actor.institution,
        worker=actor.membership,
        province=beginning.province,
        district=beginning.district,
        child=beginning.child,
        online=beginning.online,
        opened_at=now,
        moved_at=now,
    )
    compartments.create(case, Basis.MANDATE)
    if beginning.summary:
        write_summary(actor, case, beginning.summary)
    record(Event.CASE_OPENED, actor, case)
    return case


def write_summary(actor: Actor, case: Case, text: str) -> Summary:
    """A new wording of what happened; the caller has asked the policy and records it. Raises NoKey."""
    row = Summary(case=case, by=actor.membership, at=clock.now())
    compartments.write(actor, row, text=text)
    row.save(force_insert=True)
    return row
