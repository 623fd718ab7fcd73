"""Telling members at once that something happened between institutions. It never says about whom."""

from collections.abc import Iterable

from amparo.accounts.models import Institution, Membership, Role
from amparo.cases.models import Notice, NoticeKind
from amparo.kernel import clock


def tell(kind: NoticeKind, members: Iterable[Membership | None]) -> None:
    """A notice for each of these members, who are still there; nobody is told twice."""
    chosen = {member.pk for member in members if member is not None}
    current = Membership.objects.current().filter(pk__in=chosen)
    Notice.objects.bulk_create([Notice(membership=member, kind=kind, at=clock.now()) for member in current])


def supervisors(institution: Institution) -> list[Membership]:
    """Those who answer for what an institution does."""
    return list(institution.memberships.current().filter(role=Role.SUPERVISOR))


def auditors() -> list[Membership]:
    """Every auditor of the country."""
    return list(Membership.objects.current().filter(role=Role.AUDITOR))
