"""What every public page is: light, alone, unremembered, and left with one touch."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amparo.reports.answers import Answers, Channel
from amparo.reports.intake import receive_report
from amparo.reports.portal.questions import FORMS
from tests.reports.portal.test_asking import begin, give
from tests.reports.portal.test_sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("receiving")]

HEAVIEST = 14 * 1024  # bytes over the wire, with the stylesheet and the script
PLAIN = ("front", "help", "privacy", "report", "return", "report_danger", "report_lost")


class Elements(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def addresses(self) -> list[str]:
        names = ("src", "href", "action", "srcset", "data", "poster")
        return [value for _tag, given in self.found for name in names if (value := given.get(name))]

    def focusable(self) -> list[dict[str, str | None]]:
        return [
            given
            for tag, given in self.found
            if (tag == "a" and "href" in given) or tag in {"button", "input", "select", "textarea"}
        ]


def pages(client: Client) -> list[tuple[str, Any]]:
    """Every public page, with as much on it as a person can bring there."""
    seen = [(name, client.get(reverse(name))) for name in PLAIN]
    begin(client, "child")
    seen.append(("resume", client.get(reverse("report"))))
    give(client, "matter", matter="other")
    give(client, "province", province="XX01")
    give(client, "contact", way="sms")
    seen += [(key, client.get(reverse("report_question", args=[key]))) for key in FORMS]
    seen.append(("wrong", give(client, "matter", matter="nothing")))
    seen.append(("check", client.get(reverse("report_check"))))
    send(client)
    seen.append(("sent", client.get(reverse("report_sent"))))
    seen.append(("sent before", client.get(reverse("report_sent"))))
    receipt = receive_report(Answers(matter="offer"), channel=Channel.WEB, language="en").receipt
    client.post(reverse("return"), {"receipt": str(receipt)})
    seen += [(name, client.get(reverse(name))) for name in ("visit", "withdraw")]
    seen.append(("visit_ended", client.post(reverse("end_visit"))))
    seen.append(("thrown_away", client.post(reverse("report_throw_away"))))
    seen.append(("not found", client.get(reverse("front") + "nothing/")))
    return seen


def weight(name: str) -> int:
    """Bytes of a static file as the server sends it: compressed beforehand, by whitenoise."""
    found = finders.find(name)
    assert isinstance(found, str)
    return len(gzip.compress(Path(found).read_bytes(), 9))


@pytest.mark.parametrize("language", ["pt-mz", "en"])
def test_every_page_is_light_alone_and_left_with_one_touch(client: Client, language: str) -> None:
    with translation.override(language):
        for name, page in pages(client):
            elements = Elements(page.text)
            statics = {address for address in elements.addresses() if address.startswith(settings.STATIC_URL)}
            assert {Path(address).name for address in statics} == {"public.css", "leave.js"}, name
            # The page counts uncompressed, as the oldest browser gets it.
            heavy = len(page.content) + sum(
                weight(address.removeprefix(settings.STATIC_URL)) for address in statics
            )
            assert heavy <= HEAVIEST, f"{name} weighs {heavy} bytes"
            for address in elements.addresses():
                assert re.match(r"/(?!/)|#|tel:\d+$|data:,$", address), f"{name} points to {address}"
            assert elements.focusable()[0]["href"] == reverse("leave"), name
            assert elements.focusable()[1]["href"] == "#main", name
            assert any(given.get("hreflang") for _tag, given in elements.found), name
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page.text), name


def test_the_stylesheet_is_at_most_four_kilobytes() -> None:
    found = finders.find("public.css")
    assert isinstance(found, str)
    assert Path(found).stat().st_size <= 4096


def test_every_page_forbids_keeping_referring_and_framing(client: Client) -> None:
    for name, page in pages(client):
        assert page["Cache-Control"] == "no-store", name
        assert page["Referrer-Policy"] == "no-referrer", name
        assert "default-src 'none'" in page["Content-Security-Policy"], name
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"], name


@pytest.mark.parametrize("name", ["front", "help", "privacy"])
def test_a_page_that_is_only_read_sets_no_cookie(name: str) -> None:
    assert not Client().get(reverse(name)).cookies


def test_the_other_language_is_the_same_page(client: Client) -> None:
    assert '<a href="/en/help/" lang="en"' in client.get("/help/").text
    assert '<a href="/help/" lang="pt-mz"' in client.get("/en/help/").text


def test_the_banner_says_when_it_is_a_demonstration(client: Client) -> None:
    assert 'class="demo"' in client.get("/en/").text


def test_the_onion_address_is_advertised_when_there_is_one(client: Client, settings: Any) -> None:
    settings.AMPARO_ONION = "http://madeup.onion"
    page = client.get("/en/")
    assert page["Onion-Location"] == "http://madeup.onion/en/"
    assert "http://madeup.onion" in page.text


def test_the_way_out_is_where_the_deployment_says(client: Client, settings: Any) -> None:
    settings.AMPARO_EXIT_URL = "https://example.invalid/weather"
    left = client.get(reverse("leave"))
    assert (left.status_code, left["Location"]) == (303, "https://example.invalid/weather")
    assert client.head(reverse("leave")).status_code == 303
