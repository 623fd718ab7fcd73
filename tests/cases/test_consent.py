"""Consent: who may give it, what it permits, what becomes of a share when it is taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Kind, Membership, Role
from amparo.cases import compartments
from amparo.cases.consent import actions as consent
from amparo.cases.consent.actions import NotTheirs
from amparo.cases.consent.permit import NotPermitted, not_asked, permit
from amparo.cases.models import Case, CompartmentGrant, Ending, Notice, NoticeKind, Part, Purpose, Share
from amparo.cases.models.consent import Assent, GivenBy, Said
from amparo.cases.models.sharing import Ground
from amparo.cases.notices.line import gathered
from amparo.cases.people.actions import Written, add_person
from amparo.cases.sharing import actions as sharing
from amparo.cases.sharing.actions import Sharing
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, Hidden, NoKey
from amparo.reports.answers import AgeBand
from tests.cases.agreeing import PROTECTION, agreed, asked, make_somebody, overridden, override_asked
from tests.make import make_case, make_membership
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(people.owner)
    make_somebody(case, people.owner, age_band=AgeBand.ADULT)
    return case


def _share(people: People, case: Case, scope: frozenset[str] = PROTECTION) -> Share:
    wanted = Sharing(people.partner.institution, scope, Purpose.SERVICES)
    return sharing.share(actor(people.owner), case, wanted)


def test_without_anybody_s_yes_nothing_is_shared(people: People, case: Case) -> None:
    with pytest.raises(NotPermitted):
        _share(people, case)
    asked(case, people.owner, people.partner.institution)
    with pytest.raises(NotPermitted):
        _share(people, case)
    assert compartments.open_to(case, people.partner.institution) == frozenset()
    assert not Share.objects.exists()


def test_a_yes_opens_what_it_names_and_no_more(people: People, case: Case) -> None:
    agreed(case, people.owner, people.partner.institution)
    with pytest.raises(NotPermitted):
        _share(people, case, PROTECTION | {"investigation"})
    with pytest.raises(NotPermitted):
        permit(case, people.partner.institution, PROTECTION, Purpose.RESEARCH)
    with pytest.raises(NotPermitted):
        permit(case, people.outsider.institution, PROTECTION, Purpose.SERVICES)
    with pytest.raises(NotPermitted):
        permit(case, people.partner.institution, [], Purpose.SERVICES)
    _share(people, case)
    assert compartments.open_to(case, people.partner.institution) == PROTECTION


def test_a_yes_for_a_kind_of_institution_holds_for_each_of_them(people: People, case: Case) -> None:
    agreed(case, people.owner, None, recipient_kind=Kind.NGO)
    with pytest.raises(NotPermitted):
        _share(people, case)
    people.partner.institution.kind = Kind.NGO
    people.partner.institution.save()
    assert _share(people, case).ground == Ground.CONSENT


def test_a_no_is_kept_and_permits_nothing(people: People, case: Case) -> None:
    question = asked(case, people.owner, people.partner.institution)
    said = consent.answer(actor(people.owner), question, Said.NO)
    assert said.answered_at is not None
    with pytest.raises(NotPermitted):
        _share(people, case)
    with pytest.raises(Conflict):
        consent.answer(actor(people.owner), said, Said.YES)


def test_everybody_whom_the_case_is_about_has_to_agree(people: People, case: Case) -> None:
    receiver = people.partner.institution
    agreed(case, people.owner, receiver)
    second = make_somebody(case, people.owner, age_band=AgeBand.ADULT)
    with pytest.raises(NotPermitted):
        _share(people, case)
    assert not_asked(case, receiver, PROTECTION, Purpose.SERVICES) == [second.pseudonym]
    agreed(case, people.owner, receiver, person=second)
    assert _share(people, case).consents.count() == 2


def test_a_newcomer_who_was_not_asked_closes_what_shows_them(people: People, case: Case) -> None:
    agreed(case, people.owner, people.partner.institution)
    row = _share(people, case)
    written = Written({"age_band": AgeBand.UNDER_12}, None)
    add_person(actor(people.partner), case, written, Part.WITNESS)
    assert compartments.open_to(case, people.partner.institution) == PROTECTION
    add_person(actor(people.partner), case, written, Part.VICTIM)
    assert compartments.open_to(case, people.partner.institution) == PROTECTION, "they knew before we did"
    add_person(actor(people.owner), case, written, Part.VICTIM)
    assert compartments.open_to(case, people.partner.institution) == frozenset()
    row.refresh_from_db()
    assert row.ending == Ending.NOT_ASKED


def test_only_people_whom_the_case_is_about_are_asked(people: People, case: Case) -> None:
    witness = make_somebody(case, people.owner, Part.WITNESS)
    with pytest.raises(Conflict):
        asked(case, people.owner, people.partner.institution, person=witness)


def test_a_guardian_who_is_suspected_cannot_say_yes(people: People, case: Case) -> None:
    child = make_somebody(case, people.owner, age_band=AgeBand.UNDER_15)
    uncle = make_somebody(case, people.owner, Part.GUARDIAN, Part.SUSPECT)
    aunt = make_somebody(case, people.owner, Part.GUARDIAN)
    stranger = make_somebody(case, people.owner, Part.WITNESS)
    ask = {"person": child, "given_by": GivenBy.GUARDIAN}
    for wrong in (uncle, stranger, child, None):
        with pytest.raises(NotTheirs):
            asked(case, people.owner, people.partner.institution, guardian=wrong, **ask)
    question = asked(case, people.owner, people.partner.institution, guardian=aunt, **ask)
    aunt.roles.create(role=Part.SUSPECT, given_by=people.owner)
    with pytest.raises(NotTheirs):
        consent.answer(actor(people.owner), question, Said.YES, assent=Assent.YES)


def test_a_child_is_not_asked_alone_and_is_always_heard(people: People) -> None:
    case = make_case(people.owner)
    child = make_somebody(case, people.owner, age_band=AgeBand.UNDER_18)
    with pytest.raises(NotTheirs):
        asked(case, people.owner, people.partner.institution)
    aunt = make_somebody(case, people.owner, Part.GUARDIAN)
    by_aunt = {"person": child, "given_by": GivenBy.GUARDIAN, "guardian": aunt}
    with pytest.raises(Conflict):
        agreed(case, people.owner, people.partner.institution, **by_aunt)
    agreed(case, people.owner, people.partner.institution, **by_aunt, assent=Assent.NO)
    with pytest.raises(NotPermitted):
        _share(people, case)
    agreed(case, people.owner, people.partner.institution, **by_aunt, assent=Assent.YES)
    assert _share(people, case)


def test_a_withdrawal_closes_at_once_and_later_writing_has_a_new_key(people: People, case: Case) -> None:
    given = agreed(case, people.owner, people.partner.institution)
    _share(people, case)
    _generation, old = compartments.current(actor(people.partner), case, "protection")
    closed = consent.withdraw(actor(people.owner), given)
    assert [one.ending for one in closed] == [Ending.WITHDRAWN]
    with pytest.raises(NoKey):
        compartments.current(actor(people.partner), case, "protection")
    boxes = CompartmentGrant.objects.of(people.partner.institution).exclude(box=None)
    assert not boxes.exists()
    assert compartments.current(actor(people.owner), case, "protection")[1] != old
    with pytest.raises(NotPermitted):
        _share(people, case)
    assert Share.objects.closed_untold(people.partner.institution).count() == 1
    with pytest.raises(Conflict):
        consent.withdraw(actor(people.owner), given)


def test_a_partner_can_be_told_that_somebody_changed_their_mind(people: People, case: Case) -> None:
    given = agreed(case, people.owner, people.partner.institution)
    with pytest.raises(Hidden):
        consent.withdraw(actor(people.outsider), given)
    _share(people, case)
    consent.withdraw(actor(people.partner), given)
    assert compartments.open_to(case, people.partner.institution) == frozenset()


def test_what_another_share_covers_stays_open(people: People, case: Case) -> None:
    given = agreed(case, people.owner, people.partner.institution)
    _share(people, case)
    overridden(
        case,
        people.owner,
        people.colleague,
        people.partner.institution,
        purpose=Purpose.INVESTIGATION,
        compartments=frozenset({"summary"}),
    )
    wanted = Sharing(people.partner.institution, frozenset({"summary"}), Purpose.INVESTIGATION)
    kept = sharing.share(actor(people.owner), case, wanted)
    consent.withdraw(actor(people.owner), given)
    assert compartments.open_to(case, people.partner.institution) == {"summary"}
    assert kept.until is not None
    with clock.at(kept.until):
        assert compartments.open_to(case, people.partner.institution) == frozenset()


def test_a_share_ends_by_itself_with_the_consent(people: People, case: Case) -> None:
    given = agreed(case, people.owner, people.partner.institution)
    row = _share(people, case)
    assert row.until == given.valid_until
    with clock.at(given.valid_until):
        with pytest.raises(NoKey):
            compartments.current(actor(people.partner), case, "protection")
        assert sharing.end_by_time() == 1
    row.refresh_from_db()
    assert row.ending == Ending.EXPIRED
    assert not CompartmentGrant.objects.of(people.partner.institution).exclude(box=None).exists()
    assert compartments.current(actor(people.owner), case, "protection")[0] == 2


def test_the_owner_ends_a_share_when_it_wants(people: People, case: Case) -> None:
    agreed(case, people.owner, people.partner.institution)
    row = _share(people, case)
    with pytest.raises(Denied):
        sharing.end_share(actor(people.partner), row)
    sharing.end_share(actor(people.owner), row)
    assert compartments.open_to(case, people.partner.institution) == frozenset()
    with pytest.raises(Conflict):
        sharing.end_share(actor(people.owner), row)


def test_an_override_needs_a_second_person_and_a_third_reviews_it(people: People, case: Case) -> None:
    row = override_asked(
        case,
        people.owner,
        people.partner.institution,
        ground=Ground.MANDATORY_REPORT,
        until=clock.now() + timedelta(days=400),
        reason="Made up: the law says so.",
    )
    assert row.until <= clock.now() + consent.OVERRIDE_AT_MOST
    with pytest.raises(NotPermitted):
        _share(people, case)
    with pytest.raises(Denied):
        consent.decide_override(actor(people.owner), row, approve=True)
    with pytest.raises(Conflict):
        consent.review_override(actor(people.colleague), row, upheld=True)
    row = consent.decide_override(actor(people.colleague), row, approve=True)
    assert row.review_due_at is not None
    assert row.approved_at is not None
    assert timedelta(0) <= row.review_due_at - row.approved_at - timedelta(hours=72) < timedelta(seconds=5)
    assert _share(people, case).ground == Ground.MANDATORY_REPORT
    for took_part in (people.owner, people.colleague):
        with pytest.raises(Denied):
            consent.review_override(actor(took_part), row, upheld=True)
    private = actor(people.owner).keyring.institution_private()
    third = make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    consent.review_override(actor(third), row, upheld=False)
    assert compartments.open_to(case, people.partner.institution) == frozenset()
    with pytest.raises(NotPermitted):
        _share(people, case)


def test_an_institution_of_two_is_told_that_nobody_is_left_to_review(
    people: People, case: Case, client: Client
) -> None:
    row = override_asked(
        case,
        people.owner,
        people.partner.institution,
        ground=Ground.IMMINENT_DANGER,
        until=clock.now() + timedelta(days=1),
        reason="Made up.",
    )
    sign_in(client, people.colleague)
    address = reverse("override_decide", args=[case.pk, row.pk])
    assert client.get(address).context["nobody_reviews"]
    private = actor(people.owner).keyring.institution_private()
    make_membership(people.owner.institution, private, role=Role.ANALYST)
    assert not consent.could_review(row, besides=people.colleague), "an analyst holds no key"
    make_membership(people.owner.institution, private, role=Role.CASEWORKER)
    assert consent.could_review(row, besides=people.colleague)
    assert not client.get(address).context["nobody_reviews"]


def test_an_override_that_was_refused_permits_nothing(people: People, case: Case) -> None:
    row = override_asked(
        case,
        people.owner,
        people.partner.institution,
        ground=Ground.COURT_ORDER,
        until=clock.now() + timedelta(days=1),
        reason="Made up.",
    )
    consent.decide_override(actor(people.colleague), row, approve=False)
    with pytest.raises(NotPermitted):
        _share(people, case)
    with pytest.raises(Conflict):
        consent.decide_override(actor(people.colleague), row, approve=True)


def test_the_reason_of_an_override_lies_sealed(people: People, case: Case) -> None:
    row = overridden(case, people.owner, people.colleague, people.partner.institution)
    assert b"waits outside" not in bytes(row.reason or b"")
    assert "waits outside" in compartments.read(actor(people.colleague), row, "reason")
    with pytest.raises(NoKey):
        compartments.read(actor(people.partner), row, "reason")


def test_the_other_side_is_told_that_it_closed_and_not_why(people: People, case: Case) -> None:
    given = agreed(case, people.owner, people.partner.institution)
    _share(people, case)
    consent.withdraw(actor(people.owner), given)
    told = Notice.objects.get(membership=people.partner)
    assert told.kind == NoticeKind.SHARE_CLOSED
    assert told.obligation is None
    (one,) = gathered(actor(people.partner), Notice.objects.of(people.partner))
    (line,) = one.lines.values()
    assert line.address == reverse("between")
    assert case.reference not in str(one)


def test_a_former_partner_finds_out_when_it_closed_and_why(
    people: People, case: Case, browser_of: Callable[[Membership], Client]
) -> None:
    given = agreed(case, people.owner, people.partner.institution)
    _share(people, case)
    consent.withdraw(actor(people.owner), given)
    browser = browser_of(people.partner)
    lost = browser.get(f"/en/cases/{case.pk}/")
    assert lost.status_code == 404
    assert "/en/cases/between/" in lost.content.decode()
    for _ in range(2):  # it stays on the page after somebody has seen it
        page = browser.get("/en/cases/between/").content.decode()
        assert case.reference in page
        assert "the share was withdrawn" in page
        assert "consent" not in page
        browser.post("/en/cases/between/seen/")
