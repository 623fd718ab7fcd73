"""A confirmed lead's contacts go into the case: what a person ticks, and nothing else; and back again."""

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.cases.contacts.actions import Contact, add_contacts
from amparo.cases.deconfliction import holdings, known
from amparo.cases.deconfliction.actions import Asking, ask, will_contact
from amparo.cases.models import Case, CaseContact, CaseReport, Compartment, Purpose, RoutedQuestion
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.opening import reading
from amparo.kernel.errors import Conflict
from amparo.leads import beginnings, points
from amparo.leads.models import Judgement, Lead, Verdict
from amparo.leads.review.judging import Choice, judge, take_back
from amparo.leads.review.known import contacts
from amparo.ledger.models import Entry
from amparo.reports import decisions
from amparo.reports.identifiers import Identifier
from amparo.reports.models import Verdict as TakingUp
from tests.leads import material
from tests.leads.making import make_lead
from tests.make import make_case, make_institution, make_membership, make_report
from tests.people import People, actor, make_people, sign_in

pytestmark = pytest.mark.django_db
PHONE = Identifier("phone", material.PHONE)
ASKING = Asking(Purpose.INVESTIGATION, LawfulBasis.MANDATE, Asked.CONTACT, "Made up: who is it?")


@pytest.fixture
def people() -> People:
    return make_people(Role.INVESTIGATOR)


def mark(value: str) -> str:
    return next(one.mark for one in points.own_contacts(material.lead()["contacts"]) if one.written == value)


def confirmed(owner: Membership, lead: Lead, *values: str) -> Case:
    ticked = frozenset(mark(value) for value in values)
    case = judge(actor(owner), lead, Choice(Verdict.CONFIRM, "Made up.", contacts=ticked), version=0).case
    assert case is not None
    return case


def test_only_what_was_ticked_goes_in_and_it_is_sealed(people: People) -> None:
    lead = make_lead(people.owner)
    case = confirmed(people.owner, lead, material.PHONE)
    row = CaseContact.objects.get()
    assert (row.case, row.kind, bytes(row.digest), row.source) == (
        case,
        "phone",
        PHONE.digest,
        lead.reference,
    )
    assert material.PHONE.encode() not in bytes(row.value or b"")
    with reading(actor(people.owner), case, Compartment.INVESTIGATION) as opened:
        assert opened.read(row, "value") == material.PHONE
    events = Entry.objects.filter(subject=str(case.pk)).values_list("event", flat=True)
    assert "case.contacts_added" in events


def test_without_a_tick_nothing_goes_in(people: People) -> None:
    confirmed(people.owner, make_lead(people.owner))
    assert not CaseContact.objects.exists()


def test_a_stranger_s_contact_cannot_be_ticked(people: People) -> None:
    shared = Identifier("address", "vagas.example.org/entrar").digest.hex()[:16]
    choice = Choice(Verdict.CONFIRM, "Made up.", contacts=frozenset({shared}))
    with pytest.raises(Conflict):
        judge(actor(people.owner), make_lead(people.owner), choice, version=0)
    assert not Case.objects.exists()
    assert not Judgement.objects.exists()


def test_who_else_knows_it_can_be_asked(people: People) -> None:
    ours = confirmed(people.owner, make_lead(people.owner), material.PHONE)
    assert known.known_elsewhere(ours) == []
    theirs = make_case(people.outsider)
    add_contacts(actor(people.outsider), theirs, [Contact(PHONE, "84 000 0012")])
    assert [(one.kind, one.digest) for one in known.known_elsewhere(ours)] == [("phone", PHONE.digest)]
    assert known.holders("phone", PHONE.digest, other_than=ours.institution) == [theirs.institution]
    assert known.cases_with("phone", PHONE.digest, theirs.institution) == [theirs]


def test_taking_back_ends_what_the_lead_put_in_and_leaves_what_others_did(people: People) -> None:
    lead, case = make_lead(people.owner), make_case(people.owner)
    add_contacts(actor(people.owner), case, [Contact(PHONE, material.PHONE)])
    case.refresh_from_db()
    ticked = frozenset({mark(material.PHONE), mark(material.OTHER)})
    choice = Choice(Verdict.JOIN, "Made up.", into=case.reference, contacts=ticked)
    judgement = judge(actor(people.owner), lead, choice, version=0)
    assert CaseContact.objects.standing().count() == 3
    take_back(actor(people.owner), lead, judgement, words="Made up.", version=1)
    assert [row.source for row in CaseContact.objects.standing()] == [""]
    assert CaseContact.objects.count() == 3, "that they were there stays written"
    assert [point.digest for point in known.points_of(case)] == [PHONE.digest]
    events = Entry.objects.filter(subject=str(case.pk)).values_list("event", flat=True)
    assert "case.contacts_taken_back" in events


