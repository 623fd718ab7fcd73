"""The words of red flags, from the library's catalogue, in the language of the moment."""

import re

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from amparo_detect.errors import Words
from amparo_detect.flags.catalogue import catalogue
from amparo_detect.leads import Wording
from amparo_detect.readers.rows import NOTES, REASONS

_BRACES = re.compile(r"\{\w+\}")

# Flags whose sentences hold numbers of one lead, for where there is no lead to take them from.
_WITHOUT_NUMBERS: dict[str, Promise] = {
    "wage_far_above": _("The pay offered is far above what other offers say."),
    "script_moves": _("The same script named one place and later another."),
    "many_places": _("The same script was used for many places."),
    "many_employers": _("The same script names different employers."),
    "phone_changes": _("The number to call changed while the script stayed."),
    "hidden_number": _("Numbers are written so that a filter does not see them."),
    "many_accounts": _("Different accounts post the same script."),
    "own_domain": _("An e-mail address of its own domain is given throughout."),
    "steady_contact": _("The same contact was given for weeks."),
}
PHASES: dict[str, Promise] = {
    "recruitment": _("recruitment"),
    "transport": _("transport"),
    "control": _("control"),
    "exploitation": _("exploitation"),
    "advertising": pgettext_lazy("a phase", "advertising"),
}
KINDS: dict[str, Promise] = {
    "phone": _("phone number"),
    "email": _("e-mail address"),
    "handle": _("account name"),
    "url": _("web address"),
    "short_url": _("shortened address"),
    "invite": _("invitation to a group"),
    "crypto": _("crypto address"),
    "mobile_money": _("mobile-money number"),
    "bank_account": _("bank account"),
    "account": _("account that posted"),
    "price": _("price"),
    "wage": _("wage"),
    "place": _("place"),
    "age": _("age"),
    "document": _("document"),
    "date": _("date"),
}
LANGUAGES: dict[str, Promise] = {
    "pt": _("Portuguese"),
    "en": _("English"),
    "fr": _("French"),
    "es": _("Spanish"),
    "sw": _("Swahili"),
    "ar": _("Arabic"),
    "und": _("not known"),
}


def said(wording: Wording) -> str:
    """A sentence of the catalogue: Portuguese for Portuguese, English for all others."""
    return wording["pt"] if (get_language() or "").startswith("pt") else wording["en"]


def flag(code: str) -> str:
    """What a flag says without a lead's numbers; the code of one that is no more."""
    if code in _WITHOUT_NUMBERS:
        return str(_WITHOUT_NUMBERS[code])
    known = catalogue()
    found = known.flags.get(code) or known.lowerings.get(code)
    return _BRACES.sub("…", said({"en": found.wording["en"], "pt": found.wording["pt"]})) if found else code


def refusal(code: str) -> str:
    """Why a row was refused, or the code of a reason that is no more."""
    en, pt = REASONS.get(code, (code, code))
    return said({"en": en, "pt": pt})


def words(worded: Words) -> str:
    """What the library words in two languages."""
    return said({"en": worded.en, "pt": worded.pt})


def note(code: str, row: int | None) -> str:
    """What is worth knowing of a file that was read, or the code of a note that is no more."""
    return words(NOTES[code]).format(row=row) if code in NOTES else code


def language(code: str) -> str:
    """A language's name in the language of the moment (ours, else CLDR's), or its code."""
    return str(LANGUAGES[code]) if code in LANGUAGES else _names().languages.get(code, code).capitalize()


def kind(code: str) -> str:
    """What a kind of contact is called."""
    return str(KINDS.get(code, code))


def phase(code: str) -> str:
    """What a phase is called."""
    return str(PHASES.get(code, code))


def country(code: str) -> str:
    """A country's name in the language of the moment (CLDR), or its code."""
    return str(_names().territories.get(code, code))


def _names() -> Locale:
    return Locale.parse("pt_PT" if (get_language() or "").startswith("pt") else "en")
