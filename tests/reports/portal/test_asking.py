"""The questions, as a browser without JavaScript meets them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amparo.kernel import clock
from amparo.kernel.fields import open_field
from amparo.reports import drafts
from amparo.reports.models import Draft
from amparo.reports.portal import cookies, unfinished
from amparo.reports.portal.questions import FORMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("receiving")]


def begin(client: Client, voice: str = "adult") -> None:
    assert client.post(reverse("report"), {"voice": voice}).status_code == 302


def give(client: Client, key: str, **fields: Any) -> Any:
    return client.post(reverse("report_question", args=[key]), fields)


def held(client: Client) -> unfinished.Unfinished:
    found = unfinished.find(client.cookies[cookies.DRAFT].value)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["pt-mz", "en"])
@pytest.mark.parametrize("voice", ["child", "adult"])
@pytest.mark.parametrize("key", list(FORMS))
def test_every_question_is_shown_in_both_languages_and_both_voices(
    client: Client, language: str, voice: str, key: str
) -> None:
    with translation.override(language):
        begin(client, voice)
        give(client, "province", province="XX01")
        give(client, "contact", way="sms")
        page = client.get(reverse("report_question", args=[key]))
        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
        assert page.text.count("<h1>") == 1
        asked = page.context["words"].asked
        assert str(asked) in page.text


def test_a_child_is_asked_in_other_words_than_an_adult(client: Client) -> None:
    pages = {}
    for voice in ("child", "adult"):
        begin(client, voice)
        pages[voice] = client.get(reverse("report_question", args=["matter"])).context["words"].asked
    assert pages["child"] != pages["adult"]


def test_every_question_but_one_can_be_skipped(client: Client) -> None:
    begin(client)
    for key in FORMS:
        answered = give(client, key, skip="1")
        if key == "matter":
            assert answered.status_code == 400
            assert 'name="skip"' not in answered.text
        else:
            assert answered.status_code == 302
    assert "matter" not in held(client).told


def test_danger_shows_what_to_do_before_anything_else(client: Client) -> None:
    begin(client)
    answered = give(client, "danger", danger="yes")
    assert answered.url == reverse("report_danger")
    page = client.get(answered.url)
    assert "tel:112" in page.text
    assert "tel:116" in page.text
    assert reverse("report_question", args=["matter"]) in page.text


def test_districts_are_those_of_the_province_and_forgotten_with_it(client: Client) -> None:
    begin(client)
    assert give(client, "province", province="XX01").url == reverse("report_question", args=["district"])
    give(client, "district", district="XX0101", place="By the market")
    assert held(client).told["district"]["place"] == "By the market"
    assert give(client, "province", skip="1").url == reverse("report_question", args=["online"])
    assert "district" not in held(client).told


def test_the_draft_is_sealed_under_what_only_the_cookie_holds(client: Client) -> None:
    begin(client)
    give(client, "story", narrative="A planted secret")
    row = Draft.objects.get()
    token = client.cookies[cookies.DRAFT].value
    assert b"planted" not in bytes(row.content or b"")
    assert token.encode() not in bytes(row.content or b"") + bytes(row.digest)
    opened = drafts.find(token)
    assert opened is not None
    assert open_field(row, "content", opened.key)["told"]["story"]["narrative"] == "A planted secret"
    cookie = client.cookies[cookies.DRAFT]
    assert cookie["httponly"]
    assert cookie["max-age"] == 24 * 3600


def test_on_return_it_offers_to_go_on_or_throw_away_without_showing_anything(client: Client) -> None:
    begin(client)
    give(client, "story", narrative="A planted secret")
    page = client.get(reverse("report"))
    assert "planted" not in page.text
    assert reverse("report_question", args=["danger"]) in page.text
    assert reverse("report_throw_away") in page.text
    client.post(reverse("report_throw_away"))
    assert not Draft.objects.exists()
    assert client.cookies[cookies.DRAFT].value == ""


def test_an_expired_draft_is_gone_and_the_answer_just_written_is_not(client: Client) -> None:
    begin(client)
    give(client, "when", when="week")
    with clock.at(clock.now() + timedelta(hours=25)):
        assert client.get(reverse("report_question", args=["story"]))["Location"] == reverse("report")
        answered = give(client, "story", narrative="Written too late", voice="child")
        assert answered.url == reverse("report_lost")
        assert held(client).told == {"story": {"narrative": "Written too late"}}
        assert held(client).voice == "child"
    assert client.get(answered.url).status_code == 200


def test_a_lost_cookie_loses_nothing_that_was_just_written(client: Client) -> None:
    begin(client)
    client.cookies.clear()
    assert give(client, "story", narrative="Still here").url == reverse("report_lost")
    assert held(client).told["story"]["narrative"] == "Still here"


@pytest.mark.parametrize("token", ["", "no key", "é", "AAAA", "=" * 50])
def test_a_cookie_that_is_not_ours_is_no_draft(client: Client, token: str) -> None:
    client.cookies[cookies.DRAFT] = token
    assert client.get(reverse("report")).status_code == 200
    assert client.get(reverse("report_question", args=["story"]))["Location"] == reverse("report")


def test_an_over_long_text_is_refused_with_the_limit_and_kept_in_the_page(client: Client) -> None:
    begin(client)
    with translation.override("en"):
        page = give(client, "story", narrative="long " * 5000)
        assert page.status_code == 400
        assert "24999 characters. The limit is 20000" in page.text
        assert page.text.count("long ") >= 4999
    assert "story" not in held(client).told


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("\u202eمرحبا שלום", "\u202eمرحبا שלום"),
        ("😢😢", "😢😢"),
        ("one\r\ntwo", "one\ntwo"),
        ("x" * 20_000, "x" * 20_000),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
    ids=["null", "right-to-left", "emoji", "line-break", "longest", "markup"],
)
def test_what_was_typed_is_kept_as_it_is(client: Client, typed: str, kept: str) -> None:
    begin(client)
    assert give(client, "story", narrative=typed).status_code == 302
    assert held(client).told["story"]["narrative"] == kept
    page = client.get(reverse("report_check")).text
    assert "<script>alert" not in page
    assert client.get(reverse("report_question", args=["story"])).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"narrative=Em%20S%E3o%20Jo%E3o", b"narrative=Em S\xe3o Jo\xe3o"],
    ids=["escaped", "raw"],
)
def test_an_old_phone_that_does_not_speak_utf8_is_understood(client: Client, body: bytes) -> None:
    begin(client)
    client.post(reverse("report_question", args=["story"]), body, "application/x-www-form-urlencoded")
    assert held(client).told["story"]["narrative"] == "Em São João"


def test_a_replacement_sign_that_was_typed_stays_one(client: Client) -> None:
    begin(client)
    give(client, "story", narrative="ã \ufffd")
    assert held(client).told["story"]["narrative"] == "ã \ufffd"
    body = "narrative=%C3%A3+%EF%BF%BD"
    client.post(reverse("report_question", args=["story"]), body, "application/x-www-form-urlencoded")
    assert held(client).told["story"]["narrative"] == "ã \ufffd"


def test_ten_megabytes_are_refused_unread_and_the_draft_stays(client: Client) -> None:
    begin(client)
    give(client, "when", when="week")
    page = give(client, "story", narrative="x" * 10_000_000)
    assert page.status_code == 413
    assert reverse("report_question", args=["story"]) in page.text
    assert held(client).told["when"] == {"when": "week"}


def test_a_file_that_nobody_asked_for_is_not_read(client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    begin(client)
    answered = give(client, "story", narrative="Words", picture=SimpleUploadedFile("a.bin", b"\x89" * 1000))
    assert answered.status_code == 302
    assert not answered.wsgi_request.FILES
    assert held(client).told["story"] == {"narrative": "Words"}


def test_an_address_is_text_and_never_a_link(client: Client) -> None:
    begin(client)
    give(client, "online", platform="A game", address="http://example.invalid/x", account="@made_up")
    page = client.get(reverse("report_check")).text
    assert "http://example.invalid/x" in page
    assert 'href="http://example' not in page


def test_after_leaving_quickly_answers_are_kept_but_nobody_reads_them(client: Client) -> None:
    begin(client)
    give(client, "story", narrative="A planted secret")
    give(client, "province", province="XX01")
    give(client, "names", names="Planted Name")
    left = client.get(reverse("leave"))
    assert left.status_code == 303
    assert left["Clear-Site-Data"] == '"cache"'
    assert left["Referrer-Policy"] == "no-referrer"
    for key in FORMS:
        page = client.get(reverse("report_question", args=[key])).text
        assert "planted" not in page.lower()
        assert "Made-up" not in page or key == "province"
        assert 'value="XX01" selected' not in page
    check = client.get(reverse("report_check"))
    assert "planted" not in check.text.lower()
    give(client, "story", keep="1")
    give(client, "names", names="Another")
    assert held(client).told["story"]["narrative"] == "A planted secret"
    assert held(client).told["names"]["names"] == "Another"
    assert held(client).hidden == ["province", "story"]
    assert "Another" in client.get(reverse("report_check")).text


def test_an_unknown_question_is_not_found(client: Client) -> None:
    begin(client)
    assert client.get("/report/nothing/").status_code == 404
