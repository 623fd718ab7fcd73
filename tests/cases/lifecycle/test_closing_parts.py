"""What is part of a case ends and begins again with it."""

import pytest

from amparo.cases.lifecycle import closing, merging
from amparo.cases.models import Case, ClosingReason, HoldGround, Obligation, Stage, Waiver
from amparo.cases.retention.actions import Wanted, hold
from amparo.kernel.errors import Conflict
from amparo.ledger.models import Entry
from tests.make import make_case, make_person_in
from tests.people import People, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(people: People) -> tuple[Case, Case]:
    """A case and what is part of it; the part was in its assessment."""
    case, part = make_case(people.owner), make_case(people.owner, stage=Stage.PLAN)
    merging.merge(actor(people.owner), part, case, version=part.version)
    _now(case, part)
    return case, part


def _now(*cases: Case) -> tuple[Case, ...]:
    for case in cases:
        case.refresh_from_db()
    return cases


def _close(people: People, case: Case, reason: ClosingReason = ClosingReason.NOT_FOUND) -> None:
    _now(case)
    Obligation.objects.pending().filter(case=case).delete()  # clocks have their own tests
    closing.propose(actor(people.owner), case, reason, words="made up", version=case.version)
    _now(case)
    closing.answer(actor(people.colleague), case, confirm=True, version=case.version)


def test_parts_are_closed_with_the_whole_and_reopened_with_it(
    people: People, whole: tuple[Case, Case]
) -> None:
    case, part = whole
    _close(people, case)
    assert [one.stage for one in _now(case, part)] == [Stage.CLOSED, Stage.CLOSED]
    assert part.closed_at is not None
    assert not Obligation.objects.pending().filter(case=part).exists()
    with pytest.raises(Conflict, match="go on there"):
        closing.reopen(actor(people.owner), part, reason="made up", version=part.version)
    closing.reopen(actor(people.owner), case, reason="made up", version=case.version)
    assert [one.stage for one in _now(case, part)] == [Stage.IDENTIFICATION, Stage.ASSESSMENT]
    assert not Obligation.objects.pending().filter(case=part).exists(), "its clocks run in the whole"
    said = [entry.event for entry in Entry.objects.about(str(part.pk))]
    assert said[-2:] == ["case.part_closed", "case.part_reopened"]


def test_a_part_does_not_leave_a_closed_whole(people: People, whole: tuple[Case, Case]) -> None:
    case, part = whole
    _close(people, case)
    edge = merging.part_of(part)
    assert edge is not None
    _now(case, part)
    with pytest.raises(Conflict, match="Reopen that one first"):
        merging.take_back(actor(people.owner), part, edge.pk, version=part.version)
    closing.reopen(actor(people.owner), case, reason="made up", version=case.version)
    _now(part)
    merging.take_back(actor(people.owner), part, edge.pk, version=part.version)
    assert not Obligation.objects.filter(case=part, waiver=Waiver.MERGED).exists(), "its clocks run again"


def test_what_is_open_in_a_part_keeps_the_whole_open(people: People, whole: tuple[Case, Case]) -> None:
    case, part = whole
    hold(actor(people.owner), part, Wanted(HoldGround.PROCEEDINGS), version=part.version)
    with pytest.raises(Conflict, match=f"{part.reference}: A legal hold"):
        _close(people, case)


def test_a_child_in_a_part_makes_it_a_child_s_case(people: People, whole: tuple[Case, Case]) -> None:
    case, part = whole
    make_person_in(part, people.owner, age_band="0-11")
    with pytest.raises(Conflict, match="child's case"):
        _close(people, case, ClosingReason.ADULT_DECLINED)
