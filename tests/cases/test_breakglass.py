"""Urgent access: two officers together or nobody, for some hours, in everybody's sight, reviewed."""

from datetime import timedelta

import pytest

from amparo.accounts import actions as accounts
from amparo.accounts.models import Membership, Role
from amparo.cases import compartments, letters
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.breakglass import escrow as escrows
from amparo.cases.breakglass.actions import Emergency
from amparo.cases.models import (
    BreakGlass,
    Case,
    Escrow,
    EscrowBox,
    EscrowHalf,
    Notice,
    NoticeKind,
    ReleasedHalf,
    Share,
)
from amparo.cases.models.breakglass import BreakGlassState
from amparo.cases.sharing import actions as sharing
from amparo.kernel import clock, sealing
from amparo.kernel.errors import Conflict, Denied, Hidden, NoKey, SealBroken
from tests.cases.agreeing import make_escrow
from tests.make import make_case, make_membership
from tests.people import People, actor

pytestmark = pytest.mark.django_db

SCOPE = frozenset({"summary", "identity"})


@pytest.fixture
def officers() -> list[Membership]:
    return make_escrow()


@pytest.fixture
def case(people: People, officers: list[Membership]) -> Case:
    return make_case(people.owner)


def _ask(people: People, case: Case, hours: int = 6) -> BreakGlass:
    emergency = Emergency(case, SCOPE, hours, "Made up: she wrote that he is at the door.")
    return breakglass.ask(actor(people.partner), emergency)


def _released(people: People, case: Case, officers: list[Membership]) -> BreakGlass:
    row = _ask(people, case)
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    return breakglass.release(actor(officers[1]), row, version=row.version)


def test_two_officers_open_it_for_some_hours(people: People, case: Case, officers: list[Membership]) -> None:
    row = _released(people, case, officers)
    there = actor(people.partner)
    assert compartments.open_to(case, people.partner.institution) == SCOPE
    assert compartments.current(there, case, "identity") == compartments.current(
        actor(people.owner), case, "identity"
    )
    with pytest.raises(NoKey):
        compartments.current(there, case, "protection")
    assert not ReleasedHalf.objects.exists(), "the halves go as soon as they have met"
    with clock.at(clock.now() + timedelta(hours=7)):
        with pytest.raises(NoKey):
            compartments.current(there, case, "identity")
        assert sharing.end_by_time() == 1
    row.refresh_from_db()
    assert row.share is not None
    assert row.share.ended_at is not None


def test_one_officer_alone_opens_nothing(people: People, case: Case, officers: list[Membership]) -> None:
    row = _ask(people, case)
    with pytest.raises(Conflict):
        breakglass.release(actor(officers[0]), row, version=row.version)
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    with pytest.raises(Denied):
        breakglass.release(actor(officers[0]), row, version=row.version)
    with pytest.raises(NoKey):
        escrows.combine(actor(officers[0]), row)
    assert compartments.open_to(case, people.partner.institution) == frozenset()


def test_any_two_of_the_officers_will_do(people: People, case: Case, officers: list[Membership]) -> None:
    for first, second in ((2, 0), (1, 2)):
        row = _ask(people, case)
        row = breakglass.approve(actor(officers[first]), row, version=row.version)
        row = breakglass.release(actor(officers[second]), row, version=row.version)
        assert row.state == BreakGlassState.RELEASED


def test_a_half_tells_nothing_of_the_key(officers: list[Membership]) -> None:
    escrow = Escrow.objects.get()
    for half in EscrowHalf.objects.filter(holder=officers[0]).select_related("escrow", "other"):
        opened = escrows._own_half(actor(officers[0]), escrow, half.other)
        assert sealing.public_of(opened) != bytes(escrow.public)


def test_the_database_and_two_passwords_do_not_open_the_escrow(officers: list[Membership]) -> None:
    half = EscrowHalf.objects.filter(holder=officers[0]).select_related("escrow").first()
    assert half is not None
    with pytest.raises(SealBroken):
        sealing.open_box(actor(officers[0]).keyring.private, bytes(half.box), escrows._half_context(half))


