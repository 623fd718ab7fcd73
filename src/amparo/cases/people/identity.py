"""What is sealed about a person, and the identifiers in it by which the same person meets across cases."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from amparo.reports import identifiers
from amparo.reports.identifiers import Identifier


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as typed. Lists are one entry a line."""

    name: str = ""
    other_names: str = ""
    birth_date: str = ""  # as known: a day, a month, 'in the year of the flood'
    gender: str = ""  # only if the person told it
    phones: str = ""
    accounts: str = ""
    documents: str = ""
    address: str = ""
    safe_contact: str = ""  # when and how it is safe to reach them

    def sealed(self) -> dict[str, str]:
        """What goes under the key: only what was given."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def opened(cls, content: dict[str, Any] | None) -> "Identity":
        """The inverse of `sealed`; words that a later edition added are left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: str(value) for name, value in (content or {}).items() if name in known})

    def points(self) -> frozenset[Identifier]:
        """The identifiers, normalised as in reports, so that they meet those there."""
        found = {*self._phones(), *self._accounts(), *self._documents()}
        return frozenset(one for one in found if one.value)

    def _phones(self) -> Iterator[Identifier]:
        for line in self.phones.splitlines():
            if number := identifiers.phone(line):
                yield Identifier("phone", number)

    def _accounts(self) -> Iterator[Identifier]:
        for line in self.accounts.splitlines():
            yield from identifiers.of_account(line.strip())

    def _documents(self) -> Iterator[Identifier]:
        for line in self.documents.splitlines():
            number = "".join(sign for sign in line.upper() if sign.isalnum())
            if any(sign.isdigit() for sign in number):
                yield Identifier("document", number)
