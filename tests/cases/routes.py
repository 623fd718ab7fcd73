"""Objects for the routes between institutions, for the policy's matrix; tests/make.py names the routes."""

from typing import Any

from amparo.accounts.models import Kind, Membership, Role
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.consent import actions as consent
from amparo.cases.consent.actions import Wanted
from amparo.cases.contacts.actions import Contact, add_contacts
from amparo.cases.deconfliction import actions as deconfliction
from amparo.cases.deconfliction import known
from amparo.cases.deconfliction.actions import Asking
from amparo.cases.models import BreakGlass, Case, CasePoint, Ground, Override, Purpose, RoutedQuestion
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.referral import actions as referral
from amparo.cases.sharing import actions as sharing
from amparo.cases.sharing.actions import Sharing
from amparo.kernel import clock
from amparo.reports.answers import AgeBand
from amparo.reports.identifiers import Identifier
from tests.cases.agreeing import (
    PROTECTION,
    agreed,
    asked,
    draft,
    make_escrow,
    make_somebody,
    overridden,
    referred,
)
from tests.make import make_case, make_institution, make_membership, shared_case
from tests.people import People, actor

PHONE = Identifier("phone", "+258840000012")


def stranger(kind: Kind = Kind.SOCIAL_ACTION) -> Membership:
    """A supervisor of an institution that nobody in the matrix belongs to."""
    institution, private = make_institution(kind=kind)
    return make_membership(institution, private, role=Role.SUPERVISOR)


def _with_somebody(case: Case, by: Membership) -> Case:
    person = make_somebody(case, by, age_band=AgeBand.ADULT)
    CasePoint.objects.create(case=case, person=person, kind=PHONE.kind, digest=PHONE.digest)
    return case


def _shared(people: People) -> Case:
    return _with_somebody(shared_case(people), people.owner)


def own_case(people: People) -> dict[str, Any]:
    """A case that the partner can open."""
    return {"pk": _shared(people).pk}


def given(people: People) -> dict[str, Any]:
    """A consent that stands."""
    case = _shared(people)
    return {"pk": case.pk, "consent": agreed(case, people.owner, people.partner.institution).pk}


def question(people: People) -> dict[str, Any]:
    """A consent that was asked for."""
    case = _shared(people)
    return {"pk": case.pk, "consent": asked(case, people.owner, people.partner.institution).pk}


def own_share(people: People) -> dict[str, Any]:
    """A share with an institution that is none of the matrix's."""
    case, other = _shared(people), stranger()
    agreed(case, people.owner, other.institution)
    row = sharing.share(actor(people.owner), case, Sharing(other.institution, PROTECTION, Purpose.SERVICES))
    return {"pk": case.pk, "share": row.pk}


def override_asked(people: People) -> dict[str, Any]:
    """An override that a colleague asked for."""
    case = _shared(people)
    wanted = Wanted(
        Ground.COURT_ORDER, stranger().institution, Purpose.SERVICES, PROTECTION, clock.now(), "Made up."
    )
    row = consent.ask_override(actor(people.colleague), case, wanted)
    return {"pk": case.pk, "override": row.pk}


def override_approved(people: People) -> dict[str, Any]:
    """An override that waits for its review by a third person."""
    case = _shared(people)
    private = actor(people.colleague).keyring.institution_private()
    second = make_membership(people.owner.institution, private, role=Role.SUPERVISOR)
    row: Override = overridden(case, people.colleague, second, stranger().institution)
    return {"pk": case.pk, "override": row.pk}


def own_referral(people: People) -> dict[str, Any]:
    """A draft of the owner's."""
    case = _shared(people)
    row = referral.write(actor(people.owner), case, draft(stranger().institution))
    return {"pk": case.pk, "referral": row.pk}


def incoming(people: People) -> dict[str, Any]:
    """A referral that a stranger sent to the owner's institution."""
    by = stranger()
    case = _with_somebody(make_case(by), by)
    agreed(case, by, people.owner.institution)
    return {"pk": referred(case, by, people.owner.institution).pk}


def point(people: People) -> dict[str, Any]:
    """An identifier of a case that a stranger's case has too."""
    case, by = _shared(people), stranger()
    _with_somebody(make_case(by), by)
    return {"pk": case.pk, "mark": known.known_elsewhere(case)[0].mark}


def routed(people: People) -> dict[str, Any]:
    """A stranger's question to the owner's institution."""
    _with_somebody(make_case(people.owner), people.owner)
    by = stranger()
    case = _with_somebody(make_case(by), by)
    asking = Asking(Purpose.SERVICES, LawfulBasis.MANDATE, Asked.CONTACT, "Made up.")
    row = deconfliction.ask(actor(by), case, known.known_elsewhere(case)[0], asking)
    return {"pk": RoutedQuestion.objects.get(question=row, institution=people.owner.institution).pk}


def _asked_urgently(case: Case) -> BreakGlass:
    emergency = breakglass.Emergency(case, frozenset({"summary"}), 2, "Made up.")
    return breakglass.ask(actor(stranger()), emergency)


def urgent(people: People) -> dict[str, Any]:
    """A stranger's request for a case of the owner's."""
    make_escrow()
    return {"pk": _asked_urgently(make_case(people.owner)).pk}


def urgent_released(people: People) -> dict[str, Any]:
    """Released by two officers, and not reviewed yet."""
    officers = make_escrow()
    row = _asked_urgently(make_case(people.owner))
    row = breakglass.approve(actor(officers[0]), row, version=row.version)
    return {"pk": breakglass.release(actor(officers[1]), row, version=row.version).pk}


def coordinating(people: People) -> dict[str, Any]:
    """The owner's institution is the coordinating body, and its supervisors hold the escrow."""
    people.owner.institution.kind = Kind.COORDINATION
    people.owner.institution.save()
    breakglass.found_escrow(actor(people.owner), breakglass.candidates(people.owner.institution))
    return {}


def to_release(people: People) -> dict[str, Any]:
    """A request that waits for the owner as an officer."""
    coordinating(people)
    return {"pk": _asked_urgently(make_case(stranger())).pk, "name": "approve"}


def ticked_contact(people: People) -> dict[str, Any]:
    """A contact that a lead brought into a case."""
    case = shared_case(people)
    (row,) = add_contacts(actor(people.owner), case, [Contact(PHONE, "84 000 0012")])
    return {"pk": case.pk, "contact": row.pk}


OBJECTS = {
    "case_contacts_back": ticked_contact,
    "case_sharing": own_case,
    "case_share": own_case,
    "case_share_end": own_share,
    "consent_ask": own_case,
    "consent_say": question,
    "consent_withdraw": given,
    "override_ask": own_case,
    "override_decide": override_asked,
    "override_review": override_approved,
    "case_referrals": own_case,
    "referral_write": own_case,
    "referral": own_referral,
    "referral_step": lambda people: own_referral(people) | {"name": "send"},
    "referral_incoming": incoming,
    "referral_answer": lambda people: incoming(people) | {"name": "accept"},
    "case_elsewhere": own_case,
    "elsewhere_ask": point,
    "question_answer": routed,
    "urgent_request": urgent,
    "urgent_review": urgent_released,
    "urgent_decide": to_release,
    "escrow": coordinating,
    "escrow_renewal": coordinating,
}
