"""The made-up country in the database: everybody has a key that opens, and everything happened in order."""

import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Kind, Membership, Person, Role
from amparo.accounts.policy import Actor
from amparo.demonstration import codes, load, madeup, people
from amparo.geography.models import Unit
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError, Misconfigured
from amparo.kernel.references import read_receipt
from amparo.ledger.models import Entry
from amparo.ledger.verify import verify_all
from amparo.reports import lookalikes, opening, returning
from amparo.reports.answers import Channel
from amparo.reports.identifiers import Identifier
from amparo.reports.models import Author, ContactPoint, Escalation, IntakeRule, Level, Report, State

pytestmark = pytest.mark.django_db

SIZE = 150
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Half of what `make run` shows, loaded once for this module and taken away after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(NOW):
            load.load_country(SIZE)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _at_the_moment_of_loading() -> Iterator[None]:
    with clock.at(NOW):
        yield


def _actor(membership: Membership) -> Actor:
    """Signed in with the printed password."""
    return Actor(membership, Keyring(membership, keys.unwrap(membership.person, people.PASSWORD)))


def _decider(institution: Institution) -> Actor:
    current = Membership.objects.current().filter(institution=institution)
    return _actor(current.filter(role__in=[Role.TRIAGE, Role.SUPERVISOR]).order_by("pk")[0])


def test_every_kind_of_institution_is_there_and_says_that_it_is_made_up() -> None:
    institutions = Institution.objects.all()
    assert {one.kind for one in institutions} == set(Kind.values)
    assert all(one.demonstration and "demonstração" in one.name for one in institutions)
    for kind in (Kind.POLICE_DESK, Kind.SOCIAL_ACTION, Kind.HEALTH, Kind.EDUCATION):
        places = set(institutions.filter(kind=kind).values_list("place", flat=True))
        assert places == set(Unit.objects.provinces().values_list("pcode", flat=True))


def test_every_role_is_there_where_it_may_be() -> None:
    members = list(Membership.objects.current().select_related("institution", "person"))
    assert {one.role for one in members} == set(Role.values)
    assert all(Role(one.role) in one.institution.roles for one in members)
    assert Institution.objects.filter(memberships=None).count() == 0
    busiest = Institution.objects.get(kind=Kind.HELPLINE)
    assert busiest.memberships.filter(role=Role.TRIAGE).count() == 2


def test_who_receives_reports_has_somebody_to_triage_them() -> None:
    for rule in IntakeRule.objects.select_related("institution"):
        assert rule.institution.memberships.current().filter(role=Role.TRIAGE).exists()


def test_made_up_people_sign_in_with_the_printed_password_and_code(client: Client) -> None:
    person = Person.objects.get(username="ana.triagem")
    assert person.check_password(people.PASSWORD)
    digits = codes.current_code("ana.triagem")
    stored = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    assert digits not in str(stored.data)
    client.post(reverse("account_login"), {"login": "ana.triagem", "password": people.PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": digits})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_code_changes_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totp.time, "time", lambda: 1_000_000_000.0)
    first = codes.current_code("ana.triagem")
    monkeypatch.setattr(totp.time, "time", lambda: 1_000_000_300.0)
    assert codes.current_code("ana.triagem") != first


def test_nobody_else_has_a_code() -> None:
    with pytest.raises(AmparoError):
        codes.current_code("ninguem.aqui")


def test_reports_came_through_the_one_door() -> None:
    assert Report.objects.count() == SIZE
    assert set(Report.objects.values_list("channel", flat=True)) == {Channel.DEMONSTRATION}
    events = Counter(Entry.objects.values_list("event", flat=True))
    assert events["report.received"] == SIZE
    moments = list(Entry.objects.order_by("index").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= f"{NOW:%Y-%m-%dT%H:%M:%SZ}"


def test_the_ledger_holds_together() -> None:
    assert verify_all().ok


def test_most_are_decided_and_some_still_wait_in_every_queue() -> None:
    states = Counter(Report.objects.values_list("state", flat=True))
    assert set(states) == set(State.values)
    assert 25 <= states[State.WAITING] <= 50
    waiting = Report.objects.awaiting_triage()
    assert set(waiting.values_list("level", flat=True)) == set(Level.values)
    assert {Escalation.NONE, Escalation.WARNED, Escalation.SUPERVISOR, Escalation.COORDINATION} == set(
        waiting.values_list("escalation", flat=True)
    )
    assert not waiting.filter(escalates_at__lte=NOW).exists()
    intake = Institution.objects.filter(intake_rules__isnull=False).distinct()
    for institution in intake:
        assert waiting.held_by(institution).exists(), institution.name


def test_every_holder_opens_what_it_holds() -> None:
    for institution in Institution.objects.filter(reports__isnull=False).distinct():
        actor = _decider(institution)
        report = institution.reports.order_by("received_at")[0]
        with opening.reading(actor, report) as opened:
            assert set(opened.told) == {"narrative", "place", "names", "online"}


def test_officers_and_reporters_wrote_to_each_other() -> None:
    talked = [
        report
        for report in Report.objects.all()
        if {one.author for one in report.messages.all()} == set(Author.values)
    ]
    assert len(talked) > 5
    assert Report.objects.filter(unread=True).exists()


def test_a_ring_is_found_across_institutions() -> None:
    number = Identifier("phone", f"+258{madeup.number(madeup.RECRUITERS, 0)}")
    points = ContactPoint.objects.filter(digest=number.digest).select_related("report__institution")
    reports = [point.report for point in points]
    assert len(reports) >= 3
    assert len({report.institution_id for report in reports}) > 1
    found = lookalikes.of(reports[0], reports[0].institution)
    assert len(found.here) + found.elsewhere["phone"] >= len(reports) - 1


def test_the_kept_receipts_open_a_dialogue() -> None:
    path = load.receipts_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    for line in lines:
        reading = returning.find(returning.enter(read_receipt(line.split("  ")[0])))
        assert reading is not None
        assert any(message.author == Author.OFFICER for message, _text in reading.dialogue())


def test_loading_again_changes_nothing() -> None:
    before = Entry.objects.count()
    load.load_country(size=500, seed=9)
    assert Report.objects.count() == SIZE
    assert Entry.objects.count() == before


def test_it_refuses_outside_the_demonstration(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(Misconfigured):
        load.load_country()
    with pytest.raises(Misconfigured):
        codes.current_code("ana.triagem")
