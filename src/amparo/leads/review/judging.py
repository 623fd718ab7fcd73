"""What a person decides about a lead: the machine asks, a person answers, and can take the answer back."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.contacts.actions import Contact, add_contacts, take_back_source
from amparo.cases.lifecycle.starting import Beginning, start_case
from amparo.cases.models import Case, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import open_field, seal_fields
from amparo.leads import keys, points
from amparo.leads.learning import tallies
from amparo.leads.models import STATE_AFTER, Judgement, Lead, LeadState, Verdict
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Choice:
    """A verdict with its reason: `why` is the code of a dismissal, `into` the reference of a case to join.

    `contacts`: marks of the contacts that the person ticked to go into the case.
    """

    verdict: Verdict
    words: str = field(default="", repr=False)
    why: str = ""
    into: str = ""
    contacts: frozenset[str] = frozenset()


@transaction.atomic
def judge(actor: Actor, lead: Lead, choice: Choice, *, version: int) -> Judgement:
    """Judge a lead. A standing "watch" gives way to the new judgement.

    Raises Denied, Hidden, NoKey; Conflict when it was judged meanwhile, or there is no such open case.
    """
    row = _locked(actor, lead, version)
    standing = row.judgements.standing().first()
    if standing is not None and standing.verdict != Verdict.WATCH:
        raise Conflict(_("A colleague has judged this lead already."))
    if standing is not None:
        standing.taken_back_at, standing.taken_back_by = clock.now(), actor.membership
        standing.save(update_fields=["taken_back_at", "taken_back_by"])
    case = _case(actor, row, choice)
    judgement = Judgement(
        lead=row,
        verdict=choice.verdict,
        why=choice.why,
        case=case,
        by=actor.membership,
        judged_at=clock.now(),
    )
    seal_fields(judgement, keys.of(actor.keyring, row.collection), words=choice.words)
    judgement.save(force_insert=True)
    tallies.count_dismissal(row, judgement, 1)
    if case is not None:
        _take_over(actor, row, case, choice.contacts)
    _move(row, STATE_AFTER[choice.verdict])
    _record(
        Event.LEAD_JUDGED, actor, judgement, verdict=str(choice.verdict), case=str(case.pk) if case else None
    )
    return judgement


@transaction.atomic
def uphold(actor: Actor, lead: Lead, *, contacts: frozenset[str], version: int) -> None:
    """The judgement holds for what the lead has become; ticked contacts follow the others into the case.

    Raises Denied, Hidden, NoKey; Conflict when nothing changed or somebody was faster.
    """
    row = _locked(actor, lead, version)
    standing = row.judgements.standing().select_related("case__institution").first()
    if standing is None or row.changed_at is None:
        raise Conflict
    if contacts and standing.case is None:
        raise Conflict(_("This lead is in no case."))
    if standing.case is not None:
        _take_over(actor, row, standing.case, contacts)
    _move(row, LeadState(row.state))
    _record(Event.JUDGEMENT_UPHELD, actor, standing, verdict=str(standing.verdict))


@transaction.atomic
def take_back(actor: Actor, lead: Lead, judgement: Judgement, *, words: str, version: int) -> None:
    """The lead waits again, and what it put into a case is taken back there. A case that it began stays.

    Raises Denied, Hidden, NoKey, Conflict.
    """
    row = _locked(actor, lead, version)
    standing = row.judgements.standing().select_related("case__institution").filter(pk=judgement.pk).first()
    if standing is None:
        raise Conflict
    standing.taken_back_at, standing.taken_back_by = clock.now(), actor.membership
    seal_fields(standing, keys.of(actor.keyring, row.collection), taken_back_words=words)
    standing.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_words"])
    tallies.count_dismissal(row, standing, -1)
    case = standing.case
    if case is not None and actor.may(Action.WRITE_CONTACTS, case.relation_to(actor.institution)):
        take_back_source(actor, case, row.reference)
    _move(row, LeadState.WAITING)
    _record(Event.JUDGEMENT_TAKEN_BACK, actor, standing, verdict=str(standing.verdict))


def _locked(actor: Actor, lead: Lead, version: int) -> Lead:
    rows = Lead.objects.select_for_update(of=("self",)).without_contents()
    row = rows.select_related("collection__institution_key", "institution").get(pk=lead.pk)
    policy.authorise(actor, Action.JUDGE_LEAD, row)
    if row.version != version:
        raise Conflict
    return row


def _case(actor: Actor, lead: Lead, choice: Choice) -> Case | None:
    if choice.verdict == Verdict.CONFIRM:
        return start_case(actor, Beginning(summary=choice.words, online=True))
    if choice.verdict != Verdict.JOIN:
        return None
    found = Case.objects.held_by(actor.institution).filter(reference=choice.into).first()
    if found is None:
        raise Conflict(_("Your institution has no case with this reference."))
    policy.authorise(actor, Action.READ_CASE, found)
    if found.stage == Stage.CLOSED:
        raise Conflict(_("That case is closed. Reopen it first."))
    return found


def _take_over(actor: Actor, lead: Lead, case: Case, marks: frozenset[str]) -> None:
    """What the person ticked, and nothing else, by the case's own action."""
    if not marks:
        return
    content = open_field(lead, "content", keys.of(actor.keyring, lead.collection)) or {"contacts": []}
    chosen = [one for one in points.own_contacts(content["contacts"]) if one.mark in marks]
    if {one.mark for one in chosen} != marks:
        raise Conflict(_("Not all of these contacts are the lead's any more. Look again."))
    wanted = [Contact(one.identifier, one.written) for one in chosen]
    add_contacts(actor, case, wanted, source=lead.reference)


def _move(lead: Lead, state: LeadState) -> None:
    """What is decided now is decided about the lead as it is now."""
    tallies.count(lead, -1)
    lead.state, lead.version, lead.before, lead.changed_at = state, lead.version + 1, None, None
    lead.save(update_fields=["state", "version", "before", "changed_at"])
    tallies.count(lead, 1)


def _record(event: Event, actor: Actor, judgement: Judgement, **facts: Any) -> None:
    append(
        event,
        subject=str(judgement.lead_id),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        judgement=str(judgement.pk),
        **facts,
    )
