"""With the receipt, and only with it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amparo.kernel import clock
from amparo.kernel.fields import open_field, seal_fields
from amparo.kernel.references import Receipt, new_receipt
from amparo.reports import returning
from amparo.reports.answers import Answers, Channel, Contact
from amparo.reports.intake import receive_report
from amparo.reports.models import Author, Message, Report, Visit
from amparo.reports.portal import cookies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("receiving")]


@pytest.fixture
def receipt() -> Receipt:
    answers = Answers(
        matter="offer",
        narrative="A planted story.",
        contact=Contact(way="sms", value="+258 84 000 0012", when="", caution=""),
    )
    return receive_report(answers, channel=Channel.WEB, language="en").receipt


def come(client: Client, typed: object, **more: str) -> Any:
    return client.post(reverse("return"), {"receipt": str(typed)} | more)


def reading(client: Client) -> returning.Reading:
    found = returning.find(client.cookies[cookies.VISIT].value)
    assert found is not None
    return found


def ask(client: Client, words: str) -> None:
    """An officer's question, sealed as the triage desk seals it."""
    open_visit = reading(client)
    message = Message(
        report=open_visit.report,
        author=Author.OFFICER,
        institution=open_visit.report.institution,
        is_question=True,
        sent_at=clock.now(),
    )
    seal_fields(message, open_visit.key, body=words)
    message.save()


@pytest.mark.parametrize("language", ["pt-mz", "en"])
def test_the_receipt_opens_the_report(client: Client, receipt: Receipt, language: str) -> None:
    with translation.override(language):
        opened = come(client, receipt)
        assert opened.url == reverse("visit")
        page = client.get(opened.url)
        assert page.status_code == 200
        assert Report.objects.get().reference in page.text
        assert "A planted story." not in page.text
        assert receipt.digits not in opened.url + page.text.replace(" ", "")
    cookie = client.cookies[cookies.VISIT]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == ""


def test_a_mistyped_receipt_says_so_and_a_wrong_one_says_nothing_else(
    client: Client, receipt: Receipt
) -> None:
    with translation.override("en"):
        swapped = str(receipt)[:-1] + str((int(str(receipt)[-1]) + 1) % 10)
        assert "One of the digits is not right" in come(client, swapped).text
        assert "17 digits" in come(client, "123").context["form"].errors["receipt"][0]
        wrong = come(client, new_receipt())
        assert wrong.status_code == 400
        assert "No report opens with this receipt" in wrong.text
        other = come(client, new_receipt())
        assert wrong.context["form"].errors == other.context["form"].errors
    assert cookies.VISIT not in client.cookies


def test_many_wrong_receipts_are_slowed_for_everybody_alike(
    client: Client, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "MOST_WRONG_A_MINUTE", 2)
    now = clock.now().replace(second=0)
    with clock.at(now):
        come(client, new_receipt())
        come(client, new_receipt())
        assert come(client, new_receipt()).status_code == 429
        assert come(client, receipt).status_code == 429
    with clock.at(now + timedelta(minutes=1)):
        assert come(client, receipt).url == reverse("visit")


def test_one_reads_and_answers(client: Client, receipt: Receipt) -> None:
    come(client, receipt)
    ask(client, "Is the trip planned already?")
    page = client.get(reverse("visit"))
    assert "Is the trip planned already?" in page.text
    assert page.context["asked"]
    assert Message.objects.get(author=Author.OFFICER).seen_at is not None
    answered = client.post(reverse("visit"), {"body": "Yes <b>tomorrow</b>"})
    assert answered["Location"] == reverse("visit")
    page = client.get(reverse("visit"))
    assert "Yes &lt;b&gt;tomorrow&lt;/b&gt;" in page.text
    assert not page.context["asked"]
    assert Report.objects.get().unread
    row = Message.objects.get(author=Author.REPORTER)
    assert open_field(row, "body", reading(client).key) == "Yes <b>tomorrow</b>"


@pytest.mark.parametrize("body", ["", "   ", "x" * 20_001], ids=["empty", "blank", "long"])
def test_a_message_that_cannot_be_taken_stays_in_the_page(
    client: Client, receipt: Receipt, body: str
) -> None:
    come(client, receipt)
    refused = client.post(reverse("visit"), {"body": body})
    assert refused.status_code == 400
    assert refused.context["form"].errors["body"]
    assert body in refused.text
    assert not Message.objects.exists()


def test_a_message_for_a_visit_that_ended_waits_beside_the_receipt(client: Client, receipt: Receipt) -> None:
    come(client, receipt)
    with clock.at(clock.now() + timedelta(minutes=31)):
        late = client.post(reverse("visit"), {"body": "Written slowly"})
        assert late.status_code == 403
        assert "Written slowly" in late.text
        assert not Message.objects.exists()
        assert come(client, receipt, unsent="Written slowly").url == reverse("visit")
        assert "Written slowly" in client.get(reverse("visit")).text


def test_contact_is_taken_back_after_saying_what_that_does(client: Client, receipt: Receipt) -> None:
    come(client, receipt)
    assert reverse("withdraw") in client.get(reverse("visit")).text
    assert client.get(reverse("withdraw")).status_code == 200
    assert Report.objects.get().may_contact
    assert client.post(reverse("withdraw"))["Location"] == reverse("visit")
    report = Report.objects.get()
    assert not report.may_contact
    assert report.contact is None
    assert reverse("withdraw") not in client.get(reverse("visit")).text
    assert client.get(reverse("withdraw")).status_code == 200


@pytest.mark.parametrize("way", ["end_visit", "leave"])
def test_a_visit_ends_when_asked_to(client: Client, receipt: Receipt, way: str) -> None:
    come(client, receipt)
    token = client.cookies[cookies.VISIT].value
    ended = client.get(reverse("leave")) if way == "leave" else client.post(reverse("end_visit"))
    assert ended.status_code in {200, 303}
    assert not Visit.objects.exists()
    assert client.cookies[cookies.VISIT].value == ""
    client.cookies[cookies.VISIT] = token
    assert "form" in client.get(reverse("visit")).context
    assert client.post(reverse("withdraw"))["Location"] == reverse("return")
    assert Report.objects.get().may_contact


def test_a_visit_is_sealed_under_what_only_the_cookie_holds(client: Client, receipt: Receipt) -> None:
    come(client, receipt)
    row = Visit.objects.get()
    stored = bytes(row.box or b"") + bytes(row.digest)
    assert reading(client).key not in stored
    assert client.cookies[cookies.VISIT].value.encode() not in stored


@pytest.mark.django_db(transaction=True)
def test_of_messages_at_once_each_has_its_own_moment(
    receiving: bytes, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = returning.enter(receipt)
    sealing = seal_fields

    def slowly(*args: Any, **fields: Any) -> None:
        time.sleep(0.1)  # long enough for the others to look for the last message
        sealing(*args, **fields)

    monkeypatch.setattr(returning, "seal_fields", slowly)

    def write(number: int) -> None:
        try:
            found = returning.find(token)
            assert found is not None
            returning.write(found, f"Made-up message {number}.")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    moments = list(Message.objects.values_list("sent_at", flat=True))
    assert len(moments) == len(set(moments)) == 4
