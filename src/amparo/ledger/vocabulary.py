"""The closed list of what can be recorded. The ledger itself gives none of these words a meaning."""

from enum import StrEnum


class Event(StrEnum):
    """Kinds of event: `thing.what_happened`."""

    INSTITUTION_CREATED = "institution.created"
    KEY_ROTATED = "institution.key_rotated"
    MEMBER_INVITED = "member.invited"
    MEMBER_JOINED = "member.joined"
    MEMBER_REMOVED = "member.removed"
    SIGNED_IN = "person.signed_in"
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
    CASE_OPENED = "case.opened"
