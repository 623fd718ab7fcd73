"""Signs that a report may be a prank or a machine's.

They slow and mark; they never drop, and never lower a report of danger.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.reports import story
from amparo.reports.answers import Answers
from amparo.reports.models import Report, Story

FASTEST = timedelta(seconds=8)  # from the first question to sending
MANY_IN_A_VISIT = 3
MANY_ALIKE = 3  # the same words from others within a day

WORDS = {
    "too_fast": _("Sent faster than a person can read the questions"),
    "trap": _("A field that people do not see was filled in"),
    "no_words": _("The account has no words"),
    "many_in_a_visit": _("Several reports from one visit"),
    "same_words": _("The same words came in several other reports today"),
}


@dataclass(frozen=True)
class Manner:
    """How the form was filled in; known to the channel, forgotten after this."""

    seconds: float | None = None
    trap: bool = False
    earlier_in_visit: int = 0


def signs(answers: Answers, manner: Manner, signature: list[int] | None) -> tuple[str, ...]:
    """The codes of the signs that hold."""
    found = []
    if manner.seconds is not None and manner.seconds < FASTEST.total_seconds():
        found.append("too_fast")
    if manner.trap:
        found.append("trap")
    if answers.narrative and not story.words(answers.narrative):
        found.append("no_words")
    if manner.earlier_in_visit >= MANY_IN_A_VISIT:
        found.append("many_in_a_visit")
    if signature is not None and _same_today(signature) >= MANY_ALIKE:
        found.append("same_words")
    return tuple(found)


def _same_today(signature: list[int]) -> int:
    since = clock.now() - timedelta(days=1)
    recent = Report.objects.filter(received_at__gte=since, story__bands__contains=story.bands(signature))
    return Story.objects.filter(report__in=recent[: MANY_ALIKE + 1]).count()
