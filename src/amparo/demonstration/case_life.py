"""The cases of the demonstration, lived in the same two years as its reports: `live_cases` lets them begin.

Every step is the product's own action, by somebody with the keys, with the clock held at that moment; the
worker's clocks, expiries and ends of shares run at the moments at which they are due.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from amparo.accounts.actions import Founded
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.breakglass.actions import Emergency
from amparo.cases.lifecycle.starting import Beginning, start_case
from amparo.cases.models import Case, Compartment, Notice, Stage
from amparo.cases.obligations.escalation import wake_clocks
from amparo.cases.sharing import actions as sharing
from amparo.demonstration import case_course, case_plan, case_stories, places
from amparo.demonstration.case_people import Desk, hire_case_workers
from amparo.demonstration.case_plan import Planned
from amparo.demonstration.case_thread import CaseThread, Course, look_into
from amparo.demonstration.draw import Draw
from amparo.demonstration.life import Life
from amparo.demonstration.moments import SPAN
from amparo.geography.models import Unit
from amparo.kernel import clock

_LOOK_EVERY = timedelta(hours=24)  # how often somebody looks which reports were taken up
_URGENT_EVERY = timedelta(days=240)
_OFFICERS = 3
_UNSEEN = timedelta(days=7)


def live_cases(life: Life, founded: dict[str, Founded], how_many: int, reports: int) -> None:
    """Let about `how_many` cases begin and be lived while `life` runs; call it before `life.run`.

    `reports` is how many reports the plan has: a good half of the cases grow from those that are taken up.
    It hires the case workers, so the clock is held a few days before the first report.
    """
    begun = clock.now()
    with clock.at(begun + timedelta(days=1)):  # after those who decide about reports
        desk = hire_case_workers(founded, life.staff)
    cases = _Cases(life, desk)
    coordination = life.institutions["coordination"]
    officers = breakglass.candidates(coordination)[:_OFFICERS]
    with clock.at(begun + timedelta(days=2)):
        breakglass.found_escrow(desk.of(officers[0]), officers)
    alone, cases.share = case_plan.split(how_many, reports)
    for planned in case_plan.directly(life.seed, alone, places.load_places(), life.now):
        life.at(planned.moment, lambda planned=planned: cases.open(planned))  # type: ignore[misc]
    cases.look(begun)
    moment = life.now - timedelta(days=30)
    while how_many and moment > life.now - SPAN:
        life.at(moment, cases.urgent)
        moment -= _URGENT_EVERY


def see_notices(now: datetime) -> None:
    """At the end: whoever works on cases has seen all notices but those of the last week."""
    Notice.objects.unseen().filter(at__lt=now - _UNSEEN).update(seen_at=now)


@dataclass
class _Cases:
    """What the simulation knows of its cases."""

    life: Life
    desk: Desk
    share: float = 0.0  # of the cases from reports that are lived in full
    known: set[UUID] = field(default_factory=set)
    _woken: set[datetime] = field(default_factory=set)

    def open(self, planned: Planned) -> None:
        """Somebody walks in, or an officer comes upon it."""
        thread = self._thread(planned.number)
        institution = self.life.institutions.get(planned.office) or self.life.institutions["ngo-shelter"]
        opener = self.desk.protector(institution, thread.draw)
        thread.story = case_stories.story_for(thread.draw, "", "")
        place = Unit.objects.get(pk=planned.province)
        told = thread.draw.choice(thread.story.summary).format(onde=place.name)
        begun = start_case(opener, Beginning(summary=told, province=place, online=thread.story.online > 0.5))
        thread.pk = begun.pk
        self._begin(thread, case_course.course(thread))

    def look(self, since: datetime) -> None:
        """Which cases grew from reports since then; each gets somebody who goes on with it."""
        new = Case.objects.filter(opened_at__gt=since, stage=Stage.IDENTIFICATION)
        for case in new.filter(edges__began=True).order_by("opened_at", "worker__person__username"):
            if case.pk not in self.known:
                self._grown(case)
        begun = clock.now()
        self.life.at(begun + _LOOK_EVERY, lambda: self.look(begun))

    def urgent(self) -> None:
        """A life is in danger, and the case lies elsewhere: two officers release it, a third looks at it."""
        thread = self._thread(2_000_000 + len(self.known))
        waiting = Case.objects.filter(closed_at=None, institution__kind__in=["ngo", "social_action"])
        case = waiting.exclude(stage__in=[Stage.IDENTIFICATION]).order_by("-opened_at").first()
        if case is None:
            return
        thread.pk = case.pk
        thread.spawn(self._released(thread, case))

    def _released(self, thread: CaseThread, case: Case) -> Course:
        police = self.life.institutions.get(f"police-{case.province_id}")
        asker = self.desk.supervisor(police or self.life.institutions["investigation"])
        if asker is None:
            return
        wanted = frozenset({Compartment.SUMMARY, Compartment.IDENTITY, Compartment.PROTECTION})
        emergency = Emergency(case, wanted, hours=12, reason=thread.say("urgent_access"))
        row = breakglass.ask(asker, emergency)
        coordination = self.life.institutions["coordination"]
        first, second, third = [self.desk.of(one) for one in breakglass.candidates(coordination)[:_OFFICERS]]
        yield timedelta(minutes=12)
        row = breakglass.approve(first, row, version=row.version)
        yield timedelta(minutes=9)
        row = breakglass.release(second, row, version=row.version)
        if row.share is not None and row.share.until is not None:
            self._at(row.share.until, sharing.end_by_time)
        yield timedelta(minutes=3)
        look_into(asker, thread.case(), *wanted)
        yield timedelta(hours=40)
        breakglass.review(third, row, justified=True, words=thread.say("urgent_review"))

    def _grown(self, case: Case) -> None:
        """A case that a report began: of some nothing came."""
        edge = case.edges.select_related("report").get(began=True)
        thread = self._thread(len(self.known) + 1_000_000)
        thread.pk = case.pk
        thread.story = case_stories.story_for(thread.draw, edge.report.matter, edge.report.age_band or "")
        lived = thread.draw.maybe(self.share)
        self._begin(thread, case_course.course(thread) if lived else case_course.ends_early(thread))

    def _begin(self, thread: CaseThread, course: Course) -> None:
        self.known.add(thread.pk)
        thread.spawn(course, timedelta(hours=thread.draw.uniform(0.5, 6)))

    def _thread(self, number: int) -> CaseThread:
        draw = Draw(self.life.seed, "case life", number)
        return CaseThread(
            pk=UUID(int=0),
            number=number % 1_000_000,
            draw=draw,
            story=next(iter(case_stories.stories().values())),
            desk=self.desk,
            institutions=self.life.institutions,
            at=self._at,
            slow=case_plan.hurry(draw),
        )

    def _at(self, moment: datetime, event: Callable[[], object]) -> None:
        self.life.at(moment, lambda: self._happens(event))

    def _happens(self, event: Callable[[], object]) -> None:
        event()
        self._watch()

    def _watch(self) -> None:
        """The worker looks on the full hour after the next clock wakes, and at the end of the two years."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(wakes_at) FROM cases_obligation")
            (first,) = cursor.fetchone()
        if first is None:
            return
        hour = max(first, clock.now()).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        looks = min(hour, self.life.now) if first <= self.life.now else hour
        if looks not in self._woken:
            self._woken.add(looks)
            self.life.at(looks, self._wake)

    def _wake(self) -> None:
        wake_clocks()
        self._watch()
