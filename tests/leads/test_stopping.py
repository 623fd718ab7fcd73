"""A real run over some thousand posts: cancelled in the middle, started again, interrupted, and done."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from amparo.accounts.models import Membership, Role
from amparo.demonstration import offers
from amparo.kernel.errors import NoKey
from amparo.leads import keys
from amparo.leads.models import Collection, Lead, Run, RunState
from amparo.leads.running import working
from amparo.leads.running.spool import Spool
from amparo.ledger.models import Entry
from tests.leads.making import make_collection
from tests.people import make_people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SEEDS = 12  # of some 280 posts each
IN_THE_MIDDLE = {"read", "fold", "language", "contacts", "templates", "networks", "flags"}


def some_thousand_posts() -> bytes:
    tables = [offers.table(seed, NOW).split(b"\n", 1) for seed in range(SEEDS)]
    return tables[0][0] + b"\n" + b"".join(rows for _head, rows in tables)


class Watcher:
    """Asked by the worker at each look; does something once, when the library is in the middle."""

    def __init__(self, run: Run, do: Callable[[], bool]) -> None:
        self._run, self._do, self.pid = run, do, 0

    def __call__(self) -> bool:
        now = Run.objects.get(pk=self._run.pk)
        if self.pid or now.step not in IN_THE_MIDDLE:
            return False
        folder = Spool(now.pk).path
        assert b"Trabalho" in (folder / "file-1.csv").read_bytes(), "it works on material in the clear"
        self.pid = int((folder / "pid").read_text())
        return self._do()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def start(browser: Client, collection: Collection) -> Run:
    browser.post(reverse("collection_run", args=[collection.pk]))
    return collection.runs.get(state=RunState.WAITING)


def work(run: Run, watcher: Callable[[], bool] = lambda: False) -> Run:
    working.work(run.pk, stop=watcher)
    return Run.objects.select_related("collection").get(pk=run.pk)


def test_cancelled_in_the_middle_and_started_again(
    browser_of: Callable[[Membership], Client], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "LOOK_EVERY", 0.05)
    owner = make_people(Role.INVESTIGATOR).owner
    browser, collection = browser_of(owner), make_collection(owner, some_thousand_posts())
    page = reverse("collection", args=[collection.pk])

    run = start(browser, collection)

    def cancel() -> bool:
        answer: Any = browser.post(reverse("collection_cancel", args=[collection.pk, run.pk]), follow=True)
        assert "It is being cancelled." in browser.get(f"/en{page}").content.decode()
        return bool(answer.status_code != 200)

    watcher = Watcher(run, cancel)
    run = work(run, watcher)
    assert watcher.pid, "it was met in the middle"
    assert (run.state, run.box, run.fault) == (RunState.CANCELLED, None, "")
    assert not alive(watcher.pid)
    assert list(Path(settings.AMPARO_SPOOL).iterdir()) == []
    assert [path.suffix for path in Path(settings.AMPARO_COLLECTIONS).iterdir()] == [".sealed"]
    with pytest.raises(NoKey):
        keys.lent(run)
    assert not Lead.objects.exists()

    again = start(browser, collection)
    watcher = Watcher(again, lambda: True)  # as when the worker is told to go
    again = work(again, watcher)
    assert (again.state, alive(watcher.pid)) == (RunState.WAITING, False)
    again = work(again)
    assert (again.state, again.fault, again.box) == (RunState.DONE, "", None)
    assert again.counts["out"] == some_thousand_posts().count(b"\n") - 1
    assert Lead.objects.filter(run=again).count() >= 3
    assert list(Path(settings.AMPARO_SPOOL).iterdir()) == []
    entries = Entry.objects.filter(subject=str(collection.pk)).order_by("index")
    assert list(entries.values_list("event", flat=True)) == [
        "collection.uploaded",
        "collection.run_started",
        "collection.run_cancelled",
        "collection.run_ended",
        "collection.run_started",
        "collection.run_ended",
    ]
