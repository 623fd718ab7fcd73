"""Typed makers of objects for tests: `make_thing(**overrides)`, each with the least that is valid."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator

from amparo.accounts import invitations, keys
from amparo.accounts.models import Institution, Kind, Membership, Person, Role
from amparo.accounts.relation import Relation
from amparo.cases import compartments
from amparo.cases.justice.actions import Stepped, take_step
from amparo.cases.lifecycle.handing import Offer, offer
from amparo.cases.lifecycle.merging import merge
from amparo.cases.lifecycle.starting import Beginning, start_case
from amparo.cases.models import (
    Case,
    Compartment,
    CompartmentGrant,
    HoldGround,
    JusticeStepKind,
    Obligation,
    Part,
    PersonInCase,
    Service,
)
from amparo.cases.people.actions import Written, add_person
from amparo.cases.people.identity import Identity
from amparo.cases.protection.actions import Planned, add_action, start_service
from amparo.cases.retention.actions import Wanted, hold
from amparo.geography.models import Level, Unit
from amparo.kernel import clock
from amparo.kernel.references import Receipt
from amparo.law.folder import PACKAGED
from amparo.law.load import load_law
from amparo.reports.answers import Answers, Channel, Matter
from amparo.reports.decisions import Choice, decide
from amparo.reports.intake import receive_report
from amparo.reports.models import IntakeRule, Report, ReportGrant, SendingBasis, Verdict

if TYPE_CHECKING:
    from tests.people import People

PASSWORD = "correct horse battery staple"
NARRATIVE = "A made-up neighbour offered my cousin work in a hotel far away and took her documents to keep."
_number = count(1)


def make_unit(pcode: str = "XX01", **overrides: Any) -> Unit:
    """A made-up province of a made-up country."""
    country, _ = Unit.objects.get_or_create(
        pcode=pcode[:2], defaults={"level": Level.COUNTRY, "name": "Country"}
    )
    values: dict[str, Any] = {
        "level": Level.PROVINCE,
        "name": f"Province {pcode}",
        "parent": country,
    } | overrides
    unit, _ = Unit.objects.get_or_create(pcode=pcode, defaults=values)
    return unit


def make_institution(**overrides: Any) -> tuple[Institution, bytes]:
    """An institution with its first keys, and the private half of epoch 1."""
    values: dict[str, Any] = {
        "name": f"Institution {next(_number)}",
        "kind": Kind.POLICE_DESK,
        "demonstration": True,
    } | overrides
    institution = Institution(**values)
    private, _recovery = keys.found(institution)
    return institution, private


def make_person(password: str = PASSWORD, **overrides: Any) -> Person:
    """Someone who can sign in, at no institution yet."""
    number = next(_number)
    values: dict[str, Any] = {"username": f"person{number}"} | overrides
    person = Person(**values)
    person.name = f"Made-up Person {number}"
    person.set_password(password)
    keys.give_person_key(person, password)
    person.save()
    return person


def make_membership(
    institution: Institution, private: bytes, *, role: Role = Role.TRIAGE, person: Person | None = None
) -> Membership:
    """A current member of `institution`, holding its current key when the role holds keys."""
    membership = Membership.objects.create(person=person or make_person(), institution=institution, role=role)
    if membership.holds_keys:
        keys.admit(membership, private)
    return membership


def make_report(institution: Institution | None = None, **overrides: Any) -> Report:
    """A report that came in through the one door; `overrides` are answers, an institution is its receiver."""
    return file_report(institution, **overrides)[0]


def file_report(institution: Institution | None = None, **overrides: Any) -> tuple[Report, Receipt]:
    """A report with the receipt that its reporter took along."""
    institution = institution or make_institution()[0]
    rule = IntakeRule.objects.create(number=0, institution=institution)
    values: dict[str, Any] = {"matter": Matter.OFFER, "narrative": NARRATIVE} | overrides
    try:
        filed = receive_report(Answers(**values), channel=Channel.WEB, language="en")
    finally:
        rule.delete()
    return Report.objects.get(reference=filed.reference), filed.receipt


def make_case(owner: Membership, **overrides: Any) -> Case:
    """A case that `owner` opened directly, as its worker; `overrides` are columns of the case."""
    from tests.people import actor

    case = start_case(actor(owner), Beginning(summary="Somebody was promised work far away. All made up."))
    if overrides:
        Case.objects.filter(pk=case.pk).update(**overrides)
        case.refresh_from_db()
    return case


def share_case(case: Case, owner: Membership, partner: Membership, *names: Compartment) -> None:
    """The partner's institution opens some compartments (all of them by default)."""
    from tests.people import actor

    receiver = partner.institution
    compartments.share(actor(owner), case, receiver, names or list(Compartment), basis="referral")


