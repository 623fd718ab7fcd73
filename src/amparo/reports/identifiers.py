"""Identifiers in a report, normalised so that equal ones meet: phones, accounts, addresses, documents."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers

from amparo.kernel.sealing import blind_index
from amparo.reports.answers import Answers

HOME_REGION = "MZ"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HANDLE = re.compile(r"(?<![\w@.])@([\w.]{3,40})")
_LINK = re.compile(r"(?:https?://|www\.)\S{4,300}", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?<!\w)(?:\d{12}[A-Z]|[A-Z]{2}\d{6,7})(?!\w)")  # identity card; passport


class Identifier(NamedTuple):
    """One identifier in its normal form; `kind` keeps unlike things apart."""

    kind: str
    value: str

    @property
    def digest(self) -> bytes:
        """Its blind index (32 bytes)."""
        return blind_index(self.kind, self.value)


def phone(typed: str) -> str | None:
    """A phone number in E.164, or None when it cannot be one. Local numbers are read as Mozambican.

    Numbers of the made-up `000 0xx` block pass although no network has them: they are the demonstration's.
    """
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def account(typed: str) -> str:
    """An account name: case, width, marks, leading @ and spaces are no difference."""
    folded = unicodedata.normalize("NFKC", typed).casefold().strip()
    return re.sub(r"\s+", " ", folded).lstrip("@")


def address(typed: str) -> str:
    """A web address as text: without scheme, www, query, fragment and final slash."""
    folded = unicodedata.normalize("NFKC", typed).strip()
    bare = re.sub(r"^(?:https?://)?(?:www\.|m\.)?", "", folded, flags=re.IGNORECASE)
    return re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/.,;)").casefold()


def _in_text(text: str) -> Iterator[Identifier]:
    for match in phonenumbers.PhoneNumberMatcher(text, HOME_REGION, leniency=phonenumbers.Leniency.POSSIBLE):
        yield Identifier(
            "phone", phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        )
    for found in _EMAIL.findall(text):
        yield Identifier("email", found.casefold())
    for found in _HANDLE.findall(text):
        yield Identifier("account", account(found))
    for found in _LINK.findall(text):
        yield Identifier("address", address(found))
    for found in _DOCUMENT.findall(text.upper()):
        yield Identifier("document", found)


def mentioned(answers: Answers) -> set[Identifier]:
    """Everything that the account names, and (as kinds of their own) the reporter's own contact details."""
    found = set(_in_text(f"{answers.narrative}\n{answers.place}\n{answers.names}"))
    if answers.online.account:
        number = phone(answers.online.account)
        found.add(
            Identifier("phone", number) if number else Identifier("account", account(answers.online.account))
        )
    if answers.online.address:
        found.add(Identifier("address", address(answers.online.address)))
    if answers.contact.value:
        own = phone(answers.contact.value) or account(answers.contact.value)
        found.add(Identifier("reporter", own))
    return {identifier for identifier in found if identifier.value}
