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
_HANDLE = re.compile(r"(?<![\w@.])@([\w.]{2,39}\w)")  # a full stop after it ends the sentence
_LINK = re.compile(r"(?:https?://|www\.)\S{4,300}", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?<!\w)(?:\d{12}[A-Z]|[A-Z]{2}\d{6,7})(?!\w)")  # identity card; passport
_LETTERS = re.compile(r"[^\W\d_]")
_SAID_BEFORE = re.compile(
    r"^\W*(?:tel|telefone|tlm|cel|celular|phone|whatsapp|wa|n[ºo.]?)\b[\s.:]*", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d{2}|(?:19|20)\d{2}[-. ]\d{1,2}[-. ]\d{1,2}")
_PHONE_IN_LINK = re.compile(r"^(?:wa\.me|api\.whatsapp\.com/send|t\.me)/\+?(\d{8,15})$")
_PLACES_FOR_ALL = frozenset(
    [
        "facebook.com",
        "fb.com",
        "messenger.com",
        "instagram.com",
        "tiktok.com",
        "x.com",
        "twitter.com",
        "youtube.com",
        "wa.me",
        "whatsapp.com",
        "t.me",
        "telegram.me",
        "telegram.org",
        "snapchat.com",
        "linkedin.com",
        "discord.com",
        "google.com",
        "gmail.com",
    ]
)  # naming the platform alone joins nobody to anybody


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
    A name with digits in it (`joana84000012`) is no number, although phonenumbers would dig one out.
    """
    bare = _SAID_BEFORE.sub("", typed)
    if _LETTERS.search(bare):
        return None
    try:
        number = phonenumbers.parse(bare.replace("(0)", ""), HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def account(typed: str) -> str:
    """An account name: case, width, marks, leading @ and spaces are no difference."""
    folded = unicodedata.normalize("NFKC", typed).casefold().strip()
    return re.sub(r"\s+", " ", folded).lstrip("@").rstrip(".,;:!?")


def address(typed: str) -> str:
    """A web address as text: without scheme, www, query, fragment and final slash."""
    folded = unicodedata.normalize("NFKC", typed).strip()
    bare = re.sub(r"^(?:https?://)?(?:www\.|m\.)?", "", folded, flags=re.IGNORECASE)
    return re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/.,;)").casefold()


def _in_text(text: str) -> Iterator[Identifier]:
    yield from _phones(text)
    for found in _EMAIL.findall(text):
        yield Identifier("email", found.casefold())
    for found in _HANDLE.findall(text):
        yield Identifier("account", account(found))
    for found in _LINK.findall(text):
        yield from _of_link(found)
    for found in _DOCUMENT.findall(text.upper()):
        yield Identifier("document", found)


def _phones(text: str) -> Iterator[Identifier]:
    """Numbers in running text. Prices and dates look like local numbers, so those must be in use."""
    for match in phonenumbers.PhoneNumberMatcher(text, HOME_REGION, leniency=phonenumbers.Leniency.POSSIBLE):
        glued = text[max(match.start - 1, 0) : match.start]
        if _DATE.fullmatch(match.raw_string) or _LETTERS.match(glued):
            continue
        if match.raw_string.startswith("+") or phonenumbers.is_valid_number(match.number):
            yield Identifier(
                "phone", phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            )


def _of_link(typed: str) -> Iterator[Identifier]:
    """The address, and the number when it is a chat link that carries one."""
    bare = address(typed)
    if number := _PHONE_IN_LINK.match(bare):
        if e164 := phone(f"+{number[1]}"):
            yield Identifier("phone", e164)
    elif bare not in _PLACES_FOR_ALL:
        yield Identifier("address", bare)


def mentioned(answers: Answers) -> set[Identifier]:
    """Everything that the account names, and (as a kind of its own) the reporter's own contact details."""
    found = set(_in_text(f"{answers.narrative}\n{answers.place}\n{answers.names}"))
    if answers.online.account:
        found.update(of_account(answers.online.account))
    if answers.online.address:
        found.update(_of_link(answers.online.address))
    if answers.contact.value:
        own = phone(answers.contact.value) or account(answers.contact.value)
        found.add(Identifier("reporter", own))
    return {identifier for identifier in found if identifier.value}


def of_account(typed: str) -> Iterator[Identifier]:
    """What people type where an account name is asked: a name, a number, an e-mail address, a link."""
    if number := phone(typed):
        yield Identifier("phone", number)
    elif _LINK.fullmatch(typed.strip()):
        yield from _of_link(typed)
    elif _EMAIL.fullmatch(typed.strip()):
        yield Identifier("email", typed.strip().casefold())
    else:
        yield Identifier("account", account(typed))
        yield from _phones(typed)
