"""A report that comes in and matches a lead: said in triage, with no more than the reader may know."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Membership, Role
from amparo.leads.models import LeadStory, Verdict
from amparo.leads.review.judging import Choice, judge
from amparo.reports import marks, story
from tests.leads import material
from tests.leads.making import make_lead
from tests.make import make_institution, make_membership, make_report
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Membership], Client]
TOLD = f"A made-up man asked my niece to come to a hotel far away. His number is {material.PHONE}."


@pytest.fixture
def owner() -> Membership:
    return make_people(Role.SUPERVISOR).owner


def test_the_same_number_is_said_in_the_list_and_beside_the_report(
    owner: Membership, browser_of: BrowserOf
) -> None:
    lead = make_lead(owner)
    report, other = (
        make_report(owner.institution, narrative=told) for told in (TOLD, "Something else entirely.")
    )
    browser = browser_of(owner)
    assert browser.get(f"/en{reverse('triage')}").content.decode().count("Matches a known lead") == 1
    page = browser.get(f"/en{reverse('triage_report', args=[report.pk])}").content.decode()
    assert "Matches a known lead: the same contact." in page
    assert reverse("lead", args=[lead.pk]) in page
    assert marks.of_report(other, actor(owner)) == []


def test_a_post_that_was_pasted_is_known_again(owner: Membership) -> None:
    lead = make_lead(owner)
    post = material.posts()[0]["text"]
    signature = story.signature(post)
    assert signature is not None
    LeadStory.objects.create(lead=lead, signature=signature, bands=story.bands(signature))
    pasted = make_report(owner.institution, narrative=post.replace(material.PHONE, ""))
    found = marks.of_report(pasted, actor(owner))
    assert [mark.reference for mark in found] == [lead.reference]
    assert "text" in found[0].words or "texto" in found[0].words


def test_of_a_lead_elsewhere_only_that_it_is_there(owner: Membership) -> None:
    lead = make_lead(make_people(Role.INVESTIGATOR).owner)
    report = make_report(owner.institution, narrative=TOLD)
    (mark,) = marks.of_report(report, actor(owner))
    assert (mark.reference, mark.address) == ("", "")
    assert lead.reference not in mark.words


def test_who_reads_no_leads_is_given_no_way_to_one() -> None:
    institution, private = make_institution()
    make_lead(make_membership(institution, private, role=Role.INVESTIGATOR))
    report = make_report(institution, narrative=TOLD)
    triage = make_membership(institution, private, role=Role.TRIAGE)
    assert [mark.address for mark in marks.of_report(report, actor(triage))] == [""]


def test_a_dismissed_lead_casts_no_shadow(owner: Membership) -> None:
    lead = make_lead(owner)
    judge(actor(owner), lead, Choice(Verdict.DISMISS, "Made up.", why="ordinary"), version=0)
    assert marks.of_report(make_report(owner.institution, narrative=TOLD), actor(owner)) == []
