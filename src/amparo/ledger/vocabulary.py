"""The closed list of what can be recorded. The ledger itself gives none of these words a meaning."""

from enum import StrEnum


class Event(StrEnum):
    """Kinds of event: `thing.what_happened`."""

    INSTITUTION_CREATED = "institution.created"
    INSTITUTION_RECOVERED = "institution.recovered"
    KEY_ROTATED = "institution.key_rotated"
    MEMBER_INVITED = "member.invited"
    INVITATION_CLOSED = "member.invitation_closed"
    MEMBER_JOINED = "member.joined"
    MEMBER_REMOVED = "member.removed"
    SIGNED_IN = "person.signed_in"
    PASSWORD_CHANGED = "person.password_changed"  # noqa: S105 - the name of an event
    ACCOUNT_RENEWED = "person.account_renewed"
    SECOND_FACTOR_CHANGED = "person.second_factor_changed"
    PERSON_DEACTIVATED = "person.deactivated"
    REPORT_RECEIVED = "report.received"
    REPORT_OPENED = "report.opened"
    REPORTER_RETURNED = "report.reporter_returned"
    REPORTER_WROTE = "report.reporter_wrote"
    REPORTER_WITHDREW_CONTACT = "report.reporter_withdrew_contact"
    OFFICER_WROTE = "report.officer_wrote"
    REPORT_DECIDED = "report.decided"
    DECISION_TAKEN_BACK = "report.decision_taken_back"
    URGENCY_OVERRIDDEN = "report.urgency_overridden"
    REPORT_ESCALATED = "report.escalated"
    INTAKE_RULE_SET = "intake.rule_set"
    LAW_MAP_LOADED = "law.map_loaded"
    CASE_OPENED = "case.opened"
    CASE_LET_GO = "case.let_go"