def shared_case(people: "People") -> Case:
    """A case of the owner's that the partner can open whole."""
    case = make_case(people.owner)
    share_case(case, people.owner, people.partner)
    return case


def _report_for(people: "People") -> dict[str, Any]:
    """Held by the owner; the partner sent it on and holds its key until the owner decides."""
    from tests.people import actor

    report = make_report(people.partner.institution)
    choice = Choice(Verdict.SEND_ON, "made up", sent_to=people.owner.institution, basis=SendingBasis.REFERRAL)
    decide(actor(people.partner), report, choice, version=report.version)
    return {"pk": report.pk}


def _decided_report_for(people: "People") -> dict[str, Any]:
    from tests.people import actor

    report = make_report(people.owner.institution)
    decision = decide(actor(people.owner), report, Choice(Verdict.KEEP, "made up"), version=report.version)
    return {"pk": report.pk, "decision": decision.pk}


def _case_for(people: "People") -> dict[str, Any]:
    return {"pk": shared_case(people).pk}


def make_person_in(case: Case, owner: Membership, role: Part = Part.VICTIM, **codes: Any) -> PersonInCase:
    """Somebody written down in a case; `codes` are columns in the clear."""
    from tests.people import actor

    values: dict[str, Any] = {"age_band": "15-17", "sex": "male"} | codes
    identity = Identity(name="Made-up Name", phones="+258 84 000 0012")
    return add_person(actor(owner), case, Written(values, identity), role)


def _person_for(people: "People") -> dict[str, Any]:
    case = shared_case(people)
    return {"pk": case.pk, "person": make_person_in(case, people.owner).pk}


def _hold_for(people: "People") -> dict[str, Any]:
    from tests.people import actor

    case = shared_case(people)
    row = hold(actor(people.owner), case, Wanted(HoldGround.PROCEEDINGS), version=case.version)
    return {"pk": case.pk, "hold": row.pk}


def _role_for(people: "People") -> dict[str, Any]:
    return _person_for(people) | {"role": "victim"}


def _offer_for(people: "People") -> dict[str, Any]:
    """Offered to the owner's institution by one that is nobody's partner."""
    from tests.cases.agreeing import may_go_to
    from tests.people import actor

    institution, private = make_institution()
    giver = make_membership(institution, private, role=Role.SUPERVISOR)
    case = make_case(giver)
    may_go_to(case, giver, people.owner.institution)
    case.refresh_from_db()
    made = Offer(institution=people.owner.institution, words="made up")
    return {"pk": offer(actor(giver), case, made, version=case.version).pk}


def _merge_for(people: "People") -> dict[str, Any]:
    from tests.people import actor

    case, other = shared_case(people), make_case(people.owner)
    return {
        "pk": case.pk,
        "decision": merge(actor(people.owner), case, other, version=case.version).pk,
    }


def _plan_action_for(people: "People") -> dict[str, Any]:
    from tests.people import actor

    case = shared_case(people)
    person = make_person_in(case, people.owner)
    planned = Planned(Service.SHELTER, "made up", people.owner, date(2030, 1, 1))
    row = add_action(actor(people.owner), person, planned)
    return {"pk": case.pk, "action": row.pk, "progress": "done"}


