"""Writing people down: who they are, what they are in the case, and the review that guards a victim."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments, needing
from amparo.cases.changing import locked, moved, record
from amparo.cases.consent.standing import somebody_came
from amparo.cases.justice import parting
from amparo.cases.lifecycle import merging
from amparo.cases.models import (
    Case,
    CasePoint,
    CaseRole,
    Compartment,
    NonPunishmentReview,
    Outcome,
    Part,
    PersonInCase,
    Suspected,
)
from amparo.cases.people.identity import Identity
from amparo.cases.search import index
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Written:
    """A person as written down: codes in the clear by column, identity for sealing (None: leave as it is)."""

    codes: dict[str, Any] = field(default_factory=dict)
    identity: Identity | None = field(default=None, repr=False)


@transaction.atomic
def add_person(actor: Actor, case: Case, written: Written, role: Part) -> PersonInCase:
    """Write somebody down in a case, in a role. Raises Denied, Hidden, NoKey."""
    merging.hold_the_whole(case)
    case = locked(actor, Action.EDIT_PEOPLE, case)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    last = PersonInCase.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    person = PersonInCase(case=case, number=last + 1, added_by=actor.membership, added_at=clock.now())
    _fill(person, written.codes)
    person.save(force_insert=True)
    if written.identity is not None:
        _seal(actor, person, written.identity, suspected=role == Part.SUSPECT)
    _give(actor, person, role)
    if role == Part.VICTIM:
        somebody_came(actor, case)
    if role == Part.SUSPECT:
        parting.somebody_came_or_went(case, by=actor.membership)
    moved(case, *_settle_child(case))
    record(Event.PERSON_ADDED, actor, case, person=str(person.pk), role=str(role))
    return person


@transaction.atomic
def change_person(actor: Actor, person: PersonInCase, written: Written, *, version: int) -> PersonInCase:
    """Correct what is written down. Raises Denied, Hidden, NoKey, Conflict."""
    case = locked(actor, Action.EDIT_PEOPLE, person.case, version)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    person = PersonInCase.objects.get(pk=person.pk)
    person.case = case
    _fill(person, written.codes)
    person.save()
    if written.identity is not None:
        _seal(actor, person, written.identity, suspected=Suspected.objects.filter(person=person).exists())
    moved(case, *_settle_child(case))
    record(Event.PERSON_CHANGED, actor, case, person=str(person.pk))
    return person


@transaction.atomic
def give_role(actor: Actor, person: PersonInCase, role: Part, *, version: int) -> CaseRole:
    """Let a person be something more in the case.

    A victim becomes a suspect only after a non-punishment review found that the acts are their own.
    Raises Denied, Hidden; Conflict without that review, or when they have the role.
    """
    merging.hold_the_whole(person.case)
    case = locked(actor, Action.EDIT_PEOPLE, person.case, version)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    row = _give(actor, person, role)
    if role == Part.VICTIM:
        somebody_came(actor, case)
        _out_of_the_investigation(actor, person)
    if role == Part.SUSPECT:
        parting.somebody_came_or_went(case, by=actor.membership)
    moved(case, *_settle_child(case))
    record(Event.ROLE_GIVEN, actor, case, person=str(person.pk), role=str(role))
    return row


@transaction.atomic
def end_role(actor: Actor, person: PersonInCase, role: Part, *, version: int) -> None:
    """A person is this no longer; that they were stays written. Raises Denied, Hidden, Conflict."""
    case = locked(actor, Action.EDIT_PEOPLE, person.case, version)
    needing.check(actor, Action.EDIT_PEOPLE, case)
    row = person.roles.filter(role=role, ended_at=None).first()
    if row is None:
        raise Conflict(_("The person does not have this role."))
    row.ended_at, row.ended_by = clock.now(), actor.membership
    row.save(update_fields=["ended_at", "ended_by"])
    if role == Part.SUSPECT:
        parting.somebody_came_or_went(case, by=actor.membership)
    moved(case, *_settle_child(case))
    record(Event.ROLE_ENDED, actor, case, person=str(person.pk), role=str(role))


@transaction.atomic
def review_non_punishment(
    actor: Actor, person: PersonInCase, outcome: Outcome, *, reasoning: str, version: int
) -> NonPunishmentReview:
    """Look whether what a victim did is theirs to answer for; ends a suspect's role when they were made to.

    Raises Denied, Hidden, NoKey; Conflict without reasoning.
    """
    case = locked(actor, Action.REVIEW_NON_PUNISHMENT, person.case, version)
    if not reasoning.strip():
        raise Conflict(_("A review needs its reasons in words."))
    row = NonPunishmentReview(case=case, person=person, outcome=outcome, by=actor.membership, at=clock.now())
    compartments.write(actor, row, reasoning=reasoning)
    row.save(force_insert=True)
    if outcome == Outcome.MADE_TO:
        person.roles.filter(role=Part.SUSPECT, ended_at=None).update(
            ended_at=clock.now(), ended_by=actor.membership
        )
        parting.somebody_came_or_went(case, by=actor.membership)
    moved(case)
    facts = {"person": str(person.pk), "review": str(row.pk), "outcome": str(outcome)}
    record(Event.NON_PUNISHMENT_REVIEWED, actor, case, **facts)
    return row


def may_be_suspected(person: PersonInCase) -> bool:
    """Whether nothing stands in the way: never a victim here, or a review found the acts their own."""
    if not person.roles.filter(role=Part.VICTIM).exists():
        return True
    newest = person.non_punishment_reviews.order_by("-at").first()
    return newest is not None and newest.outcome == Outcome.OWN_ACTS


def _give(actor: Actor, person: PersonInCase, role: Part) -> CaseRole:
    if person.roles.filter(role=role, ended_at=None).exists():
        raise Conflict(_("The person has this role already."))
    if role == Part.SUSPECT and not may_be_suspected(person):
        raise Conflict(
            _(
                "A victim is not made a suspect for what they were made to do."
                " A non-punishment review comes first."
            )
        )
    return CaseRole.objects.create(person=person, role=role, given_by=actor.membership, given_at=clock.now())


def _fill(person: PersonInCase, codes: dict[str, Any]) -> None:
    for name, value in codes.items():
        setattr(person, name, value)


def _seal(actor: Actor, person: PersonInCase, identity: Identity, *, suspected: bool) -> None:
    """Under the identity key; a suspect's under the investigation's, where the writer holds that one.

    Who works on protection and hears a suspect's name holds no key of the investigation: then it is kept with
    the identities, which the investigators read too.
    """
    if suspected and Compartment.INVESTIGATION in policy.COMPARTMENTS.get(actor.role, ()):
        row = Suspected.objects.filter(person=person).first() or Suspected(person=person)
        row.case = person.case
        compartments.write(actor, row, identity=identity.sealed())
        row.save()
    else:
        compartments.write(actor, person, identity=identity.sealed())
        person.save(update_fields=["identity", "generation"])
    person.points.all().delete()
    CasePoint.objects.bulk_create(
        CasePoint(case=person.case, person=person, kind=one.kind, digest=one.digest)
        for one in sorted(identity.points())
    )


def _out_of_the_investigation(actor: Actor, person: PersonInCase) -> None:
    """A suspect who turns out to be a victim: who they are belongs with the identities from now on."""
    row = Suspected.objects.filter(person=person).select_related("case").first()
    if row is None or Compartment.INVESTIGATION not in compartments.readable_by(actor, person.case):
        return
    content = compartments.read(actor, row, "identity")
    compartments.write(actor, person, identity=content)
    person.save(update_fields=["identity", "generation"])
    index.forget(row)
    row.delete()


def _settle_child(case: Case) -> list[str]:
    """A case is a child's when one of its victims is under 18; says which column that changed."""
    known = {person.child for person in PersonInCase.objects.filter(case=case).in_role(Part.VICTIM)}
    child = True if True in known else None if None in known or not known else False
    if child is None or child == case.child:
        return []
    case.child = child
    return ["child"]
