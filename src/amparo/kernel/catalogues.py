"""Languages are the catalogues that are there: whoever adds one has added a language.

A catalogue is `<folder>/<locale>/LC_MESSAGES/django.po`. Its compiled form, which is what runs, is made here
whenever the text is newer, so nobody has to remember to.
"""

import gettext
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import pgettext_lazy, to_language

from amparo.kernel.errors import Misconfigured

# Every shared catalogue says here what its language calls itself.
OWN_NAME = pgettext_lazy("what this language calls itself", "English")
_NAME_KEY = ("what this language calls itself", "English")


def catalogues(folder: Path) -> Iterator[Path]:
    """Every catalogue's text in a locale folder, sorted by locale."""
    yield from sorted(folder.glob("*/LC_MESSAGES/django.po"))


def locale_of(catalogue: Path) -> str:
    """The locale that a catalogue is for, such as 'pt_MZ'."""
    return catalogue.parent.parent.name


def compile_stale(folders: Iterable[Path]) -> list[Path]:
    """Compile every catalogue whose text is newer than its compiled form; returns those.

    Raises Misconfigured when there is no compiled form and none can be written.
    """
    compiled = []
    for folder in folders:
        for text in catalogues(folder):
            target = text.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= text.stat().st_mtime_ns:
                continue
            try:
                _compile(text, target)
            except PermissionError:
                if not target.exists():
                    raise Misconfigured(
                        f"The catalogue {target.name} cannot be written to {target.parent}."
                    ) from None
            else:
                compiled.append(text)
    return compiled


def _compile(text: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo  # here, because most starts compile nothing
    from babel.messages.pofile import read_po

    read_at = text.stat().st_mtime_ns
    with text.open("rb") as source:
        catalogue = read_po(source, locale_of(text))
    descriptor, scratch = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as sink:
        write_mo(sink, catalogue)
    os.chmod(scratch, 0o644)
    os.utime(scratch, ns=(read_at, read_at))
    os.replace(scratch, target)  # in one step: several processes may start at once


def languages(folders: Sequence[Path], first: str) -> list[tuple[str, str]]:
    """The languages with a catalogue in any of these folders, as Django's LANGUAGES; `first` is the default.

    Raises Misconfigured when the default language has no catalogue.
    """
    found: dict[str, str] = {}
    for folder in folders:
        for text in catalogues(folder):
            code = to_language(locale_of(text))
            found[code] = _own_name(text.with_suffix(".mo"), found.get(code, code))
    if first not in found:
        raise Misconfigured(
            f"There is no catalogue for the language {first}; there are: {', '.join(sorted(found))}."
        )
    for code, name in found.items():
        if code not in LANG_INFO:
            LANG_INFO[code] = {"bidi": False, "code": code, "name": name, "name_local": name}
    return sorted(found.items(), key=lambda entry: (entry[0] != first, entry[0]))


def _own_name(compiled: Path, otherwise: str) -> str:
    with compiled.open("rb") as source:
        name = gettext.GNUTranslations(source).pgettext(*_NAME_KEY)
    is_english = locale_of(compiled).startswith("en")
    return name if name != _NAME_KEY[1] or is_english else otherwise
