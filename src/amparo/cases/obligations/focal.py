"""Who answers for an institution's lateness."""

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.models import Membership
from amparo.accounts.policy import Action, Actor
from amparo.cases.models import FocalPoint
from amparo.kernel import clock
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@transaction.atomic
def name(actor: Actor, membership: Membership | None) -> None:
    """Name a colleague, or nobody: then the supervisors are told. Raises Denied; Hidden for a stranger."""
    policy.authorise(actor, Action.NAME_FOCAL_POINT, membership or actor.institution)
    if membership is None:
        FocalPoint.objects.filter(institution=actor.institution).delete()
    else:
        FocalPoint.objects.update_or_create(
            institution=actor.institution, defaults={"membership": membership, "since": clock.now()}
        )
    append(
        Event.FOCAL_POINT_NAMED,
        subject=str(actor.institution.pk),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        member=str(membership.pk) if membership else None,
    )
