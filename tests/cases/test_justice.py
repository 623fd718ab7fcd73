"""Justice steps: their order, their dates, their terms, and a complaint that is withdrawn."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Role
from amparo.cases import compartments
from amparo.cases.justice import actions, order, terms
from amparo.cases.justice.actions import Stepped, take_step
from amparo.cases.lifecycle.blockers import closing_blockers
from amparo.cases.models import Case, Compartment, JusticeStep, JusticeStepKind, Obligation, ObligationState
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Hidden, NoKey
from amparo.ledger.models import Entry
from tests.make import make_case, make_membership, share_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
K = JusticeStepKind


@pytest.fixture
def case(people: People) -> Case:
    with clock.at(datetime(2026, 1, 5, 9, 0, tzinfo=UTC)):
        return make_case(people.owner)


def goes(people: People, case: Case, kind: K, on: date, **more: object) -> JusticeStep:
    case.refresh_from_db()
    with clock.at(NOW):
        return take_step(
            actor(people.owner),
            case,
            Stepped(kind, on, **more),  # type: ignore[arg-type]
            version=case.version,
        )


def test_the_order_has_an_end_and_every_step_is_reachable() -> None:
    reached: set[K | None] = set()
    waiting: set[K | None] = {None}
    while waiting:
        step = waiting.pop()
        reached.add(step)
        waiting |= set(order.can_follow(step)) - reached - {K.WITHDRAWN}
    assert reached - {None} == set(K) - {K.WITHDRAWN}
    assert order.can_follow(K.FINAL) == ()


def test_only_what_can_follow_is_taken(people: People, case: Case) -> None:
    goes(people, case, K.REPORTED, date(2026, 1, 10))
    for kind in set(K) - set(order.can_follow(K.REPORTED)):
        with pytest.raises(Conflict):
            goes(people, case, kind, date(2026, 1, 11))
    with pytest.raises(Conflict):
        goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 9))
    assert JusticeStep.objects.count() == 1


def test_terms_run_from_the_day_of_the_step_and_count_days_late(people: People, case: Case) -> None:
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    (term,) = terms.of(case)
    assert (term.kind.code, term.row.due_at.date()) == ("inquiry", date(2026, 7, 9))
    goes(people, case, K.CHARGED, date(2026, 7, 19))
    inquiry, acceptance = terms.of(case)
    assert (inquiry.row.state, inquiry.days_late) == (ObligationState.MET, 10)
    assert acceptance.row.state == ObligationState.OPEN
    with clock.at(NOW + timedelta(days=400)):
        assert terms.of(case)[1].days_late > 300


def test_a_step_on_the_last_day_is_in_time(people: People, case: Case) -> None:
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    goes(people, case, K.ARCHIVED, date(2026, 7, 9))
    assert [term.days_late for term in terms.of(case)] == [0]


def test_taking_back_restores_the_clocks(people: People, case: Case) -> None:
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    before = list(Obligation.objects.values_list("kind", "state", "due_at").order_by("kind"))
    step = goes(people, case, K.CHARGED, date(2026, 7, 19))
    case.refresh_from_db()
    with clock.at(NOW):
        actions.take_back(actor(people.owner), step, version=case.version)
    pending = Obligation.objects.pending().values_list("kind", "state", "due_at").order_by("kind")
    assert list(pending) == before
    assert goes(people, case, K.ARCHIVED, date(2026, 8, 1)).pk


def test_only_the_last_step_can_be_changed(people: People, case: Case) -> None:
    first = goes(people, case, K.REPORTED, date(2026, 1, 10))
    last = goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 12))
    case.refresh_from_db()
    with pytest.raises(Conflict):
        actions.set_next(actor(people.owner), first, date(2026, 10, 1), version=case.version)
    with pytest.raises(Conflict):
        actions.take_back(actor(people.owner), last, version=case.version - 1)
    actions.set_next(actor(people.owner), last, date(2026, 10, 1), version=case.version)
    last.refresh_from_db()
    assert last.next_on == date(2026, 10, 1)


@pytest.mark.parametrize(("public", "warns"), [(True, True), (None, True), (False, False)])
def test_a_withdrawn_complaint_on_a_public_crime_keeps_the_case_open(
    people: People, case: Case, client: Client, public: bool | None, warns: bool
) -> None:
    goes(people, case, K.INQUIRY_OPENED, date(2026, 1, 10))
    goes(people, case, K.WITHDRAWN, date(2026, 2, 10), public_crime=public)
    Obligation.objects.all().delete()
    assert bool(list(closing_blockers(case))) == warns
    sign_in(client, people.owner)
    page = client.get(reverse("case_justice", args=[case.pk])).content.decode()
    assert ("box warn" in page) == warns
    goes(people, case, K.CHARGED, date(2026, 3, 10))  # it goes on either way
    assert bool(list(closing_blockers(case))) == warns
    goes(people, case, K.ARCHIVED, date(2026, 4, 10))
    Obligation.objects.all().delete()
    assert list(closing_blockers(case)) == []


def test_the_court_s_name_lies_behind_the_wall(people: People, case: Case, client: Client) -> None:
    secret = "Made-up Court of Nowhere, 12/2026"
    goes(people, case, K.REPORTED, date(2026, 1, 10), court=secret, notes="a made-up note")
    share_case(case, people.owner, people.partner, Compartment.PROTECTION)
    case.refresh_from_db()
    with pytest.raises(NoKey):
        take_step(
            actor(people.partner),
            case,
            Stepped(K.INQUIRY_OPENED, date(2026, 1, 11)),
            version=case.version,
        )
    with pytest.raises(Hidden):
        take_step(
            actor(people.outsider), case, Stepped(K.INQUIRY_OPENED, date(2026, 1, 11)), version=case.version
        )
    address = reverse("case_justice", args=[case.pk])
    sign_in(client, people.owner)
    assert secret in client.get(address).content.decode()
    sign_in(client, people.partner)
    page = client.get(address).content.decode()
    assert secret not in page
    assert str(K.REPORTED.label) not in page
    private = actor(people.owner).keyring.institution_private()
    caseworker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    sign_in(client, caseworker)
    assert client.get(address).status_code == 403
    assert secret not in "".join(Entry.objects.values_list("content", flat=True))
    row = JusticeStep.objects.get()
    assert compartments.read(actor(people.colleague), row, "court") == secret


def test_a_step_is_typed_in_and_refused_when_it_is_still_to_come(
    people: People, case: Case, client: Client
) -> None:
    sign_in(client, people.owner)
    address = reverse("case_justice_step", args=[case.pk])
    typed = {"kind": "reported", "happened_on": "2126-01-01", "version": case.version}
    assert client.post(address, typed).status_code == 422
    typed["happened_on"] = "2026-01-10"
    assert client.post(address, typed | {"next_on": "2026-01-09"}).status_code == 422
    assert client.post(address, typed | {"next_on": "2026-12-01"}).status_code == 302
    assert client.post(address, typed | {"kind": "inquiry_opened"}).status_code == 409
    step = JusticeStep.objects.get()
    for name, version in product(("case_justice_next", "case_justice_back"), (999, None)):
        case.refresh_from_db()
        sent = {"version": case.version if version is None else version, "next_on": "2026-12-24"}
        assert client.post(reverse(name, args=[case.pk, step.pk]), sent).status_code == 302
    step.refresh_from_db()
    assert step.next_on == date(2026, 12, 24)
    assert step.taken_back_at is not None
