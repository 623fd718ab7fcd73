"""The way of a made-up case from its first day to its end, as the officers of its institution go it."""

from datetime import timedelta

from amparo.accounts.models import Institution, Kind, Role
from amparo.accounts.policy import Actor
from amparo.cases.lifecycle import blockers, closing, handing, merging, moving
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import (
    Case,
    ClosingReason,
    Compartment,
    HandOver,
    Obligation,
    Purpose,
    Stage,
    Waiver,
)
from amparo.cases.obligations import actions as obligations
from amparo.demonstration import case_justice, case_protection, case_sharing
from amparo.demonstration.case_sharing import PROTECTION, Wish
from amparo.demonstration.case_thread import CaseThread, Course, look_into, working_time
from amparo.kernel import clock
from amparo.kernel.errors import Conflict

_PASSES_ON = {Kind.HELPLINE: 0.75, Kind.PROSECUTION: 0.8, Kind.COORDINATION: 1.0, Kind.POLICE_DESK: 0.25}
_COMPLAINT = 0.35
_MERGES = 0.03
_PARTS = 0.35  # of those that were merged
_REOPENS = 0.06
_STANDS_STILL = 0.04


def course(thread: CaseThread) -> Course:
    """Everything, one step after the other; referrals and proceedings go on beside it."""
    yield from _finds_its_worker(thread)
    if not thread.case().summarys.exists():
        case = thread.case()
        moving.summarise(thread.lead(), case, case_protection.summary(thread), version=case.version)
    thread.move(Stage.REGISTRATION)
    yield timedelta(minutes=40)
    case_protection.register_people(thread)
    if thread.draw.maybe(_MERGES) and _merged(thread):
        if thread.draw.maybe(_PARTS):
            thread.at(clock.now() + timedelta(days=thread.draw.uniform(1, 9)), lambda: _parted(thread))
        return
    yield from _gets_help(thread)


def _gets_help(thread: CaseThread) -> Course:
    """From the first look at the risk to the end."""
    if thread.draw.maybe(0.1):
        thread.spawn(case_sharing.asks_elsewhere(thread), timedelta(hours=6))
    yield thread.days(0.1, 1.5)
    thread.move(Stage.ASSESSMENT)
    yield thread.days(0.2, 3.5)
    case_protection.assess(thread)
    yield thread.days(0.05, 1)
    case_protection.visit(thread)
    case_protection.determine(thread)
    if thread.draw.maybe(_STANDS_STILL):  # nobody goes on for a long time: the boards show it
        yield timedelta(days=thread.draw.uniform(60, 200))
    yield thread.days(0.5, 4)
    thread.move(Stage.PLAN)
    case_protection.plan(thread)
    yield timedelta(hours=2)
    yield from _with_others(thread)
    yield from _goes_on(thread)
    yield from _comes_to_an_end(thread)


def ends_early(thread: CaseThread) -> Course:
    """After a look nobody was harmed, or nobody is found: two people close it, and say so."""
    yield from _finds_its_worker(thread, stays=True)
    yield thread.days(0.3, 4)
    for row in Obligation.objects.pending().filter(case=thread.pk):
        obligations.waive(thread.supervisor(), row, Waiver.NOT_APPLICABLE, words=thread.say("waived"))
    reason = thread.draw.choice([ClosingReason.NOT_A_VICTIM, ClosingReason.NOT_FOUND])
    yield from _closed(thread, reason, thread.say("closing_early"))


def _finds_its_worker(thread: CaseThread, *, stays: bool = False) -> Course:
    """From who decided about the report to who works on cases, here or at the competent institution."""
    case = thread.case()
    often = 0.0 if stays else _PASSES_ON.get(Kind(case.institution.kind), 0.05)
    province = case.province_id or thread.draw.choice(_provinces(thread))
    receiver = thread.institutions.get(f"social-{province}")
    if receiver is not None and receiver != case.institution and thread.draw.maybe(often):
        yield from _passed_on(thread, receiver)
    lead = thread.lead()
    if lead.role in {Role.CASEWORKER, Role.SUPERVISOR}:
        return
    yield timedelta(minutes=50)
    case = thread.case()
    colleague = thread.desk.protector(case.institution, thread.draw)
    made = Offer(worker=colleague.membership, words=thread.say("hand_over_colleague"))
    row = handing.offer(lead, case, made, version=case.version)
    yield timedelta(hours=thread.draw.uniform(0.5, 4))
    handing.accept(colleague, row)


def _provinces(thread: CaseThread) -> list[str]:
    return sorted(code.removeprefix("social-") for code in thread.institutions if code.startswith("social-"))


def _passed_on(thread: CaseThread, receiver: Institution) -> Course:
    yield thread.days(0.05, 0.6)
    if not case_sharing.may_be_passed_on(thread, receiver):
        return
    case = thread.case()
    made = Offer(institution=receiver, words=thread.say("hand_over"))
    row = handing.offer(thread.supervisor(), case, made, version=case.version)
    yield timedelta(hours=thread.draw.uniform(1, 60))
    there = thread.desk.protector(receiver, thread.draw)
    if thread.draw.maybe(0.08) and case_sharing.somebody_can_review(thread):
        handing.decline(there, row, words=thread.say("hand_over_declined"))
    else:
        handing.accept(there, row)
    wait = thread.days(0.5, 2.4)
    thread.at(working_time(clock.now() + wait, wait), lambda: case_sharing.reviewed(thread))


