"""One made-up case as it is lived: what all its steps need, and how they wait for their day."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.cases import opening
from amparo.cases.lifecycle import moving
from amparo.cases.models import Case, Compartment, Part, PersonInCase, Stage
from amparo.demonstration import case_stories
from amparo.demonstration.case_people import Desk
from amparo.demonstration.case_stories import Story
from amparo.demonstration.draw import Draw
from amparo.kernel import clock

Course = Iterator[timedelta]  # yields how long it is until the next step
_OPENS, _SHUTS = 8, 16  # hours


@dataclass
class CaseThread:
    """A case, its chance, its story and its people; steps always read the case anew."""

    pk: UUID
    number: int
    draw: Draw
    story: Story
    desk: Desk
    institutions: dict[str, Institution]
    at: Callable[[datetime, Callable[[], object]], None] = field(repr=False)
    slow: float = 1.0
    _case: Case | None = field(default=None, repr=False)
    _people: dict[Part, list[PersonInCase]] = field(default_factory=dict, repr=False)

    def case(self) -> Case:
        """The case as it is now."""
        if self._case is None or self._case.pk != self.pk:
            self._case = Case.objects.get(pk=self.pk)
        case = copy(self._case)
        with connection.cursor() as cursor:
            cursor.execute("SELECT version, stage, child, worker_id FROM cases_case WHERE id = %s", [self.pk])
            case.version, case.stage, case.child, worker = cursor.fetchone()
        case.worker_id, case.institution = worker, self.desk.member(worker).institution
        return case

    def lead(self, case: Case | None = None) -> Actor:
        """Who works on it; of `case`, when it was just read."""
        return self.desk.member((case or self.case()).worker_id)

    def supervisor(self) -> Actor:
        """The supervisor of who works on it. Raises ValueError for an institution without one."""
        found = self.desk.supervisor(self.case().institution)
        if found is None:
            raise ValueError("an institution of the demonstration has no supervisor")
        return found

    def people(self, part: Part) -> list[PersonInCase]:
        """Those who now have a role."""
        if part not in self._people:
            self._people[part] = list(PersonInCase.objects.filter(case=self.pk).in_role(part))
        case = self.case()
        for person in self._people[part]:
            person.case = case
        return self._people[part]

    def somebody_came(self) -> None:
        """People or roles were added: they are read anew."""
        self._people.clear()

    def say(self, name: str) -> str:
        """Words for a field."""
        return case_stories.say(self.draw, name)

    def days(self, low: float, high: float) -> timedelta:
        """Some days, more of them for a slow team."""
        return timedelta(days=self.draw.uniform(low, high) * self.slow)

    def move(self, after: Stage, reason: str = "") -> None:
        """Its worker takes it to another stage."""
        case = self.case()
        moving.move(self.lead(case), case, after, version=case.version, reason=reason)

    def spawn(self, course: Course, wait: timedelta = timedelta(0)) -> None:
        """Let a course begin after a while, beside whatever else goes on in the case."""
        self.at(working_time(clock.now() + wait, wait), lambda: self._go_on(course))

    def _goes_on(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM cases_case one WHERE id = %s AND stage <> %s AND NOT EXISTS "
                "(SELECT FROM cases_mergedecision WHERE merged_id = one.id AND taken_back_at IS NULL)",
                [self.pk, Stage.CLOSED],
            )
            return bool(cursor.rowcount)

    def _go_on(self, course: Course) -> None:
        """One step; the course is over when the case is closed, or part of another."""
        if not self._goes_on():
            return
        wait = next(course, None)
        if wait is not None:
            self.spawn(course, wait)


def look_into(actor: Actor, case: Case, *wanted: Compartment) -> None:
    """Somebody reads the case, and the ledger says so."""
    with opening.reading(actor, case, *wanted) as opened:
        newest = case.summarys.last()
        if newest is not None:
            opened.read(newest, "text")


def working_time(moment: datetime, wait: timedelta) -> datetime:
    """The same moment, or the next one at which an office is open when nothing presses."""
    if wait < timedelta(hours=5):
        return moment
    there = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    minute = (there.minute * 7 + there.hour) % 60
    if there.hour >= _SHUTS:
        there = there.replace(hour=_OPENS, minute=minute) + timedelta(days=1)
    elif there.hour < _OPENS:
        there = there.replace(hour=_OPENS + there.hour % 4, minute=minute)
    while there.weekday() > 4:
        there += timedelta(days=1)
    return there


def today() -> date:
    """The day now, where the country is."""
    return timezone.localdate(clock.now())
