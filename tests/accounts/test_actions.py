"""Leaving, forgetting, recovering, changing: what each costs and what it must not touch."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from amparo.accounts import actions, invitations, keys
from amparo.accounts.actions import Newcomer
from amparo.accounts.models import Kind, Membership, Role, SignIn
from amparo.kernel import sealing
from amparo.kernel.errors import Conflict, Denied, Hidden, NoKey, SealBroken
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from tests.make import PASSWORD, make_membership
from tests.people import People, actor, make_people, sign_in

NEW = "a wholly different pass phrase"
CONTEXT = ("test.Thing", "1", "key")


@pytest.fixture
def people(db: None) -> People:
    return make_people(Role.SUPERVISOR)


def events() -> list[str]:
    return [str(content) for content in Entry.objects.order_by("index").values_list("content", flat=True)]


def test_a_removed_member_opens_nothing_new_and_is_signed_out(people: People) -> None:
    client = Client()
    sign_in(client, people.colleague)
    assert client.get("/desk/").status_code == 200
    actions.remove_member(actor=actor(people.owner), membership=people.colleague)
    assert client.get("/desk/").status_code == 302
    people.colleague.refresh_from_db()
    with pytest.raises(NoKey):
        actor(people.colleague).keyring.institution_private()
    key = people.owner.institution.current_key
    box = sealing.seal_to(bytes(key.public), b"new", CONTEXT)
    assert actor(people.owner).keyring.open_box(box, key.epoch, CONTEXT) == b"new"
    assert [Event.MEMBER_REMOVED in events()[-2], Event.KEY_ROTATED in events()[-1]] == [True, True]


def test_nobody_removes_themselves_twice_or_from_elsewhere(people: People) -> None:
    with pytest.raises(Denied):
        actions.remove_member(actor=actor(people.owner), membership=people.owner)
    with pytest.raises(Hidden):
        actions.remove_member(actor=actor(people.owner), membership=people.outsider)
    actions.remove_member(actor=actor(people.owner), membership=people.colleague)
    with pytest.raises(Conflict):
        actions.remove_member(actor=actor(people.owner), membership=people.colleague)


def test_removing_a_member_without_keys_leaves_the_key_alone(people: People) -> None:
    analyst = make_membership(
        people.owner.institution, actor(people.owner).keyring.institution_private(), role=Role.ANALYST
    )
    actions.remove_member(actor=actor(people.owner), membership=analyst)
    assert people.owner.institution.current_key.epoch == 1


def test_a_forgotten_password_is_a_new_beginning(people: People) -> None:
    elsewhere = make_membership(
        people.outsider.institution,
        actor(people.outsider).keyring.institution_private(),
        person=people.colleague.person,
    )
    Authenticator.objects.create(user=people.colleague.person, type=Authenticator.Type.TOTP, data={})
    client = Client()
    sign_in(client, people.colleague)
    old_private = actor(people.colleague).keyring.private
    issued = actions.invite_again(actor=actor(people.owner), membership=people.colleague)
    renewed = actions.renew(
        opened=invitations.open_with_code(issued.invitation.pk, issued.code), password=NEW
    )

    assert renewed.person == people.colleague.person
    assert renewed.role == people.colleague.role
    assert (
        actor(renewed, NEW).keyring.institution_private() == actor(people.owner).keyring.institution_private()
    )
    with pytest.raises(SealBroken):
        keys.unwrap(renewed.person, PASSWORD)
    with pytest.raises(SealBroken):
        sealing.open_box(
            old_private, bytes(renewed.keys.get().sealed_private), keys.member_context(renewed, 1)
        )
    elsewhere.refresh_from_db()
    assert elsewhere.ended_at is not None
    assert not elsewhere.keys.exists()
    assert not Authenticator.objects.filter(user=renewed.person).exists()
    assert client.get("/desk/").status_code == 302
    assert Event.ACCOUNT_RENEWED in events()[-1]


def test_a_new_beginning_is_for_colleagues_only(people: People) -> None:
    with pytest.raises(Denied):
        actions.invite_again(actor=actor(people.owner), membership=people.owner)
    with pytest.raises(Hidden):
        actions.invite_again(actor=actor(people.owner), membership=people.outsider)


def test_a_removed_colleague_cannot_come_back_by_an_invitation_that_waits(people: People) -> None:
    private = actor(people.owner).keyring.institution_private()
    analyst = make_membership(people.owner.institution, private, role=Role.ANALYST)
    issued = actions.invite_again(actor=actor(people.owner), membership=analyst)
    actions.remove_member(actor=actor(people.owner), membership=analyst)
    with pytest.raises(invitations.InvitationClosed):
        invitations.open_with_code(issued.invitation.pk, issued.code)


def test_a_changed_password_moves_the_key_and_ends_the_other_visits(people: People) -> None:
    here, there = Client(), Client()
    sign_in(here, people.owner)
    sign_in(there, people.owner)
    before = actor(people.owner).keyring
    visit = here.cookies["session"].value
    person = actions.change_password(actor=actor(people.owner), new=NEW, visit=visit)
    assert keys.unwrap(person, NEW) == before.private
    with pytest.raises(SealBroken):
        keys.unwrap(person, PASSWORD)
    assert list(SignIn.objects.values_list("session_key", flat=True)) == [visit]
    assert there.get("/desk/").status_code == 302


def test_the_printed_key_brings_an_institution_back(db: None) -> None:
    founded = actions.create_institution(name="Made-up Office", kind=Kind.NGO)
    with pytest.raises(SealBroken):
        actions.recover_institution(
            institution=founded.institution, recovery_key=keys.printable(sealing.new_key())
        )
    issued = actions.recover_institution(institution=founded.institution, recovery_key=founded.recovery_key)
    opened = invitations.open_with_code(issued.invitation.pk, issued.code)
    joined = actions.join(opened=opened, newcomer=Newcomer("supervisora", "Made-up", "en", PASSWORD))
    assert joined.role == Role.SUPERVISOR
    assert actor(joined).keyring.institution_private() == founded.private
    assert not any(founded.recovery_key in event for event in events())


def test_a_deactivated_person_is_out_everywhere_at_once(people: People) -> None:
    client = Client()
    sign_in(client, people.colleague)
    due = actions.deactivate(person=people.colleague.person)
    assert due == [people.owner.institution]
    assert client.get("/desk/").status_code == 302
    assert not Session.objects.filter(session_key=client.cookies["session"].value).exists()
    assert not Membership.objects.current().filter(person=people.colleague.person).exists()
    actions.renew_keys(actor=actor(people.owner))
    assert people.owner.institution.current_key.epoch == 2


def test_events_hold_no_names(people: People) -> None:
    actions.remove_member(actor=actor(people.owner), membership=people.colleague)
    for event in events():
        assert people.colleague.person.username not in event
        assert people.colleague.person.name not in event
