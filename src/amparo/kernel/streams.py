"""Sealing what is too large to hold: libsodium's secretstream, in chunks that cannot be dropped or swapped.

A sealed file is the header (24 bytes), then chunks of 1 MiB and 17 bytes, the last of them shorter and marked
as last. Each is bound to the context of the whole, so that no file can take another's place.
"""

from collections.abc import Iterator
from typing import BinaryIO

import nacl.bindings as sodium
import nacl.exceptions

from amparo.kernel.errors import SealBroken
from amparo.kernel.sealing import Context

CHUNK = 2**20  # bytes in the clear
_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class Sealer:
    """Seals what is written to it into `sink`; only `close` makes the file whole."""

    def __init__(self, sink: BinaryIO, key: bytes, context: Context) -> None:
        self._sink, self._bound = sink, "\x1f".join(context).encode()
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._held = bytearray()
        sink.write(sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, data: bytes) -> None:
        """Any number of bytes."""
        self._held += data
        while len(self._held) > CHUNK:
            self._push(bytes(self._held[:CHUNK]), _MESSAGE)
            del self._held[:CHUNK]

    def close(self) -> None:
        """Write the last chunk; the sink stays open."""
        self._push(bytes(self._held), _FINAL)
        self._held.clear()

    def _push(self, plain: bytes, tag: int) -> None:
        push = sodium.crypto_secretstream_xchacha20poly1305_push
        self._sink.write(push(self._state, plain, self._bound, tag))


def opened(source: BinaryIO, key: bytes, context: Context) -> Iterator[bytes]:
    """The chunks in the clear, in order. Raises SealBroken for another key, another context, a byte altered,
    a chunk missing.
    """
    bound = "\x1f".join(context).encode()
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, source.read(_HEADER), key)
        tag = _MESSAGE
        while tag != _FINAL:
            sealed = source.read(CHUNK + _MORE)
            plain, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bound)
            yield plain
    except nacl.exceptions.CryptoError:
        raise SealBroken from None
    if source.read(1):
        raise SealBroken
