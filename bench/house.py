"""A server of its own for a measurement, in a temporary folder: nothing of it remains."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
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


def spent(ask: Callable[[], Any], rounds: int) -> tuple[float, float, Any]:
    """Median and worst of so many rounds, in milliseconds, and what the last one gave."""
    times = []
    given: Any = None
    for _round in range(rounds):
        begun = perf_counter()
        given = ask()
        times.append(1000 * (perf_counter() - begun))
    return median(times), max(times), given