def test_only_the_coordinating_body_s_officers_release(
    people: People, case: Case, officers: list[Membership]
) -> None:
    row = _ask(people, case)
    for stranger in (people.owner, people.partner, people.outsider):
        with pytest.raises(Hidden):
            breakglass.approve(actor(stranger), row, version=row.version)
    body = officers[0].institution
    newcomer = make_membership(body, actor(officers[0]).keyring.institution_private(), role=Role.SUPERVISOR)
    with pytest.raises(NoKey):
        breakglass.approve(actor(newcomer), row, version=row.version)


def test_who_asks_does_not_decide(people: People, case: Case, officers: list[Membership]) -> None:
    row = breakglass.ask(actor(officers[0]), Emergency(case, SCOPE, 2, "Made up."))
    with pytest.raises(Denied):
        breakglass.approve(actor(officers[0]), row, version=row.version)
    row = breakglass.approve(actor(officers[1]), row, version=row.version)
    with pytest.raises(Denied):
        breakglass.release(actor(officers[0]), row, version=row.version)
    assert breakglass.release(actor(officers[2]), row, version=row.version).state == BreakGlassState.RELEASED


def test_a_case_that_grew_on_opens_at_its_newest_key(
    people: People, case: Case, officers: list[Membership]
) -> None:
    compartments.share(actor(people.owner), case, people.outsider.institution, ["identity"], basis="referral")
    compartments.freeze(case, people.outsider.institution)
    compartments.settle(actor(people.owner), case)
    _released(people, case, officers)
    assert compartments.current(actor(people.partner), case, "identity")[0] == 2


def test_a_case_older_than_the_escrow_comes_in_with_its_next_word(people: People) -> None:
    case = make_case(people.owner)
    officers = make_escrow()
    row = _ask(people, case)
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    with pytest.raises(NoKey):
        breakglass.release(actor(officers[1]), row, version=row.version)
    for name in SCOPE:
        compartments.current(actor(people.owner), case, name)
    assert breakglass.release(actor(officers[1]), row, version=row.version).state == BreakGlassState.RELEASED


def test_without_an_escrow_one_is_told_so(people: People) -> None:
    with pytest.raises(Conflict):
        _ask(people, make_case(people.owner))


def test_the_reason_reaches_owner_and_officers_and_nobody_else(
    people: People, case: Case, officers: list[Membership]
) -> None:
    row = _ask(people, case)
    for reader in (people.owner, people.partner, officers[2]):
        assert "at the door" in str(letters.read(actor(reader), row.letter))
    assert letters.read(actor(people.outsider), row.letter) is None


def test_a_request_that_nobody_releases_lapses(
    people: People, case: Case, officers: list[Membership]
) -> None:
    row = _ask(people, case)
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    with clock.at(row.lapses_at):
        with pytest.raises(Conflict):
            breakglass.release(actor(officers[1]), row, version=row.version)
        assert breakglass.lapse() == 1
    row.refresh_from_db()
    assert row.state == BreakGlassState.LAPSED
    assert not ReleasedHalf.objects.exists()


def test_refusing_destroys_the_halves(people: People, case: Case, officers: list[Membership]) -> None:
    row = _ask(people, case)
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    row = breakglass.refuse(actor(officers[2]), row, version=row.version)
    assert row.state == BreakGlassState.REFUSED
    assert not ReleasedHalf.objects.exists()
    with pytest.raises(Conflict):
        breakglass.release(actor(officers[1]), row, version=row.version)


