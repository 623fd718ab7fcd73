"""What an auditor sees, finds and is shown as unusual; and what never is on the page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.cases.audit import entries, patterns, scope
from amparo.cases.audit.entries import Filter
from amparo.cases.models import Case, Compartment
from amparo.cases.opening import reading
from amparo.geography.models import Level
from amparo.kernel import clock
from amparo.kernel.errors import Misconfigured
from amparo.ledger.actions import append, sign_head
from amparo.ledger.models import Head
from amparo.ledger.newest import newest
from amparo.ledger.vocabulary import Event
from tests.make import make_case, make_institution, make_membership, make_unit
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)  # 12:00 in Maputo
NIGHT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # 00:30 in Maputo, the night that began on the 10th


def _auditor(kind: Kind) -> Membership:
    institution, private = make_institution(kind=kind)
    return make_membership(institution, private, role=Role.AUDITOR)


def _opens(member: Membership, subject: object, moment: datetime, times: int = 1) -> None:
    for number in range(times):
        with clock.at(moment + timedelta(seconds=number)), transaction.atomic():
            append(
                Event.CASE_READ,
                subject=str(subject),
                actor=str(member.pk),
                institution=str(member.institution_id),
                basis="mandate",
            )


def _listed(code: str, only: Institution | None = None) -> list[patterns.Listed]:
    rule = next(rule for rule in patterns.rules() if rule.code == code)
    with clock.at(NOON + timedelta(days=2)):
        patterns.count()
        return patterns.listed(rule, scope.Scope(only))


def test_oversight_sees_all_institutions_and_another_auditor_only_its_own(people: People) -> None:
    case = make_case(people.owner)
    for kind, sees in ((Kind.HUMAN_RIGHTS, True), (Kind.COORDINATION, True), (Kind.JUSTICE, False)):
        lines, _next = entries.page(scope.of(actor(_auditor(kind))), Filter(reference=case.reference))
        assert bool(lines) is sees, kind
    judge = scope.of(actor(_auditor(Kind.JUSTICE)))
    assert entries.page(judge, Filter(institution=str(people.owner.institution_id)))[0] == []


def test_an_opening_is_told_with_who_what_and_on_which_basis(people: People) -> None:
    case = make_case(people.owner)
    with reading(actor(people.owner), case, Compartment.SUMMARY):
        pass
    asked = Filter(member=str(people.owner.pk), event=Event.CASE_READ.value, reference=case.reference.lower())
    (line,), further = entries.page(scope.Scope(None), asked)
    assert further is None
    assert line.subject == case.reference
    assert line.member == people.owner
    assert line.institution == people.owner.institution.name
    assert ("basis", "mandate") in line.facts
    assert ("compartments", "summary") in line.facts


def test_pages_follow_each_other_without_gap_or_repetition(people: People) -> None:
    _opens(people.owner, uuid4(), NOON, entries.PAGE * 2 + 3)
    seen: list[int] = []
    before: int | None = None
    for _page in range(3):
        lines, before = entries.page(scope.Scope(people.owner.institution), Filter(before=before))
        seen += [line.index for line in lines]
    assert before is None
    assert len(seen) == len(set(seen)) == entries.PAGE * 2 + 3
    assert seen == sorted(seen, reverse=True)


def test_days_are_days_of_the_country(people: People) -> None:
    _opens(people.owner, uuid4(), NIGHT)
    for day, found in ((10, 0), (11, 1), (12, 0)):
        moment = datetime(2026, 3, day, tzinfo=UTC).date()
        lines, _next = entries.page(scope.Scope(people.owner.institution), Filter(first=moment, last=moment))
        assert len(lines) == found, day


def test_many_in_an_hour_counts_different_things_of_one_person(people: People) -> None:
    least = next(rule.at_least for rule in patterns.rules() if rule.code == "many_in_an_hour")
    _opens(people.owner, uuid4(), NOON, least)
    for _number in range(least - 1):
        _opens(people.colleague, uuid4(), NOON)
    assert _listed("many_in_an_hour") == []
    _opens(people.colleague, uuid4(), NOON)
    (line,) = _listed("many_in_an_hour")
    assert (line.member, line.count, line.when) == (people.colleague, least, "2026-03-10 12:00")
    assert _listed("many_in_an_hour", people.partner.institution) == []
    assert _listed("many_in_an_hour", people.colleague.institution) == [line]


def test_a_night_is_counted_from_its_evening_and_a_day_is_not(people: People) -> None:
    _opens(people.owner, uuid4(), NOON, 20)
    assert _listed("at_night") == []
    _opens(people.colleague, uuid4(), NIGHT - timedelta(hours=2), 2)
    _opens(people.colleague, uuid4(), NIGHT + timedelta(hours=2), 3)
    (line,) = _listed("at_night")
    assert (line.member, line.count, line.when) == (people.colleague, 5, "2026-03-10")


def test_outside_the_district_knows_place_and_province(people: People) -> None:
    north, south = make_unit("XX01"), make_unit("XX02")
    district = make_unit("XX0101", level=Level.DISTRICT, parent=north)
    Institution.objects.filter(pk=people.owner.institution_id).update(place=district)
    Institution.objects.filter(pk=people.partner.institution_id).update(place=north)
    at_home = [make_case(people.owner, province=north) for _number in range(3)]
    away = [make_case(people.owner, province=south) for _number in range(3)]
    for case in (*at_home, *away):
        _opens(people.owner, case.pk, NOON)
    for case in at_home:
        _opens(people.partner, case.pk, NOON)
        _opens(people.outsider, case.pk, NOON)  # an institution without a place works everywhere
    (line,) = _listed("outside_the_district")
    assert (line.member, line.count) == (people.owner, 3)


def test_again_and_again_spares_the_worker_and_names_the_case(people: People) -> None:
    case = make_case(people.owner)
    _opens(people.owner, case.pk, NOON, 15)
    _opens(people.colleague, case.pk, NOON, 9)
    assert _listed("again_and_again") == []
    _opens(people.colleague, case.pk, NOON)
    (line,) = _listed("again_and_again")
    assert (line.member, line.count, line.reference) == (people.colleague, 10, case.reference)


def test_old_openings_are_let_rest(people: People) -> None:
    case = make_case(people.owner)
    _opens(people.colleague, case.pk, NOON - timedelta(days=60), 12)
    assert _listed("again_and_again") == []


@pytest.mark.parametrize(
    "text", ["unheard_of = {days = 1, at_least = 1}", "[at_night]\ndays = 3", "at_night = 3", "["]
)
def test_rules_that_are_not_whole_stop_the_start(text: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(Misconfigured):
        patterns.read(tmp_path / "rules.toml")


def test_the_newest_head_is_checked_and_a_forged_one_is_seen(people: People) -> None:
    assert newest() is None
    make_case(people.owner)
    sign_head()
    head = newest()
    assert head is not None
    assert head.holds
    assert head.unsigned == 0
    make_case(people.owner)
    assert (newest() or head).unsigned > 0
    stored = Head.objects.get()
    Head.objects.bulk_create(
        [Head(size=head.size + 1, note=stored.note.replace(f"\n{head.size}\n", f"\n{head.size + 1}\n"))]
    )
    forged = newest()
    assert forged is not None
    assert not forged.holds


def test_the_page_holds_no_content_and_refuses_other_roles(people: People, client: Client) -> None:
    case = make_case(people.owner)
    sign_head()
    sign_in(client, _auditor(Kind.HUMAN_RIGHTS))
    page = client.get(reverse("audit"), {"reference": case.reference}).content.decode()
    assert case.reference in page
    assert "promised work" not in page
    assert client.get(reverse("audit"), {"first": "yesterday"}).status_code == 422
    assert client.get(reverse("audit_patterns")).status_code == 200
    sign_in(client, people.owner)
    assert client.get(reverse("audit")).status_code == 403
    assert Case.objects.count() == 1
