"""Appending to the ledger, and signing what it has become."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC

import rfc8785
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.errors import AmparoError
from amparo.ledger import checkpoint, signing, tree
from amparo.ledger.checkpoint import Checkpoint
from amparo.ledger.models import Head
from amparo.ledger.vocabulary import Event

Fact = str | int | bool | None | list[str]

VERSION = 1
LONGEST_TEXT = 200  # characters: a code, a digest, a list of codes; never a story
LONGEST_LIST = 100
MOST_FACTS = 30
_LOCK = int.from_bytes(b"ledger")


@dataclass(frozen=True)
class Happening:
    """One event to record; what the fields may hold is said at `append`."""

    event: Event
    subject: str
    actor: str = ""
    institution: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)


def append(event: Event, *, subject: str, actor: str = "", institution: str = "", **facts: Fact) -> int:
    """Record that `event` happened to `subject`; returns the entry's index.

    `subject`, `actor` and `institution` are pseudonyms (row ids), facts are codes and digests: never
    personal data. Call it last inside the transaction of the change it records: from here to its end
    all other appends wait.
    Raises TransactionManagementError outside a transaction, ValueError for anything that is not a short fact.
    """
    return append_many([Happening(event, subject, actor, institution, facts)])[0]


def append_many(happenings: Sequence[Happening]) -> range:
    """Record several events at once, in this order; returns their indexes. Raises as `append` does."""
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "the ledger is written inside the transaction of the change it records"
        )
    moment = clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    checked = [_event(happening, moment) for happening in happenings]
    # All other appends wait from the lock on, so what follows is plain SQL: the ORM takes twice as long.
    with connection.cursor() as cursor:
        # 1. One writer until its transaction ends: an index is given once the one before it is certain.
        # 2. The edge is read in a statement of its own, so that its snapshot is younger than the lock;
        #    both go to the server in one message, so that the lock is held one round trip less.
        cursor.execute(f"SELECT pg_advisory_xact_lock(%s); {_EDGE}", [_LOCK])
        cursor.nextset()
        frontier = _frontier(cursor.fetchall())
        start = frontier.size
        rows = []
        for index, event in enumerate(checked, start):
            content = rfc8785.dumps({**event, "index": index})
            nodes = b"".join(frontier.push(tree.leaf_hash(content)))
            rows.append((index, content.decode(), nodes))
        cursor.execute(
            "INSERT INTO ledger_entry (index, content, nodes) "
            "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bytea[])",
            [list(column) for column in zip(*rows, strict=True)] or [[], [], []],
        )
    return range(start, frontier.size)


class Rewritten(AmparoError):
    """The stored tree does not continue the last signed head. Permanent: find out who changed it."""

    message = _(
        "The ledger no longer agrees with what was signed. Nothing more is signed until this is cleared up."
    )


def sign_head() -> Checkpoint:
    """Sign the tree as it is now; when nothing was added since the last head, that one is returned.

    Raises Rewritten rather than put the signature under a tree that lost or changed what was signed before.
    """
    with transaction.atomic():
        last = Head.objects.order_by("-size").first()
        frontier = load_frontier()
        if last is not None:
            signed = checkpoint.read(last.note)
            if not _continues(signed, frontier.size):
                raise Rewritten
            if signed.size == frontier.size:
                return signed
        note = checkpoint.sign(frontier.size, frontier.root, clock.now(), signing.signer())
        # Two workers may sign the same size: the first one's note stays.
        Head.objects.bulk_create([Head(size=frontier.size, note=note)], ignore_conflicts=True)
        return checkpoint.read(Head.objects.get(size=frontier.size).note)


def _continues(signed: Checkpoint, size: int) -> bool:
    if signed.size > size:
        return False
    return tree.fold(stored_hashes(tree.cover((0, signed.size)))) == signed.root


# The size, and of each complete subtree at the edge of a tree of that size (one for each bit that is set) the
# entry that completed it: largest first. LEFT, so that a missing one is noticed.
_EDGE = """
SELECT size, level, nodes FROM (SELECT coalesce(max(index) + 1, 0) AS size FROM ledger_entry) whole
LEFT JOIN generate_series(62, 0, -1) level ON size >> level & 1 = 1
LEFT JOIN ledger_entry ON index = (size >> level << level) - 1 ORDER BY level DESC
"""


def load_frontier() -> tree.Frontier:
    """The right edge of the stored tree. Raises Rewritten when a part of it is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_EDGE)
        return _frontier(cursor.fetchall())


def _frontier(rows: Sequence[tuple[int, int | None, bytes | None]]) -> tree.Frontier:
    found = [_hash(bytes(nodes or b""), level) for _size, level, nodes in rows if level is not None]
    return tree.Frontier(rows[0][0], found)


def stored_hashes(places: Sequence[tree.Place]) -> list[bytes]:
    """The stored hashes of complete subtrees, in the order asked. Raises Rewritten when one is gone."""
    homes = [tree.home(place) for place in places]
    with connection.cursor() as cursor:
        cursor.execute("SELECT index, nodes FROM ledger_entry WHERE index = ANY(%s)", [homes])
        nodes = dict(cursor.fetchall())
    hashes = []
    for home, (level, _position) in zip(homes, places, strict=True):
        hashes.append(_hash(bytes(nodes.get(home, b"")), level))
    return hashes


def _hash(nodes: bytes, level: int) -> bytes:
    """The hash of one level among those that an entry keeps. Raises Rewritten."""
    found = nodes[level * tree.HASH_BYTES : (level + 1) * tree.HASH_BYTES]
    if len(found) != tree.HASH_BYTES:
        raise Rewritten
    return found


def _event(happening: Happening, moment: str) -> dict[str, Fact | dict[str, Fact]]:
    """The event without its index. Raises ValueError that names the fact and never repeats its value."""
    if len(happening.facts) > MOST_FACTS:
        raise ValueError("too many facts for one entry")
    return {
        "v": VERSION,
        "at": moment,
        "event": str(Event(happening.event)),
        "subject": _text("subject", happening.subject),
        "actor": _text("actor", happening.actor),
        "institution": _text("institution", happening.institution),
        "facts": {_text("name", name): _fact(name, value) for name, value in happening.facts.items()},
    }


def _fact(name: str, value: object) -> Fact:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= 2**53:
            raise ValueError(f"{name}: JSON cannot carry so large a number exactly")
        return int(value)
    if isinstance(value, list):
        if len(value) > LONGEST_LIST:
            raise ValueError(f"{name}: the list is too long for a fact")
        return [_text(name, item) for item in value]
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name}: a fact is text, a whole number, yes or no, nothing, or a list of texts")
    text = str.__str__(value)  # the plain value of an enumeration's member
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{name}: longer than {LONGEST_TEXT} characters; the ledger holds codes and digests")
    if not text.isprintable():
        raise ValueError(f"{name}: line breaks and control characters have no place in a fact")
    return text