def _merged(thread: CaseThread) -> bool:
    """Perhaps another case of the institution is about the same: then this one is part of it."""
    case = thread.case()
    open_ones = Case.objects.held_by(case.institution).exclude(pk=case.pk).filter(closed_at=None)
    recent = merging.counted_once(open_ones.filter(opened_at__gt=clock.now() - timedelta(days=45)))
    offered = HandOver.objects.waiting().values("case")  # what goes with those is settled
    other = recent.exclude(pk__in=offered).order_by("opened_at").first()
    if other is None or merging.parts_of(case):
        return False
    merging.merge(thread.lead(), case, other, version=case.version)
    return True


def _parted(thread: CaseThread) -> None:
    """On a second look they were two after all."""
    case = thread.case()
    edge = merging.part_of(case)
    if edge is None:
        return
    try:
        merging.take_back(thread.lead(case), case, edge.pk, version=case.version)
    except Conflict:  # the whole was closed or offered to somebody meanwhile: it stays one
        return
    thread.spawn(_gets_help(thread), timedelta(hours=2))


def _with_others(thread: CaseThread) -> Course:
    """Who else can help, as far as the person agrees; and a complaint, if there is to be one."""
    draw, case = thread.draw, thread.case()
    wish = Wish(
        receiver=_helper(thread, case),
        purpose=Purpose.SERVICES,
        need=draw.choice(thread.story.needs),
        scope=PROTECTION,
        words=thread.say("ask_referral"),
    )
    agreed = case_sharing.agrees(thread, wish)
    if agreed:
        thread.move(Stage.REFERRAL)
        thread.spawn(case_sharing.for_help(thread, wish), timedelta(hours=1))
    elif case.institution.kind == Kind.NGO and draw.maybe(0.5) and len(_workers(thread, case)) > 2:
        thread.spawn(case_sharing.without_consent(thread, wish), timedelta(hours=1))
    if draw.maybe(_COMPLAINT):
        thread.spawn(case_justice.proceedings(thread), thread.days(0.5, 6))
    yield thread.days(8, 25)
    thread.move(Stage.MONITORING)


def _workers(thread: CaseThread, case: Case) -> list[Actor]:
    return thread.desk.all_of(case.institution, Role.CASEWORKER, Role.SUPERVISOR)


def _helper(thread: CaseThread, case: Case) -> Institution:
    offices = ["ngo-shelter", f"social-{case.province_id}", "ngo-shelter"]
    if {"migrant_worker", "sponsored", "returned"} & set(thread.story.movement):
        offices.append("ngo-migrants")
    found = [thread.institutions[code] for code in offices if code in thread.institutions]
    others = [one for one in found if one != case.institution]
    return thread.draw.choice(others or [thread.institutions["helpline"]])


def _goes_on(thread: CaseThread) -> Course:
    """Visit after visit; what was planned gets done, and the person says how it is."""
    for month in range(thread.draw.randint(1, 4)):
        yield thread.days(16, 29)
        case_protection.visit(thread)
        if month == 0:
            case_protection.services(thread)
        case_protection.settle_some(thread)
        if thread.draw.maybe(0.15):
            look_into(thread.supervisor(), thread.case(), Compartment.SUMMARY, Compartment.PROTECTION)
    if thread.draw.maybe(0.06):
        thread.move(Stage.PLAN, thread.say("back"))
        yield thread.days(2, 9)
        case_protection.plan(thread)
        thread.move(Stage.MONITORING)
        yield thread.days(10, 20)
        case_protection.visit(thread)
    thread.move(Stage.REVIEW)
    case_protection.hear(thread)
    case_protection.settle_all(thread)


def _comes_to_an_end(thread: CaseThread) -> Course:
    yield thread.days(2, 12)
    yield from _closed(thread, ClosingReason.GOALS_REACHED, thread.say("closing"))


def _closed(thread: CaseThread, reason: ClosingReason, words: str) -> Course:
    """A second person confirms. While something is still open, they wait for it."""
    while _still_open(thread):
        yield timedelta(days=28)
        if reason == ClosingReason.GOALS_REACHED:
            case_protection.visit(thread)
    case = thread.case()
    lead = thread.lead(case)
    second = thread.desk.second(case.institution, lead)
    if second is None:
        return
    closing.propose(lead, case, reason, words=words, version=case.version)
    yield timedelta(hours=thread.draw.uniform(1, 30))
    if _still_open(thread):
        return
    case = thread.case()
    closing.answer(second, case, confirm=True, version=case.version)
    if reason == ClosingReason.GOALS_REACHED and thread.draw.maybe(_REOPENS):
        thread.at(clock.now() + timedelta(days=thread.draw.uniform(20, 90)), lambda: _reopened(thread))


def _still_open(thread: CaseThread) -> bool:
    """Whether anything keeps the case from being closed."""
    case = thread.case()
    return blockers.anything_open(case, merging.parts_of(case))


def _reopened(thread: CaseThread) -> None:
    case = thread.case()
    closing.reopen(thread.lead(), case, reason=thread.say("reopened"), version=case.version)
    thread.spawn(_again(thread), timedelta(hours=3))


def _again(thread: CaseThread) -> Course:
    yield thread.days(0.5, 3)
    case_protection.assess(thread)
    thread.move(Stage.PLAN)
    case_protection.plan(thread)
    yield thread.days(5, 20)
    thread.move(Stage.MONITORING)
    case_protection.visit(thread)
    yield from _goes_on(thread)
    yield from _comes_to_an_end(thread)
