"""Every event about cases has a sentence, so that the timeline of a partner leaves nothing out unseen."""

from amparo.cases.lifecycle import timeline
from amparo.ledger.vocabulary import Event


def test_every_event_of_the_case_itself_is_told() -> None:
    own = {event for event in Event if event.value.startswith("case.")} - {Event.CASES_SEARCHED}
    untold = own - set(timeline._tellings)
    assert not untold, "give it a sentence with timeline.tells"
