"""`amparo check --deploy` says what is left to do, and falls silent when it is done."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.checks import CheckMessage
from django.db import connection
from django.test import override_settings

from amparo import deployment
from amparo.accounts.models import Role
from amparo.kernel import clock
from amparo.ledger.actions import append, sign_head
from amparo.ledger.vocabulary import Event
from amparo.reports.models import IntakeRule
from tests.make import make_institution, make_membership

pytestmark = pytest.mark.django_db


def told(check: Callable[[], Iterator[CheckMessage]]) -> list[str]:
    """The ids of what a check has to say; every one also says it in words."""
    found = list(check())
    assert all(len(message.msg.split()) > 3 for message in found)
    return [str(message.id) for message in found]


def test_the_demonstration_is_no_deployment() -> None:
    make_institution(demonstration=True)
    assert told(deployment.mode) == ["amparo.mode"]
    with override_settings(DEMONSTRATION=False):
        assert told(deployment.mode) == ["amparo.mixed"]


@pytest.mark.parametrize(
    ("hosts", "secure", "onion", "ids"),
    [
        (["127.0.0.1", "localhost"], True, "", ["amparo.hosts"]),
        (["*"], True, "", ["amparo.hosts"]),
        (["amparo.example.org"], False, "", ["amparo.https"]),
        (["amparo.example.org"], True, "http://abc.onion", ["amparo.onion"]),
        (["amparo.example.org", "abc.onion"], True, "http://abc.onion", []),
    ],
)
def test_addresses(hosts: list[str], secure: bool, onion: str, ids: list[str]) -> None:
    with override_settings(ALLOWED_HOSTS=hosts, SECURE=secure, AMPARO_ONION=onion):
        assert told(deployment.addresses) == ids


def test_secrets_differ_and_stretching_is_not_cheap() -> None:
    assert told(deployment.secrets) == ["amparo.argon2"], "the tests stretch cheaply"
    with override_settings(AMPARO_ARGON2=(3, 64 * 1024 * 1024)):
        assert told(deployment.secrets) == []
        with override_settings(AMPARO_PEPPER="same", AMPARO_LEDGER_SEED="same"):
            assert told(deployment.secrets) == ["amparo.secrets"]


def test_a_role_that_owns_the_ledger_is_named() -> None:
    assert told(deployment.database_role) == ["amparo.role"]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE ROLE amparo_server; GRANT SELECT ON ALL TABLES IN SCHEMA public TO amparo_server"
        )
        cursor.execute("SET LOCAL ROLE amparo_server")
        assert told(deployment.database_role) == []
        cursor.execute(
            "RESET ROLE; ALTER TABLE ledger_entry OWNER TO amparo_server; SET LOCAL ROLE amparo_server"
        )
        assert told(deployment.database_role) == ["amparo.role"]
        cursor.execute("RESET ROLE")


def test_somebody_must_receive_and_be_able_to_open() -> None:
    assert told(deployment.institutions) == ["amparo.institutions"]
    institution, private = make_institution()
    assert told(deployment.institutions) == ["amparo.receivers", "amparo.holders"]
    IntakeRule.objects.create(institution=institution)
    make_membership(institution, private, role=Role.AUDITOR)
    assert told(deployment.institutions) == ["amparo.holders"], "an auditor holds no key"
    make_membership(institution, private, role=Role.SUPERVISOR)
    assert told(deployment.institutions) == []


def test_a_worker_must_be_alive() -> None:
    assert told(deployment.worker) == ["amparo.worker"]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    with clock.at(clock.now() + timedelta(hours=1)):
        assert told(deployment.worker) == ["amparo.worker"]
    assert told(deployment.worker) == []


def test_the_ledger_must_be_signed() -> None:
    assert told(deployment.ledger) == []
    append(Event.INSTITUTION_CREATED, subject="made-up")
    assert told(deployment.ledger) == [], "the worker signs every few minutes"
    with clock.at(clock.now() + timedelta(hours=1)):
        assert told(deployment.ledger) == ["amparo.ledger"]
        sign_head()
        assert told(deployment.ledger) == []
