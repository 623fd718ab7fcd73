"""Destroying: two people, no hold, no key left, a ledger that still verifies."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from amparo.cases import compartments, letters
from amparo.cases.lifecycle import blockers
from amparo.cases.models import (
    Case,
    CasePoint,
    CaseReport,
    Compartment,
    CompartmentGrant,
    CompartmentKey,
    CompartmentRow,
    Enclosure,
    EscrowBox,
    HoldGround,
    IndexedText,
    Letter,
    LetterBox,
    Part,
    Stage,
)
from amparo.cases.people.actions import Written, add_person
from amparo.cases.people.identity import Identity
from amparo.cases.retention import actions, destroying, due
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, NoKey
from amparo.ledger.verify import verify_all
from amparo.reports.decisions import Choice, decide
from amparo.reports.models import Report, ReportGrant, Verdict
from tests.make import make_case, make_report, share_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=366 * 30)


def _closed(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_at=clock.now() - LONG_AGO)
    case.refresh_from_db()
    return case


def _from_report(people: People) -> tuple[Case, Report]:
    report = make_report(people.owner.institution)
    decision = decide(actor(people.owner), report, Choice(Verdict.TAKE_UP), version=report.version)
    return CaseReport.objects.get(decision=decision).case, report


def _destroy(people: People, case: Case) -> None:
    case.refresh_from_db()
    actions.propose(actor(people.owner), case, version=case.version)
    case.refresh_from_db()
    actions.answer(actor(people.colleague), case, confirm=True, version=case.version)


def test_two_people_destroy_and_nothing_of_it_opens_again(people: People) -> None:
    case, report = _from_report(people)
    identity = Identity(name="Pessoa Inventada", phones="+258 84 000 0012")
    add_person(actor(people.owner), case, Written(identity=identity), Part.VICTIM)
    share_case(case, people.owner, people.partner)
    compartments.freeze(case, people.partner.institution, ["summary"])
    compartments.settle(actor(people.owner), case)
    _destroy(people, _closed(case))
    assert not CompartmentGrant.objects.filter(key__case=case).exclude(box=None).exists()
    assert not CompartmentKey.objects.filter(case=case).exclude(sealed_previous=None).exists()
    assert not EscrowBox.objects.filter(key__case=case).exists()
    assert not IndexedText.objects.filter(case=case).exists()
    assert not CasePoint.objects.filter(case=case).exists()
    for kind in destroying.sealed_rows():
        for name in destroying.sealed_fields(kind):
            assert not kind._default_manager.filter(case=case).exclude(**{name: None}).exists(), (kind, name)
    for name in Compartment:
        with pytest.raises(NoKey):
            compartments.current(actor(people.owner), case, name)
    report.refresh_from_db()
    assert report.account is None
    assert not ReportGrant.objects.live().filter(report=report).exists()
    assert verify_all().ok
    with pytest.raises(Conflict, match="destroyed"):
        actions.propose(actor(people.owner), Case.objects.get(pk=case.pk), version=_version(case))


def _version(case: Case) -> int:
    return Case.objects.get(pk=case.pk).version


def test_every_kind_of_sealed_row_and_letter_is_known_here() -> None:
    kinds = set(destroying.sealed_rows())
    assert len(kinds) >= 15
    assert all(issubclass(kind, CompartmentRow) and destroying.sealed_fields(kind) for kind in kinds)
    named = {(model, field) for model, field, _way in letters.LETTERS}
    others = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Letter and model not in {LetterBox, Enclosure}
    }
    assert others == named


def test_one_person_alone_destroys_nothing(people: People) -> None:
    case = _closed(make_case(people.owner))
    actions.propose(actor(people.owner), case, version=case.version)
    case.refresh_from_db()
    with pytest.raises(Conflict, match="second person"):
        actions.answer(actor(people.owner), case, confirm=True, version=case.version)
    actions.answer(actor(people.owner), case, confirm=False, version=case.version)
    assert compartments.open_to(case, people.owner.institution) == set(Compartment)
    assert due.waiting(people.owner.institution, 10)[0].proposal is None


def test_an_open_case_and_one_whose_period_runs_are_kept(people: People) -> None:
    case = make_case(people.owner)
    with pytest.raises(Conflict, match="open case"):
        actions.propose(actor(people.owner), case, version=case.version)
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_at=clock.now())
    with pytest.raises(Conflict, match="not over"):
        actions.propose(actor(people.owner), case, version=case.version)
    assert due.waiting(people.owner.institution, 10) == []


def test_a_hold_of_a_partner_blocks_until_it_ends_or_is_lifted(people: People) -> None:
    case = make_case(people.owner)
    share_case(case, people.owner, people.partner)
    wanted = actions.Wanted(HoldGround.PROCEEDINGS, "made up", due.today() + timedelta(days=30))
    row = actions.hold(actor(people.partner), case, wanted, version=_version(case))
    assert "legal hold" in " ".join(blockers.closing_blockers(case))
    _closed(case)
    assert due.waiting(people.owner.institution, 10)[0].held
    with pytest.raises(Conflict, match="legal hold"):
        actions.propose(actor(people.owner), case, version=case.version)
    with pytest.raises(Denied):
        actions.lift(actor(people.owner), row, version=case.version)
    with clock.at(clock.now() + timedelta(days=32)):
        assert due.open_hold(case) is None
    actions.lift(actor(people.partner), row, version=_version(case))
    _destroy(people, case)


def test_a_hold_that_comes_after_the_proposal_still_blocks(people: People) -> None:
    case = _closed(make_case(people.owner))
    actions.propose(actor(people.owner), case, version=case.version)
    actions.hold(actor(people.owner), case, actions.Wanted(HoldGround.COURT_ORDER), version=_version(case))
    with pytest.raises(Conflict, match="legal hold"):
        actions.answer(actor(people.colleague), case, confirm=True, version=_version(case))


def test_the_pages_list_propose_and_destroy(people: People, client: Client) -> None:
    case = _closed(make_case(people.owner))
    sign_in(client, people.owner)
    assert case.reference in client.get(reverse("retention")).content.decode()
    proposed = client.post(reverse("case_destruction_propose", args=[case.pk]), {"version": case.version})
    assert proposed.status_code == 302
    sign_in(client, people.colleague)
    address = reverse("case_destruction_answer", args=[case.pk])
    assert client.get(address).status_code == 200
    sent = {"version": _version(case), "answer": "destroy"}
    assert client.post(address, sent).status_code == 302
    assert due.destroyed(case)
    assert case.reference not in client.get(reverse("retention")).content.decode()
    assert client.get(reverse("case_retention", args=[case.pk])).status_code == 200
