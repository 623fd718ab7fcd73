"""One embedded PostgreSQL for the whole run; pytest-xdist's workers inherit its address from the controller.

Set DATABASE_URL to run the suite against another PostgreSQL instead.
"""

import pytest

from tests import environment

pytest_plugins = ["tests.ledger_flush"]

environment.enter()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the database and load the settings; pytest-django's own hook then sets Django up."""
    from amparo import embedded

    embedded.start(durable=False)
    from django.conf import settings

    assert settings.DATABASES  # touching them loads them, which is what pytest-django looks for
