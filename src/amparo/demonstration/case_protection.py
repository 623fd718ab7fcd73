"""Who is in a made-up case, what was done to them, and how they are kept safe."""

from datetime import timedelta

from amparo.cases.determination.actions import Decided
from amparo.cases.determination.actions import determine as determined
from amparo.cases.determination.suggestion import Facts
from amparo.cases.models import (
    Contacted,
    Feeling,
    Part,
    PersonInCase,
    PlanAction,
    Progress,
    Risk,
    Service,
    ServiceEpisode,
    Status,
)
from amparo.cases.people.actions import Written, add_person, give_role
from amparo.cases.people.identity import Identity
from amparo.cases.protection import actions as protection
from amparo.cases.protection import risk
from amparo.cases.protection.actions import Assessed, Heard, Planned, Seen
from amparo.demonstration import case_plan, madeup
from amparo.demonstration.case_thread import CaseThread, today
from amparo.reports.answers import CHILD_BANDS

_SAFETY = ("signs", "steps", "people", "places")
_PER_CASE = 8  # numbers of made-up people
_GROUP = 40  # cases that the same suspect may be known in


def summary(thread: CaseThread) -> str:
    """What happened, without names."""
    province = thread.case().province
    where = province.name if province else "Lugar por confirmar"
    return thread.draw.choice(thread.story.summary).format(onde=where)


def register_people(thread: CaseThread) -> None:
    """One or two victims, who looks after a child, and whoever is suspected, as far as known."""
    draw = thread.draw
    report = _report(thread)
    child: bool | None = None
    for place in range(2 if draw.maybe(0.1) else 1):
        known = report if place == 0 else ("", "")
        one = case_plan.somebody(draw, thread.story, *known)
        child = child or one.child
        codes = {
            "age_band": one.age_band,
            "age_known": draw.choice(["told", "family", "document", "estimated"]),
            "sex": one.sex,
            "nationality": one.nationality,
            "languages": [one.language] if one.language == "pt" else [one.language, "pt"],
            "disabilities": [draw.choice(["seeing", "hearing", "walking"])] if draw.maybe(0.06) else [],
            "movement": list(one.movement),
            "papers_withheld": "papers" in one.withheld,
            "wages_unpaid": "wages" in one.withheld,
            "sponsorship_passed_on": True if "sponsorship" in one.withheld else None,
        }
        _add(thread, Part.VICTIM, place, codes, phone=draw.maybe(0.5) and not one.child)
    if child and draw.maybe(0.85):
        row = _add(thread, Part.GUARDIAN, 2, {"age_band": "25+", "sex": draw.choice(["female", "male"])})
        if draw.maybe(0.1):  # then they cannot agree for the child: a court does
            give_role(thread.lead(), row, Part.SUSPECT, version=thread.case().version)
    if draw.maybe(0.6):
        _add(thread, Part.SUSPECT, 3, {"age_band": "25+", "sex": draw.choice(["female", "male", "male"])})
    if draw.maybe(0.2):
        _add(thread, Part.WITNESS, 4, {"age_band": "25+"}, phone=False)
    thread.somebody_came()


def _report(thread: CaseThread) -> tuple[str, str]:
    """Age and sex as the report told them."""
    edge = thread.case().edges.select_related("report").first()
    if edge is None:
        return "", ""
    sexes = {"female", "male"}
    return edge.report.age_band or "", edge.report.sex if edge.report.sex in sexes else ""


