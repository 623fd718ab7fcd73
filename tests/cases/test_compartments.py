"""The four keys of a case: who can open what, before and after a share, a freeze and a rotation."""

from datetime import timedelta

import pytest

from amparo.accounts import actions as accounts
from amparo.accounts.models import Membership, Role
from amparo.cases import compartments
from amparo.cases.lifecycle.overview import holders
from amparo.cases.models import Case, CaseReport, Compartment
from amparo.kernel import clock
from amparo.kernel.errors import NoKey
from amparo.reports.decisions import Choice, decide
from amparo.reports.models import Verdict
from tests.make import make_membership, make_report
from tests.people import People, actor

pytestmark = pytest.mark.django_db

ALL = list(Compartment)


@pytest.fixture
def case(people: People) -> Case:
    report = make_report(people.owner.institution)
    decision = decide(actor(people.owner), report, Choice(Verdict.TAKE_UP), version=report.version)
    return CaseReport.objects.get(decision=decision).case


def _opens(member: Membership, case: Case, compartment: str) -> bytes:
    return compartments.current(actor(member), case, compartment)[1]


def test_the_owner_holds_four_different_keys_and_nobody_else_any(people: People, case: Case) -> None:
    secrets = {_opens(people.owner, case, name) for name in ALL}
    assert len(secrets) == 4
    assert _opens(people.colleague, case, "summary") in secrets
    for stranger in (people.partner, people.outsider):
        for name in ALL:
            with pytest.raises(NoKey):
                _opens(stranger, case, name)


def test_a_share_opens_its_compartments_and_no_other(people: People, case: Case) -> None:
    compartments.share(
        actor(people.owner), case, people.partner.institution, ["protection"], basis="referral"
    )
    assert _opens(people.partner, case, "protection") == _opens(people.owner, case, "protection")
    for name in ("summary", "identity", "investigation"):
        with pytest.raises(NoKey):
            _opens(people.partner, case, name)
    with pytest.raises(NoKey):
        _opens(people.outsider, case, "protection")


def test_a_partner_cannot_share_on_what_it_does_not_hold(people: People, case: Case) -> None:
    compartments.share(
        actor(people.owner), case, people.partner.institution, ["protection"], basis="referral"
    )
    with pytest.raises(NoKey):
        compartments.share(
            actor(people.partner), case, people.outsider.institution, ["investigation"], basis="referral"
        )


def test_a_freeze_closes_at_once_and_what_is_written_later_has_a_new_key(people: People, case: Case) -> None:
    owner, partner = actor(people.owner), people.partner.institution
    compartments.share(owner, case, partner, ["protection", "summary"], basis="referral")
    old = _opens(people.partner, case, "protection")
    assert compartments.freeze(case, partner) == {"protection", "summary"}
    with pytest.raises(NoKey):
        _opens(people.partner, case, "protection")
    generation, new = compartments.current(owner, case, "protection")
    assert generation == 2
    assert new != old
    assert compartments.of_generation(owner, case, "protection", 1) == old
    assert compartments.current(owner, case, "identity")[0] == 1, "what was not shared need not rotate"


def test_others_keep_their_share_through_a_rotation(people: People, case: Case) -> None:
    owner = actor(people.owner)
    for member in (people.partner, people.outsider):
        compartments.share(owner, case, member.institution, ["protection"], basis="referral")
    compartments.freeze(case, people.partner.institution)
    compartments.settle(owner, case)
    assert _opens(people.outsider, case, "protection") == _opens(people.owner, case, "protection")
    with pytest.raises(NoKey):
        _opens(people.partner, case, "protection")


def test_a_partner_may_do_the_rotation_that_is_due(people: People, case: Case) -> None:
    owner = actor(people.owner)
    for member in (people.partner, people.outsider):
        compartments.share(owner, case, member.institution, ["protection"], basis="referral")
    compartments.freeze(case, people.partner.institution)
    assert compartments.current(actor(people.outsider), case, "protection")[0] == 2
    assert _opens(people.owner, case, "protection") == _opens(people.outsider, case, "protection")


def test_a_role_sees_only_its_side_of_the_wall(people: People, case: Case) -> None:
    private = actor(people.owner).keyring.institution_private()
    investigator = make_membership(people.owner.institution, private, role=Role.INVESTIGATOR)
    caseworker = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    assert "protection" not in compartments.readable_by(actor(investigator), case)
    assert "investigation" not in compartments.readable_by(actor(caseworker), case)
    with pytest.raises(NoKey):
        _opens(investigator, case, "protection")
    with pytest.raises(NoKey):
        _opens(caseworker, case, "investigation")


def test_it_all_still_opens_after_the_institution_s_own_key_rotated(people: People, case: Case) -> None:
    before = _opens(people.owner, case, "identity")
    accounts.renew_keys(actor=actor(people.owner))
    assert _opens(people.owner, case, "identity") == before
    assert _opens(people.colleague, case, "identity") == before


def test_whose_time_is_over_is_not_listed_among_those_who_can_open(people: People, case: Case) -> None:
    """The worker destroys the box within a minute; the keys refuse at once, and the page says so."""
    until = clock.now() + timedelta(hours=1)
    compartments.share(
        actor(people.owner), case, people.partner.institution, ["summary"], basis="consent", until=until
    )
    assert [one for one, _parts in holders(case)] == [people.owner.institution, people.partner.institution]
    with clock.at(until):
        assert [one for one, _parts in holders(case)] == [people.owner.institution]
