"""Every word that people see is in the catalogues, whole, in every language; a language is a catalogue."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType

from amparo.cli import extraction
from amparo.kernel import catalogues
from amparo.kernel.errors import Misconfigured

# Names that are the same in every language.
SAME_EVERYWHERE = {"Amparo", "Linha Fala Criança"}
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title", "label", "summary"}
UNSEEN = {"script", "style", "template"}


def test_every_string_is_translated_in_every_language() -> None:
    found = sorted(extraction.faults())
    assert not found, "run `make messages` and translate:\n" + "\n".join(found)


class _Words(HTMLParser):
    """Collects the text and the spoken attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        given = dict(attrs)
        spoken = [given[name] for name in SPOKEN_ATTRIBUTES & given.keys()]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            spoken.append(given.get("value"))
        if tag == "meta" and given.get("name") == "description":
            spoken.append(given.get("content"))
        self.found += [text for text in spoken if text]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data)


def unmarked(source: str) -> Iterator[str]:
    """The visible words of a template that stand outside trans and blocktrans."""
    page, inside, comment = [], False, False
    for token in Lexer(source).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type is TokenType.BLOCK:
            if word in {"blocktrans", "blocktranslate", "endblocktrans", "endblocktranslate"}:
                inside = not word.startswith("end")
            elif word in {"comment", "endcomment"}:
                comment = word == "comment"
            page.append(" ")
        elif token.token_type is TokenType.VAR:
            page.append(" ")
        elif token.token_type is TokenType.TEXT and not inside and not comment:
            page.append(token.contents)
    words = _Words()
    words.feed("".join(page))
    for text in words.found:
        rest = re.sub(r'class="[^"]*"', "", text)  # a block that fills in the start tag of another template
        for name in SAME_EVERYWHERE:
            rest = rest.replace(name, "")
        if re.search(r"[^\W\d_]{2,}", rest):
            yield " ".join(text.split())


