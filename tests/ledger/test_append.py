"""Appending: what goes in, what is refused, and eight writers at once."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import DatabaseError

from amparo.kernel import clock
from amparo.ledger import tree
from amparo.ledger.actions import Happening, append, append_many, load_frontier
from amparo.ledger.models import Entry, Head
from amparo.ledger.vocabulary import Event

WRITERS = 8
EACH = 25


@pytest.mark.django_db
def test_an_entry_holds_exactly_what_was_hashed() -> None:
    moment = clock.now().replace(microsecond=7)
    with clock.at(moment):
        index = append(
            Event.REPORT_DECIDED,
            subject="s-1",
            actor="m-1",
            institution="i-1",
            kind="take_up",
            rank=3,
            tags=["a"],
        )
    entry = Entry.objects.get(index=index)
    told = json.loads(entry.content)
    assert told == {
        "v": 1,
        "index": 0,
        "at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "event": "report.decided",
        "subject": "s-1",
        "actor": "m-1",
        "institution": "i-1",
        "facts": {"kind": "take_up", "rank": 3, "tags": ["a"]},
    }
    assert entry.content.encode() == rfc8785.dumps(told)
    assert bytes(entry.nodes) == tree.leaf_hash(entry.content.encode())
    assert (entry.event, entry.subject, entry.institution) == ("report.decided", "s-1", "i-1")


@pytest.mark.django_db
def test_one_by_one_and_in_batches_make_the_same_tree() -> None:
    with clock.at(clock.now()):
        for number in range(5):
            append(Event.CASE_OPENED, subject=str(number))
        assert append_many([Happening(Event.CASE_OPENED, str(number)) for number in range(5, 13)]) == range(
            5, 13
        )
        append(Event.CASE_OPENED, subject="13", institution="here")
    contents = [entry.content.encode() for entry in Entry.objects.order_by("index")]
    expected = tree.Frontier()
    nodes = [b"".join(expected.push(tree.leaf_hash(content))) for content in contents]
    assert [bytes(entry.nodes) for entry in Entry.objects.order_by("index")] == nodes
    assert load_frontier().root == expected.root
    assert [entry.index for entry in Entry.objects.about("7")] == [7]
    assert [entry.index for entry in Entry.objects.by_institution("here")] == [13]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(TransactionManagementError):
        append(Event.CASE_OPENED, subject="x")
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_entry_and_no_gap() -> None:
    with transaction.atomic():
        append(Event.CASE_OPENED, subject="lost")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert append(Event.CASE_OPENED, subject="kept") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fact",
    [
        1.5,
        {"a": 1},
        b"bytes",
        ("a",),
        [1],
        [["a"]],
        "x" * 201,
        "two\nlines",
        "nul\x00",
        "\ud800",
        2**53,
        ["a"] * 101,
    ],
    ids=repr,
)
def test_what_is_not_a_short_fact_is_refused_without_repeating_it(fact: Any) -> None:
    with pytest.raises(ValueError, match="told") as refusal:
        append(Event.CASE_OPENED, subject="x", told=fact)
    assert repr(fact) not in str(refusal.value)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_words_outside_the_vocabulary_and_crowds_of_facts_are_refused() -> None:
    with pytest.raises(ValueError, match="gossip"):
        append("case.gossip", subject="x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="too many"):
        append_many([Happening(Event.CASE_OPENED, "x", facts={f"fact{number}": 1 for number in range(31)})])
    with pytest.raises(ValueError, match="subject"):
        append(Event.CASE_OPENED, subject="x" * 201)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_head"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_rewrite(table: str, statement: str) -> None:
    append(Event.CASE_OPENED, subject="x")
    Head.objects.create(size=1, note="a note")
    column = {"ledger_entry": "content", "ledger_head": "note"}[table]
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))
    assert (Entry.objects.count(), Head.objects.count()) == (1, 1)


def _in_threads(work: Callable[[int], None], count: int) -> list[BaseException]:
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_no_fork_and_no_gap() -> None:
    """Every third transaction is rolled back, so that a given index has to be given again."""
    start = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait()
        for number in range(EACH):
            with transaction.atomic():
                append(Event.CASE_OPENED, subject=f"{writer}-{number}")
                transaction.set_rollback(number % 3 == 2)

    assert _in_threads(write, WRITERS) == []
    kept = {f"{writer}-{number}" for writer in range(WRITERS) for number in range(EACH) if number % 3 != 2}
    entries = list(Entry.objects.order_by("index"))
    assert [entry.index for entry in entries] == list(range(len(kept)))
    assert {entry.subject for entry in entries} == kept
    frontier = tree.Frontier()
    for entry in entries:
        assert bytes(entry.nodes) == b"".join(frontier.push(tree.leaf_hash(entry.content.encode())))