def test_the_same_from_the_same_source_stands_once(people: People) -> None:
    case = make_case(people.owner)
    contact = Contact(PHONE, material.PHONE)
    assert len(add_contacts(actor(people.owner), case, [contact, contact])) == 1
    assert add_contacts(actor(people.owner), case, [contact]) == []


def test_where_a_contact_is_known_is_named_at_home_and_only_hinted_at_elsewhere() -> None:
    people = make_people(Role.SUPERVISOR)
    owner = people.owner
    lead, other = make_lead(owner), make_lead(owner)
    told = f"A made-up man wrote to my niece. His number is {material.PHONE}, he said."
    report = make_report(owner.institution, narrative=told)
    take_up = decisions.Choice(TakingUp.TAKE_UP)
    decision = decisions.decide(actor(owner), report, take_up, version=report.version)
    put_in = make_case(owner)
    add_contacts(actor(owner), put_in, [Contact(PHONE, material.PHONE)])
    make_lead(people.outsider)
    first, *_others = contacts(lead, material.lead())
    assert [one.reference for one in first.leads] == [other.reference]
    assert [one.reference for one in first.reports] == [report.reference]
    grown = CaseReport.objects.get(decision=decision).case
    assert {one.pk for one in first.cases} == {put_in.pk, grown.pk}
    assert first.elsewhere


def test_a_question_reaches_who_has_the_contact_in_a_lead_only(people: People, client: Client) -> None:
    theirs = make_lead(people.partner)
    case = confirmed(people.owner, make_lead(people.owner), material.PHONE)
    (point,) = known.known_elsewhere(case)
    question = ask(actor(people.owner), case, point, ASKING)
    routed = RoutedQuestion.objects.get(question=question)
    assert routed.institution == people.partner.institution
    sign_in(client, people.partner)
    page = client.get(f"/en{reverse('question_answer', args=[routed.pk])}").content.decode()
    assert theirs.reference in page
    assert "a case has to begin first" in page
    assert will_contact(actor(people.partner), routed, words="Made up.").answered_at
    assert theirs.reference not in client.get(reverse("case_elsewhere", args=[case.pk])).content.decode()


def test_who_may_not_read_leads_is_told_whom_to_ask(people: People) -> None:
    institution, private = make_institution()
    make_lead(make_membership(institution, private, role=Role.INVESTIGATOR))
    place = PHONE.kind, PHONE.digest
    caseworker = make_membership(institution, private, role=Role.CASEWORKER)
    (line,) = holdings.lines(*place, actor(caseworker))
    assert (line.reference, line.address) == ("", "")
    assert holdings.lines(*place, actor(people.outsider)) == []


def test_one_s_own_lead_is_not_elsewhere(people: People) -> None:
    make_lead(people.owner)
    assert known.known_elsewhere(confirmed(people.owner, make_lead(people.owner), material.PHONE)) == []


def test_who_asks_sees_which_number_it_is(people: People, client: Client) -> None:
    make_lead(people.outsider)
    case = confirmed(people.owner, make_lead(people.owner), material.PHONE)
    (point,) = known.known_elsewhere(case)
    sign_in(client, people.owner)
    assert material.PHONE in client.get(reverse("case_elsewhere", args=[case.pk])).content.decode()
    assert material.PHONE in client.get(reverse("elsewhere_ask", args=[case.pk, point.mark])).content.decode()
    assert Entry.objects.filter(event="case.read", content__contains='"investigation"').count() == 2
    assert reverse("case_elsewhere", args=[case.pk]) in (
        client.get(reverse("case_contacts", args=[case.pk])).content.decode()
    )


def test_a_case_says_which_leads_it_grew_from(people: People, client: Client) -> None:
    institution, private = make_institution()
    owner = make_membership(institution, private, role=Role.INVESTIGATOR)
    first, second = make_lead(owner), make_lead(owner)
    case = confirmed(owner, first)
    joined = judge(actor(owner), second, Choice(Verdict.JOIN, "Made up.", into=case.reference), version=0)
    take_back(actor(owner), second, joined, words="Made up.", version=1)
    sign_in(client, owner)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    for lead in (first, second):
        assert f'href="{reverse("lead", args=[lead.pk])}">{lead.reference}</a>' in page
    assert page.count("Uma pista da análise") == 2
    assert page.count("anulada") == 1
    caseworker = make_membership(institution, private, role=Role.CASEWORKER)
    lines = beginnings.of_case(case, actor(caseworker))
    assert [(line.mark.reference, line.mark.address) for line in lines] == [("", "")] * 2
    assert beginnings.of_case(case, actor(people.outsider)) == []
