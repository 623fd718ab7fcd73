"""Clocks, notices, justice steps and boards as they look, on a phone and on a desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from amparo.accounts.models import Kind, Membership, Role
from amparo.cases.justice.actions import Stepped, take_step
from amparo.cases.models import JusticeStepKind, Obligation, Waiver
from amparo.cases.obligations.actions import waive
from amparo.cases.obligations.escalation import wake_clocks
from amparo.kernel import clock
from tests.journeys.conftest import BOTH, LooksRight, PageOf
from tests.make import make_case, make_institution, make_membership, make_unit
from tests.people import actor, make_people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_boards_and_clocks_look_right(page_of: PageOf, looks_right: LooksRight) -> None:
    people = make_people(Role.SUPERVISOR)
    now = clock.now()
    with clock.at(now - timedelta(days=40)):
        for number in range(5):
            make_case(people.owner, province=make_unit(f"XX0{number % 2}"))
    with clock.at(now - timedelta(days=5)):
        fresh = make_case(people.owner)
    row = Obligation.objects.get(case=fresh, kind="first_visit")
    other = Obligation.objects.get(case=fresh, kind="assessment")
    waive(actor(people.owner), row, Waiver.ELSEWHERE, words="The made-up helpline has seen the person.")
    today = now.date()
    for kind, days in ((JusticeStepKind.INQUIRY_OPENED, 230), (JusticeStepKind.CHARGED, 30)):
        fresh.refresh_from_db()
        stepped = Stepped(kind, today - timedelta(days=days), court="Made-up office, 7/26")
        take_step(actor(people.owner), fresh, stepped, version=fresh.version)
    fresh.refresh_from_db()
    withdrawn = Stepped(
        JusticeStepKind.WITHDRAWN, today, next_on=today + timedelta(days=9), public_crime=True
    )
    take_step(actor(people.owner), fresh, withdrawn, version=fresh.version)
    wake_clocks()
    board, key = make_institution(kind=Kind.COORDINATION)
    analyst = make_membership(board, key, role=Role.ANALYST)
    pages: list[tuple[Membership, str, list[Any]]] = [
        (people.owner, name, []) for name in ("desk", "work", "load", "notices", "clocks", "account")
    ] + [
        (people.owner, "case_clocks", [fresh.pk]),
        (
            people.owner,
            "case_clock_waive",
            [fresh.pk, other.pk],
        ),
        (people.owner, "case_justice", [fresh.pk]),
        (people.owner, "case_justice_step", [fresh.pk]),
        (analyst, "coordination", []),
        (analyst, "notices", []),
    ]
    for member, name, arguments in pages:
        page = page_of(member)
        answer = page.goto(reverse(name, args=arguments))
        assert answer is not None
        assert answer.ok
        looks_right(page, f"boards-{member.role}-{name}", sizes=BOTH)
