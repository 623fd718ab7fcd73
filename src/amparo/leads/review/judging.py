"""What a person decides about a lead: the machine asks, a person answers, and can take the answer back."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.policy import Action, Actor
from amparo.cases.lifecycle.starting import Beginning, start_case
from amparo.cases.models import Case, Stage
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import seal_fields
from amparo.leads import keys
from amparo.leads.models import STATE_AFTER, Judgement, Lead, LeadState, Verdict
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


@dataclass(frozen=True)
class Choice:
    """A verdict with its reason: `why` is the code of a dismissal, `into` the reference of a case to join."""

    verdict: Verdict
    words: str = field(default="", repr=False)
    why: str = ""
    into: str = ""


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
    _move(row, STATE_AFTER[choice.verdict])
    _record(
        Event.LEAD_JUDGED, actor, judgement, verdict=str(choice.verdict), case=str(case.pk) if case else None
    )
    return judgement


@transaction.atomic
def take_back(actor: Actor, lead: Lead, judgement: Judgement, *, words: str, version: int) -> None:
    """The lead waits again. A case that it began stays: closing one is its own decision.

    Raises Denied, Hidden, NoKey, Conflict.
    """
    row = _locked(actor, lead, version)
    standing = row.judgements.standing().filter(pk=judgement.pk).first()
    if standing is None:
        raise Conflict
    standing.taken_back_at, standing.taken_back_by = clock.now(), actor.membership
    seal_fields(standing, keys.of(actor.keyring, row.collection), taken_back_words=words)
    standing.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_words"])
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


def _move(lead: Lead, state: LeadState) -> None:
    lead.state, lead.version = state, lead.version + 1
    lead.save(update_fields=["state", "version"])


def _record(event: Event, actor: Actor, judgement: Judgement, **facts: Any) -> None:
    append(
        event,
        subject=str(judgement.lead_id),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        judgement=str(judgement.pk),
        **facts,
    )
