"""A simulated year: every clock warns, runs out and goes up at its moment, once, and nothing is missed."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from amparo.accounts.models import Kind, Role
from amparo.cases.models import FocalPoint, Notice, NoticeKind, Obligation, ObligationState, Step
from amparo.cases.obligations import kinds
from amparo.cases.obligations.actions import meet, open_for
from amparo.cases.obligations.calendar import part_of_the_way
from amparo.cases.obligations.escalation import wake_clocks
from amparo.cases.obligations.running import moment
from amparo.kernel import clock
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from tests.make import make_case, make_institution, make_membership
from tests.people import People, actor

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
TICK = timedelta(hours=6)


def escalations() -> dict[str, list[tuple[str, str, str]]]:
    """For each clock, what the ledger says: (event or step, since, when it was recorded)."""
    found = defaultdict(list)
    wanted = {Event.OBLIGATION_BREACHED, Event.OBLIGATION_ESCALATED}
    for content in Entry.objects.order_by("index").values_list("content", flat=True):
        entry = json.loads(content)
        if entry["event"] in wanted:
            facts = entry["facts"]
            found[facts["obligation"]].append((facts.get("to", "breached"), facts["since"], entry["at"]))
    return found


def test_nothing_is_missed_in_a_year_even_when_the_worker_sleeps(people: People) -> None:
    chance = Random(7)  # noqa: S311 - the same year each time
    codes = sorted(kinds.country().kinds)
    with clock.at(START):
        cases = [make_case(people.owner) for _ in range(20)]
    openings = sorted(
        (
            START + timedelta(minutes=chance.randrange(300 * 1440)),
            number // len(codes) % 20,
            codes[number % len(codes)],
        )
        for number in range(400)
    )
    settled: dict[object, datetime] = {}
    now, asleep = START, range(100, 105)  # for a bit more than a day, in the second month
    owner = actor(people.owner)
    for tick in range(4 * 364):
        now = START + tick * TICK
        while openings and openings[0][0] <= now:
            at, number, code = openings.pop(0)
            with clock.at(at):
                row = open_for(cases[number], code, variant=chance.choice(["immediate", "urgent", ""]))
            if code == "first_visit" and row.pending and chance.random() < 0.5:
                with clock.at(at + timedelta(minutes=1)):
                    meet(owner, row)
                settled[row.pk] = at + timedelta(minutes=1)
        if tick not in asleep:
            with clock.at(now):
                wake_clocks()
    told = escalations()
    rows = list(Obligation.objects.all())
    assert len(rows) > 150
    for row in rows:
        end = settled.get(row.pk, now)
        ladder = kinds.country().kinds[row.kind].ladder
        expected = [
            (str(rung.step), moment(when))
            for rung in ladder
            if (when := part_of_the_way(row.started_at, row.due_at, rung.share)) <= end
        ] + [("breached", moment(row.due_at))] * (row.due_at <= end)
        assert sorted((what, since) for what, since, _ in told[str(row.pk)]) == sorted(expected)
        for _what, since, recorded in told[str(row.pk)]:
            late = datetime.fromisoformat(recorded) - datetime.fromisoformat(since)
            assert timedelta(0) <= late <= 6 * TICK
        assert (row.state == ObligationState.BREACHED) == (row.pk not in settled and row.due_at <= now)
    assert not Obligation.objects.due(now).exists()


def test_each_step_reaches_whom_it_should(people: People) -> None:
    private = actor(people.owner).keyring.institution_private()
    worker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    focal = make_membership(people.owner.institution, private, role=Role.TRIAGE)
    FocalPoint.objects.create(institution=people.owner.institution, membership=focal)
    coordination, key = make_institution(kind=Kind.COORDINATION)
    analyst = make_membership(coordination, key, role=Role.ANALYST)
    make_membership(coordination, key, role=Role.TRIAGE)
    with clock.at(START):
        case = make_case(people.owner, worker=worker)
        Obligation.objects.exclude(kind="assessment").delete()
    row = Obligation.objects.get(case=case)
    length = row.due_at - row.started_at

    def told() -> list[tuple[object, str]]:
        with clock.at(now):
            wake_clocks()
        return [(notice.membership, notice.kind) for notice in Notice.objects.filter(at=now)]

    now = START + length * 0.74
    assert told() == []
    now = START + length * 0.75
    assert told() == [(worker, NoticeKind.WARNED)]
    now = row.due_at
    supervisors = {people.owner, people.colleague}
    assert set(told()) == {(worker, NoticeKind.BREACHED)} | {
        (one, NoticeKind.SUPERVISE) for one in supervisors
    }
    now = START + length * 1.5
    assert told() == [(focal, NoticeKind.FOCAL_POINT)]
    now = START + length * 2
    assert told() == [(analyst, NoticeKind.COORDINATION)]
    now = START + length * 9
    assert told() == []
    row.refresh_from_db()
    assert (row.step, row.wakes_at) == (Step.COORDINATION, None)


def test_who_has_left_is_stood_in_for_by_the_supervisors(people: People) -> None:
    private = actor(people.owner).keyring.institution_private()
    worker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    with clock.at(START):
        make_case(people.owner, worker=worker)
    worker.ended_at = START
    worker.save()
    with clock.at(START + timedelta(days=6)):
        wake_clocks()
    told = Counter(Notice.objects.values_list("membership", flat=True))
    assert set(told) == {people.owner.pk, people.colleague.pk}


def test_a_clock_whose_kind_is_gone_still_runs_out(people: People) -> None:
    with clock.at(START):
        make_case(people.owner)
    Obligation.objects.filter(kind="assessment").update(kind="of_yesterday")
    with clock.at(START + timedelta(days=30)):
        wake_clocks()
        assert wake_clocks() == 0
    assert set(Obligation.objects.values_list("state", flat=True)) == {ObligationState.BREACHED}
