"""Whatever happens, in whatever order: nobody opens what was not granted, and no case is without an owner.

A machine plays institutions that ask, share, refer, withdraw, hand over, merge, renew keys, lose members and
break the glass, while time passes. After each step it compares what every institution can really open, and
what it may have kept from earlier, with a book of its own that knows only what people said.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from amparo.accounts import actions as accounts
from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.accounts.policy import Actor
from amparo.cases import compartments
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.consent import actions as consent
from amparo.cases.consent.permit import Permit
from amparo.cases.lifecycle import handing, lapsing, merging
from amparo.cases.models import (
    BreakGlass,
    Case,
    Compartment,
    CompartmentGrant,
    Consent,
    Ground,
    HandOver,
    MergeDecision,
    Override,
    Part,
    PersonInCase,
    Purpose,
    Referral,
    Share,
)
from amparo.cases.models.referral import Outcome, State, WhyNot
from amparo.cases.people.actions import Written, add_person
from amparo.cases.referral import actions as referral
from amparo.cases.sharing import actions as sharing
from amparo.cases.sharing.actions import Sharing
from amparo.kernel import clock, sealing
from amparo.kernel.errors import Conflict, Denied, NoKey, SealBroken
from amparo.reports.answers import AgeBand
from tests.cases.agreeing import agreed, draft, make_somebody
from tests.cases.book import Book, Deed
from tests.make import PASSWORD, make_case, make_institution, make_membership

pytestmark = pytest.mark.django_db

NAMES = ("owner", "partner", "other")
SCOPES = [
    frozenset({"summary"}),
    frozenset({"protection"}),
    frozenset({"summary", "identity", "protection"}),
    frozenset({"investigation", "summary"}),
    frozenset(Compartment.values),
]
names = st.sampled_from(NAMES)
scopes = st.sampled_from(SCOPES)
which = st.integers(0, 5)


class Walls(RuleBasedStateMachine):
    """Two cases, three institutions that work on them, and a coordinating body with three officers."""

    def __init__(self) -> None:
        super().__init__()
        self.database = transaction.atomic()
        self.database.__enter__()
        self.now = datetime(2026, 3, 2, 8, tzinfo=UTC)
        self.book = Book()
        self.private: dict[Any, bytes] = {}
        self.kept: dict[tuple[Any, Any, str], set[bytes]] = {}  # every key that an institution ever saw
        self.institutions: dict[str, Institution] = {}
        self.members: dict[str, list[Membership]] = {}
        with clock.at(self.now):
            for name in NAMES:
                institution, private = make_institution(kind=Kind.SOCIAL_ACTION)
                self.institutions[name] = institution
                self.members[name] = [
                    make_membership(institution, private, role=Role.SUPERVISOR) for _ in range(2)
                ]
            body, private = make_institution(kind=Kind.COORDINATION)
            self.officers = [make_membership(body, private, role=Role.SUPERVISOR) for _ in range(3)]
            breakglass.found_escrow(self.as_actor(self.officers[0]), self.officers)
            self.cases = [make_case(self.members["owner"][0]) for _ in range(2)]
            for case in self.cases:
                person = make_somebody(case, self.members["owner"][0], age_band=AgeBand.ADULT)
                self.book.people[case.pk] = [person.pk]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.database.__exit__(None, None, None)

    # --- helpers

    def case(self, number: int) -> Case:
        return Case.objects.get(pk=self.cases[number % len(self.cases)].pk)

    def holder(self, case: Case) -> Membership:
        return next(
            people[0] for people in self.members.values() if people[0].institution_id == case.institution_id
        )

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What `act` gives; None when the product refused, and then nothing may have changed."""
        try:
            with clock.at(self.now), transaction.atomic():
                return act()
        except (Denied, Conflict):
            return None

    def opened(self, row: Share | None) -> None:
        if row is not None:
            self.book.deeds[row.pk] = Deed(row.case_id, row.institution_id, frozenset(row.data_scope), None)

    # --- what people do

    @rule(number=which)
    def the_case_is_about_somebody_more(self, number: int) -> None:
        case = self.case(number)
        if len(self.book.people[case.pk]) < 2:
            written = Written({"age_band": AgeBand.ADULT}, None)
            by = self.as_actor(self.holder(case))
            person = self.attempt(lambda: add_person(by, case, written, Part.VICTIM))
            assert person is not None
            self.book.people[case.pk].append(person.pk)

    @rule(
        number=which,
        name=names,
        scope=scopes,
        days=st.integers(1, 30),
        purpose=st.sampled_from([Purpose.SERVICES, Purpose.SERVICES, Purpose.REFERRAL]),
    )
    def somebody_agrees(
        self, number: int, name: str, scope: frozenset[str], days: int, purpose: Purpose
    ) -> None:
        case = self.case(number)
        until = self.now + timedelta(days=days)
        people = self.book.people[case.pk]
        person = PersonInCase.objects.get(pk=people[number % len(people)])
        row = self.attempt(
            lambda: agreed(
                case,
                self.holder(case),
                self.institutions[name],
                compartments=scope,
                purpose=purpose,
                valid_until=until,
                person=person,
            )
        )
        if row is not None:
            self.book.said[row.pk] = row

    @rule(number=which)
    def somebody_changes_their_mind(self, number: int) -> None:
        rows = [one for pk, one in self.book.said.items() if pk not in self.book.withdrawn]
        if rows:
            row = Consent.objects.get(pk=rows[number % len(rows)].pk)
            if self.attempt(lambda: consent.withdraw(self.as_actor(self.holder(row.case)), row)) is not None:
                self.book.withdrawn.add(row.pk)

    @rule(number=which, name=names, scope=scopes)
    def share(self, number: int, name: str, scope: frozenset[str]) -> None:
        case, receiver = self.case(number), self.institutions[name]
        wanted = Sharing(receiver, scope, Purpose.SERVICES)
        with clock.at(self.now):
            permitted = all(self.book.agreed_to(case.pk, receiver.pk, one) for one in scope)
        row = self.attempt(lambda: sharing.share(self.as_actor(self.holder(case)), case, wanted))
        assert row is None or permitted
        self.opened(row)

    @rule(number=which)
    def end_a_share(self, number: int) -> None:
        rows = list(Share.objects.filter(ended_at=None))
        if rows:
            row = rows[number % len(rows)]
            self.attempt(lambda: sharing.end_share(self.as_actor(self.holder(row.case)), row))
            if Share.objects.get(pk=row.pk).ended_at and row.pk in self.book.deeds:
                self.book.deeds[row.pk].over = True

    @rule(number=which, name=names, scope=scopes)
    def refer(self, number: int, name: str, scope: frozenset[str]) -> None:
        case, receiver = self.case(number), self.institutions[name]
        by = self.as_actor(self.holder(case))

        def write_and_send() -> Referral:
            row = referral.write(by, case, draft(receiver, compartments=scope))
            return referral.send(by, row, version=row.version)

        self.attempt(write_and_send)

    @rule(number=which, answer=st.sampled_from(["accept", "decline", "recall", "unsafe"]))
    def answer_a_referral(self, number: int, answer: str) -> None:
        rows = list(Referral.objects.waiting().select_related("case", "receiver"))
        if not rows:
            return
        row = rows[number % len(rows)]
        there = self.by_institution(row.receiver_id)
        if answer == "accept":
            done = self.attempt(lambda: referral.accept(self.as_actor(there), row, version=row.version))
            self.opened(done.share if done else None)
        elif answer == "decline":
            self.attempt(
                lambda: referral.decline(
                    self.as_actor(there), row, WhyNot.NO_ROOM, words="", version=row.version
                )
            )
        elif answer == "recall":
            self.attempt(
                lambda: referral.recall(self.as_actor(self.holder(row.case)), row, version=row.version)
            )
        else:
            self.attempt(lambda: referral.unsafe(self.as_actor(there), row, version=row.version))

    @rule(number=which)
    def finish_a_referral(self, number: int) -> None:
        rows = list(Referral.objects.filter(state=State.ACCEPTED).select_related("case", "receiver"))
        if not rows:
            return
        row = rows[number % len(rows)]
        by = self.as_actor(self.by_institution(row.receiver_id))

        def start_and_complete() -> Referral:
            started = referral.start(by, row, version=row.version)
            return referral.complete(by, started, Outcome.MET, words="Made up.", version=started.version)

        done = self.attempt(start_and_complete)
        if done is not None and done.share_id in self.book.deeds:
            self.book.deeds[done.share_id].over = True

    @rule(
        number=which, name=names, scope=scopes, hours=st.integers(1, 24), officers=st.permutations([0, 1, 2])
    )
    def break_the_glass(
        self, number: int, name: str, scope: frozenset[str], hours: int, officers: list[int]
    ) -> None:
        case = self.case(number)
        emergency = breakglass.Emergency(case, scope, hours, "Made up: somebody may die tonight.")
        first, second = self.officers[officers[0]], self.officers[officers[1]]

        def by_two() -> BreakGlass:
            row = breakglass.ask(self.as_actor(self.members[name][0]), emergency)
            row = breakglass.approve(self.as_actor(first), row, version=row.version)
            with pytest.raises((Denied, NoKey)):
                breakglass.release(self.as_actor(first), row, version=row.version)
            return breakglass.release(self.as_actor(second), row, version=row.version)

        row = self.attempt(by_two)
        if row is not None and row.share is not None:
            until = row.share.until
            self.book.deeds[row.share.pk] = Deed(case.pk, row.institution_id, scope, until)

    def two_people_override(self, number: int, name: str, days: int) -> None:
        case = self.case(number)
        asks, approves = self.both(case.institution_id)
        wanted = consent.Wanted(
            Ground.MANDATORY_REPORT,
            self.institutions[name],
            Purpose.REFERRAL,
            frozenset(Compartment),
            self.now + timedelta(days=days),
            "Made up.",
        )

        def by_two() -> Override:
            row = consent.ask_override(self.as_actor(asks), case, wanted)
            return consent.decide_override(self.as_actor(approves), row, approve=True)

        row = self.attempt(by_two)
        if row is not None:
            self.book.overrides.append(row)

    @rule(number=which, name=names, days=st.integers(0, 9))
    def offer_to_another(self, number: int, name: str, days: int) -> None:
        if days:
            self.two_people_override(number, name, days)
        case, receiver = self.case(number), self.institutions[name]
        made = handing.Offer(institution=receiver, words="Made up.")
        with clock.at(self.now):
            permitted = self.book.may_go(self.book.whole_of(case.pk), receiver.pk)
        row = self.attempt(
            lambda: handing.offer(self.as_actor(self.holder(case)), case, made, version=case.version)
        )
        assert row is None or permitted, "a case was offered that nobody let go"
        if row is not None:
            self.book.lent[row.pk] = (case.pk, receiver.pk)

    @rule(number=which, answer=st.sampled_from(["accept", "accept", "decline", "withdraw"]))
    def answer_an_offer(self, number: int, answer: str) -> None:
        rows = list(HandOver.objects.waiting().select_related("case", "to_institution"))
        if not rows:
            return
        row = rows[number % len(rows)]
        case, whole = row.case, self.book.whole_of(row.case_id)
        former, receiver = self.holder(case), self.by_institution(row.to_institution_id)
        act: Callable[[], Any]
        if answer == "withdraw":
            act = lambda: handing.withdraw(self.as_actor(former), case, version=case.version)  # noqa: E731
        elif answer == "decline":
            act = lambda: handing.decline(self.as_actor(receiver), row, words="x")  # noqa: E731
        else:
            act = lambda: handing.accept(self.as_actor(receiver), row)  # noqa: E731
        with clock.at(self.now):
            permitted = self.book.may_go(whole, row.to_institution_id)
        done = self.attempt(act)
        if done is not None:
            self.book.lent.pop(row.pk, None)
        if done is not None and answer == "accept":
            assert permitted, "a case went where nobody let it go"
            assert {Case.objects.get(pk=pk).institution_id for pk in whole} == {receiver.institution_id}
            for deed in self.book.deeds.values():
                if deed.case in whole and deed.institution == former.institution_id:
                    deed.over = True

    @rule(merge=st.booleans(), first=st.booleans())
    def merge_or_part(self, merge: bool, first: bool) -> None:
        one, two = (self.case(0), self.case(1)) if first else (self.case(1), self.case(0))
        edge = MergeDecision.objects.standing().filter(merged=one).first()
        by = self.as_actor(self.holder(one))
        if merge and self.attempt(lambda: merging.merge(by, one, two, version=one.version)) is not None:
            self.book.parts[one.pk] = two.pk
        elif not merge and edge is not None:
            self.attempt(lambda: merging.take_back(by, one, edge.pk, version=one.version))
            if not MergeDecision.objects.standing().filter(merged=one).exists():
                del self.book.parts[one.pk]

    @rule(name=names)
    def renew_keys(self, name: str) -> None:
        assert self.attempt(lambda: accounts.renew_keys(actor=self.as_actor(self.members[name][0])) or True)

    @rule(name=names)
    def lose_a_member(self, name: str) -> None:
        stays, leaves = self.members[name]
        self.attempt(lambda: accounts.remove_member(actor=self.as_actor(stays), membership=leaves))
        leaves.refresh_from_db()
        for case in self.cases:
            with pytest.raises(NoKey):
                compartments.current(self.as_actor(leaves), case, "summary")
        private = self.as_actor(stays).keyring.institution_private()
        self.members[name][1] = make_membership(stays.institution, private, role=Role.SUPERVISOR)

    @rule(hours=st.sampled_from([1, 12, 30, 24 * 8, 24 * 20]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with clock.at(self.now):
            self.walls_hold()  # before the worker has done anything
            sharing.end_by_time()
            referral.expire()
            lapsing.lapse()
            breakglass.lapse()

    def both(self, pk: Any) -> list[Membership]:
        return next(people for people in self.members.values() if people[0].institution_id == pk)

    def by_institution(self, pk: Any) -> Membership:
        return next(people[0] for people in self.members.values() if people[0].institution_id == pk)

    # --- what must always hold

    def as_actor(self, member: Membership) -> Actor:
        """The member with the keys of their person, which the machine unwrapped once."""
        if member.person_id not in self.private:
            self.private[member.person_id] = keys.unwrap(member.person, PASSWORD)
        return Actor(member, Keyring(member, self.private[member.person_id]))

    def walls_hold(self) -> None:
        for case in (self.case(0), self.case(1)):
            for people in self.members.values():
                institution = people[0].institution
                found = compartments.open_to(case, institution)
                if case.institution_id == institution.pk:
                    assert found == set(Compartment), "the owner cannot open its case"
                    continue
                for name in found:
                    assert self.book.may_open(case.pk, institution.pk, name), (
                        f"{name} is open without a grant"
                    )
        self.every_box_in_the_database()

    def every_box_in_the_database(self) -> None:
        """What each institution could open with its keys and the whole database: it may keep all of it."""
        rings = {
            people[0].institution_id: self.as_actor(people[0]).keyring for people in self.members.values()
        }
        boxes = CompartmentGrant.objects.exclude(box=None).filter(promised=False)
        for grant in boxes.select_related("key__case", "institution_key"):
            ring, epoch = rings[grant.institution_key.institution_id], grant.institution_key.epoch
            secret = ring.open_box(
                bytes(grant.box or b""), epoch, compartments._box_context(grant.key, epoch)
            )
            place = (grant.key.case_id, grant.institution_key.institution_id, grant.key.compartment)
            self.kept.setdefault(place, set()).add(secret)
            over = grant.until is not None and grant.until <= clock.now()
            owns = grant.key.case.institution_id == place[1]
            assert owns or over or self.book.may_open(*place), f"{place[2]} is open without a grant"

    @invariant()
    def nobody_opens_what_was_not_granted(self) -> None:
        with clock.at(self.now):
            self.walls_hold()

    @invariant()
    def no_old_key_opens_what_is_written_now(self) -> None:
        with clock.at(self.now), transaction.atomic():
            for (pk, institution, name), secrets in self.kept.items():
                case = Case.objects.get(pk=pk)
                if institution == case.institution_id or self.book.may_open(pk, institution, name):
                    continue
                _generation, newest = compartments.current(self.as_actor(self.holder(case)), case, name)
                assert newest not in secrets, f"an old key opens {name}"

    @invariant()
    def a_promise_opens_nothing_even_for_who_reads_the_database(self) -> None:
        for grant in CompartmentGrant.objects.promised().select_related("key", "institution_key"):
            by = self.by_institution(grant.institution_key.institution_id)
            private = self.as_actor(by).keyring.institution_private(grant.institution_key.epoch)
            context = compartments._box_context(grant.key, grant.institution_key.epoch)
            with pytest.raises(SealBroken):
                sealing.open_box(private, bytes(grant.box or b""), context)

    @invariant()
    def every_case_has_an_owner_and_a_worker_there(self) -> None:
        for case in (self.case(0), self.case(1)):
            assert case.worker.institution_id == case.institution_id
            assert merging.root_of(case).institution_id == case.institution_id, "a part is left behind"
            with clock.at(self.now):
                assert compartments.open_to(case, case.institution) == set(Compartment)


def test_the_walls_hold_whatever_happens(db: None) -> None:
    run_state_machine_as_test(
        Walls,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_machine_would_see_a_hole_in_the_wall(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same machine, when a withdrawn consent closes nothing: it must fail, or it proves nothing."""
    monkeypatch.setattr(sharing, "_shut", lambda case, row: None)
    machine = Walls()
    try:
        machine.somebody_agrees(0, "partner", SCOPES[2], 20, Purpose.SERVICES)
        machine.share(0, "partner", SCOPES[2])
        machine.nobody_opens_what_was_not_granted()
        assert machine.book.deeds, "nothing was shared"
        machine.somebody_changes_their_mind(0)
        with pytest.raises(AssertionError, match="open without a grant"):
            machine.nobody_opens_what_was_not_granted()
    finally:
        machine.teardown()


def test_the_machine_would_see_a_case_that_nobody_let_go(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same machine, when a hand-over asks nobody: it must fail too; and asked, it lets the case go."""
    machine = Walls()
    try:
        machine.merge_or_part(True, True)
        machine.offer_to_another(1, "partner", 9)
        machine.nobody_opens_what_was_not_granted()
        machine.answer_an_offer(0, "accept")
        assert machine.case(0).institution == machine.institutions["partner"]
        machine.every_case_has_an_owner_and_a_worker_there()
        machine.nobody_opens_what_was_not_granted()
        machine.no_old_key_opens_what_is_written_now()
        unasked = Permit(Ground.CONSENT, machine.now + timedelta(days=9))
        monkeypatch.setattr(handing, "_permit", lambda case, receiver, parts: unasked)
        with pytest.raises(AssertionError, match="nobody let go"):
            machine.offer_to_another(1, "other", 0)
    finally:
        machine.teardown()
