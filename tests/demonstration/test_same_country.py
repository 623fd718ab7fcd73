"""The same seed makes the same country, down to what only a key opens."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.policy import Actor
from amparo.demonstration import load, people
from amparo.kernel import clock
from amparo.ledger.models import Entry
from amparo.reports import decisions, dialogue, opening
from amparo.reports.models import Report

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CLEAR = (
    "institution__name",
    "language",
    "voice",
    "matter",
    "danger",
    "province",
    "district",
    "when",
    "signs",
    "age_band",
    "sex",
    "may_contact",
    "received_at",
    "state",
    "level",
    "urgency",
    "reasons",
    "misuse",
    "due_at",
    "escalation",
    "unread",
)


def _actor(institution: Institution) -> Actor:
    current = Membership.objects.current().filter(institution=institution)
    member = current.filter(role__in=[Role.TRIAGE, Role.SUPERVISOR]).order_by("person__username")[0]
    return Actor(member, Keyring(member, keys.unwrap(member.person, people.PASSWORD)))


def _loaded(seed: int) -> list[Any]:
    """Everything that the country says, in an order that random keys do not change; nothing of it is kept."""
    with transaction.atomic(), clock.at(NOW):
        load.load_country(size=25, seed=seed)
        actors: dict[Any, Actor] = {}
        said: list[Any] = []
        for report in Report.objects.select_related("institution"):
            actor = actors.setdefault(report.institution_id, _actor(report.institution))
            with opening.reading(actor, report) as opened:
                talk = [turn.text for turn in dialogue.turns(report, opened.key)]
                reasons = [
                    (told.decision.verdict, told.reason) for told in decisions.history(report, opened.key)
                ]
                said.append((report.received_at, opened.told, opened.contact, talk, reasons))
        said.sort(key=repr)
        clear = sorted(Report.objects.values_list(*CLEAR), key=repr)
        names = sorted(member.person.name for member in Membership.objects.select_related("person"))
        events = list(Entry.objects.order_by("index").values_list("at", "event"))
        transaction.set_rollback(True)
    return [said, clear, names, events]


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_country() -> None:
    first = _loaded(4)
    assert len(first[0]) == 25
    assert _loaded(4) == first
