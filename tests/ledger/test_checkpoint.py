"""Signed heads: what is signed, what is refused, and the published form of notes."""

from datetime import UTC, datetime

import pytest
from nacl.signing import SigningKey

from amparo.ledger import checkpoint
from amparo.ledger.checkpoint import Key, Unreadable

SIGNER = SigningKey(b"\x01" * 32)
KEY = Key(bytes(SIGNER.verify_key))
ROOT = bytes(range(32))
NOTE = checkpoint.sign(1234, ROOT, datetime(2026, 3, 1, 8, tzinfo=UTC), SIGNER)


def test_a_head_reads_back_and_its_signature_holds() -> None:
    head = checkpoint.read(NOTE)
    assert (head.size, head.root, head.at) == (1234, ROOT, "2026-03-01T08:00:00Z")
    assert head.signed_by(KEY)
    assert not head.signed_by(Key(bytes(SigningKey(b"\x02" * 32).verify_key)))


def test_the_note_has_the_form_that_other_tools_read() -> None:
    """C2SP signed-note and tlog-checkpoint: text, blank line, em dash, name, base64(key id || signature)."""
    lines = NOTE.split("\n")
    assert lines[0] == KEY.name
    assert lines[1:5] == ["1234", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "2026-03-01T08:00:00Z", ""]
    assert lines[5].startswith(f"— {KEY.name} ")
    assert lines[6:] == [""]
    name, key_id, _coded = str(KEY).split("+", 2)
    assert (name, key_id) == (KEY.name, KEY.id.hex())


def test_a_key_reads_back_and_an_altered_one_does_not() -> None:
    assert checkpoint.read_key(f"{KEY}\n") == KEY
    for altered in ["", "a+b", str(KEY)[:-2], str(KEY).replace("amparo", "other"), "a+b+c=", f"{KEY}AAAA"]:
        with pytest.raises(Unreadable):
            checkpoint.read_key(altered)


@pytest.mark.parametrize(
    ("old", "new"),
    [("1234", "1235"), ("AAEC", "AQEC"), ("2026", "2025"), (f"{KEY.name}\n", f"{KEY.name}x\n")],
)
def test_any_change_breaks_the_signature(old: str, new: str) -> None:
    assert not checkpoint.read(NOTE.replace(old, new, 1)).signed_by(KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "a\n1\nb\nc",
        NOTE.replace("1234", "01234"),
        NOTE.replace("1234", "-1"),
        NOTE.replace("AAEC", ""),
        NOTE.replace("— ", "—"),
        NOTE.replace("\n\n", "\nmore\n\n"),
    ],
    ids=range(8),
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        checkpoint.read(text)


def test_a_witness_may_sign_too() -> None:
    witness = "— witness.example AAAAAAAA\n"
    head = checkpoint.read(NOTE + witness)
    assert head.signed_by(KEY)
    assert len(head.signatures) == 2


def test_a_file_of_several_notes_is_split() -> None:
    other = checkpoint.sign(5, ROOT, datetime(2026, 3, 2, tzinfo=UTC), SIGNER)
    assert checkpoint.split(NOTE + other) == checkpoint.split(f"{NOTE}\n\n{other}\n") == [NOTE, other]
    assert checkpoint.split("") == []
