"""`amparo serve`, `worker`, `migrate`: the processes of an installation."""

import asyncio
import os
import socket
from typing import Annotated, Any

import typer

from amparo.cli.preparation import prepare
from amparo.kernel.errors import Misconfigured

Host = Annotated[str, typer.Option(help="Address to listen on; a proxy with HTTPS stands in front.")]
Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer; about one for each core.")] = 2,
) -> None:
    """Answer web requests until Ctrl-C. Refuses to start when something about it is not safe."""
    refuse_taken_port(host, port)
    prepare()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from amparo.start import guard

    guard()
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()  # the web processes are forks: no two may talk through one
    Granian(
        "amparo.wsgi:application",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_access=False,  # an access log would hold addresses
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
    ).serve()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Misconfigured when somebody listens there already; granian would share the port in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise Misconfigured(f"Cannot listen on {host}:{port} ({why}); choose another port.") from None


def worker() -> None:
    """Do the work that waits: deadlines, escalations, the ledger's signed heads. Runs until Ctrl-C."""
    prepare()
    from procrastinate.contrib.django import app

    from amparo.start import guard

    guard()
    asyncio.run(_work(app))


async def _work(app: Any) -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(concurrency=2, shutdown_graceful_timeout=10)


def migrate() -> None:
    """Bring the database's tables up to date; safe to repeat."""
    prepare()
    migrate_database()


def migrate_database(verbosity: int = 1) -> None:
    """All migrations, and the table that throttling counts in."""
    from django.core.management import call_command

    from amparo.start import refuse_old_database

    refuse_old_database()
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