def _service_for(people: "People") -> dict[str, Any]:
    from tests.people import actor

    case = shared_case(people)
    row = start_service(
        actor(people.owner),
        make_person_in(case, people.owner),
        Service.HEALTH,
        started_on=date(2026, 1, 1),
        provider="made up",
        notes="",
    )
    return {"pk": case.pk, "episode": row.pk}


def _colleague_of(people: "People") -> dict[str, Any]:
    return {"membership": people.colleague.pk}


def _invitation_of(people: "People") -> dict[str, Any]:
    return {
        "invitation": invitations.issue(people.owner.institution, Role.ANALYST, private=None).invitation.pk
    }


def _security_key_of(people: "People") -> dict[str, Any]:
    data = {"name": "Made-up key", "credential": {}}
    key = Authenticator.objects.create(user=people.owner.person, type=Authenticator.Type.WEBAUTHN, data=data)
    return {"pk": key.pk}


def _instrument_for(people: "People") -> dict[str, Any]:
    load_law(PACKAGED / "mozambique")
    return {"code": "law-35-2014"}


def _coordination(people: "People") -> dict[str, Any]:
    people.owner.institution.kind = Kind.COORDINATION
    people.owner.institution.save()
    return {}


def _clock_of(people: "People") -> dict[str, Any]:
    case = shared_case(people)
    return {"pk": case.pk, "obligation": Obligation.objects.get(case=case, kind="first_visit").pk}


def _justice_step_of(people: "People") -> dict[str, Any]:
    from tests.people import actor

    case = shared_case(people)
    stepped = Stepped(JusticeStepKind.REPORTED, clock.now().date() - timedelta(days=1))
    return {"pk": case.pk, "step": take_step(actor(people.owner), case, stepped, version=case.version).pk}


# The routes between institutions; tests/cases/routes.py makes objects for them.
_PARTS_OF_A_CASE = (
    "case_sharing",
    "case_share",
    "case_share_end",
    "consent_ask",
    "consent_say",
    "consent_withdraw",
    "override_ask",
    "override_decide",
    "override_review",
    "case_referrals",
    "referral_write",
    "case_elsewhere",
    "elsewhere_ask",
)
_BETWEEN = (
    *_PARTS_OF_A_CASE,
    "referral",
    "referral_step",
    "referral_incoming",
    "referral_answer",
    "question_answer",
    "urgent_request",
    "urgent_review",
    "urgent_decide",
    "escrow",
    "escrow_renewal",
)


# The routes of leads; tests/leads/routes.py makes objects for them.
_LEADS = (
    "collection",
    "collection_add",
    "collection_leave_out",
    "collection_run",
    "collection_cancel",
    "collection_refused",
    "collection_delete",
    "lead",
    "lead_judge",
    "lead_take_back",
    "lead_uphold",
)


def _of_leads(name: str) -> Callable[["People"], dict[str, Any]]:
    def make(people: "People") -> dict[str, Any]:
        from tests.leads import routes

        return routes.OBJECTS[name](people)

    return make


def _between(name: str) -> Callable[["People"], dict[str, Any]]:
    def make(people: "People") -> dict[str, Any]:
        from tests.cases import routes

        return routes.OBJECTS[name](people)

    return make


