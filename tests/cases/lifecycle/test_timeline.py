"""Every event about a case has a sentence, so that its timeline leaves nothing out unseen."""

from amparo.cases.lifecycle.sentences import TELLINGS
from amparo.ledger.vocabulary import Event

# Their subject is no case, or none that can be opened any more; and to whom a question went is not told.
NOT_OF_A_CASE = {
    Event.CASES_SEARCHED,
    Event.QUESTION_ROUTED,
    Event.ESCROW_FOUNDED,
    Event.ESCROW_RENEWED,
    Event.FOCAL_POINT_NAMED,
    Event.CASE_DESTROYED,
}
KINDS = (
    "case.",
    "consent.",
    "sharing.",
    "referral.",
    "deconfliction.",
    "breakglass.",
    "obligation.",
    "justice.",
)


def test_every_event_of_a_case_has_a_sentence() -> None:
    found = {event for event in Event if event.value.split(".")[0] in KINDS}
    untold = found - NOT_OF_A_CASE - set(TELLINGS)
    assert not untold, "give it a sentence in lifecycle/sentences.py"


def test_what_belongs_to_protection_is_told_to_who_may_open_it() -> None:
    for event in (Event.RISK_ASSESSED, Event.FOLLOWED_UP, Event.FEEDBACK_GIVEN, Event.SERVICE_STARTED):
        assert TELLINGS[event].needs == "protection"
    assert TELLINGS[Event.NON_PUNISHMENT_REVIEWED].needs == "investigation"
