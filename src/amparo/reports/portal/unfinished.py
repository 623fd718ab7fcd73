"""What a draft holds of a report that is being written, and the rules about showing it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from amparo.kernel import clock
from amparo.reports import drafts
from amparo.reports.answers import Answers, Voice
from amparo.reports.misuse import MANY_IN_A_VISIT, Manner
from amparo.reports.portal import questions
from amparo.reports.portal.questions import Given

PAUSE = timedelta(minutes=10)  # after several reports from one visit, unless somebody is in danger


class Unfinished:
    """A view of a draft's content: voice, answers, which of them are hidden, how the form was filled in."""

    def __init__(self, opened: drafts.Opened) -> None:
        self.opened = opened

    @property
    def _content(self) -> dict[str, Any]:
        return self.opened.content

    @property
    def voice(self) -> str:
        return str(self._content.get("voice", Voice.ADULT))

    @property
    def told(self) -> dict[str, Given]:
        """The answers so far, by question; {} for one that was skipped."""
        told: dict[str, Given] = self._content.setdefault("told", {})
        return told

    @property
    def hidden(self) -> list[str]:
        """Questions whose answers are kept but not shown, because the reporter left quickly."""
        return list(self._content.get("hidden", []))

    @property
    def checked(self) -> bool:
        """The reporter has been on the last page: from now on every change leads back to it."""
        return bool(self._content.get("checked"))

    def is_hidden(self, key: str) -> bool:
        return key in self.hidden

    def visible(self, key: str) -> Given:
        """The answer that may be shown; empty when there is none or it is hidden."""
        return {} if self.is_hidden(key) else self.told.get(key, {})

    def answer(self, key: str, given: Given, *, trap: bool = False) -> None:
        """Keep the answer to one question; a new province forgets the old district."""

        def edit(content: dict[str, Any]) -> None:
            told = content.setdefault("told", {})
            if key == "province" and given != told.get("province"):
                told.pop("district", None)
            told[key] = given
            content["hidden"] = [other for other in content.get("hidden", []) if other != key]
            content["trap"] = bool(content.get("trap")) or trap

        self._change(edit)

    def note_checked(self) -> None:
        if not self.checked and not self.opened.filed:
            self._change(lambda content: content.update(checked=True))

    def hide(self) -> None:
        """Keep every answer, show none: somebody else may hold the phone now."""
        self._change(
            lambda content: content.update(
                hidden=sorted(key for key, given in content.get("told", {}).items() if given)
            )
        )

    def _change(self, edit: Callable[[dict[str, Any]], None]) -> None:
        """Change what is kept, unless it was sent a moment ago: then there is nothing left to change."""
        drafts.change(self.opened, lambda content: None if "filed" in content else edit(content))

    def report(self) -> Answers:
        return questions.answers(self.voice, self.told)

    def manner(self) -> Manner:
        """How the form was filled in; a clock that was set back tells nothing about speed."""
        started = self._content.get("started")
        seconds = (clock.now() - datetime.fromisoformat(started)).total_seconds() if started else None
        return Manner(
            seconds=seconds if seconds is not None and seconds >= 0 else None,
            trap=bool(self._content.get("trap")),
            earlier_in_visit=int(self._content.get("sent_in_visit", 0)),
        )

    def pause(self) -> timedelta | None:
        """How long to wait before sending one more, or None. Danger never waits."""
        sent_at = self._content.get("sent_at")
        if sent_at is None or self.manner().earlier_in_visit < MANY_IN_A_VISIT or self.report().danger:
            return None
        left = datetime.fromisoformat(sent_at) + PAUSE - clock.now()
        return left if timedelta(0) < left <= PAUSE else None


def begin(token: str | None, voice: str) -> Unfinished:
    """Start a report in `voice`; one that was sent in the same visit only leaves its count behind."""
    content: dict[str, Any] = {"voice": voice, "told": {}, "started": clock.now().isoformat()}
    earlier = drafts.find(token)
    if earlier is None:
        return Unfinished(drafts.start(content))
    content |= {
        name: earlier.content[name] for name in ("sent_in_visit", "sent_at") if name in earlier.content
    }

    def begin_anew(kept: dict[str, Any]) -> None:
        kept.clear()
        kept.update(content)

    drafts.change(earlier, begin_anew)
    return Unfinished(earlier)


def find(token: str | None) -> Unfinished | None:
    """The unfinished or just sent report that a cookie opens."""
    opened = drafts.find(token)
    return Unfinished(opened) if opened else None
