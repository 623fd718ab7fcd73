"""One embedded PostgreSQL for the whole run; pytest-xdist's workers inherit its address from the controller.

Set DATABASE_URL to run the suite against another PostgreSQL instead.
"""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.ledger_flush"]

_REAL_HOME = os.environ.get("AMPARO_VAR", "var")

# Before anything reads Django's settings, which is why this stands above every other import of ours.
# A production environment around the test run must not leak into it, so all of these are forced.
os.environ.update(
    AMPARO_VAR=_REAL_HOME
    if "PYTEST_XDIST_WORKER" in os.environ
    else str(Path(_REAL_HOME).resolve() / "test"),
    AMPARO_MODE="demonstration",
    AMPARO_SECRET_KEY="test-only-0123456789abcdefghijklmnopqrstuvwxyz-cookies",
    AMPARO_PEPPER="test-only-0123456789abcdefghijklmnopqrstuvwxyz-pepper",
    AMPARO_LEDGER_SEED="test-only-0123456789abcdefghijklmnopqrstuvwxyz-ledger",
    AMPARO_PLAIN_STATIC="1",
    AMPARO_ARGON2="1,8",  # the cheapest that libsodium allows: tests stretch hundreds of passwords
    DJANGO_SETTINGS_MODULE="amparo.settings",
)
for name in (
    "AMPARO_HOSTS",
    "AMPARO_HTTPS",
    "AMPARO_ONION",
    "AMPARO_EXIT_URL",
    "AMPARO_TIME_ZONE",
    "AMPARO_LANGUAGE",
    "AMPARO_LOCALE",
):
    os.environ.pop(name, None)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the database and load the settings; pytest-django's own hook then sets Django up."""
    from amparo import embedded

    embedded.start(durable=False)
    from django.conf import settings

    assert settings.DATABASES  # touching them loads them, which is what pytest-django looks for
