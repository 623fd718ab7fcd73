"""Opening a report needs the policy's yes and a live key, and leaves a record."""

import pytest

from amparo.accounts.models import Role
from amparo.kernel.errors import Denied, Hidden, NoKey, SealBroken
from amparo.ledger.models import Entry
from amparo.reports.answers import Contact
from amparo.reports.models import Report, ReportGrant
from amparo.reports.opening import reading, report_key
from tests.make import NARRATIVE, make_institution, make_membership, make_report
from tests.people import actor, make_people

pytestmark = pytest.mark.django_db


def _openings(report: Report) -> int:
    return Entry.objects.about(str(report.pk)).filter(event="report.opened").count()


def test_every_member_with_a_reading_role_opens_it_and_each_opening_is_recorded() -> None:
    people = make_people()
    report = make_report(people.owner.institution, contact=Contact("sms", "84 000 0012"))
    for number, member in enumerate((people.owner, people.colleague), 1):
        with reading(actor(member), report) as opened:
            assert opened.told["narrative"] == NARRATIVE
            assert opened.contact is not None
            assert "84 000" not in repr(opened)
            assert NARRATIVE not in repr(opened)
        assert _openings(report) == number


def test_roles_and_outsiders_are_refused_before_any_key_is_touched() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    private = actor(people.owner).keyring.institution_private()
    operator = make_membership(people.owner.institution, private, role=Role.OPERATOR)
    for member, refusal in ((operator, Denied), (people.outsider, Hidden)):
        with pytest.raises(refusal), reading(actor(member), report):
            pytest.fail("opened")
    assert _openings(report) == 0


def test_without_a_live_grant_no_rank_helps() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    report.grants.end()
    with pytest.raises(NoKey), reading(actor(people.owner), report):
        pytest.fail("opened")


def test_another_institutions_key_does_not_open_the_box() -> None:
    """A forged row that makes an outsider the holder gives a relation, and still no key."""
    people = make_people()
    report = make_report(people.owner.institution)
    Report.objects.filter(pk=report.pk).update(institution=people.outsider.institution)
    grant = ReportGrant.objects.get(report=report)
    ReportGrant.objects.filter(pk=grant.pk).update(institution_key=people.outsider.institution.current_key)
    report.refresh_from_db()
    with pytest.raises(SealBroken):
        report_key(actor(people.outsider), report)


def test_what_fails_in_between_is_not_recorded_as_read() -> None:
    people = make_people()
    report = make_report(people.owner.institution)
    with pytest.raises(RuntimeError), reading(actor(people.owner), report):
        raise RuntimeError("the page could not be made")
    assert _openings(report) == 0


def test_contact_details_stay_shut_once_contact_is_not_wanted() -> None:
    institution, private = make_institution()
    report = make_report(institution, contact=Contact("sms", "84 000 0012"))
    report.may_contact = False
    with reading(actor(make_membership(institution, private)), report) as opened:
        assert opened.contact is None
