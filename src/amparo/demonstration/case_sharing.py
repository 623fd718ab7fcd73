"""What others do for somebody in a made-up case: who is asked, who agrees, what becomes of referrals."""

from dataclasses import dataclass
from datetime import timedelta

from amparo.accounts.models import Institution, Role
from amparo.accounts.policy import Action, Actor
from amparo.cases.consent import actions as consent
from amparo.cases.consent.permit import NotPermitted
from amparo.cases.deconfliction import actions as elsewhere
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.deconfliction.known import known_elsewhere
from amparo.cases.models import (
    Compartment,
    Ground,
    Override,
    Part,
    PersonInCase,
    Purpose,
    Referral,
    RoutedQuestion,
)
from amparo.cases.models.consent import Assent, GivenBy, Said
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.models.referral import OPEN, Outcome, State, Urgency, WhyNot
from amparo.cases.referral import actions as referral
from amparo.cases.referral.actions import Draft
from amparo.cases.sharing import actions as sharing
from amparo.demonstration.case_thread import CaseThread, Course, look_into
from amparo.kernel import clock

PROTECTION = frozenset({Compartment.SUMMARY, Compartment.IDENTITY, Compartment.PROTECTION})
PROSECUTION = frozenset({Compartment.SUMMARY, Compartment.IDENTITY, Compartment.INVESTIGATION})
_FATES = {"accept": 68, "late": 8, "decline": 13, "silence": 8, "recall": 3}
_NO = 0.1
_WITHDRAWS = 0.1
_ABLE = (Role.CASEWORKER, Role.INVESTIGATOR, Role.PROSECUTOR, Role.SUPERVISOR)
_GAVE_UP = timedelta(days=20)


@dataclass(frozen=True)
class Wish:
    """What is asked of whom."""

    receiver: Institution
    purpose: Purpose
    need: str
    scope: frozenset[Compartment]
    words: str


def agrees(thread: CaseThread, wish: Wish) -> bool:
    """Everybody whom the case is about is asked; whether all said yes."""
    said = [_asked(thread, person, wish) for person in thread.people(Part.VICTIM)]
    return bool(said) and all(said)


def _asked(thread: CaseThread, person: PersonInCase, wish: Wish) -> bool:
    draw, lead = thread.draw, thread.lead()
    guardian = next(iter(thread.people(Part.GUARDIAN)), None)
    safe = guardian is not None and not guardian.roles.standing().filter(role=Part.SUSPECT).exists()
    speaks = GivenBy.SELF if not person.child else GivenBy.GUARDIAN if safe else GivenBy.COURT
    language = person.languages[0] if person.languages else "pt"
    row = consent.ask(
        lead,
        thread.case(),
        consent.Request(
            person=person,
            purpose=wish.purpose,
            compartments=frozenset(wish.scope),
            valid_until=clock.now() + timedelta(days=draw.randint(90, 365)),
            given_by=speaks,
            language="pt-mz" if language == "pt" else language,
            recipient=wish.receiver,
            guardian=guardian if speaks == GivenBy.GUARDIAN else None,
            interpreted=language != "pt",
        ),
    )
    said = Said.NO if draw.maybe(_NO) else Said.YES
    assent: Assent | str = ""
    if person.child:
        assent = Assent.NOT_ABLE if person.age_band == "0-11" and draw.maybe(0.4) else Assent.YES
        if assent == Assent.YES and draw.maybe(0.04):
            assent = Assent.NO
    consent.answer(lead, row, said, assent=assent)
    return said == Said.YES and assent != Assent.NO


