"""Loading the demonstration country: institutions, people, rules, and two years of reports."""

import gc
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from amparo import embedded
from amparo.accounts.models import Institution
from amparo.cases.lawmap.actions import load_map
from amparo.demonstration import institutions, people, places
from amparo.demonstration.case_life import live_cases, see_notices
from amparo.demonstration.lead_life import find_leads
from amparo.demonstration.life import Life, Thread
from amparo.demonstration.moments import SPAN
from amparo.demonstration.people import PASSWORD as PASSWORD
from amparo.demonstration.plan import plan
from amparo.geography.load import load_conflict, load_units
from amparo.geography.models import Unit
from amparo.kernel import clock
from amparo.kernel.errors import Misconfigured
from amparo.law.folder import PACKAGED

_BEFORE = timedelta(days=7)  # the institutions are there a week before the first report
_TELL_EVERY = 1000

LAW = PACKAGED / "mozambique"  # not made up

log = logging.getLogger(__name__)


def load_country(size: int = 300, seed: int = 1, cases: int = 0) -> None:
    """Make the country up, with `size` reports and about `cases` cases that are lived through.

    One that is there already only gets a newer law map.

    Every step goes through the product's own functions and is kept at once, as in real life, so more of them
    take longer in proportion (docs/operations.md has the rate). While it lasts there is `unfinished_file`:
    what was cut short has to be thrown away.
    Raises Misconfigured outside the demonstration.
    """
    if not settings.DEMONSTRATION:
        raise Misconfigured("Made-up data is loaded in the demonstration only.")
    if Institution.objects.exists():
        load_map(LAW)
        log.info("The demonstration country is there already; `amparo demo reset` makes room for another.")
        return
    now = clock.now().replace(second=0, microsecond=0)
    unfinished_file().parent.mkdir(parents=True, exist_ok=True)
    unfinished_file().touch()
    with _few_looks_at_garbage():
        _keep_receipts(_live(size, seed, cases, now).threads)
    unfinished_file().unlink()


@contextmanager
def _few_looks_at_garbage() -> Iterator[None]:
    """A fifth of the time went into looking through a hundred thousand objects that all stay."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _live(size: int, seed: int, cases: int, now: datetime) -> Life:
    if not Unit.objects.exists():
        load_units()
    load_conflict()
    with clock.at(now - SPAN - _BEFORE):
        load_map(LAW)
        founded = institutions.found()
        known = {code: one.institution for code, one in founded.items()}
        institutions.set_rules(known)
        life = Life(seed, now, people.hire(founded), known)
        if cases:
            live_cases(life, founded, cases, size)
    if cases:
        find_leads(known["investigation"], seed, now, life.at)
    life.run(plan(seed, size, places.load_places(), now), _tell)
    if cases:
        see_notices(now)
    return life


def _tell(filed: int) -> None:
    if filed % _TELL_EVERY == 0:
        log.info("%s reports of the demonstration are filed.", filed)


def unfinished_file() -> Path:
    """It is there from the first row of the demonstration to the last."""
    return embedded.folder() / "demonstration-unfinished"


def receipts_file() -> Path:
    """Where the receipts of the demonstration are kept."""
    return embedded.folder() / "demonstration-receipts.txt"


def _keep_receipts(threads: list[Thread]) -> None:
    """Three receipts with which the reporter's way back can be shown; a file that only its owner reads."""
    stories: dict[str, Callable[[Thread], bool]] = {
        "taken up; a dialogue that both sides wrote in": lambda one: (
            one.answered and one.taken_up and not one.sent_on
        ),
        "sent on to another institution; a dialogue": lambda one: one.answered and one.sent_on,
        "an officer's question waits for an answer": lambda one: one.asked is not None and not one.answered,
    }
    lines = []
    for told, fits in stories.items():
        if found := next((one for one in reversed(threads) if fits(one)), None):
            lines.append(f"{found.receipt}  {told}\n")
    path = receipts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
        sink.writelines(lines)
