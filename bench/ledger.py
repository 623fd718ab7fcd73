"""How fast the ledger takes entries and checks them, beside what this machine can do without it.

    python bench/ledger.py [--size 1000000] [--stored 50000]

Runs on a server of its own in a temporary folder, with durable commits; nothing of it remains.
"""

import argparse
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from house import house


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument(
        "--size", type=int, default=1_000_000, help="leaves to verify in memory and as a file"
    )
    arguments.add_argument(
        "--stored", type=int, default=50_000, help="entries to append in batches and verify"
    )
    chosen = arguments.parse_args()
    with house() as folder:
        _appends(chosen.stored)
        _verification(chosen.size, folder)


def _row(what: str, count: int, seconds: float, cpu: float | None = None) -> None:
    spent = "" if cpu is None else f"{cpu:7.2f} s CPU"
    print(f"{what:<58} {count:>9,} in {seconds:7.2f} s {count / seconds:>11,.0f}/s {spent}")


def _timed(what: str, count: int, work: Callable[[], object]) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    _row(what, count, time.perf_counter() - start, time.process_time() - cpu)


def _appends(stored: int) -> None:
    from django.db import connection, transaction

    from amparo.ledger.actions import Happening, append, append_many, sign_head
    from amparo.ledger.verify import verify_all
    from amparo.ledger.vocabulary import Event

    def happening(number: int) -> Happening:
        digest = f"{number:064x}"
        return Happening(Event.REPORT_DECIDED, digest[:36], digest[:36], digest[:36], {"sha256": digest})

    def bare(count: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bare (index bigint PRIMARY KEY, content text, nodes bytea)")
            for number in range(count):
                cursor.execute("INSERT INTO bare VALUES (%s, %s, %s)", [number, "x" * 330, b"x" * 64])

    def singly(count: int) -> None:
        for number in range(count):
            one = happening(number)
            with transaction.atomic():
                append(
                    one.event, subject=one.subject, actor=one.actor, institution=one.institution, **one.facts
                )

    def writer(count: int) -> None:
        try:
            singly(count)
        finally:
            connection.close()

    def together(writers: int, each: int) -> None:
        threads = [threading.Thread(target=writer, args=(each,)) for _ in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def batches(count: int) -> None:
        for first in range(0, count, 200):
            with transaction.atomic():
                append_many([happening(number) for number in range(first, min(first + 200, count))])

    _timed("bare limit: INSERT and commit, one by one", 2_000, lambda: bare(2_000))
    _timed("append, one by one", 2_000, lambda: singly(2_000))
    _timed("append, 8 writers at once", 2_000, lambda: together(8, 250))
    _timed("append_many, batches of 200", stored, lambda: batches(stored))
    _timed("sign_head", 1, sign_head)
    _timed("verify_all, from the database", stored + 4_000, lambda: _must_hold(verify_all().ok))


def _must_hold(holds: bool) -> None:
    assert holds


def _verification(size: int, folder: Path) -> None:
    import hashlib
    import json

    import rfc8785
    from django.conf import settings

    from amparo.kernel import clock
    from amparo.ledger import checkpoint, offline, signing, tree

    assert settings.DEMONSTRATION
    event: dict[str, Any] = {
        "v": 1,
        "at": "2026-01-01T00:00:00Z",
        "event": "report.decided",
        "actor": "a" * 36,
    }
    whole = event | {
        "institution": "i" * 36,
        "subject": "s" * 36,
        "facts": {"sha256": "0" * 64},
        "index": 987654321,
    }
    pattern = rfc8785.dumps(whole)
    contents = [pattern.replace(b"987654321", b"%d" % index) for index in range(size)]
    key = signing.public_key()
    frontier = tree.Frontier()
    for content in contents:
        frontier.push(tree.leaf_hash(content))
    head = checkpoint.sign(size, frontier.root, clock.now(), signing.signer())
    export = folder / "export.jsonl"
    with export.open("wb") as file:
        file.write(
            json.dumps({"key": str(key)}).encode() + b"\n" + json.dumps({"head": head}).encode() + b"\n"
        )
        file.writelines(content + b"\n" for content in contents)
    rows = [(index, content, None) for index, content in enumerate(contents)]

    _timed("bare limit: hashlib.sha256 of each entry", size, lambda: [hashlib.sha256(c) for c in contents])
    _timed("verify, in memory", size, lambda: _must_hold(offline.check(rows, heads=[head], keys=[key]).ok))
    _timed("verify, exported file", size, lambda: _must_hold(offline.verify_file(export, keys=[key]).ok))
    _timed(
        f"sha256sum of that file ({export.stat().st_size / 1e6:,.0f} MB)",
        size,
        lambda: subprocess.run(["sha256sum", export], check=True, stdout=subprocess.DEVNULL),
    )


if __name__ == "__main__":
    main()
