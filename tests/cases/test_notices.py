"""Notices: who sees which, and an e-mail over a real connection that says nothing of any case."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from amparo.accounts.models import Kind, Person, Role
from amparo.cases.models import Case, Notice, NoticeKind, Obligation
from amparo.cases.notices import mail
from amparo.cases.notices.line import gathered
from amparo.cases.obligations.actions import open_for
from amparo.cases.obligations.escalation import wake_clocks
from amparo.kernel import clock
from tests.make import make_case, make_institution, make_membership
from tests.people import People, actor, make_people, sign_in

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATE = START + timedelta(days=8)


class Session(socketserver.StreamRequestHandler):
    """A mail server's end of RFC 5321, as much as a client needs."""

    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                self.say("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += self.rfile.readline()
                server.taken.append(body[:-5])
                self.say("250 taken")
            elif word == b"RCPT" and server.refused in line:
                self.say("550 nobody here")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """Listens on loopback and keeps what it was given."""

    daemon_threads = True
    refused = b"\0"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[bytes] = []


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with Server() as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listening.server_address[:2]
        yield listening
        listening.shutdown()


@pytest.fixture
def people() -> People:
    found = make_people(Role.SUPERVISOR)
    found.owner.person.address = "made-up@example.org"
    found.owner.person.language = "en"
    found.owner.person.save()
    return found


@pytest.fixture
def case(people: People) -> Case:
    with clock.at(START):
        case = make_case(people.owner)
    with clock.at(LATE):
        wake_clocks()
    return case


def test_an_address_is_sealed(people: People) -> None:
    stored = Person.objects.get(pk=people.owner.person_id)
    assert stored.address == "made-up@example.org"
    assert b"made-up" not in bytes(stored.sealed_address or b"")
    stored.address = ""
    assert stored.sealed_address is None


def test_a_message_says_only_that_there_is_something_new(people: People, case: Case, server: Server) -> None:
    with clock.at(LATE):
        assert mail.send() == 1
    (taken,) = server.taken
    message = message_from_bytes(taken, policy=policy.default)
    body = message.get_body()
    assert body is not None
    assert message["Subject"] == "Something new in Amparo"
    assert "Sign in" in body.get_content()
    for secret in (case.reference, people.owner.institution.name, people.owner.person.name, "http", "late"):
        assert secret not in taken.decode()


def test_one_message_an_hour_and_none_for_what_was_seen(people: People, case: Case, server: Server) -> None:
    notice = Notice.objects.filter(membership=people.owner).latest("at")
    with clock.at(LATE):
        assert (mail.send(), mail.send()) == (1, 0)
        Notice.objects.create(membership=people.owner, kind=NoticeKind.WARNED)
    with clock.at(LATE + timedelta(minutes=30)):
        assert mail.send() == 0
    with clock.at(LATE + timedelta(minutes=61)):
        assert mail.send() == 1
        Notice.objects.create(membership=people.owner, kind=NoticeKind.WARNED, seen_at=LATE)
    with clock.at(LATE + timedelta(hours=3)):
        assert mail.send() == 0
    notice.refresh_from_db()
    assert notice.mailed_at == LATE
    assert len(server.taken) == 2


def test_a_server_that_is_down_is_tried_again(people: People, case: Case, server: Server) -> None:
    server.shutdown()
    server.server_close()
    with clock.at(LATE):
        assert mail.send() == 0
    assert not Notice.objects.exclude(mailed_at=None).exists()


def test_a_refused_address_keeps_nobody_waiting(people: People, case: Case, server: Server) -> None:
    server.refused = b"made-up@"
    people.colleague.person.address = "other@example.org"
    people.colleague.person.save()
    with clock.at(LATE):
        assert mail.send() == 2
        assert mail.send() == 0
    assert len(server.taken) == 1


def test_without_a_server_nothing_is_sent(people: People, case: Case, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    with clock.at(LATE):
        assert mail.send() == 0


def test_the_desk_counts_and_the_page_lists_until_seen(people: People, case: Case, client: Client) -> None:
    sign_in(client, people.owner)
    unseen = Notice.objects.of(people.owner).unseen().count()
    assert unseen == 6  # two clocks: a warning, the end, and the supervisor's
    with clock.at(LATE):
        assert f"<b>{unseen}</b>" in client.get(reverse("desk")).content.decode()
        page = client.get(reverse("notices")).content.decode()
    assert case.reference in page
    newest = Notice.objects.of(people.owner).latest("at").at
    client.post(reverse("notices_seen"), {"until": newest.isoformat()})
    assert Notice.objects.of(people.owner).unseen().count() == 0
    assert Notice.objects.of(people.colleague).unseen().exists()


def test_the_coordinating_body_is_told_of_no_case(people: People, case: Case, client: Client) -> None:
    coordination, key = make_institution(kind=Kind.COORDINATION)
    analyst = make_membership(coordination, key, role=Role.ANALYST)
    with clock.at(START + timedelta(days=40)):
        wake_clocks()
    sign_in(client, analyst)
    page = client.get(reverse("notices")).content.decode()
    assert people.owner.institution.name in page
    assert case.reference not in page
    assert str(case.pk) not in page


def test_a_receiver_is_led_to_the_referral_and_not_to_the_case(
    people: People, case: Case, client: Client
) -> None:
    referral = uuid4()
    with clock.at(START):
        row = open_for(case, "referral_answer", about=referral, institution=people.partner.institution)
    Notice.objects.create(membership=people.partner, kind=NoticeKind.SUPERVISE, obligation=row)
    sign_in(client, people.partner)
    page = client.get(reverse("notices")).content.decode()
    assert reverse("referral_incoming", args=[referral]) in page
    assert str(case.pk) not in page


def test_who_answers_for_another_institution_s_case_does_not_learn_its_reference(
    people: People, case: Case, client: Client
) -> None:
    row = Obligation.objects.filter(case=case).first()
    assert row is not None
    Notice.objects.create(membership=people.partner, kind=NoticeKind.SUPERVISE, obligation=row)
    sign_in(client, people.partner)
    assert case.reference not in client.get(reverse("notices")).content.decode()


def test_an_address_is_given_and_taken_away_on_one_s_own_page(people: People, client: Client) -> None:
    sign_in(client, people.colleague)
    for typed, kept in (("a@example.org", "a@example.org"), ("not one", "a@example.org"), ("", "")):
        client.post(reverse("account_address"), {"address": typed})
        assert Person.objects.get(pk=people.colleague.person_id).address == kept


def test_what_is_told_about_a_case_stands_together_and_once_a_clock(people: People, case: Case) -> None:
    own = Notice.objects.of(people.owner)
    clocks = {notice.obligation_id for notice in own}
    (one,) = gathered(actor(people.owner), own)
    assert one.reference == case.reference
    assert one.new
    assert set(one.lines) == clocks
    assert sum(1 + line.before for line in one.lines.values()) == own.count() > len(clocks)


def test_the_coordinating_body_is_told_by_institution_and_not_by_case(people: People, case: Case) -> None:
    board, key = make_institution(kind=Kind.COORDINATION)
    analyst = make_membership(board, key, role=Role.ANALYST)
    for row in Obligation.objects.filter(case=case):
        Notice.objects.create(membership=analyst, kind=NoticeKind.COORDINATION, obligation=row, at=LATE)
    (one,) = gathered(actor(analyst), Notice.objects.of(analyst))
    assert one.institution == people.owner.institution.name
    assert case.reference not in str(one)
    assert str(case.pk) not in str(one)
