"""With a case its new owner gets what was written with who reported, and to other institutions."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.policy import Action, Relation, authorise
from amparo.cases import letters
from amparo.cases.lifecycle import handing
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.models import Case, CaseReport, Enclosure, HandOver, LetterBox, Part, Referral
from amparo.cases.models.referral import WhyNot
from amparo.cases.referral import actions as referral
from amparo.kernel import sealing
from amparo.kernel.errors import Denied, Hidden, NoKey, SealBroken
from amparo.ledger.models import Entry
from amparo.reports import returning
from amparo.reports.decisions import Choice, decide
from amparo.reports.dialogue import turns, write_to_reporter
from amparo.reports.intake import grant_context
from amparo.reports.models import Report, Verdict
from amparo.reports.opening import reading, report_key
from tests.cases.agreeing import agreed, draft, make_somebody, may_go_to
from tests.make import file_report, make_report
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db


def _grown(people: People, report: Report) -> Case:
    decision = decide(actor(people.owner), report, Choice(Verdict.TAKE_UP), version=report.version)
    return CaseReport.objects.get(decision=decision).case


def _offered(people: People, case: Case) -> HandOver:
    may_go_to(case, people.owner, people.partner.institution)
    case.refresh_from_db()
    made = Offer(institution=people.partner.institution, words="made up")
    return handing.offer(actor(people.owner), case, made, version=case.version)


def _visit(receipt: Any) -> returning.Reading:
    found = returning.find(returning.enter(receipt))
    assert found is not None
    return found


def test_the_new_owner_goes_on_talking_with_who_reported(people: People, client: Client) -> None:
    report, receipt = file_report(people.owner.institution)
    joined = make_report(people.owner.institution)
    case = _grown(people, report)
    choice = Choice(Verdict.JOIN, joined_to=report)
    decide(actor(people.owner), joined, choice, version=joined.version)
    write_to_reporter(actor(people.owner), report, "Where was it? All made up.", is_question=True)
    returning.write(_visit(receipt), "In a made-up street.")
    row = _offered(people, case)
    with pytest.raises(NoKey):
        report_key(actor(people.partner), report)
    assert report.relation_to(people.partner.institution) is Relation.OUTSIDER
    handing.accept(actor(people.partner), row)
    for one in (report, joined):
        one.refresh_from_db()
        assert one.institution == people.partner.institution
        with reading(actor(people.partner), one) as opened:
            assert opened.told["narrative"]
        with pytest.raises(NoKey):
            report_key(actor(people.owner), one)
        with pytest.raises(Hidden):
            authorise(actor(people.owner), Action.READ_REPORT, one)
    said = [turn.text for turn in turns(report, report_key(actor(people.partner), report))]
    assert said == ["Where was it? All made up.", "In a made-up street."]
    write_to_reporter(actor(people.partner), report, "Thank you. Made up too.")
    assert "Thank you. Made up too." in [text for _row, text in _visit(receipt).dialogue()]
    sign_in(client, people.partner)
    page = client.get(reverse("triage_report", args=[report.pk])).content.decode()
    assert "In a made-up street." in page
    moved = Entry.objects.about(str(report.pk)).get(event="report.handed_over")
    assert str(case.pk) in moved.content
    assert str(people.owner.institution.pk) in moved.content
    assert not Enclosure.objects.exists()


def test_an_enclosed_key_opens_nothing_before_it_is_accepted(people: People) -> None:
    report = make_report(people.owner.institution)
    _offered(people, _grown(people, report))
    one = Enclosure.objects.get()
    private = actor(people.partner).keyring.institution_private()
    with pytest.raises(SealBroken):
        sealing.open_box(private, bytes(one.box), grant_context(report, one.institution_key.epoch))


@pytest.mark.parametrize("answer", ["decline", "withdraw"])
def test_no_destroys_what_was_enclosed(people: People, answer: str) -> None:
    report = make_report(people.owner.institution)
    case = _grown(people, report)
    row = _offered(people, case)
    if answer == "decline":
        handing.decline(actor(people.partner), row, words="Not ours, all made up.")
    else:
        case.refresh_from_db()
        handing.withdraw(actor(people.owner), case, version=case.version)
    assert not Enclosure.objects.exists()
    report.refresh_from_db()
    assert report.institution == people.owner.institution
    assert report_key(actor(people.owner), report)
    with pytest.raises(NoKey):
        report_key(actor(people.partner), report)


def _with_letters(people: People) -> tuple[Case, Referral]:
    """A referral to an institution that is neither owner, with its letter and what came back."""
    case = _grown(people, make_report(people.owner.institution))
    make_somebody(case, people.owner, age_band="18-24")
    agreed(case, people.owner, people.outsider.institution)
    row = referral.write(actor(people.owner), case, draft(people.outsider.institution))
    row = referral.send(actor(people.owner), row, version=row.version)
    answered = referral.decline(
        actor(people.outsider), row, WhyNot.NO_ROOM, words="Full.", version=row.version
    )
    return case, answered


def test_letters_about_the_case_go_along(people: People) -> None:
    case, row = _with_letters(people)
    offered = _offered(people, case)
    assert letters.read(actor(people.partner), row.letter) is None
    handing.accept(actor(people.partner), offered)
    assert letters.read(actor(people.partner), row.letter) == "Made up: a place for two nights."
    assert letters.read(actor(people.partner), row.answer) == "Full."
    assert letters.read(actor(people.owner), row.answer) is None, "the former owner's boxes are gone"
    assert letters.read(actor(people.outsider), row.answer) == "Full."


def test_what_is_written_while_the_offer_waits_goes_along_too(people: People) -> None:
    """The owner's own letter, and the one with which another institution answers meanwhile."""
    case = _grown(people, make_report(people.owner.institution))
    make_somebody(case, people.owner, age_band="18-24")
    agreed(case, people.owner, people.outsider.institution)
    offered = _offered(people, case)
    row = referral.write(actor(people.owner), case, draft(people.outsider.institution))
    row = referral.send(actor(people.owner), row, version=row.version)
    row = referral.decline(actor(people.outsider), row, WhyNot.NO_ROOM, words="Full.", version=row.version)
    assert letters.read(actor(people.partner), row.letter) is None
    assert letters.read(actor(people.partner), row.answer) is None
    handing.accept(actor(people.partner), offered)
    assert letters.read(actor(people.partner), row.letter) == "Made up: a place for two nights."
    assert letters.read(actor(people.partner), row.answer) == "Full."
    assert letters.read(actor(people.owner), row.letter) is None, "the former owner's boxes are gone"
    assert not Enclosure.objects.exists()


