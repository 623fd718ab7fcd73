"""What becomes of the reports: filed, escalated, read, asked about, decided, each when it happened.

Every step is the product's own action, by somebody with the keys, with the clock held at that moment.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.db import transaction

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.demonstration import themes, triage
from amparo.demonstration.draw import Draw
from amparo.demonstration.people import Staff
from amparo.demonstration.plan import Kind, Planned
from amparo.kernel import clock
from amparo.kernel.references import Receipt
from amparo.reports import decisions, dialogue, opening, overriding, returning
from amparo.reports.answers import Channel
from amparo.reports.escalation import escalate_overdue
from amparo.reports.intake import receive_report
from amparo.reports.models import Level, Report, State, Verdict

_FORGOTTEN = timedelta(days=20)  # of what came since then, some still waits for a first look


@dataclass
class Thread:
    """One report of the plan, and what the simulation remembers of it."""

    planned: Planned
    draw: Draw
    receipt: Receipt
    pk: UUID
    language: str
    asked: themes.Question | None = None
    answered: bool = False
    sent_on: bool = False
    taken_up: bool = False

    def report(self) -> Report:
        return Report.objects.select_related("institution").get(pk=self.pk)


@dataclass
class Life:
    """The two years as a row of events; `run` lets them happen."""

    seed: int
    now: datetime
    staff: Staff
    institutions: dict[str, Institution]
    threads: list[Thread] = field(default_factory=list)
    _alike: dict[int, list[UUID]] = field(default_factory=dict)
    _events: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def at(self, moment: datetime, event: Callable[[], None]) -> None:
        """Let something happen; what lies after the present is left out."""
        if moment <= self.now:
            heapq.heappush(self._events, (moment, next(self._order), event))

    def run(self, plan: list[Planned], progress: Callable[[int], None]) -> None:
        """File every report of the plan and live on until now; `progress` is told how many are filed."""
        for planned in plan:
            self.at(planned.moment, lambda planned=planned: self._file(planned))  # type: ignore[misc]
        filed = 0
        while self._events:
            moment, _number, event = heapq.heappop(self._events)
            with clock.at(moment):
                event()
            if len(self.threads) > filed:
                filed = len(self.threads)
                progress(filed)

    def _file(self, planned: Planned) -> None:
        told = planned.told
        filed = receive_report(
            told.answers, channel=Channel.DEMONSTRATION, language=told.language, manner=told.manner
        )
        report = Report.objects.get(reference=filed.reference)
        language = themes.ENGLISH if told.language == "en" else themes.PORTUGUESE
        thread = Thread(planned, Draw(self.seed, "life", planned.number), filed.receipt, report.pk, language)
        self.threads.append(thread)
        self._alike.setdefault(planned.like, []).append(report.pk)
        if planned.kind is Kind.FRESH:
            self._watch(thread, report, self.now)
            if told.theme.about_somebody and thread.draw.maybe(0.15):
                self.at(clock.now() + timedelta(minutes=4), lambda: self._ask(thread))
        elif self.now - planned.moment < _FORGOTTEN and thread.draw.maybe(0.1):
            self._watch(thread, report, self.now)
        else:
            self._wait(thread, report)

    def _wait(self, thread: Thread, report: Report) -> None:
        """The holder decides after a while; until then the report may have to be carried up."""
        decided = clock.now() + triage.delay(thread.draw, Level(report.level))
        self._watch(thread, report, decided)
        self.at(decided, lambda: self._decide(thread))

    def _watch(self, thread: Thread, report: Report, until: datetime) -> None:
        if report.escalates_at is not None and report.escalates_at <= until:
            self.at(report.escalates_at, lambda: self._escalate(thread, until))

    def _escalate(self, thread: Thread, until: datetime) -> None:
        escalate_overdue()
        report = thread.report()
        if report.state == State.WAITING:
            self._watch(thread, report, until)

    # --- the officer -------------------------------------------------------------------------------

    def _open(self, thread: Thread) -> tuple[Actor, Report]:
        report = thread.report()
        actor = self.staff.of(report.institution, thread.draw)
        with opening.reading(actor, report) as opened:
            turns = dialogue.turns(report, opened.key)
        dialogue.note_read(actor, report, turns)
        return actor, report

    def _ask(self, thread: Thread) -> None:
        actor, report = self._open(thread)
        draw = thread.draw
        thread.asked = draw.choice(themes.questions(thread.language, report.matter))
        hello = draw.choice(
            themes.conversation(thread.language, "hello_self" if thread.planned.told.by_self else "hello")
        )
        dialogue.write_to_reporter(actor, report, f"{hello} {thread.asked.ask}", is_question=True)
        if draw.maybe(0.65):
            self.at(clock.now() + timedelta(hours=draw.uniform(1, 60)), lambda: self._answer(thread))

    def _decide(self, thread: Thread) -> None:
        actor, report = self._open(thread)
        if report.state != State.WAITING:
            return
        draw, theme = thread.draw, thread.planned.told.theme
        if theme.about_somebody and not thread.sent_on and draw.maybe(0.03):
            level = Level.IMMEDIATE if report.level != Level.IMMEDIATE else Level.HIGH
            reasons = themes.conversation(themes.PORTUGUESE, "override")
            reason = reasons[0] if level == Level.IMMEDIATE else reasons[1]
            overriding.override_urgency(actor, report, level, version=report.version, reason=reason)
            report.refresh_from_db()
        choice = triage.choose(
            thread.planned, draw, report, self._joinable(thread, report), self._receivers(report)
        )
        if thread.sent_on and choice.verdict == Verdict.SEND_ON:
            choice = triage.take_up(draw, report)
        made = decisions.decide(actor, report, choice, version=report.version)
        thread.taken_up = choice.verdict == Verdict.TAKE_UP
        if choice.verdict == Verdict.SEND_ON:
            thread.sent_on = True
            self._wait(thread, thread.report())
        elif choice.verdict == Verdict.KEEP and theme.about_somebody and draw.maybe(0.08):
            self.at(clock.now() + timedelta(hours=2), lambda: self._take_back(thread, actor, made.pk))
        elif theme.about_somebody and thread.asked is None and draw.maybe(0.3):
            self.at(clock.now() + timedelta(minutes=9), lambda: self._ask(thread))

    def _joinable(self, thread: Thread, report: Report) -> Report | None:
        """A report that belongs together with this one and was taken up at the same institution."""
        earlier = [pk for pk in self._alike[thread.planned.like] if pk != thread.pk]
        held = Report.objects.held_by(report.institution).filter(pk__in=earlier, state=State.TAKEN_UP)
        return held.order_by("received_at", "reference").first()

    def _receivers(self, report: Report) -> list[Institution]:
        near = [f"{kind}-{report.province_id}" for kind in ("social", "police")]
        codes = near if report.province_id else ["investigation", "ngo-shelter"]
        found = [self.institutions[code] for code in codes if code in self.institutions]
        return [one for one in found if one.pk != report.institution_id]

    def _take_back(self, thread: Thread, actor: Actor, decision: UUID) -> None:
        report = thread.report()
        reason = thread.draw.choice(themes.conversation(themes.PORTUGUESE, "taken_back"))
        decisions.take_back(actor, report, decision, version=report.version, reason=reason)
        report = thread.report()
        decisions.decide(actor, report, triage.take_up(thread.draw, report), version=report.version)

    def _thank(self, thread: Thread) -> None:
        actor, report = self._open(thread)
        words = "referred" if thread.sent_on else "thanks"
        dialogue.write_to_reporter(
            actor, report, thread.draw.choice(themes.conversation(thread.language, words))
        )
        if thread.draw.maybe(0.3):
            self.at(clock.now() + timedelta(days=thread.draw.uniform(2, 15)), lambda: self._follow_up(thread))

    # --- the reporter ------------------------------------------------------------------------------

    def _answer(self, thread: Thread) -> None:
        if thread.asked is None:
            return
        self._write(thread, thread.draw.choice(thread.asked.answers))
        thread.answered = True
        if thread.planned.kind is not Kind.FRESH:
            self.at(clock.now() + timedelta(hours=thread.draw.uniform(1, 30)), lambda: self._thank(thread))

    def _follow_up(self, thread: Thread) -> None:
        self._write(thread, thread.draw.choice(themes.conversation(thread.language, "follow_up")))

    @transaction.atomic
    def _write(self, thread: Thread, text: str) -> None:
        token = returning.enter(thread.receipt)
        reading = returning.find(token)
        if reading is None:
            raise ValueError("a receipt that was just given opens nothing")
        returning.note_seen(reading)
        returning.write(reading, text)
        returning.leave(token)
