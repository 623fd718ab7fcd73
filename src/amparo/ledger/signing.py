"""The key that signs tree heads, from the deployment's seed, which is never in the database."""

import hashlib

from django.conf import settings
from nacl.signing import SigningKey

from amparo.ledger.checkpoint import Key


def signer() -> SigningKey:
    """The private half (Ed25519)."""
    stretched = hashlib.sha512(settings.AMPARO_LEDGER_SEED.encode()).digest()
    return SigningKey(hashlib.blake2b(b"ledger-head", key=stretched, digest_size=32).digest())


def public_key() -> Key:
    """The public half: publish it, and keep it where the database's owner cannot change it."""
    return Key(bytes(signer().verify_key))
