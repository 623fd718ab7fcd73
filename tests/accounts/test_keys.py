"""Keys over time: whoever is in opens everything, whoever left opens nothing new, and paper opens it all."""

import uuid

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pytest_django import Settings

from amparo.accounts import actions, invitations, keys
from amparo.accounts.actions import Founded, Newcomer
from amparo.accounts.models import Institution, Kind, MemberKey, Membership, Role
from amparo.accounts.policy import Actor
from amparo.kernel import sealing
from amparo.kernel.errors import NoKey, SealBroken
from tests.make import PASSWORD, make_institution, make_membership, make_person
from tests.people import actor, make_people

CONTEXT = ("test.Thing", "1", "key")


class Membershipful(RuleBasedStateMachine):
    """People come, forget their password, and go; secrets are sealed all the while."""

    def __init__(self) -> None:
        super().__init__()
        self.founded: Founded = actions.create_institution(name=f"Office {uuid.uuid4()}", kind=Kind.NGO)
        self.sealed: list[tuple[int, bytes, bytes]] = []  # epoch, box, secret
        self.current: list[Membership] = []
        self.gone: list[tuple[Membership, list[bytes], int]] = []  # with copies of what they held, until when
        self._join(invitations.issue(self.founded.institution, Role.SUPERVISOR, private=self.founded.private))

    def _join(self, issued: invitations.Issued) -> None:
        opened = invitations.open_with_code(issued.invitation.pk, issued.code)
        newcomer = Newcomer(f"p{uuid.uuid4().hex[:12]}", "Made-up", "en", PASSWORD)
        self.current.append(actions.join(opened=opened, newcomer=newcomer))

    def _place(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.current) - 1))

    @rule(data=st.data())
    def somebody_joins(self, data: st.DataObject) -> None:
        inviter = _fresh(self.current[self._place(data)])
        if len(self.current) < 5:
            self._join(actions.invite(actor=inviter, role=Role.SUPERVISOR))

    @rule(data=st.data())
    def somebody_is_removed(self, data: st.DataObject) -> None:
        if len(self.current) < 2:
            return
        leaving = _fresh(self.current.pop(self._place(data)))
        held = [leaving.keyring.institution_private(), leaving.keyring.private]
        until = self.founded.institution.current_key.epoch
        remover = _fresh(self.current[self._place(data)])
        actions.remove_member(actor=remover, membership=leaving.membership)
        self.gone.append((leaving.membership, held, until))

    @rule(data=st.data())
    def somebody_forgets_the_password(self, data: st.DataObject) -> None:
        if len(self.current) < 2:
            return
        forgetful = self.current.pop(self._place(data))
        inviter = _fresh(self.current[self._place(data)])
        issued = actions.invite_again(actor=inviter, membership=forgetful)
        opened = invitations.open_with_code(issued.invitation.pk, issued.code)
        self.current.append(actions.renew(opened=opened, password=PASSWORD))

    @rule(data=st.data())
    def the_keys_are_renewed(self, data: st.DataObject) -> None:
        actions.renew_keys(actor=_fresh(self.current[self._place(data)]))

    @rule()
    def something_is_sealed(self) -> None:
        key, secret = self.founded.institution.current_key, sealing.new_key()
        self.sealed.append((key.epoch, sealing.seal_to(bytes(key.public), secret, CONTEXT), secret))

    @invariant()
    def who_is_in_opens_everything(self) -> None:
        for member in self.current:
            keyring = _fresh(member).keyring
            for epoch, box, secret in self.sealed:
                assert keyring.open_box(box, epoch, CONTEXT) == secret

    @invariant()
    def who_left_opens_nothing_new(self) -> None:
        for left, held, until in self.gone:
            with pytest.raises(NoKey):
                _fresh(left).keyring.institution_private()
            for key in _everything_reachable(left.institution, held):
                for epoch, box, _secret in self.sealed:
                    if epoch > until:
                        with pytest.raises(SealBroken):
                            sealing.open_box(key, box, CONTEXT)

    @invariant()
    def paper_opens_the_current_key(self) -> None:
        current = keys.recover(self.founded.institution, keys.read_printed(self.founded.recovery_key))
        assert sealing.public_of(current) == bytes(self.founded.institution.current_key.public)


def _fresh(membership: Membership) -> Actor:
    """The member as they are in the database now; an actor lives for one request only."""
    membership = Membership.objects.select_related("person", "institution").get(pk=membership.pk)
    return actor(membership)