def for_help(thread: CaseThread, wish: Wish, *, again: bool = True) -> Course:
    """A referral for help, to its end; declined or not answered, perhaps another institution helps."""
    row = _sent(thread, thread.lead(), wish)
    fate = thread.draw.weighted(_FATES)
    if fate == "silence":
        yield _GAVE_UP
    elif fate == "recall":
        yield timedelta(hours=thread.draw.uniform(3, 20))
        row = _now(row)
        referral.recall(thread.lead(), row, version=row.version)
        return
    elif fate == "decline":
        yield thread.days(0.3, 2)
        _decline(thread, row)
    else:
        yield timedelta(days=thread.draw.uniform(4, 9)) if fate == "late" else thread.days(0.1, 1.2)
        if _accepted(thread, row):
            yield from _served(thread, row)
            return
    other = thread.institutions["ngo-shelter"]
    if again and _now(row).state in {State.DECLINED, State.EXPIRED} and thread.case().institution != other:
        second = Wish(other, wish.purpose, wish.need, wish.scope, wish.words)
        if wish.receiver != other and agrees(thread, second):
            yield timedelta(hours=2)
            yield from for_help(thread, second, again=False)


def for_prosecution(thread: CaseThread, wish: Wish) -> Referral:
    """A referral to who prosecutes, sent by a supervisor, who alone holds all that it opens."""
    return _sent(thread, thread.supervisor(), wish)


def takes_on(thread: CaseThread, row: Referral) -> bool:
    """The receiver accepts, reads and begins; False when the permit stands no more."""
    if not _accepted(thread, row):
        return False
    row = _now(row)
    referral.start(_answering(thread, row), row, version=row.version)
    return True


def ends(thread: CaseThread, row: Referral) -> None:
    """What came of it goes back to the sender; or the sender calls back what can go no further."""
    row = _now(row)
    if row.state == State.SERVICE_STARTED:
        outcome = thread.draw.weighted({Outcome.MET: 6, Outcome.PARTLY: 3, Outcome.LEFT: 1, Outcome.LOST: 1})
        words = thread.say("completed")
        referral.complete(_answering(thread, row), row, outcome, words=words, version=row.version)
    elif row.state in OPEN and row.share is not None and row.share.ended_at is not None:
        referral.recall(thread.lead(), row, version=row.version)


def without_consent(thread: CaseThread, wish: Wish) -> Course:
    """Somebody is in danger and cannot be asked in time: a supervisor approves, a third person reviews."""
    case, lead = thread.case(), thread.lead()
    row = consent.ask_override(
        lead,
        case,
        consent.Wanted(
            ground=Ground.IMMINENT_DANGER,
            recipient=wish.receiver,
            purpose=wish.purpose,
            compartments=frozenset(wish.scope),
            until=clock.now() + timedelta(days=20),
            reason=thread.say("override_reason"),
        ),
    )
    approver = thread.desk.supervisor(case.institution, lead)
    if approver is None:
        return
    consent.decide_override(approver, row, approve=True)
    yield timedelta(minutes=20)
    thread.spawn(for_help(thread, wish, again=False))
    yield timedelta(days=thread.draw.uniform(1, 2.4))
    took_part = {lead.membership, approver.membership}
    others = [one for one in thread.desk.actors[str(case.institution_id)] if one.membership not in took_part]
    able = [one for one in others if one.role in {"caseworker", "supervisor", "investigator", "prosecutor"}]
    if able:
        consent.review_override(able[0], row, upheld=True)


def may_be_passed_on(thread: CaseThread, receiver: Institution) -> bool:
    """Who is not competent passes a case on before anybody could be asked: a supervisor approves it."""
    case = thread.case()
    approver = thread.supervisor()
    able = thread.desk.all_of(case.institution, *_ABLE)
    asker = next((one for one in able if one.membership != approver.membership), None)
    if asker is None:
        return False
    wanted = consent.Wanted(
        ground=Ground.MANDATORY_REPORT,
        recipient=receiver,
        purpose=Purpose.REFERRAL,
        compartments=frozenset(Compartment),
        until=clock.now() + timedelta(days=20),
        reason=thread.say("hand_over"),
    )
    consent.decide_override(approver, consent.ask_override(asker, case, wanted), approve=True)
    return True


def somebody_can_review(thread: CaseThread) -> bool:
    """Whether a third person looks at it where the case lies, should the other institution decline."""
    return len(thread.desk.all_of(thread.case().institution, *_ABLE)) > 2


