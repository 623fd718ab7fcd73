"""The tests' own flush: of the tables that hold something, and past the guards of the ledger.

Transactional tests end with a flush. Django's own is a TRUNCATE of every table: the ledger refuses it, and it
gives some two hundred tables and their indexes new files, most of a second for a test that wrote to a dozen.

The embedded server's user is a superuser, so a flush can step around the triggers for its own transaction;
nothing else in the tests does, unless it plays the attacker.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

ASIDE = "SET LOCAL session_replication_role = replica;"


@pytest.fixture(autouse=True, scope="session")
def _flush_what_holds_something() -> Iterator[None]:
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        assert not options.get("reset_sequences"), "no test asks for it; a DELETE leaves sequences alone"
        names = [self.quote_name(table) for table in tables]
        held = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names]  # noqa: S608 - quoted
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(held))
            return [ASIDE, *(f"DELETE FROM {name};" for (name,) in cursor.fetchall())]  # noqa: S608 - quoted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
