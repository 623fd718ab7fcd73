"""Appending to the ledger."""

from amparo.ledger.vocabulary import Event

Fact = str | int | bool | None | list[str]


def append(event: Event, *, subject: str, actor: str = "", institution: str = "", **facts: Fact) -> int:
    """Record that `event` happened to `subject`; returns the entry's index.

    `subject`, `actor` and `institution` are pseudonyms (row ids), facts are codes and digests: never personal data.
    Call it last inside the transaction of the change it records.
    """
    raise NotImplementedError
