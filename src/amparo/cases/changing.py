"""What every change of a case has in common: the policy, the lock, the version that was seen, the record."""

from collections.abc import Iterable

from django.db import connection

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.models import Case
from amparo.cases.obligations.following import follow
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact, Happening, append_many
from amparo.ledger.vocabulary import Event


def locked(actor: Actor, action: Action, case: Case, version: int | None = None) -> Case:
    """The case as it is now, held until the end. Raises Denied, Hidden; Conflict if it moved on."""
    now = Case.objects.held(case.pk)
    if now.institution_id == actor.institution.pk:
        now.institution = actor.institution  # known: not to be read once more
    policy.authorise(actor, action, now)
    if version is not None and now.version != version:
        raise Conflict
    return now


def moved(case: Case, *fields: str) -> None:
    """Save `fields` of a locked case as its next version."""
    case.version += 1
    case.moved_at = clock.now()
    if fields:
        case.save(update_fields=["version", "moved_at", *fields])
        return
    with connection.cursor() as cursor:  # most steps change nothing else, and the ORM takes ten times as long
        cursor.execute(
            "UPDATE cases_case SET version = %s, moved_at = %s WHERE id = %s",
            [case.version, case.moved_at, case.pk],
        )


def record(event: Event, actor: Actor, case: Case, **facts: Fact) -> None:
    """Put on the ledger what the actor did to a case, and let the clocks follow; last in the transaction."""
    record_all(actor, [(event, case, facts)])


def record_all(actor: Actor | None, happened: Iterable[tuple[Event, Case, dict[str, Fact]]]) -> None:
    """As `record`, for several events at once; without an actor it was the worker that did it."""
    member = actor.membership if actor else None
    found: list[Happening] = []
    for event, case, facts in happened:
        found.append(
            Happening(
                event,
                subject=str(case.pk),
                actor=str(member.pk) if member else "",
                institution=str(member.institution_id) if member else "",
                facts=facts,
            )
        )
        found += follow(event, case, member, facts)
    if found:
        append_many(found)
