"""Word digests of sealed text, under a key that only the members of one institution reach.

The index tells its thief which texts of one institution share a word, and nothing else: not the word, not
whether another institution's texts have it. Each institution indexes what its own members write or read.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from amparo.accounts.keys import Keyring
from amparo.cases.models import CompartmentRow, IndexedText
from amparo.cases.search import words

_TOKEN_BYTES = 8  # a bigint; two words of a country's texts meet by chance once in 10^19 pairs
_SEAL_BYTES = 24  # the nonce, which no two sealings share


class Text(NamedTuple):
    """One sealed field as somebody with its key just wrote or read it."""

    row: CompartmentRow
    field: str
    value: object


# With every sealed text; the ORM takes longer to say it than PostgreSQL to do it.
_PUT = """
INSERT INTO cases_indexedtext (institution_id, case_id, compartment, row, field, epoch, seal, tokens)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s::bigint[])
ON CONFLICT (row, field, institution_id) DO UPDATE SET case_id = excluded.case_id,
  compartment = excluded.compartment, epoch = excluded.epoch, seal = excluded.seal, tokens = excluded.tokens
"""


def key_of(keyring: Keyring, epoch: int) -> bytes:
    """The key of the digests, made from the private half of one epoch. Raises NoKey."""
    private = keyring.institution_private(epoch)
    return hmac.new(private, b"words of sealed text", hashlib.sha256).digest()


def tokens(key: bytes, found: Iterable[str]) -> list[int]:
    """The digests of words, in order."""
    digests = (hmac.new(key, word.encode(), hashlib.sha256).digest()[:_TOKEN_BYTES] for word in found)
    return sorted(int.from_bytes(digest, signed=True) for digest in digests)


def forget(row: CompartmentRow) -> None:
    """A row is deleted: its words are to be found at no institution any more."""
    IndexedText.objects.filter(row=row.pk).delete()


def note(keyring: Keyring, texts: Iterable[Text]) -> None:
    """Make texts that were read findable for the reader's institution; for those that are, one query.

    Raises NoKey.
    """
    institution = keyring.membership.institution
    fresh = {(text.row.pk, text.field): (text, _seal_of(text)) for text in texts if text.row.searchable}
    if not fresh:
        return
    known = IndexedText.objects.filter(institution=institution, row__in={row for row, _field in fresh})
    for row, field, seal in known.values_list("row", "field", "seal"):
        if (row, field) in fresh and fresh[row, field][1] == bytes(seal):
            del fresh[row, field]
    put(keyring, (text for text, _seal in fresh.values()))


def put(keyring: Keyring, texts: Iterable[Text]) -> None:
    """Make texts that were just sealed findable for the writer's institution. Raises NoKey."""
    wanted = [text for text in texts if text.row.searchable]
    if not wanted:
        return
    epoch = keyring.newest_epoch()
    key = key_of(keyring, epoch)
    rows = [
        (
            keyring.membership.institution_id,
            text.row.case_id,
            str(text.row.compartment),
            text.row.pk,
            text.field,
            epoch,
            _seal_of(text),
            tokens(key, words.of_value(text.value)),
        )
        for text in wanted
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_PUT, rows)


def _seal_of(text: Text) -> bytes:
    return bytes(getattr(text.row, text.field) or b"")[:_SEAL_BYTES]
