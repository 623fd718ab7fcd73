"""What the library said when it gave up, kept as a code with its facts, and said in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from amparo.leads import wording
from amparo_detect import errors
from amparo_detect.readers.inputs import LOOKS
from amparo_detect.readers.rows import REASONS

# What to do here: the library's own sentences speak of options of a command.
_SENTENCES: dict[str, Promise] = {
    "InputEmpty": gettext_lazy("“%(input)s” is empty: there is nothing in it to read."),
    "NoPosts": gettext_lazy(
        "There are no posts in the material: only names of columns, or notices of a chat program. Export it"
        " again with the posts, and take that file in."
    ),
    "InputLocked": gettext_lazy(
        "“%(input)s” is locked with a password. Unlock it, and take the unlocked file in."
    ),
    "InputBinary": gettext_lazy(
        "“%(input)s” holds no posts that can be read: it looks like %(looks)s. CSV, JSON lines, Parquet,"
        " WARC, WACZ and chats exported by WhatsApp or Telegram can be read."
    ),
    "InputBroken": gettext_lazy(
        "“%(input)s” is damaged or was cut short (%(why)s). Copy or export it again, and take that file in."
    ),
    "ColumnMissing": gettext_lazy(
        "“%(input)s” has no column “%(column)s”. Its columns are: %(seen)s. Name one of them"
        " below and run again."
    ),
    "TextColumnUnknown": gettext_lazy(
        "Which column of “%(input)s” holds the text of the posts is not clear. Its columns are: %(seen)s."
        " Name it below and run again."
    ),
    "NothingReadable": gettext_lazy(
        "No post could be read: all %(refused)s rows were refused (%(reasons)s). Look whether the column of"
        " the text is the right one, and name it below."
    ),
    "DiskFull": gettext_lazy("The disk is full. Ask your administrator to make room, and run again."),
    "OptionError": gettext_lazy("An option was refused: %(option)s."),
}
_OF_COLUMNS = frozenset({"ColumnMissing", "TextColumnUnknown", "NothingReadable"})


def understood(said: str, names: Sequence[str]) -> dict[str, Any]:
    """What a sentence of the library means: `code` and `facts`, or `words` where it is none that we know.

    `names` are the files' own names; the library knows them as file-1, file-2 and so on.
    """
    for code in _SENTENCES:
        kind: type[errors.DetectError] = getattr(errors, code)
        if match := re.fullmatch(_pattern(kind.en), said):
            facts = match.groupdict()
            if "input" in facts:
                facts["input"] = named(facts["input"], names)
            return {"code": code, "facts": facts}
    return {"words": said}


def told(kept: str | Mapping[str, Any]) -> str:
    """For a page. Also of what was kept as a sentence by an earlier version."""
    if isinstance(kept, str):
        return kept
    if (sentence := _SENTENCES.get(kept.get("code", ""))) is None:
        return str(kept.get("words", ""))
    return str(sentence) % {name: _fact(name, fact) for name, fact in kept["facts"].items()}


def of_columns(kept: str | Mapping[str, Any]) -> bool:
    """Whether it may help to name the columns of a table."""
    return not isinstance(kept, str) and kept.get("code") in _OF_COLUMNS


def _fact(name: str, fact: str) -> str:
    """A fact in the reader's language, if it is one that the library words."""
    if name == "reasons":
        return _reasons(fact)
    worded = {"why": errors.DAMAGE, "looks": LOOKS}.get(name, {})
    return next((wording.words(words) for words in worded.values() if words.en == fact), fact)


def _reasons(told: str) -> str:
    """`no text 5, not valid JSON 2` in the reader's language."""
    for code, (words, _pt) in REASONS.items():
        told = re.sub(rf"(?:^|(?<=, )){re.escape(words)} (?=\d)", f"{wording.refusal(code)}: ", told)
    return told


def _pattern(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>.*)" for place, part in enumerate(parts)
    )


def named(input: str, names: Sequence[str]) -> str:
    """An input by the file's own name, and within an archive the member's."""
    match = re.match(r"file-(\d+)[^/]*", input)
    if match and 0 < int(match[1]) <= len(names):
        return names[int(match[1]) - 1] + input[match.end() :]
    return input
