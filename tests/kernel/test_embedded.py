"""The database that comes along."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_suite_runs_on_postgresql_15_or_newer() -> None:
    assert connection.vendor == "postgresql"
    assert connection.cursor().connection.info.server_version >= 150000
