"""What an event, and what it rests on, is called on screen."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Role
from amparo.accounts.policy import Basis
from amparo.cases.lifecycle.lapsing import PROMISE
from amparo.cases.lifecycle.sentences import TELLINGS
from amparo.cases.models import ClosingReason, Compartment, Ground, Part, Purpose
from amparo.cases.obligations.kinds import country
from amparo.ledger.vocabulary import Event

_PLACE = re.compile(r"%\(\w+\)s")  # what a sentence says in particular is not for the list
# Those that an auditor looks for by name.
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


# The others that happen outside a case; what happens in one has its sentence.
_BESIDE: dict[str, Promise] = {
    Event.REPORT_RECEIVED.value: _("report received"),
    Event.REPORTER_RETURNED.value: _("reporter came back"),
    Event.REPORTER_WROTE.value: _("reporter wrote"),
    Event.REPORTER_WITHDREW_CONTACT.value: _("reporter took their contact back"),
    Event.OFFICER_WROTE.value: _("officer wrote to the reporter"),
    Event.REPORT_DECIDED.value: _("report decided"),
    Event.REPORT_HANDED_OVER.value: _("report handed over"),
    Event.DECISION_TAKEN_BACK.value: _("decision taken back"),
    Event.URGENCY_OVERRIDDEN.value: _("urgency changed by hand"),
    Event.REPORT_ESCALATED.value: _("report escalated"),
    Event.LETTER_OPENED.value: _("words between institutions opened"),
    Event.MEMBER_INVITED.value: _("member invited"),
    Event.KEY_ROTATED.value: _("institution's key renewed"),
    Event.PASSWORD_CHANGED.value: _("password changed"),
    Event.SECOND_FACTOR_CHANGED.value: _("second factor changed"),
    Event.LAW_MAP_LOADED.value: _("law map loaded"),
    Event.INTAKE_RULE_SET.value: _("intake rule set"),
    Event.INSTITUTION_CREATED.value: _("institution created"),
    Event.INSTITUTION_RECOVERED.value: _("institution's key taken back with the printed one"),
    Event.INVITATION_CLOSED.value: _("invitation closed"),
    Event.ACCOUNT_RENEWED.value: _("account begun anew by a colleague's invitation"),
    Event.PERSON_DEACTIVATED.value: _("person may not sign in any more"),
    Event.QUESTION_ROUTED.value: _("question passed on to an institution"),
    Event.ESCROW_FOUNDED.value: _("escrow founded"),
    Event.ESCROW_RENEWED.value: _("escrow renewed"),
    Event.FOCAL_POINT_NAMED.value: _("focal point named"),
    Event.COLLECTION_UPLOADED.value: _("material taken in"),
    Event.COLLECTION_ADDED_TO.value: _("more material taken in"),
    Event.FILE_LEFT_OUT.value: _("file of the material left out"),
    Event.COLLECTION_DELETED.value: _("material destroyed"),
    Event.RUN_STARTED.value: _("detection begun"),
    Event.RUN_CANCELLED.value: _("detection cancelled"),
    Event.RUN_ENDED.value: _("detection ended"),
    Event.LEAD_READ.value: _("lead opened"),
    Event.LEAD_JUDGED.value: _("lead judged"),
    Event.JUDGEMENT_UPHELD.value: _("judgement of a lead upheld after it changed"),
    Event.JUDGEMENT_TAKEN_BACK.value: _("judgement of a lead taken back"),
    Event.WEIGHTS_SET.value: _("weights of the detection set"),
}
_BASES: dict[str, Promise] = {
    Basis.MANDATE: _("the institution's own task"),
    Basis.REFERRAL: _("referral"),
    Basis.OVERSIGHT: _("oversight"),
    Basis.SELF: _("one's own account"),
    Basis.PUBLIC: _("open to everybody"),
    PROMISE: _("the offer of a case"),
}
_NAMES: dict[str, Promise] = {
    "basis": _("basis"),
    "grants": _("keys held by"),
    "compartments": _("parts"),
    "purpose": _("what for"),
    "role": _("role"),
    "reason": _("reason"),
}
_VALUES: dict[str, str | Promise] = {
    **_BASES,
    **{
        code: label
        for choices in (Role, Part, ClosingReason, Compartment, Ground, Purpose)
        for code, label in choices.choices
        if code not in _BASES
    },
}


def of_event(code: str) -> str:
    """The event in words; its code where it has none."""
    if (words := EVENTS.get(code) or _BESIDE.get(code)) is not None:
        return str(words)
    if code not in TELLINGS:
        return code
    return _PLACE.sub("…", str(TELLINGS[code].sentence)).rstrip(".")


def _sources() -> dict[str, str]:
    """What clocks rest on, by the code that the ledger has."""
    return {kind.source.code: str(kind.source.words) for kind in country().kinds.values()}


def of_fact(name: str, value: str) -> tuple[str, str]:
    """The name and the value of what an entry rests on, in words; lists are separated by commas."""
    told = [str(_VALUES.get(one) or _sources().get(one, one)) for one in value.split(", ")]
    return str(_NAMES.get(name, name)), ", ".join(told)
