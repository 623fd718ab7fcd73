"""The guards can be taken down and put up again by migration, and come back whole."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event


def guards() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ledger%%keep%%'", [])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_the_guards_go_and_come_with_their_migration() -> None:
    before = guards()
    assert len(before) == 4
    try:
        call_command("migrate", "ledger", "0001", verbosity=0)
        assert guards() == set()
    finally:
        call_command("migrate", "ledger", verbosity=0)
    assert guards() == before
    with transaction.atomic():
        append(Event.CASE_OPENED, subject="x")
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry")