def test_a_letter_of_an_offer_that_came_to_nothing_stays(people: People) -> None:
    case = _grown(people, make_report(people.owner.institution))
    offered = _offered(people, case)
    row = referral.write(actor(people.owner), case, draft(people.outsider.institution))
    assert Enclosure.objects.filter(letter=row.letter).exists()
    handing.decline(actor(people.partner), offered, words="x")
    assert not Enclosure.objects.exists()
    assert letters.read(actor(people.owner), row.letter) == "Made up: a place for two nights."
    assert letters.read(actor(people.partner), row.letter) is None


def test_a_letter_that_waited_for_the_new_owner_s_yes_is_theirs(people: People) -> None:
    case = _grown(people, make_report(people.owner.institution))
    make_somebody(case, people.owner, Part.VICTIM, age_band="18-24")
    agreed(case, people.owner, people.partner.institution)
    row = referral.write(actor(people.owner), case, draft(people.partner.institution))
    row = referral.send(actor(people.owner), row, version=row.version)
    offered = _offered(people, case)
    handing.decline(actor(people.partner), offered, words="x")
    assert LetterBox.objects.filter(letter=row.letter, locked=True).exists(), "the referral's own box stays"
    handing.accept(actor(people.partner), _offered(people, case))
    assert letters.read(actor(people.partner), row.letter) == "Made up: a place for two nights."


def test_no_report_joins_a_case_that_is_offered(people: People) -> None:
    case = _grown(people, make_report(people.owner.institution))
    _offered(people, case)
    late = make_report(people.owner.institution)
    with pytest.raises(Exception, match="not answered"):
        decide(actor(people.owner), late, Choice(Verdict.TAKE_UP, into=case.reference), version=late.version)
    with pytest.raises((Denied, Hidden)):
        authorise(actor(people.partner), Action.READ_REPORT, late)
