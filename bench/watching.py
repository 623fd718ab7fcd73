"""Run a command and say what it cost: seconds of wall and of CPU and peak memory, children included."""

import resource
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psutil

_EVERY = 0.05


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and of CPU, peak resident bytes of the process and its children together."""

    wall: float
    cpu: float
    peak: int


def run(command: list[str], log: Path) -> Cost:
    """Run to the end, its output in `log`; raises CalledProcessError with the log's end when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        peaks: list[int] = [0]
        watcher = threading.Thread(target=_watch, args=(process, peaks), daemon=True)
        watcher.start()
        code = process.wait()
    wall = perf_counter() - started
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code:
        raise subprocess.CalledProcessError(code, command, log.read_text("utf-8", "replace")[-2000:])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peaks[0])


def _watch(process: "subprocess.Popen[bytes]", peaks: list[int]) -> None:
    watched = psutil.Process(process.pid)
    stopped = threading.Event()
    while process.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            peaks[0] = max(peaks[0], sum(member.memory_info().rss for member in family))
        except psutil.Error:
            pass  # it, or a child of it, has just ended
        stopped.wait(_EVERY)
