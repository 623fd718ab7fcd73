"""No text that came from a person reaches the log."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from amparo.kernel.quiet import QuietFormatter

SECRET = "4711 0815 Zambeze"


def failing(request: HttpRequest, word: str = "") -> HttpResponse:
    raise RuntimeError(f"could not read {SECRET}")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(f"did you send {SECRET}?")


def plain(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(status=404 if exception else 500)


def plain_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=400)


handler404 = handler500 = plain
handler400 = plain_400
urlpatterns = [path("failing/<str:word>/", failing), path("suspicious/", suspicious)]


def test_an_exception_is_logged_by_type_and_place(log: io.StringIO) -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        logging.getLogger("amparo.test").exception("It failed")
    assert SECRET not in log.getvalue()
    assert "builtins.KeyError" in log.getvalue()
    assert "builtins.ValueError" in log.getvalue()
    assert "test_quiet.py" in log.getvalue()


def test_a_text_that_another_formatter_left_behind_is_not_believed() -> None:
    record = logging.LogRecord("amparo", logging.ERROR, __file__, 1, "It failed", None, None)
    record.exc_text, record.stack_info = f"ValueError: {SECRET}", SECRET
    assert QuietFormatter("%(message)s").format(record) == "It failed"


@pytest.mark.django_db
def test_a_database_error_does_not_quote_the_row(log: io.StringIO) -> None:
    try:
        connection.cursor().execute("SELECT %s::int", [SECRET])
    except DatabaseError:
        logging.getLogger("amparo.test").exception("It failed")
    assert SECRET not in log.getvalue()
    assert "django.db.utils.DataError" in log.getvalue()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        (f"/return/{SECRET}/", 404, "404 at no route"),
        (f"/failing/{SECRET}/?q={SECRET}", 500, "500 at failing/<str:word>/"),
        (f"/suspicious/?q={SECRET}", 400, "400 at suspicious/"),
    ],
)
def test_a_refused_request_is_logged_by_route(log: io.StringIO, address: str, status: int, told: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.get(address).status_code == status
    written = log.getvalue()
    assert told in written
    for word in SECRET.split():
        assert word not in written


def test_a_host_that_is_not_ours_is_not_repeated(log: io.StringIO) -> None:
    assert Client().get("/", headers={"host": "zambeze.example"}).status_code == 400
    assert "zambeze" not in log.getvalue()


def test_a_task_is_logged_without_its_arguments(log: io.StringIO) -> None:
    logger = logging.getLogger("procrastinate.worker.worker")
    logger.error(
        "Job reports.tasks.answer[12](number='%s', n=(1)) ended with status: Error, lasted 1 s", SECRET
    )
    assert "Job reports.tasks.answer[12]" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_granian_repeats_no_traceback(log: io.StringIO) -> None:
    logging.getLogger("_granian.utils").error(
        f"Application callable raised an exception\nValueError: {SECRET}"
    )
    assert "Application callable raised" in log.getvalue()
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize(
    "name", ["", "django", "django.request", "django.server", "procrastinate", "_granian"]
)
def test_every_handler_in_use_is_quiet(name: str) -> None:
    logging.config.dictConfig(settings.LOGGING)
    logger: logging.Logger | None = logging.getLogger(name)
    formatters = []
    while logger is not None:
        formatters += [
            handler.formatter for handler in logger.handlers if type(handler) is logging.StreamHandler
        ]
        logger = logger.parent if logger.propagate else None
    assert formatters
    assert all(isinstance(formatter, QuietFormatter) for formatter in formatters)


def test_a_handler_that_fails_prints_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    closed = io.StringIO()
    closed.close()
    handler = logging.StreamHandler(closed)
    handler.handle(logging.makeLogRecord({"msg": "%s", "args": ("planted-argument",)}))
    assert "planted" not in capsys.readouterr().err
