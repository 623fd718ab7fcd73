"""The only door by which a partner comes to hold a key, and how it is shut.

Keys go to another institution in four ways: here, when a referral is accepted, when the case itself is handed
over, and out of the escrow. A test reads the source and knows no fifth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.changing import locked, moved, record
from amparo.cases.consent.permit import Permit, permit
from amparo.cases.models import Case, Ending, NoticeKind, Share
from amparo.cases.models.sharing import ShareQuerySet
from amparo.cases.notices.telling import supervisors, tell
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.actions import Fact, Happening, append_many
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Sharing:
    """With whom, which compartments, and what for."""

    institution: Institution
    compartments: frozenset[str]
    purpose: str


@transaction.atomic
def share(actor: Actor, case: Case, wanted: Sharing) -> Share:
    """Let another institution see part of a case. Raises Denied, Hidden, NotPermitted, NoKey, Conflict."""
    case = locked(actor, Action.SHARE_CASE, case)
    if wanted.institution.pk == case.institution_id:
        raise Conflict
    allowed = permit(case, wanted.institution, wanted.compartments, wanted.purpose)
    row = enter(actor, case, wanted, allowed)
    for name, end in latest_ends(case, wanted.institution, sorted(wanted.compartments)).items():
        compartments.share(actor, case, wanted.institution, [name], basis=allowed.ground, until=end)
    moved(case)
    record(Event.CASE_SHARED, actor, case, share=str(row.pk), **facts_of(row))
    return row


def enter(actor: Actor, case: Case, wanted: Sharing, allowed: Permit) -> Share:
    """The row that says who sees what and why; the caller moves the keys."""
    row = Share.objects.create(
        case=case,
        institution=wanted.institution,
        data_scope=sorted(wanted.compartments),
        purpose=wanted.purpose,
        ground=allowed.ground,
        override=allowed.override,
        by=actor.membership,
        shared_at=clock.now(),
        until=allowed.until,
    )
    row.consents.set(allowed.consents)
    return row


def facts_of(row: Share) -> dict[str, Fact]:
    """What the ledger keeps of a share: who, what, why, until when, and the consents that carry it."""
    return {
        "to": str(row.institution_id),
        "compartments": list(row.data_scope),
        "purpose": str(row.purpose),
        "basis": str(row.ground),
        "until": row.until.isoformat(timespec="minutes") if row.until else None,
        "consents": sorted(str(one) for one in row.consents.values_list("pk", flat=True)),
        "override": str(row.override_id) if row.override_id else None,
    }


def latest_ends(
    case: Case, institution: Institution, compartments: Iterable[str]
) -> dict[str, datetime | None]:
    """When the last live share of each compartment with an institution ends; None when one has no end."""
    live = Share.objects.live().filter(case=case, institution=institution)
    shares = list(live.values_list("data_scope", "until"))
    found: dict[str, datetime | None] = {}
    for name in compartments:
        ends = [until for scope, until in shares if name in scope]
        found[name] = None if None in ends else max(end for end in ends if end is not None)
    return found


@transaction.atomic
def end_share(actor: Actor, row: Share, *, ending: Ending = Ending.ENDED) -> None:
    """The owner closes a share. Raises Denied, Hidden, Conflict when it is closed already."""
    policy.authorise(actor, Action.SHARE_CASE, row.case)
    if close(Share.objects.filter(pk=row.pk), ending, actor=actor) == 0:
        raise Conflict


@transaction.atomic
def close(rows: ShareQuerySet, ending: Ending, *, actor: Actor | None = None) -> int:
    """Shut shares at once and destroy the boxes that no other live share covers. Returns how many.

    The caller has asked the policy. Without an actor (the clock, or somebody without keys) the keys rotate
    when the next holder opens the compartment. The owner of a case keeps its keys, whatever becomes of an old
    share with it.
    """
    found = list(rows.filter(ended_at=None).order_by("pk").select_related("case", "institution"))
    happenings = []
    for row in found:
        case = Case.objects.held(row.case_id)
        if not Share.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now(), ending=ending):
            continue
        _shut(case, row)
        if actor is not None:
            compartments.settle(actor, case)
        happenings.append(_ended(row, ending, actor))
        worker = Membership.objects.filter(referrals_taken__share=row).first()
        tell(NoticeKind.SHARE_CLOSED, [*supervisors(row.institution), worker])
    if happenings:
        append_many(happenings)
    return len(found)


def _shut(case: Case, row: Share) -> None:
    if row.institution_id == case.institution_id:
        return
    rest = Share.objects.live().filter(case=case, institution=row.institution)
    covered = {name for scope in rest.values_list("data_scope", flat=True) for name in scope}
    both = sorted(covered & set(row.data_scope))
    compartments.set_ends(case, row.institution, latest_ends(case, row.institution, both))
    compartments.freeze(case, row.institution, set(row.data_scope) - covered)


def _ended(row: Share, ending: str, actor: Actor | None) -> Happening:
    return Happening(
        Event.SHARE_ENDED,
        subject=str(row.case_id),
        actor=str(actor.membership.pk) if actor else "",
        institution=str(actor.institution.pk) if actor else "",
        facts={"share": str(row.pk), "to": str(row.institution_id), "why": str(ending)},
    )


def end_by_time() -> int:
    """For the worker, each minute: shut what has run out. Returns how many shares."""
    closed = close(Share.objects.run_out(), Ending.EXPIRED)
    compartments.end_by_time()
    return closed