def _everything_reachable(institution: Institution, held: list[bytes]) -> list[bytes]:
    """What a leaver who copied the whole database can open with what they held, step by step."""
    boxes = [
        (bytes(box), context)
        for key in institution.keys.all()
        for box, context in (
            (key.sealed_previous, keys.context_of(key, "previous")),
            (key.sealed_to_recovery, keys.context_of(key, "recovery")),
        )
        if box is not None
    ]
    boxes += [
        (bytes(row.sealed_private), keys.member_context(row.membership, row.institution_key.epoch))
        for row in MemberKey.objects.filter(membership__institution=institution).select_related(
            "membership", "institution_key"
        )
    ]
    found, fresh = list(held), list(held)
    while fresh:
        key = fresh.pop()
        for box, context in boxes:
            try:
                opened = sealing.open_box(key, box, context)
            except SealBroken:
                continue
            if opened not in found:
                found.append(opened)
                fresh.append(opened)
    return found


def test_keys_over_time(db: None) -> None:
    run_state_machine_as_test(
        Membershipful,
        settings=effort(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def test_a_person_key_opens_with_the_password_and_not_without(db: None) -> None:
    person = make_person("a good long password")
    private = keys.unwrap(person, "a good long password")
    assert sealing.public_of(private) == bytes(person.public)
    with pytest.raises(SealBroken):
        keys.unwrap(person, "A good long password")


def test_without_the_pepper_the_right_password_opens_nothing(db: None, settings: Settings) -> None:
    person = make_person("a good long password")
    settings.AMPARO_PEPPER = "another-0123456789abcdefghijklmnopqrstuvwxyz-pepper"
    with pytest.raises(SealBroken):
        keys.unwrap(person, "a good long password")


def test_a_wrapped_key_cannot_be_given_to_another_person(db: None) -> None:
    person, other = make_person("a good long password"), make_person("a good long password")
    other.wrapped_private, other.salt = person.wrapped_private, person.salt
    with pytest.raises(SealBroken):
        keys.unwrap(other, "a good long password")


def test_the_recovery_key_survives_many_rotations(db: None) -> None:
    founded = actions.create_institution(name="Many rotations", kind=Kind.NGO)
    private = founded.private
    for _ in range(7):
        private = keys.rotate(founded.institution, private)
    assert keys.recover(founded.institution, keys.read_printed(founded.recovery_key)) == private


def test_a_recovery_key_can_be_read_back_as_people_type_it() -> None:
    private = sealing.new_pair().private
    printed = keys.printable(private)
    assert [len(group) for group in printed.split("-")] == [7] * 8
    assert keys.read_printed(printed.lower().replace("-", "  ")) == private
    assert keys.read_printed(printed.replace("O", "0").replace("I", "1").replace("B", "8")) == private


def test_a_mistyped_recovery_key_is_noticed() -> None:
    printed = keys.printable(sealing.new_pair().private)
    for place, sign in enumerate(printed):
        if sign != "-":
            other = "A" if sign != "A" else "C"
            with pytest.raises(SealBroken):
                keys.read_printed(printed[:place] + other + printed[place + 1 :])
    for typed in ("", "AAAAAAA", printed[:-1], printed + "A", "é" * 56):
        with pytest.raises(SealBroken):
            keys.read_printed(typed)


def test_a_member_of_another_institution_is_not_let_in_by_a_copied_row(db: None) -> None:
    people = make_people()
    stolen = people.owner.keys.get()
    stolen.pk, stolen.membership = None, people.outsider
    people.outsider.keys.all().delete()
    stolen.save()
    with pytest.raises(SealBroken):
        actor(people.outsider).keyring.institution_private(1)


def test_a_role_without_keys_gets_none(db: None) -> None:
    institution, private = make_institution()
    for role in (Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR, Role.PROVIDER, Role.TRAINER):
        with pytest.raises(NoKey):
            actor(make_membership(institution, private, role=role)).keyring.institution_private()


def test_admitting_needs_the_current_key(db: None) -> None:
    institution, private = make_institution()
    membership = make_membership(institution, private)
    keys.rotate(institution, private)
    with pytest.raises(NoKey):
        keys.admit(membership, private)
    with pytest.raises(NoKey):
        keys.rotate(institution, private)
