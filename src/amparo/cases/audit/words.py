"""What an event is called on screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.ledger.vocabulary import Event

# Those that an auditor looks for by name; the others are shown by their code.
EVENTS: dict[str, Promise] = {
    Event.CASE_READ.value: _("case opened"),
    Event.REPORT_OPENED.value: _("report opened"),
    Event.CASE_PRINTED.value: _("case file printed"),
    Event.CASES_SEARCHED.value: _("search"),
    Event.CASE_SHARED.value: _("part of a case shared"),
    Event.SHARE_ENDED.value: _("share ended"),
    Event.CONSENT_ANSWERED.value: _("consent answered"),
    Event.CONSENT_WITHDRAWN.value: _("consent withdrawn"),
    Event.OVERRIDE_APPROVED.value: _("consent overridden"),
    Event.REFERRAL_SENT.value: _("referral sent"),
    Event.REFERRAL_ACCEPTED.value: _("referral accepted"),
    Event.BREAK_GLASS_ASKED.value: _("urgent access asked for"),
    Event.BREAK_GLASS_RELEASED.value: _("urgent access released"),
    Event.BREAK_GLASS_REVIEWED.value: _("urgent access reviewed"),
    Event.CASE_OPENED.value: _("case begun"),
    Event.CASE_CLOSED.value: _("case closed"),
    Event.CASE_HANDED_OVER.value: _("case handed over"),
    Event.HOLD_PLACED.value: _("legal hold placed"),
    Event.HOLD_LIFTED.value: _("legal hold lifted"),
    Event.DESTRUCTION_PROPOSED.value: _("destruction proposed"),
    Event.CASE_DESTROYED.value: _("case destroyed"),
    Event.MEMBER_JOINED.value: _("member joined"),
    Event.MEMBER_REMOVED.value: _("member removed"),
    Event.SIGNED_IN.value: _("signed in"),
}


def of_event(code: str) -> str:
    """The event in words, or its code."""
    return str(EVENTS.get(code, code))
