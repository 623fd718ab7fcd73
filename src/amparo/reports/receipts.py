"""What a receipt opens: a tag that finds the report, and the key that opens its box. Both need the pepper."""

from typing import NamedTuple

from amparo.kernel import sealing
from amparo.kernel.references import Receipt


class ReceiptKeys(NamedTuple):
    """32 bytes each. The tag is stored; the key never is."""

    tag: bytes
    key: bytes


def stretch(receipt: Receipt) -> ReceiptKeys:
    """Argon2id over the sixteen digits, salted with the pepper (about 0.1 s and 64 MiB by default)."""
    both = sealing.stretch(receipt.digits, sealing.derive("receipt")[:16], 64)
    return ReceiptKeys(both[:32], both[32:])