def test_no_visible_text_stands_outside_the_catalogues() -> None:
    found = [
        f"{path.relative_to(extraction.PRODUCT)}: {text}"
        for path in sorted(extraction.PRODUCT.rglob("templates/**/*.html"))
        for text in unmarked(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% trans "Hello" %} Amparo – 116 {{ name }}</p>', []),
        ('{% block look %} class="plainly"{% endblock %}', []),
        ("<p>{% blocktrans trimmed %}Hello {{ name }}{% endblocktrans %}</p>", []),
        ('<img alt="A house"><input type="submit" value="Send"><input value="given">', ["A house", "Send"]),
        ("<script>var hello</script>{# a note #}{% comment %}note{% endcomment %}", []),
    ],
)
def test_the_search_for_unmarked_text_finds_it(source: str, found: list[str]) -> None:
    assert list(unmarked(source)) == found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A product of one app and two languages."""
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "apps.py").write_text("")
    (tmp_path / "app" / "views.py").write_text(
        "_('One')\nngettext('%(n)s way', '%(n)s ways', n)\npgettext_lazy('month', 'May')\n"
    )
    (tmp_path / "app" / "templates" / "page.html").write_text(
        "{% load i18n %}\n  <p>{% trans 'Two' %}\n"
        "{% blocktrans trimmed %}\n Three {{ x }}\n{% endblocktrans %}"
    )
    for locale in ("en", "pt_MZ"):
        (tmp_path / "locale" / locale / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / "locale" / locale / "LC_MESSAGES" / "django.po").write_text("")
    extraction.update(product=tmp_path)
    return tmp_path


def _edit(catalogue: Path, old: str, new: str) -> None:
    text = catalogue.read_text()
    assert old in text
    catalogue.write_text(text.replace(old, new))


def test_english_repeats_the_source_and_portuguese_waits(small: Path) -> None:
    waiting = list(extraction.faults(small))
    assert len(waiting) == 5
    assert all(fault.startswith("app/pt_MZ: not translated:") for fault in waiting)


def test_each_way_of_being_incomplete_is_named(small: Path) -> None:
    english = small / "app" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    _edit(english, 'msgstr "Three %(x)s"', 'msgstr "Three %(y)s"')
    _edit(english, 'msgid "One"', 'msgid "Gone"')
    _edit(english, '#: app/templates/page.html\nmsgid "Two"', '#, fuzzy\nmsgid "Two"')
    assert {fault for fault in extraction.faults(small) if "/en:" in fault} == {
        "app/en: missing: 'One'",
        "app/en: uncertain (fuzzy): 'Two'",
        "app/en: placeholders differ: 'Three %(x)s'",
        "app/en: no longer used: 'Gone'",
    }


def test_two_apps_that_translate_one_string_say_the_same(small: Path) -> None:
    (small / "other").mkdir()
    (small / "other" / "apps.py").write_text("_('One')\npgettext('count', 'One')\n")
    extraction.update(product=small)
    for app, words in (("app", "Um"), ("other", "Uma")):
        portuguese = small / app / "locale" / "pt_MZ" / "LC_MESSAGES" / "django.po"
        _edit(portuguese, 'msgid "One"\nmsgstr ""', f'msgid "One"\nmsgstr "{words}"')
    assert [fault for fault in extraction.faults(small) if "otherwise" in fault] == [
        "other/pt_MZ: said otherwise in app: 'One'"
    ]


def test_an_update_keeps_translations_and_drops_what_is_unused(small: Path) -> None:
    portuguese = small / "app" / "locale" / "pt_MZ" / "LC_MESSAGES" / "django.po"
    _edit(portuguese, 'msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Um"')
    (small / "app" / "templates" / "page.html").write_text("")
    assert extraction.update(product=small) != []
    assert 'msgstr "Um"' in portuguese.read_text()
    assert "Two" not in portuguese.read_text()
    assert extraction.update(product=small) == []


def test_compiling_happens_when_the_text_is_newer(small: Path) -> None:
    folders = [small / "app" / "locale"]
    assert len(catalogues.compile_stale(folders)) == 2
    assert catalogues.compile_stale(folders) == []
    text = folders[0] / "en" / "LC_MESSAGES" / "django.po"
    later = text.stat().st_mtime_ns + 1_000_000_000
    os.utime(text, ns=(later, later))
    assert catalogues.compile_stale(folders) == [text]


def test_adding_a_language_is_adding_a_catalogue(tmp_path: Path) -> None:
    """A made-up language in a deployment's own folder is offered, named, and used."""
    own = tmp_path / "qaa" / "LC_MESSAGES"
    own.mkdir(parents=True)
    with (extraction.PRODUCT / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as source:
        english = read_po(source)
    made_up = Catalog(locale="qaa", fuzzy=False)
    for message in english:
        if message.id:
            made_up.add(message.id, f"<{message.id}>", context=message.context)
    with (own / "django.po").open("wb") as sink:
        write_po(sink, made_up)
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.utils import translation\n"
        "from amparo.kernel.errors import Denied\n"
        "with translation.override('qaa'):\n"
        "    info = translation.get_language_info('qaa')\n"
        "    print(settings.LANGUAGES, info['name_local'], Denied.message)\n"
        "from django.core.management import call_command\n"
        "call_command('makemigrations', check=True, dry_run=True, verbosity=0)\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"AMPARO_LOCALE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert printed.stdout.split("\n")[0] == (
        "[('pt-mz', 'Português'), ('en', 'English'), ('qaa', '<English>')] "
        "<English> <You do not have access to this.>"
    ), printed.stderr
    assert printed.returncode == 0, "a language must not need a migration"


def test_a_default_language_without_a_catalogue_stops_the_start(tmp_path: Path) -> None:
    shutil.copytree(extraction.PRODUCT / "locale", tmp_path / "locale")
    with pytest.raises(Misconfigured, match="no catalogue for the language sw"):
        catalogues.languages([tmp_path / "locale"], first="sw")
