"""Opening a case to read: what is open, what is named closed, and the record that it leaves."""

import json

import pytest

from amparo.accounts.models import Role
from amparo.cases.models import Compartment
from amparo.cases.opening import reading
from amparo.kernel.errors import Hidden
from amparo.ledger.models import Entry
from tests.make import make_case, make_membership, share_case
from tests.people import People, actor

pytestmark = pytest.mark.django_db


def _last() -> dict[str, object]:
    found: dict[str, object] = json.loads(Entry.objects.latest("index").content)
    return found


def test_what_is_opened_is_recorded_with_its_basis(people: People) -> None:
    case = make_case(people.owner)
    with reading(actor(people.owner), case, Compartment.SUMMARY, Compartment.IDENTITY) as opened:
        assert opened.read(case.summarys.get(), "text")
        assert opened.closed == frozenset()
    entry = _last()
    assert entry["event"] == "case.read"
    assert entry["subject"] == str(case.pk)
    assert entry["facts"] == {
        "basis": "mandate",
        "compartments": ["identity", "summary"],
        "grants": ["mandate"],
    }


def test_a_closed_compartment_is_named_and_reads_as_nothing(people: People) -> None:
    case = make_case(people.owner)
    share_case(case, people.owner, people.partner, Compartment.PROTECTION)
    wanted = (Compartment.SUMMARY, Compartment.PROTECTION)
    with reading(actor(people.partner), case, *wanted) as opened:
        assert opened.closed == {Compartment.SUMMARY}
        assert opened.read(case.summarys.get(), "text") is None
    assert _last()["facts"] == {"basis": "referral", "compartments": ["protection"], "grants": ["referral"]}


def test_nothing_opened_leaves_no_record(people: People) -> None:
    case = make_case(people.owner)
    private = actor(people.owner).keyring.institution_private()
    triage = make_membership(people.owner.institution, private, role=Role.TRIAGE)
    with reading(actor(triage), case, Compartment.PROTECTION) as opened:
        assert opened.open == frozenset()
    assert _last()["event"] != "case.read"


def test_an_outsider_is_told_of_nothing(people: People) -> None:
    case = make_case(people.owner)
    with pytest.raises(Hidden), reading(actor(people.outsider), case, Compartment.SUMMARY):
        raise AssertionError("was let in")


def test_a_page_that_fails_is_not_recorded_as_read(people: People) -> None:
    case = make_case(people.owner)
    with pytest.raises(LookupError), reading(actor(people.owner), case, Compartment.SUMMARY):
        raise LookupError
    assert _last()["event"] != "case.read"
