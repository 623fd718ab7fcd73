"""The contacts of a lead as blind indexes, in the kinds in which reports and cases keep theirs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from amparo.reports import identifiers
from amparo.reports.identifiers import Identifier

_AS_ADDRESS = frozenset({"url", "short_url", "invite"})
_AS_IS = frozenset({"crypto", "bank_account"})


class OwnContact(NamedTuple):
    """A contact of a lead that is not shared by strangers; `kind` is the library's word for what it is."""

    identifier: Identifier
    kind: str
    written: str

    @property
    def mark(self) -> str:
        """Names it on a page."""
        return self.identifier.digest.hex()[:16]


def own_contacts(contacts: Iterable[Mapping[str, Any]]) -> list[OwnContact]:
    """Of `leads.Contact` rows, in their order, each identifier once."""
    found: dict[Identifier, OwnContact] = {}
    for contact in contacts:
        for one in of_contacts([contact]):
            found.setdefault(one, OwnContact(one, contact["kind"], contact["value"]))
    return list(found.values())


def of_contacts(contacts: Iterable[Mapping[str, Any]]) -> set[Identifier]:
    """Of `leads.Contact` rows; those that strangers share join nobody to anybody."""
    return {
        one
        for contact in contacts
        if not contact["shared"]
        for one in _of(contact["kind"], contact["value"])
        if one.value
    }


def _of(kind: str, value: str) -> Iterator[Identifier]:
    if kind in {"phone", "mobile_money"}:
        if number := identifiers.phone(value.rpartition(":")[2]):
            yield Identifier("phone", number)
    elif kind == "email":
        yield Identifier("email", value.casefold())
    elif kind == "handle":
        yield Identifier("account", identifiers.account(value.rpartition(":")[2]))
    elif kind in _AS_ADDRESS:
        yield Identifier("address", identifiers.address(value))
    elif kind in _AS_IS:
        yield Identifier(kind, value)
