"""What triage decides about a report: a row beside it, which can be taken back; the state follows.

Of several officers who decide at once one wins: the form carries the version that was looked at, the row is
locked, and whoever comes with an older version is told so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts import policy
from amparo.accounts.models import Institution, Membership
from amparo.accounts.policy import Action, Actor
from amparo.kernel import clock
from amparo.kernel.errors import Conflict
from amparo.kernel.fields import open_field, seal_fields
from amparo.ledger.actions import Fact, append
from amparo.ledger.vocabulary import Event
from amparo.reports import clocks
from amparo.reports.intake import grant
from amparo.reports.models import Decision, Report, SendingBasis, State, Verdict
from amparo.reports.opening import report_key

LONGEST_REASON = 2_000  # characters

_STATE = {
    Verdict.TAKE_UP: State.TAKEN_UP,
    Verdict.JOIN: State.JOINED,
    Verdict.KEEP: State.KEPT,
    Verdict.DISMISS: State.DISMISSED,
    Verdict.SEND_ON: State.WAITING,  # with the receiver
}


@dataclass(frozen=True)
class TakingUp:
    """What the floor above does with a report that is taken up; see docs/decisions/0003-take-up.md.

    `open` makes the case inside the decision's transaction, or adds the report to the one that is named.
    `undo` lets it go again, or raises Conflict when something else hangs on it.
    `address` is where to read on.
    """

    open: Callable[[Actor, Decision, str], None]
    undo: Callable[[Actor, Decision], None]
    address: Callable[[Decision], str]


_registered: list[TakingUp] = []


def register(taking_up: TakingUp) -> None:
    """Called once, when the floor above starts."""
    _registered[:] = [taking_up]


def taking_up() -> TakingUp:
    """What was registered. Raises IndexError when no floor above ever did: nothing can be taken up then."""
    return _registered[0]


@dataclass(frozen=True)
class Choice:
    """A verdict with its reason and, where it has one, its other end."""

    verdict: Verdict
    reason: str = field(default="", repr=False)
    joined_to: Report | None = None
    sent_to: Institution | None = None
    basis: SendingBasis | str = ""
    into: str = ""  # reference of what a report is taken up into; empty: something new


@transaction.atomic
def decide(actor: Actor, report: Report, choice: Choice, *, version: int) -> Decision:
    """Decide about a waiting report. `version` is the report's as the officer saw it.

    Raises Denied, Hidden, NoKey; Conflict when somebody decided meanwhile or the choice does not fit.
    """
    action = Action.OPEN_CASE if choice.verdict == Verdict.TAKE_UP else Action.DECIDE_REPORT
    if choice.verdict in {Verdict.JOIN, Verdict.SEND_ON}:
        _one_at_a_time(actor.institution)
    report = _lock(actor, action, report, version)
    if report.state != State.WAITING:
        raise Conflict(_("This report is already decided. Take that decision back first."))
    _fits(actor, report, choice)
    key = report_key(actor, report)
    decision = Decision(
        report=report,
        verdict=choice.verdict,
        institution=actor.institution,
        by=actor.membership,
        joined_to=choice.joined_to,
        sent_to=choice.sent_to,
        basis=choice.basis,
        decided_at=clock.now(),
    )
    if choice.reason:
        seal_fields(decision, key, reason=choice.reason)
    decision.save(force_insert=True)
    # Who sent the report here kept a key to recall it with; our decision ends that.
    report.grants.exclude(institution_key__institution=actor.institution).end()
    if choice.verdict == Verdict.SEND_ON:
        _hand_over(report, key, choice)
    _settle(report)
    if choice.verdict == Verdict.TAKE_UP:
        taking_up().open(actor, decision, choice.into)
    _record(Event.REPORT_DECIDED, actor, decision)
    return decision


@transaction.atomic
def take_back(actor: Actor, report: Report, decision: UUID, *, version: int, reason: str) -> Decision:
    """Take back one's institution's standing decision: the report waits again, with a fresh clock.

    Raises Denied, Hidden, NoKey; Conflict when it no longer stands, is not ours, or a case has grown from it.
    """
    report = _lock(actor, Action.DECIDE_REPORT, report, version)
    own = report.decisions.standing().filter(institution=actor.institution).exclude(verdict=Verdict.SEND_ON)
    found = own.filter(pk=decision).first()
    if found is None:
        raise Conflict(_("This decision no longer stands, or is not yours to take back."))
    if found.verdict == Verdict.TAKE_UP:
        taking_up().undo(actor, found)
    _mark_taken_back(actor, found, report, reason)
    return found


@transaction.atomic
def recall(actor: Actor, report: Report, *, version: int, reason: str) -> Decision:
    """Call back a report that was sent on and that the receiver has not decided: its key there is destroyed.

    Raises Denied, Hidden, NoKey; Conflict when the receiver was faster.
    """
    report = _lock(actor, Action.RECALL_REPORT, report, version)
    sent = _recallable(actor, report)
    if sent is None:
        raise Conflict(_("The other institution has already decided. Ask it to send the report back."))
    report.grants.exclude(institution_key__institution=actor.institution).end()
    report.institution = actor.institution
    _mark_taken_back(actor, sent, report, reason)
    return sent


def recallable(actor: Actor, report: Report) -> Decision | None:
    """The sending-on that the actor can still call back, or None."""
    return (
        _recallable(actor, report)
        if actor.may(Action.RECALL_REPORT, report.relation_to(actor.institution))
        else None
    )


def _recallable(actor: Actor, report: Report) -> Decision | None:
    if report.state != State.WAITING:
        return None
    newest = report.decisions.standing().filter(verdict=Verdict.SEND_ON).order_by("-decided_at").first()
    mine = newest is not None and newest.institution_id == actor.institution.pk
    return newest if mine and newest and newest.sent_to_id == report.institution_id else None


@dataclass(frozen=True)
class Told:
    """A decision with its reasons opened."""

    decision: Decision
    reason: str
    taken_back_reason: str


def history(report: Report, key: bytes) -> list[Told]:
    """Every decision, oldest first, also those taken back. Raises SealBroken."""
    rows = report.decisions.select_related(
        "by__person", "institution", "taken_back_by__person", "joined_to", "sent_to"
    )
    return [
        Told(row, open_field(row, "reason", key) or "", open_field(row, "taken_back_reason", key) or "")
        for row in rows
    ]


def receivers(institution: Institution) -> "list[Institution]":
    """Institutions that a report can be sent on to: somebody there can decide about it."""
    able = Membership.objects.current().filter(role__in=policy.TABLE[Action.DECIDE_REPORT][0])
    others = Institution.objects.filter(pk__in=able.values("institution")).exclude(pk=institution.pk)
    return list(others.order_by("name"))


def root_of(report: Report) -> Report:
    """The report that this one was joined to in the end; itself when it stands alone."""
    while True:
        edge = report.decisions.standing().filter(verdict=Verdict.JOIN).select_related("joined_to").first()
        if edge is None or edge.joined_to is None:
            return report
        report = edge.joined_to


def _lock(actor: Actor, action: Action, report: Report, version: int) -> Report:
    """The row as it is now, held until the transaction ends. Raises Denied, Hidden; Conflict: old version."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("institution").get(pk=report.pk)
    policy.authorise(actor, action, locked)
    if locked.version != version:
        raise Conflict
    return locked


