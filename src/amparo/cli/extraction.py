"""What has to be translated, found in the source, and the catalogues that say it in each language.

Every app has its own catalogue (<app>/locale); what stands outside the apps (kernel, command line) is in the
shared one (locale/). A string that two apps use is in both: each app can be read and moved alone. Django
knows one translation of a string, though, so both have to say the same; where they can't, a context tells
them apart.
"""

import io
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PRODUCT = Path(__file__).resolve().parents[1]
IDENTITY = "en"  # the language of the source: its catalogue repeats the strings
# What Babel writes by itself but would make every run a change.
_NOISE = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By'
    rb"|Project-Id-Version):.*\n",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.*]*[a-zA-Z]|%[#0\- +]*[\d.]*[diouxXeEfFgGcrsa]|\{\w*\}")
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def components(product: Path = PRODUCT) -> dict[str, Path]:
    """Every app by name with the folder of its catalogues, and 'shared'."""
    apps = {config.parent.name: config.parent / "locale" for config in sorted(product.glob("*/apps.py"))}
    return {"shared": product / "locale"} | apps


def locales(product: Path = PRODUCT) -> list[str]:
    """The locales that the shared catalogues exist in: all others follow."""
    return sorted(text.parents[1].name for text in (product / "locale").glob("*/LC_MESSAGES/django.po"))


def sources(component: str, product: Path = PRODUCT) -> Iterator[Path]:
    """The modules and templates of a component, sorted."""
    apps = {name for name in components(product) if name != "shared"}
    for path in sorted(product.rglob("*")):
        first = path.relative_to(product).parts[0]
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        if (first if first in apps else "shared") == component:
            yield path


def extracted(component: str, product: Path = PRODUCT) -> Catalog:
    """The component's strings as a catalogue without translations."""
    template = Catalog(charset="utf-8")
    for path in sources(component, product):
        for string, notes, context in strings(path):
            template.add(
                string,
                locations=[(str(path.relative_to(product)), 0)],
                auto_comments=notes,
                context=context,
            )
    return template


def strings(path: Path) -> Iterator[tuple[Any, list[str], str | None]]:
    """(string or (singular, plural), notes to translators, context) in one module or template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django's own reader turns a template into calls of gettext between rubbish;
        # parentheses around keep the rubbish's indentation from meaning anything.
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    source = io.BytesIO(text.encode())
    for _line, string, notes, context in extract("python", source, _KEYWORDS, ["Translators:"]):
        yield string, list(notes), context


def updated(catalogue: Path, template: Catalog, locale: str) -> bytes:
    """The catalogue's text after an update: new strings empty (English: themselves), unused ones gone."""
    catalog = _read(catalogue, locale)
    catalog.update(deepcopy(template), no_fuzzy_matching=True)  # Babel moves the template's own messages over
    catalog.obsolete.clear()
    catalog.fuzzy = False
    if locale == IDENTITY:
        for message in catalog:
            if message.id:
                message.string = message.id
    catalog.header_comment = f"# Amparo in {locale}; kept by `make messages`."
    sink = io.BytesIO()
    write_po(sink, catalog, width=100, sort_output=True, include_lineno=False)
    return _NOISE.sub(b"", sink.getvalue())


def _read(catalogue: Path, locale: str) -> Catalog:
    if not catalogue.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with catalogue.open("rb") as source:
        return read_po(source, locale)


def update(only: Iterable[str] = (), product: Path = PRODUCT) -> list[Path]:
    """Bring the catalogues of these components (default: all) up to date; returns those that changed."""
    wanted = set(only)
    changed = []
    for component, folder in components(product).items():
        if wanted and component not in wanted:
            continue
        template = extracted(component, product)
        for locale in locales(product):
            catalogue = folder / locale / "LC_MESSAGES" / "django.po"
            if not len(template) and not catalogue.exists():
                continue
            text = updated(catalogue, template, locale)
            if not catalogue.exists() or catalogue.read_bytes() != text:
                catalogue.parent.mkdir(parents=True, exist_ok=True)
                catalogue.write_bytes(text)
                changed.append(catalogue)
    return changed


def faults(product: Path = PRODUCT) -> Iterator[str]:
    """Every string that a language lacks or has twice, one sentence each; nothing when all are complete."""
    said: dict[tuple[str, str, str | None], tuple[str, Any]] = {}
    for component, folder in components(product).items():
        template = extracted(component, product)
        for locale in locales(product):
            catalogue = _read(folder / locale / "LC_MESSAGES" / "django.po", locale)
            place = f"{component}/{locale}"
            for wanted in template:
                if wanted.id:
                    yield from _faults_of(wanted, catalogue.get(wanted.id, wanted.context), place)
            for message in [*catalogue, *catalogue.obsolete.values()]:
                if message.id and template.get(message.id, message.context) is None:
                    yield f"{place}: no longer used: {message.id!r}"
            for message in catalogue:
                first = message.id if isinstance(message.id, str) else message.id[0]
                where, words = said.setdefault((locale, first, message.context), (component, message.string))
                if first and words != message.string:
                    yield f"{place}: said otherwise in {where}: {message.id!r}"


def _faults_of(wanted: Message, found: Message | None, place: str) -> Iterator[str]:
    if found is None:
        yield f"{place}: missing: {wanted.id!r}"
        return
    forms = found.string if isinstance(found.string, (tuple, list)) else (found.string,)
    if not all(forms) or (wanted.pluralizable and len(forms) < 2):
        yield f"{place}: not translated: {wanted.id!r}"
    elif found.fuzzy:
        yield f"{place}: uncertain (fuzzy): {wanted.id!r}"
    elif any(not _same_placeholders(wanted, str(form), index) for index, form in enumerate(forms)):
        yield f"{place}: placeholders differ: {wanted.id!r}"


def _same_placeholders(wanted: Message, form: str, index: int) -> bool:
    """A singular may leave the number out ("one report"); every other form has the source's placeholders."""
    ids = wanted.id if isinstance(wanted.id, (tuple, list)) else (wanted.id,)
    found = sorted(_PLACEHOLDER.findall(form.replace("%%", "")))
    allowed = [sorted(_PLACEHOLDER.findall(str(text).replace("%%", ""))) for text in ids]
    return found in allowed if index == 0 else found == allowed[-1]
