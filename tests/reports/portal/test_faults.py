"""While the database is away, or a cookie is lost, what was typed comes back to who typed it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse

from amparo.kernel.references import new_receipt
from amparo.reports.models import Report
from amparo.reports.portal import cookies
from tests.reports.portal.test_asking import begin, give, held
from tests.reports.portal.test_sending import send, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("receiving")]


@contextmanager
def database_away() -> Iterator[None]:
    def refuse(*_args: Any) -> None:
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(refuse):
        yield


TYPED: dict[str, dict[str, Any]] = {
    "danger": {"danger": "yes"},
    "matter": {"matter": "offer"},
    "story": {"narrative": "A made-up story"},
    "when": {"when": "week"},
    "signs": {"signs": ["unpaid"]},
    "province": {"province": "XX01"},
    "district": {"district": "XX0101", "place": "Market", "within": "XX01"},
    "online": {"account": "@made_up"},
    "age": {"age_band": "12-14"},
    "sex": {"sex": "male"},
    "names": {"names": "Made-up"},
    "contact": {"way": "sms"},
    "reach": {"value": "+258 84 000 0012"},
}


@pytest.mark.parametrize("key", list(TYPED))
def test_the_same_question_comes_back_with_what_was_typed(client: Client, key: str) -> None:
    begin(client, "child")
    give(client, "province", province="XX01")
    client.get(reverse("report_question", args=[key]))
    with database_away():
        page = give(client, key, voice="child", **TYPED[key])
    assert page.status_code == 503
    assert page.context["voice"] == "child"
    for name, value in TYPED[key].items():
        if name != "within":
            assert page.context["form"][name].value() == value
    chosen = [value for name, value in TYPED[key].items() if name in {"province", "district"}]
    for code in chosen:
        assert f'value="{code}" selected' in page.text
    assert give(client, key, **TYPED[key]).status_code == 302


@pytest.mark.parametrize(
    "path", ["report", "report_check", "report_sent", "visit", "withdraw", "report_throw_away"]
)
def test_other_pages_say_that_it_is_not_working(client: Client, path: str) -> None:
    begin(client)
    client.cookies[cookies.VISIT] = "A" * 44
    with database_away():
        page = client.post(reverse(path)) if path == "report_throw_away" else client.get(reverse(path))
        assert page.status_code == 503
        assert "tel:112" in page.text


def test_sending_fails_clearly_and_once_it_is_back_it_is_sent(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other")
    with database_away():
        assert send(client).status_code == 503
    assert not Report.objects.exists()
    assert send(client).url == reverse("report_sent")


@pytest.mark.django_db(transaction=True)
def test_a_database_restarted_in_the_middle_of_sending(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other")
    pid = connection.connection.info.backend_pid
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    assert send(client).status_code == 503
    connection.close()  # as Django does at the end of a request whose connection failed
    assert send(client).url == reverse("report_sent")
    assert Report.objects.count() == 1


def test_leaving_works_without_the_database_and_then_shows_nothing(client: Client) -> None:
    begin(client)
    give(client, "story", narrative="A planted secret")
    with database_away():
        assert client.get(reverse("leave")).status_code == 303
    assert client.cookies[cookies.DRAFT].value == ""
    assert "planted" not in client.get(reverse("report_question", args=["story"]), follow=True).text


def test_a_receipt_or_message_typed_meanwhile_comes_back(client: Client) -> None:
    receipt = str(new_receipt())
    with database_away():
        door = client.post(reverse("return"), {"receipt": receipt})
        assert door.status_code == 503
        assert receipt in door.text
        message = client.post(reverse("visit"), {"body": "Half a page"})
        assert message.status_code == 503
        assert "Half a page" in message.text
        assert client.post(reverse("end_visit")).status_code == 200


def test_no_page_of_the_way_there_needs_the_database(client: Client) -> None:
    with database_away():
        for name in ("front", "help", "privacy", "return", "report_danger", "report_lost", "leave"):
            assert client.get(reverse(name)).status_code in {200, 303}


def test_a_lost_form_token_gives_back_what_was_typed() -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(reverse("report_question", args=["story"]), {"narrative": "Long work"})
    assert page.status_code == 403
    assert "Long work" in page.text
    fresh = {"narrative": "Long work", "csrfmiddlewaretoken": page.context["csrf_token"]}
    assert browser.post(reverse("report_question", args=["story"]), fresh)["Location"] == reverse(
        "report_lost"
    )
    assert held(browser).told["story"]["narrative"] == "Long work"
    assert "Half a page" in browser.post(reverse("visit"), {"body": "Half a page"}).text
    plain: Any = Client(enforce_csrf_checks=True).post(reverse("report_check"))
    assert plain.status_code == 403
    assert reverse("report_check") in plain.text


def test_a_form_from_another_site_is_refused(client: Client) -> None:
    begin(client)
    refused = client.post(reverse("report_throw_away"), headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    assert held(client)


def test_an_unreadable_form_is_answered_plainly(client: Client) -> None:
    kind = "application/x-www-form-urlencoded; charset=koi8-r"
    page = client.post(reverse("report_question", args=["story"]), b"narrative=x", content_type=kind)
    assert page.status_code == 400
    assert "<h1>" in page.text


def test_after_a_failed_second_send_there_is_still_one_report(client: Client) -> None:
    tell(client)
    with database_away():
        assert send(client).status_code == 503
    assert send(client).url == reverse("report_sent")
    assert Report.objects.count() == 1
