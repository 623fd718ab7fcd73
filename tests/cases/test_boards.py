"""Boards: what they count, what they never show, and that their queries do not grow."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from amparo.accounts.models import Institution, Kind, Role
from amparo.cases.boards import coordination, load, work
from amparo.cases.justice.actions import Stepped, take_step
from amparo.cases.models import Case, FocalPoint, JusticeStepKind, Obligation
from amparo.cases.obligations.escalation import wake_clocks
from amparo.kernel import clock
from amparo.reports.models import IntakeRule
from tests.make import make_case, make_institution, make_membership, make_unit
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATE = START + timedelta(days=45)


@pytest.fixture
def board() -> Institution:
    return make_institution(kind=Kind.COORDINATION, name="The board")[0]


def cases(people: People, number: int) -> list[Case]:
    with clock.at(START):
        return [make_case(people.owner, province=make_unit(f"XX0{one % 3}")) for one in range(number)]


def test_my_work_is_mine_and_sorted_by_what_is_most_urgent(people: People) -> None:
    (case, other) = cases(people, 2)
    Case.objects.filter(pk=other.pk).update(worker=people.colleague)
    with clock.at(START + timedelta(days=7)):
        mine = work.of(actor(people.owner))
        assert {due.row.case_id for due in mine.today} == {case.pk}
    with clock.at(LATE):
        mine = work.of(actor(people.owner))
        assert (len(mine.late), mine.today, mine.later) == (2, [], [])
        assert work.of(actor(people.partner)).late == []


def test_the_start_page_is_about_what_a_role_is_about(people: People, client: Client) -> None:
    (case, closed) = cases(people, 2)
    private = actor(people.owner).keyring.institution_private()
    caseworker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    Case.objects.update(worker=caseworker)
    Case.objects.filter(pk=closed.pk).update(closed_at=START)
    sign_in(client, caseworker)
    with clock.at(LATE):
        answer = client.get(reverse("desk"))
        mine = work.of(actor(caseworker))
        own = answer.context["own"]
        assert (own.cases, own.late, own.later) == (1, len(mine.late), len(mine.later))
        assert own.late
        assert answer.context["work"] is None, "triage is not theirs to decide"
        assert f"{reverse('triage')}?level" not in answer.content.decode()
        IntakeRule.objects.create(institution=people.owner.institution)
        sign_in(client, people.owner)
        page = client.get(reverse("desk"))
    assert page.context["work"] is not None
    assert 'id="own"' not in page.content.decode(), "who decides reports and has no case is told of reports"
    assert case.reference not in page.content.decode()


def test_justice_dates_are_only_for_those_on_that_side_of_the_wall(people: People) -> None:
    (case,) = cases(people, 1)
    private = actor(people.owner).keyring.institution_private()
    caseworker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    with clock.at(START):
        stepped = Stepped(JusticeStepKind.REPORTED, START.date(), next_on=date(2026, 3, 10))
        take_step(actor(people.owner), case, stepped, version=case.version)
        Case.objects.filter(pk=case.pk).update(worker=caseworker)
        assert [step.case_id for step in work.of(actor(people.owner)).dates] == [case.pk]
        assert work.of(actor(caseworker)).dates == []


def test_load_counts_by_worker_stage_and_clock(people: People) -> None:
    cases(people, 3)
    with clock.at(LATE):
        wake_clocks()
        found = load.of(people.owner.institution)
    (one,) = found.workers
    assert (one.member, one.cases, one.running, one.late) == (people.owner, 3, 6, 6)
    assert sum(number for _, number in found.stages) == found.cases == 3
    assert sorted(number for _, number in found.late) == [3, 3]
    assert load.of(people.partner.institution).workers == []


def test_coordination_counts_institutions_and_provinces(people: People, board: Institution) -> None:
    cases(people, 4)
    with clock.at(LATE):
        wake_clocks()
        found = coordination.of()
        (row,) = found.institutions
        assert (row.name, row.still, row.late) == (people.owner.institution.name, 4, 8)
        assert sum(one.late for one in found.provinces) == 8
        assert len(found.provinces) == 3
        assert coordination.of(people.partner.institution).institutions == []
    with clock.at(START + timedelta(days=29)):
        assert coordination.of().total.still == 0


def test_the_coordinating_body_s_page_leads_to_no_case(
    people: People, board: Institution, client: Client
) -> None:
    rows = cases(people, 2)
    analyst = make_membership(board, b"", role=Role.ANALYST)
    sign_in(client, analyst)
    with clock.at(LATE):
        wake_clocks()
        page = client.get(reverse("coordination")).content.decode()
        narrowed = client.get(reverse("coordination"), {"institution": str(people.owner.institution_id)})
    for case in rows:
        assert case.reference not in page + narrowed.content.decode()
        assert str(case.pk) not in page + narrowed.content.decode()
    assert people.owner.person.name not in page
    assert f"?institution={people.owner.institution_id}" in page
    assert client.get(reverse("coordination"), {"institution": "x"}).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("work", 7), ("load", 5), ("coordination", 5)])
def test_queries_do_not_grow_with_the_cases(
    people: People, name: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked: Callable[[], object] = {
        "work": lambda: work.of(actor(people.owner)),
        "load": lambda: load.of(people.owner.institution),
        "coordination": coordination.of,
    }[name]
    cases(people, 12)
    with clock.at(LATE):
        wake_clocks()
        with django_assert_max_num_queries(most):
            asked()


def test_a_supervisor_names_the_focal_point_among_colleagues(people: People, client: Client) -> None:
    sign_in(client, people.owner)
    address = reverse("focal_point")
    client.post(address, {"membership": people.colleague.pk})
    assert FocalPoint.objects.get().membership == people.colleague
    client.post(address, {"membership": people.partner.pk})
    assert FocalPoint.objects.get().membership == people.colleague
    client.post(address, {"membership": ""})
    assert not FocalPoint.objects.exists()


def test_the_pages_say_it_in_both_languages(people: People, client: Client) -> None:
    (case,) = cases(people, 1)
    sign_in(client, people.owner)
    with clock.at(LATE):
        wake_clocks()
        for language, said in (("pt-mz", "Avaliar o risco"), ("en", "Assess the risk")):
            with translation.override(language):
                addresses = [reverse(name) for name in ("work", "load", "notices", "clocks")]
                addresses.append(reverse("case_clocks", args=[case.pk]))
            for address in addresses:
                assert said in client.get(address).content.decode()
    assert Obligation.objects.breached().exists()
