"""Texts of the law map in several languages: shown in the reader's, or marked as another."""

from collections.abc import Mapping

from django.utils.translation import get_language


class Worded(str):
    """A text that knows its language, so that a page can say it to a screen reader."""

    language: str

    def __new__(cls, text: str, language: str) -> "Worded":
        worded = super().__new__(cls, text)
        worded.language = language
        return worded


def worded(texts: Mapping[str, str]) -> Worded:
    """The text in the active language, else its base language, else English, else any; '' when empty."""
    active = get_language() or "en"
    for code in (active, active.partition("-")[0], "en", *texts):
        if code in texts:
            return Worded(texts[code], code)
    return Worded("", active)
