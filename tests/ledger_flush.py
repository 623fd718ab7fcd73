"""Lets the tests' own flush through: the ledger refuses TRUNCATE, and transactional tests end with one.

The embedded server's user is a superuser, so a flush can step around the triggers for its own transaction;
nothing else in the tests does, unless it plays the attacker.
"""

from collections.abc import Iterator
from typing import Any

import pytest

ASIDE = "SET LOCAL session_replication_role = replica;"


@pytest.fixture(autouse=True, scope="session")
def _flush_the_ledger() -> Iterator[None]:
    from django.db.backends.postgresql.operations import DatabaseOperations

    plain = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        statements = plain(self, *args, **options)
        return [ASIDE, *statements] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
