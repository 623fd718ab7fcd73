"""What is not safe does not start, whichever server starts it."""

import importlib

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from amparo import start
from amparo.kernel.errors import Misconfigured
from tests.make import make_institution


def open_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("left-open/", open_view)]


@pytest.mark.django_db
def test_a_sound_installation_starts() -> None:
    make_institution(demonstration=True)
    start.guard()


@pytest.mark.django_db
def test_an_address_without_an_action_stops_the_start() -> None:
    with override_settings(ROOT_URLCONF=__name__), pytest.raises(Misconfigured, match="left-open/"):
        start.guard()


@pytest.mark.django_db
@pytest.mark.parametrize("demonstration", [True, False])
def test_made_up_and_real_people_never_share_a_database(demonstration: bool) -> None:
    make_institution(demonstration=not demonstration)
    with override_settings(DEMONSTRATION=demonstration), pytest.raises(Misconfigured, match="institutions"):
        start.guard()


@pytest.mark.django_db
def test_a_missing_migration_stops_the_start() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    with pytest.raises(Misconfigured, match="amparo migrate"):
        start.guard()


@pytest.mark.django_db
def test_an_old_database_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "OLDEST_POSTGRESQL", 99)
    with pytest.raises(Misconfigured, match="needs PostgreSQL 99 or newer"):
        start.guard()


@pytest.mark.django_db
def test_another_server_cannot_get_round_it() -> None:
    from amparo import wsgi

    importlib.reload(wsgi)  # as any WSGI server does, in a sound installation
    make_institution(demonstration=False)
    with pytest.raises(Misconfigured, match="real institutions"):
        importlib.reload(wsgi)
