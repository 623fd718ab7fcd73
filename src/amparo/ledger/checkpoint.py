"""Signed tree heads as signed notes (C2SP tlog-checkpoint), which existing witnesses can read. Pure.

amparo-ledger-1f0c…        who signs (made from the public key)
1234                       entries
qjmm…=                     root hash, base64
2026-03-01T08:00:00Z       when, UTC

— amparo-ledger-1f0c… <base64 of a 4-byte key id and the Ed25519 signature of the lines above>
"""

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from typing import NamedTuple

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from amparo.ledger.tree import HASH_BYTES

_ED25519 = b"\x01"
_DASH = "\N{EM DASH}"


class Unreadable(ValueError):
    """This is not a head, or not a key, that Amparo writes."""


class Key(NamedTuple):
    """A ledger's public key (Ed25519, 32 bytes). `str()` is what note tools call a verifier key."""

    public: bytes

    @property
    def name(self) -> str:
        return f"amparo-ledger-{hashlib.sha256(self.public).hexdigest()[:16]}"

    @property
    def id(self) -> bytes:
        """Four bytes that say which key signed a line."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


def read_key(text: str) -> Key:
    """The inverse of `str(key)`. Raises Unreadable."""
    try:
        coded = base64.b64decode(text.strip().split("+", 2)[2], validate=True)
    except (IndexError, binascii.Error):
        raise Unreadable("this is not a ledger's public key") from None
    key = Key(coded[1:])
    if len(coded) != 33 or str(key) != text.strip():
        raise Unreadable("this is not a ledger's public key")
    return key


class Checkpoint(NamedTuple):
    """A head as it was read; trust it only after `signed_by`."""

    size: int
    root: bytes
    at: str
    text: str  # what is signed
    signatures: tuple[tuple[bytes, bytes], ...]  # (key id, signature), ours and any witness's

    def signed_by(self, key: Key) -> bool:
        """Whether `key` signed it."""
        return any(
            _holds(key, self.text, signature) for key_id, signature in self.signatures if key_id == key.id
        )


def _holds(key: Key, text: str, signature: bytes) -> bool:
    try:
        VerifyKey(key.public).verify(text.encode(), signature)
    except (CryptoError, ValueError):
        return False
    return text.startswith(key.name + "\n")


def sign(size: int, root: bytes, moment: datetime, signer: SigningKey) -> str:
    """The signed note of a head; `moment` is timezone-aware."""
    key = Key(bytes(signer.verify_key))
    at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"{key.name}\n{size}\n{base64.b64encode(root).decode()}\n{at}\n"
    line = base64.b64encode(key.id + signer.sign(text.encode()).signature).decode()
    return f"{text}\n{_DASH} {key.name} {line}\n"


def read(note: str) -> Checkpoint:
    """Take a note apart without trusting it. Raises Unreadable."""
    body, blank, tail = note.partition("\n\n")
    lines = body.split("\n")
    try:
        if not blank or len(lines) != 4 or not lines[1].isdecimal() or str(int(lines[1])) != lines[1]:
            raise Unreadable("this is not a signed head")
        signatures = []
        for line in tail.splitlines():
            dash, _name, coded = line.split(" ")
            raw = base64.b64decode(coded, validate=True)
            if dash == _DASH:
                signatures.append((raw[:4], raw[4:]))
        root = base64.b64decode(lines[2], validate=True)
    except ValueError:  # binascii.Error is one
        raise Unreadable("this is not a signed head") from None
    if len(root) != HASH_BYTES:
        raise Unreadable("this is not a signed head")
    return Checkpoint(int(lines[1]), root, lines[3], body + "\n", tuple(signatures))


def split(text: str) -> list[str]:
    """The notes of a file that holds several, one after the other (the form of `amparo ledger head`)."""
    notes: list[str] = []
    current: list[str] = []
    for line in text.splitlines():
        if current and current[-1].startswith(_DASH) and not line.startswith(_DASH):
            notes.append("\n".join(current) + "\n")
            current = []
        if line or current:
            current.append(line)
    if current:
        notes.append("\n".join(current) + "\n")
    return notes
