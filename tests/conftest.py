"""One embedded PostgreSQL for the whole run; pytest-xdist's workers inherit its address from the controller.

Set DATABASE_URL to run the suite against another PostgreSQL instead.
"""

import io
import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests import environment, migrated

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoDbBlocker

    from amparo.accounts.models import Membership

pytest_plugins = ["tests.ledger_flush"]

environment.enter()

# Passes and bytes of Argon2id, the least that RFC 9106 allows: tests stretch thousands of passwords.
CHEAPEST = (1, 8 * 1024)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the database and load the settings; pytest-django's own hook then sets Django up."""
    from amparo import embedded

    embedded.start(durable=False)
    from django.conf import settings

    assert settings.DATABASES  # touching them loads them, which is what pytest-django looks for
    settings.AMPARO_ARGON2 = CHEAPEST


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: "DjangoDbBlocker"
) -> None:
    """Let pytest-django make this worker's test database as a copy of the migrated one."""
    from django.db import connection

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture
def browser_of() -> "Callable[[Membership], Client]":
    """A test client in which a member is signed in, without the sign-in page."""
    from django.test import Client  # it and the models can be imported only after Django's set-up

    from tests.people import sign_in

    def make(membership: "Membership") -> Client:
        client = Client()
        sign_in(client, membership)
        return client

    return make


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger would write, in the form of the settings."""
    from amparo.kernel.quiet import QuietFormatter

    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(QuietFormatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