def reviewed(thread: CaseThread) -> None:
    """Somebody who took no part looks whether passing it on unasked was right: where the case lies now."""
    lead, case = thread.lead(), thread.case()
    waiting = Override.objects.unsettled().filter(
        case=thread.pk, ground=Ground.MANDATORY_REPORT, approved=True
    )
    for row in waiting.select_related("case", "asked_by", "approver"):
        took_part = {row.asked_by.person_id, row.approver.person_id if row.approver else None}
        for one in (lead, *thread.desk.actors[str(case.institution_id)]):
            if one.membership.person_id not in took_part and one.may(Action.REVIEW_OVERRIDE):
                consent.review_override(one, row, upheld=True)
                break


def asks_elsewhere(thread: CaseThread) -> Course:
    """The same number in another institution's case: a question, and the answers."""
    case = thread.case()
    points = sorted(known_elsewhere(case), key=lambda point: point.mark)
    if not points:
        return
    asking = Asking(Purpose.SERVICES, LawfulBasis.MANDATE, Asked.CONTACT, thread.say("elsewhere"))
    question = elsewhere.ask(thread.lead(), case, points[0], asking)
    yield thread.days(0.4, 2)
    for routed in RoutedQuestion.objects.waiting().filter(question=question).select_related("institution"):
        words = thread.say("elsewhere_answer")
        elsewhere.will_contact(thread.desk.prosecutor(routed.institution), routed, words=words)


def _sent(thread: CaseThread, sender: Actor, wish: Wish) -> Referral:
    urgency = Urgency.URGENT if thread.draw.maybe(0.3) else Urgency.NORMAL
    draft = Draft(wish.receiver, wish.purpose, wish.need, urgency, frozenset(wish.scope), words=wish.words)
    row = referral.write(sender, thread.case(), draft)
    row = referral.send(sender, row, version=row.version)
    if row.expires_at is not None:
        thread.at(row.expires_at, referral.expire)
    return row


def _now(row: Referral) -> Referral:
    return Referral.objects.select_related("case__institution", "receiver", "share", "worker").get(pk=row.pk)


def _answering(thread: CaseThread, row: Referral) -> Actor:
    if row.worker is not None:
        return thread.desk.of(row.worker)
    if Compartment.INVESTIGATION in row.data_scope:
        return thread.desk.prosecutor(row.receiver)
    return thread.desk.protector(row.receiver, thread.draw)


def _accepted(thread: CaseThread, row: Referral) -> bool:
    row = _now(row)
    if row.state not in {State.SENT, State.RECEIVED}:
        return False
    there = _answering(thread, row)
    row = referral.receive(there, row)
    try:
        row = referral.accept(there, _now(row), version=row.version)
    except NotPermitted:
        return False
    look_into(there, thread.case(), *(Compartment(name) for name in row.data_scope))
    if row.share is not None and row.share.until is not None:
        thread.at(row.share.until, sharing.end_by_time)
    if thread.draw.maybe(_WITHDRAWS):
        thread.spawn(_withdrawn(thread, row), thread.days(5, 40))
    return True


def _decline(thread: CaseThread, row: Referral) -> None:
    row = _now(row)
    there = _answering(thread, row)
    row = _now(referral.receive(there, row))
    why = thread.draw.choice([WhyNot.NO_ROOM, WhyNot.TOO_FAR, WhyNot.TOO_LITTLE])
    referral.decline(there, row, why, words=thread.say("declined"), version=row.version)


def _served(thread: CaseThread, row: Referral) -> Course:
    yield thread.days(0.5, 4)
    row = _now(row)
    if row.state == State.ACCEPTED:
        referral.start(_answering(thread, row), row, version=row.version)
    yield thread.days(15, 70)
    ends(thread, row)


def _withdrawn(thread: CaseThread, row: Referral) -> Course:
    """The person changes their mind: what rests on it closes at once, and the sender clears up."""
    row = _now(row)
    if row.share is None or row.share.ended_at is not None:
        return
    for one in row.share.consents.filter(withdrawn_at=None)[:1]:
        consent.withdraw(thread.lead(), one)
        yield thread.days(1, 3)
        row = _now(row)
        if row.state in OPEN:
            referral.recall(thread.lead(), row, version=row.version)
