"""What an attacker who owns the database can do, and how each is found."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation
from nacl.signing import SigningKey

from amparo.kernel import clock
from amparo.ledger import checkpoint, offline, proofs, signing, tree
from amparo.ledger.actions import Happening, Rewritten, append, append_many, sign_head
from amparo.ledger.checkpoint import Key, Unreadable
from amparo.ledger.models import Entry, Head
from amparo.ledger.tasks import sign_ledger_head
from amparo.ledger.verify import verify_all
from amparo.ledger.vocabulary import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def fill(count: int) -> None:
    append_many([Happening(Event.REPORT_RECEIVED, f"r{number}") for number in range(count)])


def as_superuser(statement: str, *values: str | bytes | int) -> None:
    """Do what no trigger can stop: the owner of the server switches them off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


REWRITE = "UPDATE ledger_entry SET content = replace(content, %s, %s) WHERE index = %s"


def rebuild() -> None:
    """The perfect forger: every stored hash computed anew from the entries as they are now."""
    frontier = tree.Frontier()
    for index, content in Entry.objects.order_by("index").values_list("index", "content"):
        nodes = b"".join(frontier.push(tree.leaf_hash(content.encode())))
        as_superuser("UPDATE ledger_entry SET nodes = %s WHERE index = %s", nodes, index)


def test_an_honest_ledger_holds() -> None:
    for size in (0, 1, 4, 12):
        fill(size)
        sign_head()
    fill(3)
    report = verify_all()
    assert report.ok
    assert (report.size, report.heads, report.signed_size) == (20, 4, 17)
    assert Head.objects.count() == 4


def test_nothing_new_needs_no_new_head() -> None:
    fill(3)
    assert sign_head() == sign_head()
    append(Event.CASE_OPENED, subject="x")
    sign_ledger_head(0)
    assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [3, 4]


@pytest.mark.parametrize("index", [0, 5, 6, 9])
def test_an_altered_entry_is_named(index: int) -> None:
    fill(10)
    sign_head()
    as_superuser(REWRITE, f'"r{index}"', '"r99"', index)
    report = verify_all()
    assert not report.ok
    assert report.findings[0].index == index
    assert "content" in report.findings[0].problem
    assert any("signed" in found.problem for found in report.findings)


def test_an_altered_subtree_hash_is_named() -> None:
    fill(10)
    as_superuser(
        "UPDATE ledger_entry SET nodes = set_byte(nodes, 40, 255 - get_byte(nodes, 40)) WHERE index = 7"
    )
    assert [found.index for found in verify_all().findings] == [7]


def test_a_removed_entry_is_named_and_no_signature_covers_it_up() -> None:
    fill(10)
    sign_head()
    as_superuser("DELETE FROM ledger_entry WHERE index = 7")
    report = verify_all()
    assert report.first_bad == 7
    assert "missing" in report.findings[0].problem
    with pytest.raises(Rewritten):
        sign_head()


def test_a_cut_tail_is_found_by_the_head_in_the_database_and_by_one_kept_outside() -> None:
    fill(10)
    known = Head.objects.get(size=sign_head().size).note
    as_superuser("DELETE FROM ledger_entry WHERE index >= 8")
    assert verify_all().first_bad == 8
    with pytest.raises(Rewritten):
        sign_head()
    as_superuser("DELETE FROM ledger_head")
    assert verify_all().ok, "with its heads gone too, the ledger alone cannot know"
    report = verify_all(known_heads=[known])
    assert report.first_bad == 8
    assert "cut off" in report.findings[0].problem


def test_a_full_rewrite_is_found_by_an_earlier_head_kept_outside() -> None:
    """Contents, hashes and heads are all made anew, even with the ledger's own key."""
    fill(4)
    early = Head.objects.get(size=sign_head().size).note
    fill(6)
    later = Head.objects.get(size=sign_head().size).note
    as_superuser(REWRITE, '"r5"', '"r0"', 9)
    rebuild()
    with pytest.raises(Rewritten):
        sign_head()
    as_superuser("DELETE FROM ledger_head")
    sign_head()
    assert verify_all().ok, "a perfect forgery agrees with itself"
    report = verify_all(known_heads=[early, later])
    assert report.first_bad == 4, "everything under the earlier head still holds"
    assert "entries 4 to 9" in report.findings[0].problem