# What an object route needs in its address, for an object that the people's owner holds.
OBJECT_FOR_ROUTE: dict[str, Callable[["People"], dict[str, Any]]] = {
    "triage_overdue": _coordination,
    "coordination": _coordination,
    "case_clocks": _case_for,
    "case_clock_done": _clock_of,
    "case_clock_waive": _clock_of,
    "case_justice": _case_for,
    "case_justice_step": _case_for,
    "case_contacts": _case_for,
    "case_contacts_add": _case_for,
    "case_contacts_back": _between("case_contacts_back"),
    "case_justice_next": _justice_step_of,
    "case_justice_back": _justice_step_of,
    "triage_report": _report_for,
    "triage_take_up": _report_for,
    "triage_decide": lambda people: {**_report_for(people), "verdict": "keep"},
    "triage_take_back": _decided_report_for,
    "triage_recall": _report_for,
    "triage_override": _report_for,
    "triage_write": _report_for,
    **dict.fromkeys(
        (
            "case",
            "case_move",
            "case_summary",
            "case_timeline",
            "case_close",
            "case_close_answer",
            "case_reopen",
            "case_hand_over",
            "case_hand_over_withdraw",
            "case_merge",
            "case_people",
            "case_person_add",
            "case_determination",
            "case_protection",
            "case_retention",
            "case_hold",
            "case_destruction_propose",
            "case_destruction_answer",
            "case_print",
        ),
        _case_for,
    ),
    **dict.fromkeys(
        (
            "case_person",
            "case_person_change",
            "case_role_give",
            "case_non_punishment",
            "case_determine",
            "case_assess",
            "case_safety",
            "case_action_add",
            "case_service_start",
            "case_follow_up",
            "case_feedback",
        ),
        _person_for,
    ),
    **dict.fromkeys(("case_offer", "case_offer_accept", "case_offer_decline"), _offer_for),
    "case_hold_lift": _hold_for,
    "case_role_end": _role_for,
    "case_unmerge": _merge_for,
    "case_action_settle": _plan_action_for,
    "case_service_end": _service_for,
    **{name: _between(name) for name in _BETWEEN},
    **{name: _of_leads(name) for name in _LEADS},
    "member_invite_again": _colleague_of,
    "member_remove": _colleague_of,
    "invitation_withdraw": _invitation_of,
}

# What a route needs in its address when that names no object of an institution.
ADDRESS_FOR_ROUTE: dict[str, Callable[["People"], dict[str, Any]]] = {
    "join": _invitation_of,
    "mfa_remove_webauthn": _security_key_of,
    "report_question": lambda people: {"key": "danger"},
    "triage_list": lambda people: {"which": "unread"},
    "law_instrument": _instrument_for,
}

# How the partner stands to that object; to all others as an outsider.
PARTNER_IS: dict[str, Relation] = {
    **dict.fromkeys(
        (
            "case",
            "case_move",
            "case_summary",
            "case_timeline",
            "case_close",
            "case_close_answer",
            "case_reopen",
            "case_hand_over",
            "case_hand_over_withdraw",
            "case_merge",
            "case_unmerge",
            "case_people",
            "case_person",
            "case_person_add",
            "case_person_change",
            "case_role_give",
            "case_role_end",
            "case_non_punishment",
            "case_determination",
            "case_determine",
            "case_protection",
            "case_assess",
            "case_safety",
            "case_action_add",
            "case_action_settle",
            "case_service_start",
            "case_service_end",
            "case_follow_up",
            "case_feedback",
            "case_retention",
            "case_hold",
            "case_hold_lift",
            "case_destruction_propose",
            "case_destruction_answer",
            "case_print",
        ),
        Relation.PARTNER,
    ),
    "case_clocks": Relation.PARTNER,
    "case_clock_done": Relation.PARTNER,
    "case_clock_waive": Relation.PARTNER,
    "case_justice": Relation.PARTNER,
    "case_justice_step": Relation.PARTNER,
    "case_contacts": Relation.PARTNER,
    "case_contacts_add": Relation.PARTNER,
    "case_contacts_back": Relation.PARTNER,
    "case_justice_next": Relation.PARTNER,
    "case_justice_back": Relation.PARTNER,
    **dict.fromkeys(_PARTS_OF_A_CASE, Relation.PARTNER),
    "triage_report": Relation.PARTNER,
    "triage_take_up": Relation.PARTNER,
    "triage_decide": Relation.PARTNER,
    "triage_recall": Relation.PARTNER,
    "triage_override": Relation.PARTNER,
    "triage_write": Relation.PARTNER,
}


def end_partnership(people: "People") -> None:
    """Make the partner a former one: every live grant of theirs ends."""
    ReportGrant.objects.of(people.partner.institution).end()
    CompartmentGrant.objects.of(people.partner.institution).end()