def _add(
    thread: CaseThread, part: Part, place: int, codes: dict[str, object], *, phone: bool = True
) -> PersonInCase:
    number = source = thread.number * _PER_CASE + place
    if part == Part.SUSPECT:  # the same person recruits in several cases
        source = thread.draw.randrange(_GROUP + thread.number // 2)
        number = 100_000 + source
    digits = madeup.number(madeup.RECRUITERS if part == Part.SUSPECT else madeup.REPORTERS, source)
    identity = Identity(
        name=f"Pessoa Exemplo {number}",
        phones=f"+258 {digits}" if phone else "",
        accounts=madeup.account(source) if part == Part.SUSPECT and thread.story.online > 0.5 else "",
        safe_contact=thread.say("safe_contact") if part == Part.VICTIM else "",
    )
    case = thread.case()
    return add_person(thread.lead(case), case, Written(codes, identity), part)


def assess(thread: CaseThread) -> None:
    """The questions about risk are answered for each person, and somebody sets the level."""
    for person in thread.people(Part.VICTIM):
        answers = {question.code: str(risk.Said.NO) for question in risk.QUESTIONS}
        answers |= {code: str(risk.Said.YES) for code in thread.story.risk if thread.draw.maybe(0.7)}
        answers |= {
            question.code: str(risk.Said.UNKNOWN)
            for question in risk.QUESTIONS
            if answers[question.code] == risk.Said.NO and thread.draw.maybe(0.08)
        }
        level = risk.suggest(answers).level
        if level == Risk.IMMEDIATE and thread.draw.maybe(0.3):
            level = Risk.HIGH  # a person decides
        made = Assessed(answers, level, thread.say("risk_reasoning"), today() + timedelta(days=90))
        protection.assess(thread.lead(), person, made, version=thread.case().version)


def visit(thread: CaseThread) -> None:
    """Somebody sees how they are."""
    for person in thread.people(Part.VICTIM):
        reached = thread.draw.maybe(0.92)
        way = thread.draw.weighted({Contacted.VISIT: 5, Contacted.OFFICE: 4, Contacted.PHONE: 2})
        notes = thread.say("follow_up" if reached else "follow_up_lost")
        if not reached:
            way = Contacted.PHONE if "telefone" in notes else Contacted.VISIT
        seen = Seen(
            way=way,
            reached=reached,
            happened_on=today(),
            notes=notes,
            next_on=today() + timedelta(days=30),
        )
        protection.follow_up(thread.lead(person.case), person, seen)


def determine(thread: CaseThread) -> None:
    """What was done, in the words of the law; the child rule is the product's own."""
    story, draw = thread.story, thread.draw
    for person in thread.people(Part.VICTIM):
        child = person.age_band in CHILD_BANDS
        online = draw.maybe(story.online)
        stated = child or draw.maybe(0.85)
        facts = Facts(
            child=child,
            done_on=today() - timedelta(days=draw.randint(3, 90)),
            acts=story.acts if stated else story.acts[:1],
            means=[] if child and draw.maybe(0.5) else story.means if stated else [],
            purposes=story.purposes if stated else [],
            manifestations=story.manifestations if child else [],
            online=online,
            technologies=story.technologies if online else [],
            platforms=[draw.choice(story.platforms)] if online and story.platforms else [],
        )
        sure = stated and draw.maybe(0.7)
        status = Status.CONFIRMED if sure and (story.acts or facts.manifestations) else Status.POSSIBLE
        decided = Decided(facts, status, draw.choice(story.words))
        determined(thread.lead(person.case), person, decided, version=thread.case().version)


def plan(thread: CaseThread) -> None:
    """A safety plan in their own words, and one or two things to do, each with an owner and a day."""
    for person in thread.people(Part.VICTIM):
        words = {part: thread.say(f"plan_{part}") for part in _SAFETY if thread.draw.maybe(0.8)}
        words.setdefault("steps", thread.say("plan_steps"))
        together = thread.draw.maybe(0.9)
        case = thread.case()
        protection.plan_safety(thread.lead(case), person, words, with_person=together, version=case.version)
        lead = thread.lead(case)
        for service in thread.draw.sample(thread.story.services, min(2, len(thread.story.services))):
            due = today() + timedelta(days=thread.draw.randint(5, 40))
            planned = Planned(Service(service), thread.say(f"action_{service}"), lead.membership, due)
            protection.add_action(lead, person, planned)


def services(thread: CaseThread) -> None:
    """The first of what was planned begins."""
    for person in thread.people(Part.VICTIM):
        service = Service(thread.story.services[0])
        provider, notes = "Serviço Exemplo", ""
        protection.start_service(
            thread.lead(), person, service, started_on=today(), provider=provider, notes=notes
        )


def settle_some(thread: CaseThread) -> None:
    """One action gets done."""
    _settle(thread, 1)


def settle_all(thread: CaseThread) -> None:
    """What is left is done or dropped, and services end."""
    _settle(thread, 100)
    for row in ServiceEpisode.objects.filter(case=thread.pk, ended_on=None):
        protection.end_service(thread.lead(), thread.case(), row.pk, ended_on=today())


def _settle(thread: CaseThread, how_many: int) -> None:
    for row in PlanAction.objects.to_do().filter(case=thread.pk).select_related("case")[:how_many]:
        progress = Progress.DROPPED if thread.draw.maybe(0.12) else Progress.DONE
        protection.settle_action(thread.lead(row.case), row.case, row.pk, progress)


def hear(thread: CaseThread) -> None:
    """What the person says about the help. Nobody has to."""
    draw = thread.draw
    for person in thread.people(Part.VICTIM):
        if not draw.maybe(0.55):
            continue
        faces = {Feeling.YES: 6, Feeling.LITTLE: 3, Feeling.NO: 1}
        heard = Heard(
            words=thread.say("feedback") if draw.maybe(0.7) else "",
            listened=draw.weighted(faces),
            safe=draw.weighted(faces),
            helped=draw.weighted(faces),
            about=thread.case().institution,
            may_be_told=draw.maybe(0.6),
            written_alone=draw.maybe(0.4),
        )
        protection.give_feedback(thread.lead(person.case), person, heard)
