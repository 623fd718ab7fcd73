"""Merging: an edge that can be undone; nothing is rewritten, and keys stay where they are."""

import pytest

from amparo.cases import compartments
from amparo.cases.lifecycle import handing, merging
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.lifecycle.moving import move
from amparo.cases.models import Case, CompartmentGrant, Stage
from amparo.kernel.errors import Conflict, Denied, Hidden
from tests.make import make_case, make_person_in, share_case
from tests.people import People, actor

pytestmark = pytest.mark.django_db


def _merge(people: People, case: Case, other: Case) -> object:
    case.refresh_from_db()
    return merging.merge(actor(people.owner), case, other, version=case.version)


def test_a_merge_touches_neither_the_rows_nor_the_keys(people: People) -> None:
    case, other = make_case(people.owner), make_case(people.owner)
    share_case(case, people.owner, people.partner)
    make_person_in(case, people.owner)
    before = set(CompartmentGrant.objects.values_list("pk", "key__case", "ended_at"))
    _merge(people, case, other)
    assert set(CompartmentGrant.objects.values_list("pk", "key__case", "ended_at")) == before
    assert case.personincases.count() == 1
    assert other.personincases.count() == 0
    assert merging.parts_of(other) == [case]
    assert compartments.open_to(other, people.partner.institution) == frozenset()


def test_steps_are_taken_in_the_case_that_goes_on(people: People) -> None:
    case, other = make_case(people.owner), make_case(people.owner)
    _merge(people, case, other)
    case.refresh_from_db()
    other.refresh_from_db()
    with pytest.raises(Conflict, match="go on there"):
        move(actor(people.owner), case, Stage.REGISTRATION, version=case.version)
    move(actor(people.owner), other, Stage.REGISTRATION, version=other.version)
    assert list(merging.counted_once(Case.objects.held_by(people.owner.institution))) == [other]


def test_taken_back_both_stand_alone(people: People) -> None:
    case, other = make_case(people.owner), make_case(people.owner)
    _merge(people, case, other)
    edge = merging.part_of(case)
    assert edge is not None
    case.refresh_from_db()
    merging.take_back(actor(people.owner), case, edge.pk, version=case.version)
    assert merging.part_of(case) is None
    assert merging.counted_once(Case.objects.held_by(people.owner.institution)).count() == 2
    case.refresh_from_db()
    with pytest.raises(Conflict, match="no longer stands"):
        merging.take_back(actor(people.owner), case, edge.pk, version=case.version)
    _merge(people, other, case)


def test_no_circle_and_no_case_in_two(people: People) -> None:
    first, second, third = (make_case(people.owner) for _ in range(3))
    _merge(people, first, second)
    for case, other in ((second, first), (first, third), (third, first), (third, third)):
        with pytest.raises(Conflict):
            _merge(people, case, other)
    _merge(people, second, third)
    assert {case.pk for case in merging.parts_of(third)} == {first.pk, second.pk}


def test_closed_offered_and_foreign_cases_are_not_merged(people: People) -> None:
    case = make_case(people.owner)
    with pytest.raises(Conflict, match="Reopen"):
        _merge(people, case, make_case(people.owner, stage=Stage.CLOSED))
    theirs = make_case(people.outsider)
    with pytest.raises(Hidden):
        _merge(people, case, theirs)
    share_case(theirs, people.outsider, people.owner)
    with pytest.raises(Denied):
        _merge(people, case, theirs)
    case.refresh_from_db()
    handing.offer(actor(people.owner), case, Offer(worker=people.colleague, words="x"), version=case.version)
    with pytest.raises(Conflict, match="not answered"):
        _merge(people, case, make_case(people.owner))