def test_a_forged_head_is_found(settings: Any) -> None:
    fill(3)
    sign_head()
    real = Head.objects.get(size=3).note
    forged = checkpoint.sign(3, b"\x00" * 32, clock.now(), SigningKey(b"\x01" * 32))
    report = verify_all(known_heads=[forged, "not a head"])
    assert sorted(found.problem for found in report.findings) == [
        "a head cannot be read",
        "the head over 3 entries is not signed by a known key",
    ]
    old_key = signing.public_key()
    settings.AMPARO_LEDGER_SEED = "another-seed-0123456789abcdefghijklmnopqrstuvwxyz"
    assert not verify_all().ok
    assert verify_all(known_keys=[old_key], known_heads=[real]).ok


def test_proofs_hold_offline_and_only_for_what_they_prove() -> None:
    fill(5)
    sign_head()
    fill(6)
    with pytest.raises(proofs.NotSignedYet):
        proofs.prove_entry(9)
    sign_head()
    key = signing.public_key()
    for index in range(11):
        proof = json.loads(json.dumps(proofs.prove_entry(index)))
        assert offline.verify_proof(proof, key=key) == []
        assert offline.verify_proof(proof) == []
        assert offline.verify_proof(proof | {"entry": proof["entry"].replace("r", "q")}, key=key) != []
        assert offline.verify_proof(proof | {"index": (index + 1) % 11}, key=key) != []
    growth = proofs.prove_growth(5)
    assert offline.verify_proof(growth, key=key) == []
    assert offline.verify_proof(growth | {"earlier": growth["head"]}, key=key) != []
    stranger = Key(bytes(SigningKey(b"\x01" * 32).verify_key))
    assert len(offline.verify_proof(growth, key=stranger)) == 3
    with pytest.raises(proofs.NotSignedYet):
        proofs.prove_growth(6)


@pytest.mark.parametrize("proof", [{}, {"key": 1, "path": 2, "head": 3}, {"key": "", "path": None}])
def test_what_is_no_proof_is_said_to_be_none(proof: dict[str, Any]) -> None:
    assert offline.verify_proof(proof) == ["this is not a proof that can be read"]


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A ledger of ten entries under heads at 4 and 10, as a file."""
    fill(4)
    sign_head()
    fill(6)
    sign_head()
    proofs.export(tmp_path / "ledger.jsonl")
    return tmp_path / "ledger.jsonl"


def test_an_export_is_checked_without_a_database(exported: Path) -> None:
    key = signing.public_key()
    with connection.execute_wrapper(_no_database):
        report = offline.verify_file(exported, keys=[key])
        assert report.ok
        assert (report.size, report.heads, report.signed_size) == (10, 2, 10)


def _no_database(*_: Any) -> None:
    raise AssertionError("the database was asked")


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [
        (lambda lines: [*lines[:5], lines[5].replace("r2", "r9"), *lines[6:]], 0),
        (lambda lines: lines[:-1], 9),
        (lambda lines: [*lines[:9], *lines[10:]], 6),
        (lambda lines: [*lines[:-2], lines[-1], lines[-2]], 8),
    ],
    ids=["altered", "cut", "removed", "swapped"],
)
def test_a_tampered_export_is_found(
    exported: Path, tamper: Callable[[list[str]], list[str]], first_bad: int
) -> None:
    lines = exported.read_text("utf-8").splitlines(keepends=True)
    exported.write_text("".join(tamper(lines)), "utf-8")
    report = offline.verify_file(exported)
    assert report.first_bad == first_bad


def test_an_export_under_another_key_is_found(exported: Path) -> None:
    stranger = Key(bytes(SigningKey(b"\x01" * 32).verify_key))
    problems = [found.problem for found in offline.verify_file(exported, keys=[stranger]).findings]
    assert "the export names another public key than the one given" in problems


@pytest.mark.parametrize("text", ["", "{}", "[]", "\x00", '{"head": "x"}\n', '{"actor": 1}'])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    with pytest.raises(Unreadable):
        offline.verify_file(tmp_path / "file")
