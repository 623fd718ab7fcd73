"""The pages of a case: what they show to whom, what they name closed, and what their forms do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.cases.lifecycle import handing
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import (
    Case,
    CaseReport,
    Compartment,
    Determination,
    Feedback,
    Obligation,
    Part,
    PersonInCase,
    PlanAction,
    RiskAssessment,
    Stage,
)
from amparo.cases.protection.actions import Heard, give_feedback
from amparo.cases.protection.risk import QUESTIONS
from amparo.reports.decisions import Choice, decide, take_back
from amparo.reports.models import Verdict
from tests.cases.agreeing import may_go_to
from tests.make import make_case, make_membership, make_person_in, make_report, make_unit, share_case
from tests.people import People, actor

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Membership], Client]


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.owner)


@pytest.fixture
def me(people: People, browser_of: BrowserOf) -> Client:
    return browser_of(people.owner)


def _page(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return str(answer.content.decode())


def _post(client: Client, route: str, *args: object, **typed: Any) -> str:
    """`gives` is the status that is expected, by default that of going on."""
    gives = typed.pop("gives", 302)
    answer = client.post(reverse(route, args=args), typed)
    assert answer.status_code == gives, answer.content.decode()
    return str(answer.content.decode())


def _version(case: Case) -> int:
    case.refresh_from_db()
    return case.version


def _member(people: People, role: Role) -> Membership:
    private = actor(people.owner).keyring.institution_private()
    return make_membership(people.owner.institution, private, role=role)


def test_a_case_is_opened_without_a_report(me: Client, people: People) -> None:
    province = make_unit()
    _post(me, "case_new", summary="made up", province=province.pk, child="yes", online="")
    case = Case.objects.get()
    assert (case.worker, case.province, case.child, case.online) == (people.owner, province, True, None)
    page = _page(me, "case", case.pk)
    assert "made up" in page
    assert case.reference in _page(me, "cases")
    _post(me, "case_new", gives=422, summary="")


def test_a_partner_sees_what_it_holds_and_what_is_closed(
    people: People, case: Case, browser_of: BrowserOf
) -> None:
    person = make_person_in(case, people.owner)
    share_case(case, people.owner, people.partner, Compartment.PROTECTION)
    partner = browser_of(people.partner)
    overview = _page(partner, "case", case.pk)
    assert "promised work" not in overview
    assert "Closed to you here" in overview
    assert "Who can open what" not in overview
    listed = _page(partner, "case_people", case.pk)
    assert "P1" in listed
    assert "Made-up Name" not in listed
    assert "closed to you" in listed
    assert "Made-up Name" not in _page(partner, "case_person", case.pk, person.pk)
    assert "Assess the risk" in _page(partner, "case_protection", case.pk)
    refused = _page(partner, "case_person_change", case.pk, person.pk, status=403)
    assert "Who is in the case, others write." in refused
    share_case(case, people.owner, people.partner, Compartment.INVESTIGATION)
    form = _page(partner, "case_person_change", case.pk, person.pk)
    assert "Name" not in form.split("<form")[-1].split("Year of birth")[0]


def test_the_wall_inside_an_institution_stands_on_the_pages_too(
    people: People, case: Case, browser_of: BrowserOf
) -> None:
    suspect = make_person_in(case, people.owner, Part.SUSPECT)
    caseworker = browser_of(_member(people, Role.CASEWORKER))
    assert "Made-up Name" not in _page(caseworker, "case_person", case.pk, suspect.pk)
    investigator = browser_of(_member(people, Role.INVESTIGATOR))
    assert "Made-up Name" in _page(investigator, "case_person", case.pk, suspect.pk)
    _page(investigator, "case_protection", case.pk, status=403)
    assert reverse("case_protection", args=[case.pk]) not in _page(investigator, "case", case.pk)


def test_a_case_is_moved_and_refused_on_the_page(me: Client, case: Case) -> None:
    _post(me, "case_move", case.pk, version=_version(case), after="registration")
    refused = _post(me, "case_move", case.pk, gives=409, version=_version(case), after="assessment")
    assert "registered as the victim" in refused
    stale = _post(me, "case_move", case.pk, gives=409, version=0, after="assessment")
    assert "Somebody else changed this" in stale
    assert f'value="{_version(case)}"' in stale, "sent again, it counts as looked at"
    _post(me, "case_move", case.pk, gives=422, version=_version(case), after="closed")


def test_closing_waits_for_a_second_person(
    me: Client, people: People, case: Case, browser_of: BrowserOf
) -> None:
    Obligation.objects.filter(case=case).delete()  # clocks have their own tests
    _post(me, "case_close", case.pk, version=_version(case), reason="not_found", words="made up")
    assert "A second person of your institution has to confirm." in _page(me, "case", case.pk)
    _post(me, "case_close_answer", case.pk, gives=409, version=_version(case), confirm="1")
    colleague = browser_of(people.colleague)
    assert "made up" in _page(colleague, "case", case.pk)
    _post(colleague, "case_close_answer", case.pk, version=_version(case), confirm="1")
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED
    _post(me, "case_reopen", case.pk, version=_version(case), reason="made up")
    case.refresh_from_db()
    assert case.stage == Stage.IDENTIFICATION


def test_an_offer_is_found_in_the_list_read_and_accepted(
    me: Client, people: People, case: Case, browser_of: BrowserOf
) -> None:
    to = people.partner.institution.pk
    refused = _post(me, "case_hand_over", case.pk, gives=409, version=_version(case), to=to, words="x")
    assert "Nobody has agreed to this" in refused
    may_go_to(case, people.owner, people.partner.institution)
    _post(me, "case_hand_over", case.pk, version=_version(case), to=to, words="To know")
    row = handing.waiting(case)
    assert row is not None
    partner = browser_of(people.partner)
    assert case.reference in _page(partner, "cases")
    page = _page(partner, "case_offer", row.pk)
    assert "promised work" in page
    assert "To know" in page
    _post(partner, "case_offer_accept", row.pk)
    assert "Who can open what" in _page(partner, "case", case.pk)
    _page(me, "case", case.pk, status=404)


def test_declining_needs_a_reason_on_the_page(people: People, case: Case, browser_of: BrowserOf) -> None:
    may_go_to(case, people.owner, people.partner.institution)
    case.refresh_from_db()
    made = Offer(institution=people.partner.institution, words="x")
    row = handing.offer(actor(people.owner), case, made, version=case.version)
    partner = browser_of(people.partner)
    _post(partner, "case_offer_decline", row.pk, gives=422, words="")
    _post(partner, "case_offer_decline", row.pk, words="Not ours")
    assert "Not ours" in _page(browser_of(people.owner), "case_timeline", case.pk)


def test_merging_shows_the_parts_and_is_taken_back(me: Client, people: People, case: Case) -> None:
    other = make_case(people.owner)
    make_person_in(case, people.owner)
    _post(me, "case_merge", case.pk, gives=422, version=_version(case), reference="nothing")
    _post(me, "case_merge", case.pk, version=_version(case), reference=other.reference.lower())
    assert case.reference in _page(me, "case", other.pk)
    page = _page(me, "case", case.pk)
    assert f"This case is part of {other.reference}." in page
    edge = case.merged_into.get()
    _post(me, "case_unmerge", case.pk, edge.pk, version=_version(case))
    assert "This case is part of" not in _page(me, "case", case.pk)


def test_somebody_is_written_down_corrected_and_given_a_role(me: Client, case: Case) -> None:
    _post(me, "case_person_add", case.pk, version=0, role="witness", name="Made Up", languages=["vmw", "pt"])
    person = PersonInCase.objects.get()
    page = _page(me, "case_person", case.pk, person.pk)
    assert "Made Up" in page
    assert "Emakhuwa" in page
    form = _page(me, "case_person_change", case.pk, person.pk)
    assert 'value="Made Up"' in form
    _post(
        me, "case_person_change", case.pk, person.pk, version=_version(case), name="Other", wages_unpaid="yes"
    )
    person.refresh_from_db()
    assert person.wages_unpaid is True
    assert "Other" in _page(me, "case_people", case.pk)
    _post(me, "case_role_give", case.pk, person.pk, version=_version(case), role="victim")
    refused = _post(
        me, "case_role_give", case.pk, person.pk, gives=409, version=_version(case), role="suspect"
    )
    assert "A non-punishment review comes first." in refused
    _post(me, "case_role_end", case.pk, person.pk, "witness", version=_version(case))
    typed = {"outcome": "made_to", "reasoning": "Because of threats"}
    _post(me, "case_non_punishment", case.pk, person.pk, version=_version(case), **typed)
    assert "Because of threats" in _page(me, "case_person", case.pk, person.pk)


def test_looking_decides_nothing_and_deciding_is_kept(me: Client, people: People, case: Case) -> None:
    person = make_person_in(case, people.owner)
    typed = {
        "version": _version(case),
        "child": "yes",
        "acts": ["recruitment"],
        "purposes": ["forced_labour"],
        "technology_recruitment": ["social_media"],
    }
    looked = _post(me, "case_determine", case.pk, person.pk, gives=200, look="1", **typed)
    assert "has all elements of trafficking" in looked
    assert "This field is required" not in looked
    assert not Determination.objects.exists()
    decided = typed | {"status": "confirmed", "words": "Because", "reasoning": "By the messages"}
    _post(me, "case_determine", case.pk, person.pk, **decided)
    page = _page(me, "case_determination", case.pk)
    assert "confirmed victim" in page
    assert "By the messages" in page
    assert "Social media" in page or "social media" in page


def test_protection_on_the_pages(me: Client, people: People, case: Case) -> None:
    person = make_person_in(case, people.owner)
    answers = {f"ask_{one.code}": "no" for one in QUESTIONS} | {"ask_hurt_now": "yes"}
    looked = _post(me, "case_assess", case.pk, person.pk, gives=200, look="1", **answers)
    assert "The answers suggest: immediate danger." in looked
    assert not RiskAssessment.objects.exists()
    judged = {"version": _version(case), "level": "high", "reasoning": "Weighed it"}
    _post(me, "case_assess", case.pk, person.pk, **answers | judged)
    _post(me, "case_safety", case.pk, person.pk, gives=422, version=_version(case))
    _post(me, "case_safety", case.pk, person.pk, version=_version(case), signs="When it is loud")
    planned = {"version": 0, "service": "shelter", "what": "Find a bed", "due_on": "2027-01-01"}
    _post(me, "case_action_add", case.pk, person.pk, owner=people.owner.pk, **planned)
    _post(me, "case_action_settle", case.pk, PlanAction.objects.get().pk, "done")
    began = {"version": 0, "service": "health", "provider": "A made-up clinic", "started_on": "2026-05-01"}
    _post(me, "case_service_start", case.pk, person.pk, **began)
    followed = {"version": 0, "way": "visit", "happened_on": "2026-05-02", "notes": "Better", "reached": "on"}
    _post(me, "case_follow_up", case.pk, person.pk, **followed)
    page = _page(me, "case_protection", case.pk)
    for words in ("Weighed it", "When it is loud", "Find a bed", "A made-up clinic", "Better"):
        assert words in page
    assert "When it is loud" in _page(me, "case_safety", case.pk, person.pk)
    assert Case.objects.get().version > case.version


def test_the_feedback_page_shows_nothing_of_the_case(me: Client, people: People, case: Case) -> None:
    person = make_person_in(case, people.owner)
    page = _page(me, "case_feedback", case.pk, person.pk)
    assert case.reference not in page
    assert reverse("members") not in page, "no menu in the hands of a child"
    assert "Made-up Name" not in page
    _post(me, "case_feedback", case.pk, person.pk, version=0, words="It was good", listened="yes")
    assert Feedback.objects.get().listened == "yes"
    assert "It was good" in _page(me, "case_protection", case.pk)


def test_whom_feedback_is_about_finds_no_trace_of_it(
    people: People, case: Case, browser_of: BrowserOf
) -> None:
    person = make_person_in(case, people.owner)
    share_case(case, people.owner, people.partner)
    heard = Heard(words="Nobody listened", about=people.owner.institution)
    give_feedback(actor(people.partner), person, heard)
    said = "said what they think of the help"
    for member in (people.owner, people.colleague):
        browser = browser_of(member)
        assert "Nobody listened" not in _page(browser, "case_protection", case.pk)
        assert said not in _page(browser, "case_timeline", case.pk)
    partner = browser_of(people.partner)
    assert "Nobody listened" in _page(partner, "case_protection", case.pk)
    assert said in _page(partner, "case_timeline", case.pk)


def test_a_timeline_tells_who_did_what_and_keeps_the_wall(
    people: People, case: Case, browser_of: BrowserOf
) -> None:
    person = make_person_in(case, people.owner)
    me = browser_of(people.owner)
    _post(me, "case_move", case.pk, version=_version(case), after="registration", reason="Ready, made up")
    judged = {"version": _version(case), "level": "high", "reasoning": "x"}
    answers = {f"ask_{one.code}": "no" for one in QUESTIONS}
    _post(me, "case_assess", case.pk, person.pk, **answers | judged)
    page = _page(me, "case_timeline", case.pk)
    assert "From identification to registration." in page
    assert "Ready, made up" in page
    assert "P1 was written down: victim." in page
    assert "The risk for P1 was set: high." in page
    assert people.owner.person.name in page
    assert "Somebody read the case." not in page
    readings = me.get(reverse("case_timeline", args=[case.pk]) + "?readings").content.decode()
    assert "Somebody read the case." in readings
    investigator = _page(browser_of(_member(people, Role.INVESTIGATOR)), "case_timeline", case.pk)
    assert "The risk for P1 was set" not in investigator
    assert "P1 was written down" in investigator


def test_reports_are_added_to_a_case_and_leave_it_again(people: People, case: Case) -> None:
    report = make_report(people.owner.institution)
    choice = Choice(Verdict.TAKE_UP, into=case.reference)
    decision = decide(actor(people.owner), report, choice, version=report.version)
    assert CaseReport.objects.get().case == case
    assert Case.objects.count() == 1
    report.refresh_from_db()
    take_back(actor(people.owner), report, decision.pk, version=report.version, reason="made up")
    case.refresh_from_db()
    assert case.closed_at is None, "the case was there before the report"
    assert not CaseReport.objects.standing().exists()
