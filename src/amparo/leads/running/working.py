"""What the worker does for one run: lend, unseal, call the library in a process of its own, seal, forget."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amparo.kernel import clock
from amparo.kernel.errors import SealBroken
from amparo.kernel.fields import open_field, seal_fields
from amparo.leads import keys
from amparo.leads.collections.files import files
from amparo.leads.models import Fault, Run, RunState
from amparo.leads.running import faults, keeping, queue, refused
from amparo.leads.running.progress import latest
from amparo.leads.running.spool import Spool
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event

_PROGRAM = "from amparo_detect.cli import main; main()"
LOOK_EVERY = 1.0  # seconds between two looks at the process
_LONGEST_TOLD = 2_000  # characters of what the library said
_FAULTS = {1: Fault.INPUT, 2: Fault.INPUT, 3: Fault.OUTPUT}  # by exit code of `amparo-detect run`


class Interrupted(Exception):
    """The worker has to go; the run waits for the next one."""


class Cancelled(Exception):
    """A person stopped the run."""


class Failed(Exception):
    """The library gave up; the sentence it said last is `told`."""

    def __init__(self, fault: Fault, told: str) -> None:
        super().__init__(fault)
        self.fault, self.told = fault, told


def work(pk: UUID, *, stop: Callable[[], bool]) -> None:
    """Do a run that waits. `stop` says whether the worker has to go. One that is over is left alone."""
    run = _claim(pk)
    if run is None:
        return
    spool = Spool(run.pk)
    key = keys.lent(run)
    try:
        held = files(run.collection, key, until=run.started_at)
        names = [file.name for file in held]
        material = spool.fill(held)
        asked = open_field(run, "asked", key) or {}
        _detect(run, spool, command(run, material, spool, asked), stop)
        _end(
            run,
            spool,
            lambda: keeping.keep(run, spool, material, key),
            lambda: refused.keep(run, spool.out, names, key),
        )
    except Interrupted:
        Run.objects.filter(pk=run.pk).update(state=RunState.WAITING, beat_at=clock.now())
    except Cancelled:
        run.refresh_from_db(fields=["counts", "shares", "refused"])  # nothing of it was kept
        _over(run, spool, RunState.CANCELLED)
    except (SealBroken, FileNotFoundError):
        _over(run, spool, RunState.FAILED, fault=Fault.SEAL)
    except Failed as failed:
        seal_fields(run, key, told=faults.understood(failed.told, names))
        _over(run, spool, RunState.FAILED, fault=failed.fault)
    except Exception:
        _over(run, spool, RunState.FAILED, fault=Fault.PROGRAM)
        raise
    finally:
        queue.go_on()


def command(run: Run, material: list[Path], spool: Spool, asked: Mapping[str, str]) -> list[str]:
    """The line that runs the library. `asked`: role → column that the person named."""
    line = [sys.executable, "-c", _PROGRAM, "run", *map(str, material), "--out", str(spool.out)]
    line += [f"--{role}={column}" for role, column in sorted(asked.items())]
    # Nothing is added to it later, and what it would keep holds the posts in the clear.
    line += ["--country", run.collection.country, "--lang", "en", "--no-state"]
    line += ["--threads", str(settings.AMPARO_DETECT_THREADS), "--memory", settings.AMPARO_DETECT_MEMORY]
    if run.weights:
        weights = spool.path / "weights.json"
        weights.write_text(json.dumps(run.weights.weights, sort_keys=True))
        line += ["--weights", str(weights)]
    return line


def _claim(pk: UUID) -> Run | None:
    with transaction.atomic():
        queue.hold_the_line()
        if Run.objects.filter(state=RunState.RUNNING).exists():
            return None  # one at a time; queue.go_on comes back to it
        rows = Run.objects.select_for_update(of=("self",)).select_related("collection", "weights")
        run = rows.filter(pk=pk, state=RunState.WAITING).first()
        if run is None:
            return None
        run.state, run.beat_at, run.step = RunState.RUNNING, clock.now(), "unseal"
        run.save(update_fields=["state", "beat_at", "step"])
        return run


def _detect(run: Run, spool: Spool, line: list[str], stop: Callable[[], bool]) -> None:
    """Watch the process to its end. Raises Cancelled, Interrupted, Failed."""
    # It is given no secret: nothing of this process's environment but where programs are found.
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": str(spool.path)}
    # Where compiled code is kept if it cannot lie beside the source: the spool is emptied after each run.
    environment["XDG_CACHE_HOME"] = str(settings.VAR / "cache")
    with spool.log.open("wb") as log:
        child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=log, env=environment)  # noqa: S603 - our own program
    try:
        spool.note(child.pid)
        os.setpriority(os.PRIO_PROCESS, child.pid, 10)  # the web comes first
        while True:
            try:
                code = child.wait(LOOK_EVERY)
            except subprocess.TimeoutExpired:
                _beat(run, spool)
                if stop():
                    raise Interrupted from None
            else:
                break
    finally:
        if child.poll() is None:
            child.terminate()
            _wait(child)
    if code:
        raise Failed(_FAULTS.get(code, Fault.PROGRAM), _last_words(spool.log))


def _wait(child: "subprocess.Popen[bytes]") -> None:
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _beat(run: Run, spool: Spool) -> None:
    """Say that one is there and how far; hear whether to stop. Raises Cancelled."""
    step, done = latest(spool.log)
    Run.objects.filter(pk=run.pk).update(beat_at=clock.now(), step=step or run.step, done=done)
    if Run.objects.filter(pk=run.pk, cancel_asked=True).exists():
        raise Cancelled


def _last_words(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1][:_LONGEST_TOLD] if lines else ""


def _end(run: Run, spool: Spool, *steps: Callable[[], None]) -> None:
    """Keep what was found, all of it or nothing. Raises Cancelled when a person stopped the run meanwhile."""
    Run.objects.filter(pk=run.pk).update(step="keep", beat_at=clock.now())
    with transaction.atomic():
        queue.hold(run)
        for step in steps:
            step()
        if Run.objects.select_for_update().get(pk=run.pk).cancel_asked:
            raise Cancelled
        _over(run, spool, RunState.DONE)


def _over(run: Run, spool: Spool, state: RunState, *, fault: Fault | str = "") -> None:
    """The worker holds the key no longer, and nothing lies in the clear."""
    spool.remove()
    run.state, run.box, run.fault, run.ended_at = state, None, fault, clock.now()
    with transaction.atomic():
        run.save(update_fields=["state", "box", "fault", "ended_at", "told", "counts", "shares", "refused"])
        append(
            Event.RUN_ENDED,
            subject=str(run.collection_id),
            institution=str(run.collection.institution_id),
            run=str(run.pk),
            state=str(state),
            fault=str(fault),
            leads=int(run.counts.get("leads", 0)),
        )
