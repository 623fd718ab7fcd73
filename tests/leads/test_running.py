"""A run: what the worker may open and for how long, what it leaves, and what stops it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from amparo.accounts.models import Membership, Role
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, Hidden, NoKey
from amparo.leads import keys
from amparo.leads.models import Fault, Lead, LeadPoint, LeadStory, Run, RunState
from amparo.leads.models.run import SILENT
from amparo.leads.review.opening import reading
from amparo.leads.running import keeping, lapsing, queue, starting, working
from amparo.leads.running.spool import Spool
from amparo.ledger.models import Entry
from tests.leads.making import make_collection, make_lead, make_run, stand_in
from tests.make import make_institution, make_membership
from tests.people import actor, make_people

COUNTS = {"in": 7, "out": 7, "refused": 0, "reasons": {}, "leads": 1, "new": 1, "changed": 0}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> Membership:
    return make_people(Role.INVESTIGATOR).owner


def work(run: Run, *, stop: bool = False) -> Run:
    working.work(run.pk, stop=lambda: stop)
    return Run.objects.select_related("collection__institution_key").get(pk=run.pk)


def spool_of(settings: Settings) -> list[Path]:
    return list(Path(settings.AMPARO_SPOOL).iterdir())


def test_the_library_is_told_to_keep_no_state(owner: Membership) -> None:
    run = make_run(owner)
    assert "--no-state" in working.command(run, [Path("material.csv")], Spool(run.pk), {})


def test_a_run_leaves_sealed_leads_and_nothing_in_the_clear(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    stand_in(monkeypatch)
    run = work(make_run(owner))
    assert (run.state, run.counts) == (RunState.DONE, COUNTS)
    assert spool_of(settings) == []
    lead = Lead.objects.get()
    assert (lead.score, lead.posts, lead.languages, lead.countries) == (520, 6, ["pt"], ["MZ", "ZA"])
    assert lead.points == {"documents_kept": 240, "secrecy": 180, "no_experience_high_pay": 100}
    assert b"passaporte" not in bytes(lead.content or b"")
    assert LeadPoint.objects.filter(lead=lead).count() == 2  # the shared address joins nobody
    assert LeadStory.objects.filter(lead=lead).count() == 2
    assert run.shares["posts"] == 7
    assert run.shares["countries"] == {"MZ": 7}
    inside = {"posts": 6, "languages": {"pt": 6}, "countries": {"MZ": 6}}
    assert run.shares["in_leads"] == inside | {"nationalities": run.shares["in_leads"]["nationalities"]}
    assert run.shares["leads"]["countries"] == {"MZ": 1, "ZA": 1}
    with reading(actor(owner), lead) as opened:
        assert opened.content["texts"]["p0"].startswith("Vagas para meninas")
    assert [
        entry.event for entry in Entry.objects.filter(subject=str(run.collection_id)).order_by("index")
    ] == [
        "collection.uploaded",
        "collection.run_started",
        "collection.run_ended",
    ]


def test_the_worker_is_lent_the_key_for_the_run_only(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    run = make_run(owner)
    assert keys.lent(run) == keys.of(actor(owner).keyring, run.collection)
    with pytest.raises(NoKey):
        keys.lent(work(run))


def test_a_material_that_cannot_be_used_says_why_to_who_may_know(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    stand_in(monkeypatch, "fail")
    run = work(make_run(owner))
    assert (run.state, run.fault, run.box) == (RunState.FAILED, Fault.INPUT, None)
    assert b"column" not in bytes(run.told or b"")
    assert spool_of(settings) == []


def test_altered_material_is_not_read(owner: Membership) -> None:
    collection = make_collection(owner)
    sealed = bytearray(collection.path.read_bytes())
    sealed[60] ^= 1
    collection.path.write_bytes(sealed)
    run = work(make_run(owner, collection))
    assert (run.state, run.fault) == (RunState.FAILED, Fault.SEAL)


def test_a_cancelled_run_stops_and_leaves_nothing(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    stand_in(monkeypatch, "wait")
    monkeypatch.setattr(working, "LOOK_EVERY", 0.2)
    run = make_run(owner)
    Run.objects.filter(pk=run.pk).update(cancel_asked=True)  # as a person does while it runs
    run = work(run)
    assert (run.state, run.box) == (RunState.CANCELLED, None)
    assert spool_of(settings) == []


def test_a_run_that_waits_is_cancelled_at_once(owner: Membership) -> None:
    run = make_run(owner)
    starting.cancel(actor(owner), run)
    run.refresh_from_db()
    assert (run.state, run.box) == (RunState.CANCELLED, None)
    with pytest.raises(Conflict):
        starting.cancel(actor(owner), run)


def test_an_interrupted_run_waits_with_what_it_had_and_goes_on(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    stand_in(monkeypatch, "wait")
    monkeypatch.setattr(working, "LOOK_EVERY", 0.2)
    run = work(make_run(owner), stop=True)
    assert run.state == RunState.WAITING
    assert [path.name for path in spool_of(settings)] == [str(run.pk)]
    assert spool_of(settings)[0].stat().st_mode & 0o777 == 0o700
    lapsing.lapse()
    assert spool_of(settings), "what a live run needs is not swept"
    stand_in(monkeypatch)
    assert work(run).state == RunState.DONE


def test_a_run_whose_worker_is_gone_is_taken_up_again(owner: Membership) -> None:
    run = make_run(owner)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, beat_at=clock.now() - SILENT - timedelta(seconds=1)
    )
    queue.go_on()
    run.refresh_from_db()
    assert run.state == RunState.WAITING


def meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """While a run keeps what it found, another process does something."""
    keep = keeping.keep

    def kept(run: Run, *given: Any) -> None:
        keep(run, *given)

        def other() -> None:
            try:
                do()
            finally:
                connection.close()

        thread = Thread(target=other)
        thread.start()
        thread.join()

    monkeypatch.setattr(keeping, "keep", kept)


def test_who_keeps_for_long_is_not_taken_for_gone(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    run = make_run(owner)
    seen = []

    def look() -> None:
        with clock.at(clock.now() + SILENT + timedelta(minutes=10)):
            queue.go_on()
        seen.append(Run.objects.get(pk=run.pk).state)

    meanwhile(monkeypatch, look)
    assert work(run).state == RunState.DONE
    assert seen == [RunState.RUNNING]


def test_cancelled_while_it_keeps_nothing_is_kept(
    owner: Membership, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    stand_in(monkeypatch)
    run = make_run(owner)
    meanwhile(monkeypatch, lambda: starting.cancel(actor(owner), run))
    run = work(run)
    assert (run.state, run.box, run.counts, run.shares) == (RunState.CANCELLED, None, {}, {})
    assert not Lead.objects.exists()
    assert spool_of(settings) == []


def test_one_run_at_a_time(owner: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    first, second = make_run(owner), make_run(owner)
    Run.objects.filter(pk=first.pk).update(state=RunState.RUNNING, beat_at=clock.now())
    assert work(second).state == RunState.WAITING
    with pytest.raises(Conflict):
        starting.start(actor(owner), first.collection)


def test_a_key_that_nobody_used_in_a_day_is_taken_back(owner: Membership, settings: Settings) -> None:
    run = make_run(owner)
    (Path(settings.AMPARO_SPOOL) / "left-over").mkdir(parents=True)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert lapsing.lapse() == 1
    run.refresh_from_db()
    assert (run.state, run.fault, run.box) == (RunState.FAILED, Fault.LAPSED, None)
    assert spool_of(settings) == []


def test_a_second_run_goes_on_with_the_lead_of_the_same_network(
    owner: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    collection = make_collection(owner)
    lead, stale = make_lead(owner, collection), make_lead(owner, collection, network=6)
    run = work(make_run(owner, collection))
    assert [(row.pk, row.reference, row.run) for row in Lead.objects.all()] == [
        (lead.pk, lead.reference, run)
    ]
    assert not LeadPoint.objects.filter(lead=stale).exists()


def test_only_who_may_starts_a_run() -> None:
    people = make_people(Role.INVESTIGATOR)
    collection = make_collection(people.owner)
    with pytest.raises(Hidden):
        starting.start(actor(people.outsider), collection)
    institution, private = make_institution()
    prosecutor = make_membership(institution, private, role=Role.PROSECUTOR)
    with pytest.raises(Denied):
        make_collection(prosecutor)