def test_it_is_reviewed_by_somebody_who_took_no_part(
    people: People, case: Case, officers: list[Membership]
) -> None:
    row = _released(people, case, officers)
    assert row.review_due_at is not None
    assert row.released_at is not None
    assert row.review_due_at == row.released_at + timedelta(hours=72)
    assert list(BreakGlass.objects.awaiting_review()) == [row]
    for took_part in officers[:2]:
        with pytest.raises(Denied):
            breakglass.review(actor(took_part), row, justified=True, words="")
    with pytest.raises(Hidden):
        breakglass.review(actor(people.outsider), row, justified=True, words="")
    breakglass.review(actor(people.owner), row, justified=False, words="Made up: nobody was in danger.")
    assert compartments.open_to(case, people.partner.institution) == frozenset()
    assert Share.objects.get(break_glass=row).ending == "not_upheld"
    with pytest.raises(Conflict):
        breakglass.review(actor(people.owner), row, justified=True, words="")


def test_an_auditor_without_keys_can_review(people: People, case: Case, officers: list[Membership]) -> None:
    row = _released(people, case, officers)
    auditor = make_membership(officers[0].institution, b"", role=Role.AUDITOR)
    row = breakglass.review(actor(auditor), row, justified=True, words="Made up: it was right.")
    assert row.justified
    assert letters.read(actor(people.owner), row.review) == "Made up: it was right."
    assert letters.read(actor(auditor), row.letter) is None


def test_a_renewed_escrow_opens_what_the_old_one_did(
    people: People, case: Case, officers: list[Membership]
) -> None:
    first, second, leaves = officers
    waiting = _ask(people, case)
    waiting = breakglass.approve(actor(first), waiting, version=waiting.version)
    accounts.remove_member(actor=actor(first), membership=leaves)
    assert escrows.officers(Escrow.objects.get()) == sorted([first, second], key=lambda one: str(one.pk))
    private = actor(first).keyring.institution_private()
    newcomer = make_membership(first.institution, private, role=Role.SUPERVISOR)
    with pytest.raises(NoKey):
        breakglass.renew_escrow(actor(second), [first, second, newcomer])
    breakglass.offer_renewal(actor(first))
    with pytest.raises(NoKey):
        breakglass.renew_escrow(actor(first), [first, second, newcomer])
    breakglass.renew_escrow(actor(second), [first, second, newcomer])
    assert not EscrowHalf.objects.filter(escrow__generation=1).exists()
    waiting.refresh_from_db()
    assert waiting.state == BreakGlassState.ASKED, "the first officer's half was of the old pair"
    waiting = breakglass.approve(actor(newcomer), waiting, version=waiting.version)
    breakglass.release(actor(first), waiting, version=waiting.version)
    assert compartments.open_to(case, people.partner.institution) == SCOPE


def test_an_escrow_has_at_least_two_officers_of_the_coordinating_body(people: People) -> None:
    officers = make_escrow()
    with pytest.raises(Conflict):
        breakglass.found_escrow(actor(officers[0]), officers)
    with pytest.raises(Denied):
        breakglass.found_escrow(actor(people.owner), [people.owner, people.colleague])
    Escrow.objects.all().delete()
    with pytest.raises(Conflict):
        breakglass.found_escrow(actor(officers[0]), officers[:1])
    with pytest.raises(Conflict):
        breakglass.found_escrow(actor(officers[0]), [officers[0], people.owner])


def test_every_new_key_of_a_case_lies_in_escrow(people: People, case: Case) -> None:
    assert EscrowBox.objects.filter(key__case=case).count() == 4


def test_owner_and_auditor_are_told_at_once(people: People, case: Case, officers: list[Membership]) -> None:
    auditor = make_membership(officers[0].institution, b"", role=Role.AUDITOR)
    _ask(people, case)
    asked = Notice.objects.filter(kind=NoticeKind.URGENT_ASKED).values_list("membership", flat=True)
    assert set(asked) == {people.owner.pk, people.colleague.pk, *(officer.pk for officer in officers)}
    _released(people, case, officers)
    told = Notice.objects.filter(kind=NoticeKind.URGENT_RELEASED).values_list("membership", flat=True)
    assert set(told) == {people.owner.pk, people.colleague.pk, auditor.pk}