def _one_at_a_time(institution: Institution) -> None:
    """Two at once could close a circle of joins, or leave a gap in it, that neither of them sees."""
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)


def _fits(actor: Actor, report: Report, choice: Choice) -> None:
    """Raises Conflict, saying why, when this choice cannot be made for this report."""
    if choice.verdict == Verdict.SEND_ON:
        if choice.sent_to is None or choice.basis not in SendingBasis.values:
            raise ValueError("sending on needs another institution and a legal basis")
        if choice.sent_to not in receivers(actor.institution):
            raise Conflict(_("Nobody there can decide about a report at the moment."))
        if Decision.objects.standing().filter(verdict=Verdict.JOIN, joined_to=report).exists():
            raise Conflict(
                _("Other reports are joined to this one. Take those joins back before you send it on.")
            )
    if choice.verdict == Verdict.JOIN:
        if choice.joined_to is None:
            raise ValueError("joining needs another report")
        target = Report.objects.without_contents().get(pk=choice.joined_to.pk)
        policy.authorise(actor, Action.READ_REPORT, target)
        if target.institution_id != actor.institution.pk:
            raise Conflict(_("A report can only be joined to a report of your own institution."))
        if root_of(target).pk == report.pk:
            raise Conflict(_("That report is itself joined to this one."))


def _hand_over(report: Report, key: bytes, choice: Choice) -> None:
    """The receiver gets key and report; we keep our own key until it decides, so that we can recall."""
    receiver = choice.sent_to
    if receiver is None:
        raise ValueError("sending on needs another institution")
    grant(report, key, receiver, str(choice.basis), at=clock.now())
    report.institution = receiver


def _mark_taken_back(actor: Actor, decision: Decision, report: Report, reason: str) -> None:
    decision.taken_back_at, decision.taken_back_by = clock.now(), actor.membership
    seal_fields(decision, report_key(actor, report), taken_back_reason=reason)
    decision.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    _settle(report)
    _record(Event.DECISION_TAKEN_BACK, actor, decision)


def _settle(report: Report) -> None:
    """State from the decisions that stand (at most one of them is not a sending-on), the clock with it."""
    verdicts = report.decisions.standing().values_list("verdict", flat=True)
    states = {_STATE[Verdict(verdict)] for verdict in verdicts} - {State.WAITING}
    report.state = states.pop() if states else State.WAITING
    if report.state == State.WAITING:
        clocks.restart(report, at=clock.now())
    report.version += 1
    report.save(
        update_fields=[
            "institution",
            "state",
            "version",
            "clock_from",
            "due_at",
            "escalation",
            "escalates_at",
        ]
    )


def _record(event: Event, actor: Actor, decision: Decision) -> None:
    facts: dict[str, Fact] = {"decision": str(decision.pk), "verdict": str(decision.verdict)}
    if decision.joined_to_id:
        facts["joined_to"] = str(decision.joined_to_id)
    if decision.sent_to_id:
        facts |= {"sent_to": str(decision.sent_to_id), "basis": str(decision.basis)}
    append(
        event,
        subject=str(decision.report_id),
        actor=str(actor.membership.pk),
        institution=str(actor.institution.pk),
        **facts,
    )
