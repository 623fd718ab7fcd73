"""What belongs together is found, also across institutions, and there only that it matches."""

import pytest

from amparo.reports import lookalikes
from amparo.reports.answers import Contact, Online
from amparo.reports.models import ContactPoint, Report
from tests.make import make_report
from tests.people import make_people

pytestmark = pytest.mark.django_db
TOLD = "He met my made-up sister in a game, asked for her number and now waits at the school gate every day."
CALLS = "He calls from 84 000 0012 and also from 82 000 0013 whenever nobody is at home."


def test_a_shared_number_and_a_shared_story() -> None:
    people = make_people()
    report = make_report(people.owner.institution, narrative=f"{TOLD} {CALLS}")
    same_number = make_report(people.owner.institution, narrative="It was 82 000 0013 again.")
    same_story = make_report(people.owner.institution, narrative=f"{TOLD} Please help.")
    make_report(people.owner.institution, narrative="Something made up and wholly different happened to us.")
    found = {match.report.pk: match for match in lookalikes.of(report, people.owner.institution).here}
    assert set(found) == {same_number.pk, same_story.pk}
    assert found[same_number.pk].kinds == ["phone"]
    assert found[same_story.pk].resemblance >= 0.5
    assert found[same_story.pk].percent >= 50


def test_two_shared_numbers_are_one_reason() -> None:
    people = make_people()
    report, other = (make_report(people.owner.institution, narrative=CALLS) for _ in range(2))
    [match] = lookalikes.of(report, people.owner.institution).here
    assert (match.report, match.kinds) == (other, ["phone"])


def test_elsewhere_only_reasons_are_counted() -> None:
    people = make_people()
    report = make_report(people.owner.institution, narrative=f"{TOLD} {CALLS}")
    for institution in (people.partner.institution, people.outsider.institution):
        make_report(institution, narrative=f"{TOLD} {CALLS}")
    found = lookalikes.of(report, people.owner.institution)
    assert found.here == []
    assert found.elsewhere == {"phone": 2, "story": 2}


def test_the_likest_stories_are_compared_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookalikes, "MOST_COMPARED", 1)
    people = make_people()
    same = make_report(people.owner.institution, narrative=TOLD)
    for number in range(4):
        make_report(
            people.owner.institution, narrative=f"{TOLD} But {'different ' * (number + 1)} words follow here."
        )
    report = make_report(people.owner.institution, narrative=TOLD)
    [match] = lookalikes.of(report, people.owner.institution).here
    assert match.report == same


def test_content_is_left_in_the_database(django_assert_max_num_queries: object) -> None:
    people = make_people()
    report = make_report(people.owner.institution, narrative=f"{TOLD} {CALLS}")
    for _number in range(5):
        make_report(people.owner.institution, narrative=f"{TOLD} {CALLS}")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        found = lookalikes.of(report, people.owner.institution)
    assert "account" in found.here[0].report.get_deferred_fields()


def test_a_known_contact_point_makes_a_report_more_urgent_but_the_reporters_own_does_not() -> None:
    people = make_people()
    contact = Contact("call", "84 000 0014")
    make_report(people.owner.institution, online=Online(account="@made.up"), contact=contact)
    same_reporter = make_report(people.partner.institution, contact=contact)
    same_account = make_report(people.partner.institution, online=Online(account="Made.Up"))
    assert "known_contact_point" not in same_reporter.reasons
    assert "known_contact_point" in same_account.reasons


def test_no_identifier_is_kept_readable() -> None:
    report = make_report(narrative=CALLS)
    rows = ContactPoint.objects.filter(report=report)
    assert rows.count() == 2
    assert all(len(bytes(row.digest)) == 32 and b"84" not in bytes(row.kind.encode()) for row in rows)
    assert b"84 000" not in bytes(Report.objects.get(pk=report.pk).account or b"")
