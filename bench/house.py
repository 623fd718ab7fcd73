"""A server of its own for a measurement, in a temporary folder: nothing of it remains."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any


@contextmanager
def house(*, durable: bool = True, **environment: str) -> Iterator[Path]:
    """An empty installation with all its tables, in demonstration mode; gives its folder.

    `durable=False`: the server does not wait for the disk, where the measurement is not about writing.
    """
    os.environ.pop("DATABASE_URL", None)
    for name in ("AMPARO_SECRET_KEY", "AMPARO_PEPPER", "AMPARO_LEDGER_SEED"):
        os.environ[name] = f"bench-only-0123456789abcdefghijklmnopqrstuvwxyz-{name}"
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            environment,
            AMPARO_MODE="demonstration",
            AMPARO_VAR=folder,
            DJANGO_SETTINGS_MODULE="amparo.settings",
        )
        from amparo import embedded

        server = embedded.start(durable=durable)
        try:
            _tables()
            yield Path(folder)
        finally:
            from django.db import connections

            connections.close_all()
            if server:
                server.cleanup()


def _tables() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


@dataclass(frozen=True)
class Spent:
    """What some rounds took, in milliseconds, and what the last one gave."""

    usual: float  # the median on the wall
    worst: float
    work: float  # one round's part of a processor, ours and the database's: a busy machine adds little to it
    given: Any

    def __str__(self) -> str:
        return f"{self.usual:8.1f} ms{self.worst:9.1f} ms{self.work:9.1f} ms CPU{self.given:9,}"


def spent(ask: Callable[[], Any], rounds: int) -> Spent:
    """Ask so many times, once before to warm up."""
    import psutil
    from django.db import connection

    given = ask()
    connection.ensure_connection()
    server = psutil.Process(connection.connection.info.backend_pid)
    begun_work = process_time() + sum(server.cpu_times()[:2])
    times = []
    for _round in range(rounds):
        begun = perf_counter()
        given = ask()
        times.append(1000 * (perf_counter() - begun))
    work = process_time() + sum(server.cpu_times()[:2]) - begun_work
    return Spent(median(times), max(times), 1000 * work / rounds, given)
