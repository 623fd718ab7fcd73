"""Two cases turn out to be one. The merge is an edge: neither case is rewritten, each keeps its own keys."""

from typing import Literal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases.changing import locked, moved, record
from amparo.cases.models import Case, HandOver, MergeDecision, Stage
from amparo.cases.models.case import CaseQuerySet
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.vocabulary import Event


@transaction.atomic
def merge(actor: Actor, case: Case, other: Case, *, version: int) -> MergeDecision:
    """`case` becomes a part of `other`. Both have to be the institution's own; else a hand-over comes first.

    Raises Denied, Hidden; Conflict when one of them is closed, offered to somebody, or part of another case.
    """
    # Always in the same order, or two officers who merge crosswise would wait for each other for ever.
    list(Case.objects.select_for_update().filter(pk__in=[case.pk, other.pk]).order_by("pk"))
    case = locked(actor, Action.MERGE_CASES, case, version)
    other = locked(actor, Action.MERGE_CASES, other)
    if case.pk == other.pk:
        raise Conflict(_("A case cannot be merged with itself."))
    for one in (case, other):
        if one.stage == Stage.CLOSED:
            raise Conflict(_("A closed case cannot be merged. Reopen it first."))
        if part_of(one) is not None:
            raise Conflict(_("One of the two is already part of another case."))
    not_offered(case, other)
    decision = MergeDecision.objects.create(merged=case, kept=other, by=actor.membership, at=clock.now())
    moved(case)
    moved(other)
    record(Event.CASES_MERGED, actor, case, into=str(other.pk), merge=str(decision.pk))
    return decision


@transaction.atomic
def take_back(actor: Actor, case: Case, decision: UUID, *, version: int) -> None:
    """Undo a merge of `case`: both are again what they always were.

    Raises Denied, Hidden; Conflict when it no longer stands, or the whole is closed or offered to somebody.
    """
    hold_the_whole(case)
    case = locked(actor, Action.MERGE_CASES, case, version)
    edge = MergeDecision.objects.standing().filter(pk=decision, merged=case).select_related("kept").first()
    if edge is None:
        raise Conflict(_("This merge no longer stands."))
    if case.stage == Stage.CLOSED:  # it was closed with the whole, and its clocks ended there
        raise Conflict(_("The case was closed with the one that it is part of. Reopen that one first."))
    not_offered(root_of(case))
    edge.taken_back_by, edge.taken_back_at = actor.membership, clock.now()
    edge.save(update_fields=["taken_back_by", "taken_back_at"])
    moved(case)
    record(Event.MERGE_TAKEN_BACK, actor, case, out_of=str(edge.kept_id), merge=str(edge.pk))


def part_of(case: Case) -> MergeDecision | None:
    """The standing merge by which a case is part of another."""
    if not _has_edges("merged", case):
        return None
    return MergeDecision.objects.standing().filter(merged=case).select_related("kept").first()


def _has_edges(side: Literal["merged", "kept"], case: Case) -> bool:
    """Asked of every case at most steps, and answered no for nearly all: without the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT FROM cases_mergedecision WHERE {side}_id = %s AND taken_back_at IS NULL LIMIT 1",
            [case.pk],
        )
        return bool(cursor.rowcount)


def root_of(case: Case) -> Case:
    """The case that goes on for this one; itself when it is part of none."""
    while edge := part_of(case):
        case = edge.kept
    return case


def hold_the_whole(case: Case) -> None:
    """Lock what a case is part of, before the case itself: who moves a whole goes from it to its parts."""
    root = root_of(case)
    if root.pk != case.pk:
        Case.objects.hold(root.pk)


def locked_parts(case: Case) -> list[Case]:
    """The parts of a case that the caller has locked, as they are now, held until the end."""
    found = [part.pk for part in parts_of(case)]
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("pk")
    return list(rows.select_related("institution"))


def parts_of(case: Case) -> list[Case]:
    """The cases that are part of this one, directly or through another."""
    found: list[Case] = []
    waiting = [case]
    while waiting:
        one = waiting.pop()
        if not _has_edges("kept", one):
            continue
        edges = MergeDecision.objects.standing().filter(kept=one).select_related("merged__institution")
        new = [edge.merged for edge in edges]
        found += new
        waiting += new
    return found


def counted_once(cases: CaseQuerySet) -> CaseQuerySet:
    """Only cases that are not part of another: what lists of work and indicators count."""
    return cases.filter(~Exists(MergeDecision.objects.standing().filter(merged=OuterRef("pk"))))


def not_a_part(case: Case) -> None:
    """Raises Conflict for a case that is part of another: its steps are taken there."""
    if edge := part_of(case):
        raise Conflict(
            _("This case is part of %(reference)s: go on there.") % {"reference": edge.kept.reference}
        )


def not_offered(*cases: Case) -> None:
    """Raises Conflict while one of them waits for the answer to an offer: what goes with it is settled."""
    if HandOver.objects.waiting().filter(case__in=cases).exists():
        raise Conflict(_("The case is offered to somebody who has not answered yet."))
