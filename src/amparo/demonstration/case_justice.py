"""What the justice system does in a made-up case: step by step, with its delays."""

from collections.abc import Iterator
from datetime import timedelta

from amparo.accounts.policy import Actor
from amparo.cases import compartments
from amparo.cases.justice import actions as justice
from amparo.cases.justice.actions import Stepped
from amparo.cases.models import Compartment, JusticeStepKind, Purpose
from amparo.cases.models.referral import State
from amparo.demonstration import case_sharing
from amparo.demonstration.case_sharing import PROSECUTION, Wish
from amparo.demonstration.case_thread import CaseThread, Course, today
from amparo.demonstration.draw import Draw

_WITHDRAWN = 0.12
_WAITS = {  # days until the next step; the terms are shorter for some
    JusticeStepKind.INQUIRY_OPENED: (3, 40),
    JusticeStepKind.CHARGED: (60, 260),
    JusticeStepKind.ARCHIVED: (80, 240),
    JusticeStepKind.ACCEPTED: (15, 80),
    JusticeStepKind.TRIAL: (40, 160),
    JusticeStepKind.JUDGMENT: (10, 70),
    JusticeStepKind.FINAL: (25, 60),
    JusticeStepKind.RETURNED: (10, 40),
    JusticeStepKind.APPEAL: (5, 20),
}
_RETURNS = 0.1  # of the charges: the court wants to know more
_APPEALS = 0.25  # of the judgments


def proceedings(thread: CaseThread) -> Course:
    """A complaint, what was agreed to for it, and the way through the courts as far as it gets."""
    case = thread.case()
    _step(thread, thread.supervisor(), JusticeStepKind.REPORTED)
    receiver = thread.institutions["prosecution"]
    row = None
    if case.institution != receiver:
        wish = Wish(
            receiver, Purpose.INVESTIGATION, "prosecution", PROSECUTION, thread.say("ask_prosecution")
        )
        if case_sharing.agrees(thread, wish):
            row = case_sharing.for_prosecution(thread, wish)
            yield thread.days(0.3, 3)
            case_sharing.takes_on(thread, row)
    yield _wait(thread, JusticeStepKind.INQUIRY_OPENED)
    _step(thread, _who(thread), JusticeStepKind.INQUIRY_OPENED)
    if thread.draw.maybe(_WITHDRAWN):
        yield thread.days(10, 30)
        _step(thread, _who(thread), JusticeStepKind.WITHDRAWN)
    if thread.draw.maybe(0.25):
        yield _wait(thread, JusticeStepKind.ARCHIVED)
        _step(thread, _who(thread), JusticeStepKind.ARCHIVED)
    else:
        for kind in _way(thread.draw):
            yield _wait(thread, kind)
            _step(thread, _who(thread), kind)
    if row is not None:
        yield thread.days(1, 5)
        case_sharing.ends(thread, row)


def _way(draw: Draw) -> Iterator[JusticeStepKind]:
    """From the charge to the end."""
    yield JusticeStepKind.CHARGED
    if draw.maybe(_RETURNS):
        yield from (JusticeStepKind.RETURNED, JusticeStepKind.CHARGED)
    yield from (JusticeStepKind.ACCEPTED, JusticeStepKind.TRIAL, JusticeStepKind.JUDGMENT)
    if draw.maybe(_APPEALS):
        yield JusticeStepKind.APPEAL
    yield JusticeStepKind.FINAL


def _wait(thread: CaseThread, kind: JusticeStepKind) -> timedelta:
    return timedelta(days=thread.draw.uniform(*_WAITS[kind]))


def _who(thread: CaseThread) -> Actor:
    """The prosecutor as long as they may; else a supervisor of the owner writes it down."""
    case = thread.case()
    prosecutor = thread.desk.prosecutor(thread.institutions["prosecution"])
    running = case.referrals.filter(receiver=prosecutor.institution, state=State.SERVICE_STARTED)
    if running.exists() and Compartment.INVESTIGATION in compartments.readable_by(prosecutor, case):
        return prosecutor
    return thread.supervisor()


def _step(thread: CaseThread, actor: Actor, kind: JusticeStepKind) -> None:
    case, draw = thread.case(), thread.draw
    in_court = kind in {JusticeStepKind.ACCEPTED, JusticeStepKind.TRIAL, JusticeStepKind.JUDGMENT}
    stepped = Stepped(
        kind=kind,
        happened_on=today(),
        next_on=today() + timedelta(days=draw.randint(20, 60)) if in_court else None,
        court_kind=draw.choice(["district", "provincial"]) if in_court else "prosecution",
        court=thread.say("court"),
        notes=thread.say("withdrawn" if kind == JusticeStepKind.WITHDRAWN else "justice_notes"),
        public_crime=True if kind == JusticeStepKind.WITHDRAWN else None,
    )
    justice.take_step(actor, case, stepped, version=case.version)
