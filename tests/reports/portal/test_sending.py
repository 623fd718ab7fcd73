"""Checking, sending once, the receipt, and slowing who sends many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.fields import open_field
from amparo.kernel.references import read_receipt
from amparo.reports import returning
from amparo.reports.models import Draft, IntakeRule, Level, Report
from amparo.reports.portal import cookies, unfinished
from tests.reports.portal.test_asking import begin, give, held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("receiving")]


def send(client: Client) -> Any:
    return client.post(reverse("report_check"))


def tell(client: Client, voice: str = "adult", **story: str) -> Any:
    begin(client, voice)
    give(client, "matter", matter="offer")
    give(client, "story", **({"narrative": "A made-up story."} | story))
    return send(client)


def test_a_whole_report_arrives_as_it_was_told(client: Client) -> None:
    begin(client, "child")
    given: dict[str, dict[str, Any]] = {
        "danger": {"danger": "no"},
        "matter": {"matter": "images"},
        "story": {"narrative": "A made-up story."},
        "when": {"when": "week"},
        "signs": {"signs": ["threat_to_publish", "still_in_contact"]},
        "province": {"province": "XX01"},
        "district": {"district": "XX0101", "place": "Market"},
        "online": {"platform": "A game", "account": "@made_up", "address": "example.invalid"},
        "age": {"age_band": "12-14"},
        "sex": {"sex": "male"},
        "names": {"names": "Made-up"},
        "contact": {"way": "sms"},
        "reach": {"value": "+258 84 000 0012", "when": "mornings", "caution": "say school"},
    }
    for key, fields in given.items():
        assert give(client, key, **fields).status_code == 302
    answers = held(client).report()
    assert answers.online.account == "@made_up"
    assert answers.contact.caution == "say school"
    check = client.get(reverse("report_check")).text
    for said in ("A made-up story.", "Made-up Province", "Made-up District", "Market", "+258 84 000 0012"):
        assert said in check
    assert send(client).url == reverse("report_sent")
    report = Report.objects.get()
    assert (report.voice, report.matter, report.danger) == ("child", "images", False)
    assert (report.province_id, report.district_id) == ("XX01", "XX0101")
    assert (report.when, report.age_band, report.sex) == ("week", "12-14", "male")
    assert set(report.signs) == {"threat_to_publish", "still_in_contact"}
    assert report.may_contact


def test_nothing_is_sent_without_saying_what_it_is_about(client: Client) -> None:
    begin(client)
    give(client, "story", narrative="A made-up story.")
    refused = send(client)
    assert refused.status_code == 400
    assert reverse("report_question", args=["matter"]) in refused.text
    assert not Report.objects.exists()
    give(client, "matter", matter="other")
    assert send(client).status_code == 302
    assert Report.objects.get().matter == "other"


def test_only_the_one_answer_is_enough(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other")
    assert send(client).url == reverse("report_sent")
    assert Report.objects.get().danger is None


def test_danger_files_with_urgency(client: Client) -> None:
    begin(client)
    give(client, "danger", danger="yes")
    give(client, "matter", matter="control")
    send(client)
    assert Report.objects.get().level == Level.IMMEDIATE


def test_changing_an_answer_leads_back_to_the_last_page(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other")
    client.get(reverse("report_check"))
    assert give(client, "when", when="week").url == reverse("report_check")
    assert give(client, "contact", way="call").url == reverse("report_question", args=["reach"])
    assert give(client, "reach", value="+258 84 000 0012").url == reverse("report_check")
    assert give(client, "contact", way="no").url == reverse("report_check")
    assert not held(client).report().reachable()


def test_the_receipt_is_shown_once_and_again_only_when_asked_for(client: Client) -> None:
    tell(client)
    first = client.get(reverse("report_sent"))
    filed = first.context["filed"]
    assert str(filed.receipt) in first.text
    assert read_receipt(str(filed.receipt)) == filed.receipt
    assert filed.reference in first.text
    second = client.get(reverse("report_sent"))
    assert str(filed.receipt) not in second.text
    assert filed.reference in second.text
    assert str(filed.receipt) in client.post(reverse("report_sent")).text
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert client.post(reverse("report_sent"))["Location"] == reverse("report")


def test_a_double_submit_is_one_report(client: Client) -> None:
    tell(client)
    assert send(client).url == reverse("report_sent")
    assert Report.objects.count() == 1


def test_the_back_button_after_sending_says_that_it_was_sent(client: Client) -> None:
    tell(client)
    for address in (reverse("report_question", args=["story"]), reverse("report_check"), reverse("report")):
        assert client.get(address)["Location"] == reverse("report_sent")
    assert give(client, "story", narrative="Changed").url == reverse("report_sent")
    assert Report.objects.count() == 1


def test_clearing_the_browser_forgets_the_receipt_and_keeps_the_report(client: Client) -> None:
    tell(client)
    client.post(reverse("report_throw_away"))
    assert not Draft.objects.exists()
    assert Report.objects.count() == 1
    assert client.get(reverse("report_sent"))["Location"] == reverse("report")


def test_leaving_quickly_after_sending_forgets_the_receipt(client: Client) -> None:
    tell(client)
    client.get(reverse("leave"))
    assert not Draft.objects.exists()
    assert client.cookies[cookies.DRAFT].value == ""


def test_too_many_reports_from_one_visit_wait_with_their_answers_kept(client: Client) -> None:
    for number in range(3):
        assert tell(client, narrative=f"Made-up story number {number}").url == reverse("report_sent")
    waiting = tell(client, narrative="One more")
    assert waiting.status_code == 429
    assert Report.objects.count() == 3
    assert held(client).told["story"]["narrative"] == "One more"
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert send(client).url == reverse("report_sent")
    assert "many_in_a_visit" in Report.objects.latest("received_at").misuse


def test_danger_never_waits(client: Client) -> None:
    for _ in range(3):
        tell(client)
    begin(client)
    give(client, "danger", danger="yes")
    give(client, "matter", matter="other")
    assert send(client).url == reverse("report_sent")


def test_the_trap_and_the_haste_are_marked_and_nothing_is_dropped(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other", website="http://spam.invalid")
    assert send(client).status_code == 302
    assert set(Report.objects.get().misuse) == {"trap", "too_fast"}


def test_who_takes_their_time_is_not_marked(client: Client) -> None:
    start = clock.now()
    with clock.at(start):
        begin(client)
        give(client, "matter", matter="other", website="")
    with clock.at(start + timedelta(minutes=2)):
        send(client)
    assert Report.objects.get().misuse == []


def test_a_clock_that_was_set_back_marks_nobody(client: Client) -> None:
    start = clock.now()
    with clock.at(start + timedelta(hours=1)):
        begin(client)
        give(client, "matter", matter="other")
    with clock.at(start):
        assert send(client).url == reverse("report_sent")
        assert client.get(reverse("report_sent")).status_code == 200
    assert Report.objects.get().misuse == []


def test_a_place_that_was_taken_from_the_list_meanwhile_can_be_corrected(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other")
    give(client, "province", province="XX01")
    give(client, "district", district="XX0102")
    from amparo.geography.models import Unit

    Unit.objects.filter(pcode="XX0102").delete()
    refused = send(client)
    assert refused.status_code == 400
    assert reverse("report_question", args=["district"]) in refused.text
    assert not Report.objects.exists()


def test_where_nobody_receives_the_answers_are_kept(client: Client) -> None:
    IntakeRule.objects.all().delete()
    assert tell(client).status_code == 503
    assert held(client).told["story"]["narrative"] == "A made-up story."
    assert not Report.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_at_the_same_moment_is_one_report(client: Client) -> None:
    begin(client)
    give(client, "matter", matter="other")
    token = client.cookies[cookies.DRAFT].value

    def press(_number: int) -> int:
        browser = Client()
        browser.cookies[cookies.DRAFT] = token
        try:
            return int(send(browser).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(press, range(4))) == {302}
    assert Report.objects.count() == 1


def test_an_answer_that_came_while_it_was_being_sent_is_sent_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what the page read and what is sent lies a moment, and somebody may type in it."""
    begin(client)
    give(client, "matter", matter="offer")
    give(client, "story", narrative="A made-up story.")
    token = client.cookies[cookies.DRAFT].value

    def meanwhile(self: unfinished.Unfinished) -> None:
        found = unfinished.find(token)
        assert found is not None
        found.answer("story", {"narrative": "A made-up story, and its end."})

    monkeypatch.setattr(unfinished.Unfinished, "pause", meanwhile)
    assert send(client).status_code == 302
    filed = held(client).opened.filed
    assert filed is not None
    reading = returning.find(returning.enter(filed.receipt))
    assert reading is not None
    told = open_field(reading.report, "account", reading.key)
    assert told["narrative"] == "A made-up story, and its end."
