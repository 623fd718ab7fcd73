"""Sealing: every primitive is libsodium's; what is ours is only what a ciphertext is bound to.

A *context* names the place a ciphertext lives in: (model, row, field). It is authenticated with the
ciphertext, so a sealed value that is copied to another row or field no longer opens.
"""

import hashlib
import hmac
from typing import NamedTuple

import nacl.bindings as sodium
import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.utils
from django.conf import settings
from nacl.public import PrivateKey, PublicKey, SealedBox

from amparo.kernel.errors import SealBroken

KEY_BYTES = 32
BLOCK_BYTES = 256  # lengths are rounded up to this, so that a ciphertext does not tell how much was written
NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

Context = tuple[str, str, str]


class KeyPair(NamedTuple):
    """An X25519 pair, 32 bytes each."""

    public: bytes
    private: bytes


def new_key() -> bytes:
    """32 random bytes."""
    return nacl.utils.random(KEY_BYTES)


def new_pair() -> KeyPair:
    """A fresh X25519 pair."""
    private = PrivateKey.generate()
    return KeyPair(bytes(private.public_key), bytes(private))


def public_of(private: bytes) -> bytes:
    """The public half (32 bytes) of an X25519 private key."""
    return bytes(PrivateKey(private).public_key)


def _associated(context: Context) -> bytes:
    """The parts with their lengths before them, so that no two contexts give the same bytes."""
    parts = [part.encode() for part in context]
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def seal(plain: bytes, key: bytes, context: Context) -> bytes:
    """XChaCha20-Poly1305 of the padded `plain` under a 32-byte `key`: nonce (24 bytes) then ciphertext."""
    nonce = nacl.utils.random(NONCE_BYTES)
    padded = sodium.sodium_pad(plain, BLOCK_BYTES)
    return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, _associated(context), nonce, key)


def open_sealed(sealed: bytes, key: bytes, context: Context) -> bytes:
    """The inverse of `seal`. Raises SealBroken for another key, another context or an altered byte."""
    sealed = bytes(sealed)
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            ciphertext, _associated(context), nonce, key
        )
        return sodium.sodium_unpad(padded, BLOCK_BYTES)
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise SealBroken from None


def seal_to(public: bytes, secret: bytes, context: Context) -> bytes:
    """An anonymous sealed box to an X25519 public key, bound to `context`."""
    bound = hashlib.blake2b(_associated(context), digest_size=32).digest()
    return bytes(SealedBox(PublicKey(public)).encrypt(bound + secret))


def open_box(private: bytes, box: bytes, context: Context) -> bytes:
    """The inverse of `seal_to`. Raises SealBroken for another key, another context or an altered byte."""
    try:
        opened = SealedBox(PrivateKey(private)).decrypt(bytes(box))
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise SealBroken from None
    if not hmac.compare_digest(opened[:32], hashlib.blake2b(_associated(context), digest_size=32).digest()):
        raise SealBroken
    return opened[32:]


def stretch(password: str, salt: bytes, size: int = KEY_BYTES) -> bytes:
    """Argon2id (RFC 9106) of a password or code; `salt` is 16 bytes, cost from settings (ops, bytes)."""
    ops, memory = settings.AMPARO_ARGON2
    return argon2id.kdf(size, password.encode(), salt, opslimit=ops, memlimit=memory)


def derive(purpose: str) -> bytes:
    """A 32-byte server key for one purpose, from the pepper that lives outside the database."""
    return hashlib.blake2b(
        purpose.encode(), key=hashlib.sha512(settings.AMPARO_PEPPER.encode()).digest(), digest_size=KEY_BYTES
    ).digest()


def blind_index(kind: str, normalised: str) -> bytes:
    """HMAC-SHA256 (32 bytes) of a *normalised* identifier: equal ones meet, none can be read back."""
    message = f"{kind}\x1f{normalised}".encode()
    return hmac.new(derive("blind-index"), message, hashlib.sha256).digest()
