"""The database that is migrated once: every worker's test database is a copy of it.

Migrating takes each worker a quarter of a minute, copying a second. The name bears a digest of what migrates,
so that a change there makes another; the earlier ones go. `python -m tests.migrated` makes it ahead.
"""

import hashlib
from pathlib import Path

from tests import environment

ROOT = Path(__file__).resolve().parents[1]
LOCK = 20_261_128  # of PostgreSQL's: the first worker migrates, the others wait for it
UNFINISHED = "migrating"


def template() -> str:
    """The name of the migrated database, which is made unless it is there."""
    from django.db import connection

    name = f"migrated_{digest()}"
    with connection._nodb_cursor() as cursor:  # as Django's own creation of test databases does
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection closes
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%%'", [])
        there = {found for (found,) in cursor.fetchall()}
        if name not in there:
            cursor.execute(f"DROP DATABASE IF EXISTS {UNFINISHED}")  # of a run that was interrupted
            _migrate()
            cursor.execute(f"ALTER DATABASE {UNFINISHED} RENAME TO {name}")
        for old in there - {name}:
            cursor.execute(f"DROP DATABASE {old}")
    return name


def digest() -> str:
    """16 hexadecimal digits that change with our migrations and fields, and with others' versions."""
    whole = hashlib.sha256()
    ours = [*ROOT.glob("src/amparo/*/migrations/*.py"), ROOT / "src" / "amparo" / "kernel" / "fields.py"]
    for path in [*sorted(ours), ROOT / "requirements" / "run.txt"]:
        whole.update(f"{path.relative_to(ROOT)}\0{path.read_text(encoding='utf-8')}\0".encode())
    return whole.hexdigest()[:16]


def _migrate() -> None:
    """As Django makes any test database."""
    from django.db import connection

    own, asked = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = UNFINISHED
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.creation.destroy_test_db(own, verbosity=0, keepdb=True)  # which only puts the name back
    finally:
        connection.settings_dict["TEST"]["NAME"] = asked


def main() -> None:
    """Make the migrated database."""
    environment.enter()
    from amparo import embedded

    embedded.start(durable=False)
    import django

    django.setup()
    template()


if __name__ == "__main__":
    main()
