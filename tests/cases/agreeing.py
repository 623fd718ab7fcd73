"""People who were asked, and what they said: makers for the tests of everything that rests on consent."""

from datetime import timedelta
from typing import Any

from amparo.accounts.models import Institution, Kind, Membership, Role
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.consent import actions as consent
from amparo.cases.models import (
    Case,
    CaseRole,
    Compartment,
    Consent,
    Override,
    Part,
    PersonInCase,
    Purpose,
    Referral,
)
from amparo.cases.models.consent import GivenBy, Said
from amparo.cases.models.sharing import Ground
from amparo.cases.referral import actions as referral
from amparo.cases.referral.actions import Draft
from amparo.kernel import clock
from tests.make import make_institution, make_membership
from tests.people import actor

PROTECTION = frozenset({"summary", "identity", "protection"})


def make_somebody(case: Case, by: Membership, *parts: Part, **columns: Any) -> PersonInCase:
    """A person in the case, a victim unless told otherwise; nothing of theirs is sealed."""
    number = PersonInCase.objects.filter(case=case).count() + 1
    person = PersonInCase.objects.create(case=case, number=number, added_by=by, **columns)
    for part in parts or (Part.VICTIM,):
        CaseRole.objects.create(person=person, role=part, given_by=by)
    return person


def asked(case: Case, by: Membership, recipient: Institution | None, **overrides: Any) -> Consent:
    """A question that was not answered yet."""
    victim = (
        overrides.pop("person", None) or PersonInCase.objects.in_role(Part.VICTIM).filter(case=case).first()
    )
    values: dict[str, Any] = {
        "person": victim,
        "purpose": Purpose.SERVICES,
        "compartments": PROTECTION,
        "valid_until": clock.now() + timedelta(days=90),
        "given_by": GivenBy.SELF,
        "language": "pt-mz",
        "recipient": recipient,
    } | overrides
    return consent.ask(actor(by), case, consent.Request(**values))


def agreed(case: Case, by: Membership, recipient: Institution | None, **overrides: Any) -> Consent:
    """Somebody said yes."""
    assent = overrides.pop("assent", "")
    return consent.answer(actor(by), asked(case, by, recipient, **overrides), Said.YES, assent=assent)


def override_asked(case: Case, by: Membership, recipient: Institution, **overrides: Any) -> Override:
    """A share without consent, asked for."""
    values: dict[str, Any] = {
        "ground": Ground.IMMINENT_DANGER,
        "recipient": recipient,
        "purpose": Purpose.SERVICES,
        "compartments": PROTECTION,
        "until": clock.now() + timedelta(days=7),
        "reason": "Made up: somebody waits outside the house.",
    } | overrides
    return consent.ask_override(actor(by), case, consent.Wanted(**values))


def overridden(
    case: Case, by: Membership, second: Membership, recipient: Institution, **overrides: Any
) -> Override:
    """The same, approved by a second person."""
    row = override_asked(case, by, recipient, **overrides)
    return consent.decide_override(actor(second), row, approve=True)


def may_go_to(case: Case, by: Membership, receiver: Institution, **overrides: Any) -> Override:
    """What permits to hand a case over: an override of everything that a second supervisor approved."""
    private = actor(by).keyring.institution_private()
    second = make_membership(by.institution, private, role=Role.SUPERVISOR)
    values: dict[str, Any] = {"purpose": Purpose.REFERRAL, "compartments": frozenset(Compartment)} | overrides
    return overridden(case, by, second, receiver, **values)


def draft(receiver: Institution, **overrides: Any) -> Draft:
    """A referral to `receiver`, not sent."""
    values: dict[str, Any] = {
        "receiver": receiver,
        "purpose": Purpose.SERVICES,
        "need": "safety",
        "urgency": "urgent",
        "compartments": PROTECTION,
        "words": "Made up: a place for two nights.",
    } | overrides
    return Draft(**values)


def referred(case: Case, by: Membership, receiver: Institution, **overrides: Any) -> Referral:
    """A referral that was sent and waits for its answer."""
    row = referral.write(actor(by), case, draft(receiver, **overrides))
    return referral.send(actor(by), row, version=row.version)


def make_escrow(count: int = 3) -> list[Membership]:
    """A coordinating body whose `count` supervisors are the officers of a new escrow."""
    institution, private = make_institution(kind=Kind.COORDINATION)
    officers = [make_membership(institution, private, role=Role.SUPERVISOR) for _ in range(count)]
    breakglass.found_escrow(actor(officers[0]), officers)
    return officers
