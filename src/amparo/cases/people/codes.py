"""Languages and nationalities to choose from: codes in the database, names in the reader's language."""

import tomllib
from functools import cache
from pathlib import Path

from babel import Locale
from django.utils.translation import get_language, to_locale


@cache
def languages() -> dict[str, str]:
    """ISO 639 code to name, in the order of languages.toml."""
    return tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))


@cache
def _territories(locale: str) -> dict[str, str]:
    known = Locale.parse(locale).territories
    return {code: str(name) for code, name in known.items() if len(code) == 2 and code not in _NOT_COUNTRIES}


_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"})


def countries() -> list[tuple[str, str]]:
    """ISO 3166-1 code and name in the active language, by name."""
    return sorted(_names().items(), key=lambda pair: pair[1].casefold())


def country(code: str) -> str:
    """The name of a country, or the code where there is none."""
    return _names().get(code, code)


def _names() -> dict[str, str]:
    return _territories(to_locale(get_language() or "en").split("_")[0])
