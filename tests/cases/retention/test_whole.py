"""A case is kept and destroyed with what is part of it; what others hold stays theirs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amparo.cases import compartments
from amparo.cases.lifecycle import handing, merging
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import (
    Case,
    CasePoint,
    CaseReport,
    Compartment,
    CompartmentGrant,
    HoldGround,
    IndexedText,
    Part,
    Stage,
    Suspected,
)
from amparo.cases.people.actions import Written, add_person, end_role, give_role
from amparo.cases.people.identity import Identity
from amparo.cases.retention import actions, destroying, due
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, NoKey
from amparo.ledger.models import Entry
from amparo.ledger.verify import verify_all
from amparo.reports import returning
from amparo.reports.decisions import Choice, decide
from amparo.reports.intake import grant
from amparo.reports.models import Report, ReportGrant, Verdict
from amparo.reports.opening import report_key
from tests.cases.agreeing import may_go_to
from tests.make import file_report, make_case, make_report
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db


def _grown(people: People, report: Report) -> Case:
    decision = decide(actor(people.owner), report, Choice(Verdict.TAKE_UP), version=report.version)
    return CaseReport.objects.get(decision=decision).case


def _merged(people: People, part: Case, case: Case) -> None:
    part.refresh_from_db()
    merging.merge(actor(people.owner), part, case, version=part.version)


def _closed(*whole: Case, years: int = 30) -> None:
    then = clock.now() - timedelta(days=366 * years)
    Case.objects.filter(pk__in=[case.pk for case in whole]).update(stage=Stage.CLOSED, closed_at=then)


def _propose(people: People, case: Case) -> None:
    case.refresh_from_db()
    actions.propose(actor(people.owner), case, version=case.version)


def _destroy(people: People, case: Case) -> None:
    _propose(people, case)
    case.refresh_from_db()
    actions.answer(actor(people.colleague), case, confirm=True, version=case.version)


def test_the_parts_are_destroyed_with_the_whole(people: People, client: Client) -> None:
    report = make_report(people.owner.institution)
    part, inner, case = _grown(people, report), make_case(people.owner), make_case(people.owner)
    identity = Identity(name="Pessoa Inventada", phones="+258 84 000 0012")
    add_person(actor(people.owner), inner, Written(identity=identity), Part.VICTIM)
    _merged(people, inner, part)
    _merged(people, part, case)
    _closed(case, part, inner)
    assert [one.case for one in due.waiting(people.owner.institution, 10)] == [case], "once, as a whole"
    with pytest.raises(Conflict, match="go on there"):
        _propose(people, part)
    sign_in(client, people.owner)
    page = client.get(reverse("case_retention", args=[part.pk])).content.decode()
    assert f"with {case.reference}, which it is part of" in page
    assert reverse("case_destruction_propose", args=[part.pk]) not in page
    _destroy(people, case)
    for one in (case, part, inner):
        assert due.destroyed(one)
        assert not CompartmentGrant.objects.filter(key__case=one).exclude(box=None).exists()
        assert Entry.objects.about(str(one.pk)).filter(event="retention.case_destroyed").count() == 1
        with pytest.raises(NoKey):
            compartments.current(actor(people.owner), one, "summary")
    assert not CasePoint.objects.exists()
    report.refresh_from_db()
    assert report.account is None
    assert verify_all().ok


def test_a_child_or_a_hold_in_a_part_keeps_the_whole(people: People) -> None:
    case, part = make_case(people.owner, child=False), make_case(people.owner, child=False)
    _merged(people, part, case)
    _closed(case, part, years=16)
    found = due.of(case)
    assert found is not None
    assert (found.rule.code, found.over) == ("other", True)
    Case.objects.filter(pk=part.pk).update(child=True)
    found = due.of(case)
    assert found is not None
    assert (found.rule.code, found.over) == ("child", False)
    Case.objects.filter(pk=part.pk).update(child=False)
    part.refresh_from_db()
    actions.hold(actor(people.owner), part, actions.Wanted(HoldGround.PROCEEDINGS), version=part.version)
    with pytest.raises(Conflict, match="legal hold"):
        _propose(people, case)


def test_what_another_institution_could_open_of_our_report_is_closed_too(people: People) -> None:
    report, receipt = file_report(people.owner.institution)
    case = _grown(people, report)
    grant(
        report,
        report_key(actor(people.owner), report),
        people.partner.institution,
        "referral",
        at=clock.now(),
    )
    assert report_key(actor(people.partner), report)
    _closed(case)
    _destroy(people, case)
    assert not ReportGrant.objects.live().filter(report=report).exists()
    for member in (people.owner, people.partner):
        with pytest.raises(NoKey):
            report_key(actor(member), report)
    assert returning.enter(receipt) is None, "the receipt finds nothing any more"


def test_a_report_that_another_institution_holds_is_its_own_to_keep(people: People) -> None:
    report, joined = make_report(people.owner.institution), make_report(people.owner.institution)
    deep = make_report(people.owner.institution)
    case = _grown(people, report)
    for one, to in ((joined, report), (deep, joined)):
        decide(actor(people.owner), one, Choice(Verdict.JOIN, joined_to=to), version=one.version)
    key = report_key(actor(people.owner), joined)
    grant(joined, key, people.partner.institution, "referral", at=clock.now())
    Report.objects.filter(pk=joined.pk).update(institution=people.partner.institution)
    _closed(case)
    _destroy(people, case)
    joined.refresh_from_db()
    assert joined.account is not None
    assert report_key(actor(people.partner), joined) == key
    for one in (report, deep):
        one.refresh_from_db()
        assert one.account is None, "also what was joined to what was joined"


def test_who_took_a_case_over_destroys_its_reports(people: People) -> None:
    report = make_report(people.owner.institution)
    case = _grown(people, report)
    may_go_to(case, people.owner, people.partner.institution)
    case.refresh_from_db()
    made = Offer(institution=people.partner.institution, words="x")
    row = handing.offer(actor(people.owner), case, made, version=case.version)
    case = handing.accept(actor(people.partner), row)
    _closed(case)
    moved = People(people.partner, people.colleague, people.owner, people.outsider)
    _propose(moved, case)
    case.refresh_from_db()
    with pytest.raises(Conflict, match="second person"):
        actions.answer(actor(people.partner), case, confirm=True, version=case.version)
    destroying.destroy(case)
    report.refresh_from_db()
    assert report.account is None


def test_a_suspect_who_is_a_victim_is_found_by_the_investigation_s_words_no_more(people: People) -> None:
    case = make_case(people.owner)
    written = Written(identity=Identity(name="Pessoa Inventada"))
    person = add_person(actor(people.owner), case, written, Part.SUSPECT)
    row = Suspected.objects.get(person=person)
    assert IndexedText.objects.filter(row=row.pk, compartment=Compartment.INVESTIGATION).exists()
    case.refresh_from_db()
    end_role(actor(people.owner), person, Part.SUSPECT, version=case.version)
    case.refresh_from_db()
    give_role(actor(people.owner), person, Part.VICTIM, version=case.version)
    assert not Suspected.objects.exists()
    assert not IndexedText.objects.filter(row=row.pk).exists()
    found = IndexedText.objects.get(row=person.pk)
    assert found.compartment == Compartment.IDENTITY
