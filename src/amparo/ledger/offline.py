"""Checking a ledger and its proofs with nothing but their bytes: no database, no network, no settings."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from amparo.ledger import checkpoint, tree
from amparo.ledger.checkpoint import Checkpoint, Key, Unreadable

Row = tuple[int, bytes, bytes | None]  # index, canonical content, stored subtree hashes (None: not stored)
ENTRY_START = b'{"actor":'  # how canonical JSON of an entry begins, and no other line of an export


@dataclass(frozen=True)
class Finding:
    """Something is wrong. `index` is the first entry that can be affected, None when it touches none."""

    index: int | None
    problem: str


@dataclass
class Report:
    """What a verification saw."""

    size: int = 0
    root: str = tree.EMPTY_ROOT.hex()
    heads: int = 0  # signed heads that hold
    signed_size: int = 0  # how many entries stand under a head that holds
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def first_bad(self) -> int | None:
        """The first index that can be affected by anything found."""
        return min((found.index for found in self.findings if found.index is not None), default=None)

    def found(self, index: int | None, problem: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(index, problem))


def check(rows: Iterable[Row], *, heads: Iterable[str], keys: Sequence[Key]) -> Report:
    """Recompute the whole tree from the entries, once, in order, and hold every head against it.

    `heads` are signed notes, in any order, from the ledger itself or kept elsewhere; one that none of
    `keys` signed is a finding. O(log n) memory besides the heads.
    """
    report = Report()
    awaiting = _readable(heads, keys, report)
    frontier = tree.Frontier()
    waiting = _compare(awaiting, frontier, report)
    first_difference = True
    for index, content, nodes in rows:
        if index != frontier.size:
            report.found(frontier.size, f"entry {frontier.size} is missing: {index} follows")
            break
        if b'},"index":%d,"institution":"' % index not in content:
            report.found(index, f"entry {index} is missing, or another one stands in its place")
            break
        leaf = tree.leaf_hash(content)
        done = frontier.push(leaf)
        if nodes is not None and first_difference and b"".join(done) != nodes:
            first_difference = False
            what = "its content" if nodes[: tree.HASH_BYTES] != leaf else "a stored subtree hash"
            report.found(index, f"entry {index}: {what} is not what was recorded")
        if frontier.size == waiting:
            waiting = _compare(awaiting, frontier, report)
    else:
        for head in reversed(awaiting):
            size, signed = frontier.size, f"a head over {head.size} entries was signed at {head.at}"
            report.found(size, f"the end is cut off after {size} entries: {signed}")
    report.size, report.root = frontier.size, frontier.root.hex()
    return report


def _readable(notes: Iterable[str], keys: Sequence[Key], report: Report) -> list[Checkpoint]:
    """The heads that a known key signed, largest first; the others become findings."""
    heads = []
    for note in dict.fromkeys(notes):
        try:
            head = checkpoint.read(note)
        except Unreadable:
            report.found(None, "a head cannot be read")
            continue
        if any(head.signed_by(key) for key in keys):
            heads.append(head)
        else:
            report.found(None, f"the head over {head.size} entries is not signed by a known key")
    return sorted(heads, key=lambda head: -head.size)


def _compare(awaiting: list[Checkpoint], frontier: tree.Frontier, report: Report) -> int:
    """Hold the heads of the frontier's size against its root; returns the size of the next head, or -1."""
    root = frontier.root
    before = report.signed_size
    while awaiting and awaiting[-1].size == frontier.size:
        head = awaiting.pop()
        if head.root == root:
            report.heads += 1
            report.signed_size = frontier.size
        else:
            report.found(
                before,
                f"entries {before} to {head.size - 1} are not those that were signed at {head.at}",
            )
    return awaiting[-1].size if awaiting else -1


def verify_file(path: Path, *, keys: Sequence[Key] = (), heads: Iterable[str] = ()) -> Report:
    """Check an export (see export.py). With no `keys`, the file's own key is believed: it then proves only
    that the file agrees with itself.

    Raises OSError, and Unreadable when the file does not begin as an export does.
    """
    with path.open("rb") as file:
        key, own_heads, first = _preamble(file)
        unknown = bool(keys) and key not in keys
        lines = chain([first] if first else [], file)
        report = check(_rows(lines), heads=chain(own_heads, heads), keys=keys or [key])
    if unknown:
        report.found(None, "the export names another public key than the one given")
    return report


def _preamble(lines: Iterable[bytes]) -> tuple[Key, list[str], bytes]:
    """The key, the heads and the first entry line."""
    key: Key | None = None
    heads: list[str] = []
    for line in lines:
        if line.startswith(ENTRY_START):
            break
        told = _object(line)
        if "key" in told:
            key = checkpoint.read_key(str(told["key"]))
        elif "head" in told:
            heads.append(str(told["head"]))
        else:
            raise Unreadable("this is not an exported ledger")
    else:
        line = b""
    if key is None:
        raise Unreadable("this is not an exported ledger")
    return key, heads, line


def _rows(lines: Iterable[bytes]) -> Iterator[Row]:
    for index, line in enumerate(lines):
        yield index, line.removesuffix(b"\n"), None


def _object(line: bytes | str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        raise Unreadable("this is not an exported ledger") from None
    if not isinstance(told, dict):
        raise Unreadable("this is not an exported ledger")
    return told


def verify_proof(proof: Mapping[str, Any], *, key: Key | None = None) -> list[str]:
    """What is wrong with a proof made by proofs.py, of an entry or of growth; empty when it holds.

    With no `key`, the proof's own key is believed: it then proves only that the proof agrees with itself.
    """
    try:
        own = checkpoint.read_key(str(proof["key"]))
        path = [base64.b64decode(step, validate=True) for step in proof["path"]]
        new = checkpoint.read(str(proof["head"]))
        problems = [] if key in {None, own} else ["the proof names another public key than the one given"]
        if not new.signed_by(key or own):
            problems.append("the head is not signed by the key")
        if "earlier" in proof:
            old = checkpoint.read(str(proof["earlier"]))
            if not old.signed_by(key or own):
                problems.append("the earlier head is not signed by the key")
            holds = tree.verify_consistency(
                old.size, new.size, old_root=old.root, new_root=new.root, path=path
            )
        else:
            leaf = tree.leaf_hash(str(proof["entry"]).encode())
            holds = tree.verify_inclusion(leaf, int(proof["index"]), new.size, path=path, root=new.root)
    except (KeyError, TypeError, Unreadable, binascii.Error, ValueError):
        return ["this is not a proof that can be read"]
    if not holds:
        problems.append("the path does not lead to the signed root")
    return problems
