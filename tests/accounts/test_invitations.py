"""Invitations: both halves are needed, five attempts are all there are, and what is spent holds no key."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from amparo.accounts import actions, invitations, tasks
from amparo.accounts.actions import Newcomer
from amparo.accounts.invitations import InvitationClosed, Issued, WrongCode
from amparo.accounts.models import Invitation, Kind, Membership, Person, Role
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Denied, Hidden, NoKey
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from tests.make import PASSWORD, make_institution, make_membership, make_person
from tests.people import People, actor, make_people


@pytest.fixture
def people(db: None) -> People:
    return make_people(Role.SUPERVISOR)


def newcomer(username: str = "nova.pessoa") -> Newcomer:
    return Newcomer(username, "Made-up Person", "en", PASSWORD)


def take_up(issued: Issued, username: str = "nova.pessoa") -> Membership:
    opened = invitations.open_with_code(issued.invitation.pk, issued.code)
    return actions.join(opened=opened, newcomer=newcomer(username))


def last_event() -> str:
    return str(Entry.objects.latest("index").content)


def test_whoever_joins_opens_what_the_institution_holds(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    joined = take_up(issued)
    assert joined.role == Role.TRIAGE
    assert joined.institution == people.owner.institution
    assert actor(joined).keyring.institution_private() == actor(people.owner).keyring.institution_private()
    assert str(Event.MEMBER_JOINED) in last_event()
    assert "nova.pessoa" not in last_event()


def test_the_code_is_forgiving_about_writing_but_not_about_signs(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    invitations.open_with_code(issued.invitation.pk, f" {issued.code.lower().replace('-', ' ')} ")
    wrong = ("3" if issued.code[0] != "3" else "4") + issued.code[1:]
    with pytest.raises(WrongCode):
        invitations.open_with_code(issued.invitation.pk, wrong)


def test_five_wrong_codes_end_it_and_destroy_the_key(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    for _ in range(5):
        with pytest.raises(WrongCode):
            invitations.open_with_code(issued.invitation.pk, "2222-2222-2222")
    with pytest.raises(InvitationClosed):
        invitations.open_with_code(issued.invitation.pk, issued.code)
    assert Invitation.objects.get().sealed_key is None
    assert str(Event.INVITATION_CLOSED) in last_event()


def test_a_right_code_costs_no_attempt(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    for _ in range(7):
        invitations.open_with_code(issued.invitation.pk, issued.code)
    assert Invitation.objects.get().attempts_left == 5


def test_after_three_days_it_is_over(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        with pytest.raises(InvitationClosed):
            invitations.open_with_code(issued.invitation.pk, issued.code)
        tasks.forget()
    assert Invitation.objects.get().sealed_key is None


def test_it_works_once(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    opened = invitations.open_with_code(issued.invitation.pk, issued.code)
    actions.join(opened=opened, newcomer=newcomer())
    with pytest.raises(InvitationClosed):
        actions.join(opened=opened, newcomer=newcomer("another"))
    assert not Person.objects.filter(username="another").exists()
    assert Invitation.objects.get().sealed_key is None


def test_nothing_but_the_code_opens_it(people: People) -> None:
    actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    with pytest.raises(InvitationClosed):
        invitations.open_with_code(uuid.uuid4(), "2222-2222-2222")
    row = Invitation.objects.get()
    private = actor(people.owner).keyring.institution_private()
    assert private not in bytes(row.sealed_key or b"")


def test_a_role_without_keys_gets_an_invitation_without_a_key(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.ADMINISTRATOR)
    assert Invitation.objects.get().sealed_key is None
    with pytest.raises(NoKey):
        actor(take_up(issued)).keyring.institution_private()


def test_who_may_invite(people: People) -> None:
    institution, private = make_institution()
    for role in Role:
        if role != Role.SUPERVISOR:
            with pytest.raises(Denied):
                actions.invite(
                    actor=actor(make_membership(institution, private, role=role)), role=Role.ANALYST
                )


def test_an_institution_hands_out_only_its_own_roles(people: People) -> None:
    for role in (Role.AUDITOR, Role.PROSECUTOR, Role.PROVIDER):
        with pytest.raises(Denied):
            actions.invite(actor=actor(people.owner), role=role)
    founded = actions.create_institution(name="Made-up Commission", kind=Kind.HUMAN_RIGHTS)
    actions.invite_from_console(institution=founded.institution, role=Role.AUDITOR)
    with pytest.raises(Denied):
        actions.invite_from_console(institution=founded.institution, role=Role.SUPERVISOR)


def test_it_can_be_withdrawn_by_its_own_institution_only(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    with pytest.raises(Hidden):
        actions.withdraw_invitation(actor=actor(people.outsider), invitation=issued.invitation)
    actions.withdraw_invitation(actor=actor(people.owner), invitation=issued.invitation)
    with pytest.raises(InvitationClosed):
        invitations.open_with_code(issued.invitation.pk, issued.code)
    with pytest.raises(Conflict):
        actions.withdraw_invitation(actor=actor(people.owner), invitation=issued.invitation)


def test_renewed_keys_end_what_waits(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    opened = invitations.open_with_code(issued.invitation.pk, issued.code)
    actions.renew_keys(actor=actor(people.owner))
    with pytest.raises(InvitationClosed):
        actions.join(opened=opened, newcomer=newcomer())
    with pytest.raises(InvitationClosed):
        invitations.open_with_code(issued.invitation.pk, issued.code)


def test_a_person_of_another_institution_joins_with_the_key_they_have(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    opened = invitations.open_with_code(issued.invitation.pk, issued.code)
    joined = actions.join_as(opened=opened, person=people.outsider.person)
    assert actor(joined).keyring.institution_private() == actor(people.owner).keyring.institution_private()
    assert actor(people.outsider).keyring.institution_private()
    again = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    with pytest.raises(Conflict):
        actions.join_as(
            opened=invitations.open_with_code(again.invitation.pk, again.code), person=people.outsider.person
        )


def test_a_taken_sign_in_name_changes_nothing(people: People) -> None:
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    taken = people.colleague.person.username
    with pytest.raises(Exception, match="username"):
        take_up(issued, taken)
    assert invitations.open_with_code(issued.invitation.pk, issued.code).invitation.open


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_still_only_five() -> None:
    people = make_people(Role.SUPERVISOR)
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)

    def guess(_number: int) -> type[Exception]:
        try:
            invitations.open_with_code(issued.invitation.pk, "2222-2222-2222")
        except (WrongCode, InvitationClosed) as refused:
            return type(refused)
        finally:
            connection.close()
        raise AssertionError("a wrong code opened an invitation")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count(WrongCode) == 5
    assert answers.count(InvitationClosed) == 11


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_up_at_once_do_not_both_get_in() -> None:
    people = make_people(Role.SUPERVISOR)
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    opened = invitations.open_with_code(issued.invitation.pk, issued.code)

    def enter(number: int) -> bool:
        try:
            actions.join(opened=opened, newcomer=newcomer(f"person.{number}"))
        except InvitationClosed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, range(2))) == [False, True]


def test_a_known_person_may_be_invited_by_a_console(db: None) -> None:
    founded = actions.create_institution(name="Made-up Office", kind=Kind.NGO)
    issued = actions.invite_from_console(
        institution=founded.institution, role=Role.SUPERVISOR, private=founded.private
    )
    person = make_person()
    joined = actions.join_as(
        opened=invitations.open_with_code(issued.invitation.pk, issued.code), person=person
    )
    assert actor(joined).keyring.institution_private() == founded.private
