"""A sealed file opens whole or not at all, and only where it belongs."""

import io

import pytest

from amparo.kernel import sealing
from amparo.kernel.errors import SealBroken
from amparo.kernel.streams import CHUNK, Sealer, opened

WHERE = ("m", "1", "file")
KEY = bytes(range(32))
SEALED_CHUNK = CHUNK + 17


def sealed(plain: bytes) -> bytes:
    sink = io.BytesIO()
    sealer = Sealer(sink, KEY, WHERE)
    for start in range(0, len(plain), 300_001):
        sealer.write(plain[start : start + 300_001])
    sealer.close()
    return sink.getvalue()


def clear(whole: bytes, key: bytes = KEY, where: sealing.Context = WHERE) -> bytes:
    return b"".join(opened(io.BytesIO(whole), key, where))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_sealed_opens(size: int) -> None:
    plain = bytes(size)
    assert clear(sealed(plain)) == plain


def test_what_is_missing_moved_or_altered_is_noticed() -> None:
    whole = sealed(bytes(2 * CHUNK) + b"made up")
    head, body = whole[:24], whole[24:]
    first, second, last = body[:SEALED_CHUNK], body[SEALED_CHUNK : 2 * SEALED_CHUNK], body[2 * SEALED_CHUNK :]
    for wrong in (
        head + first + second,  # the end is gone
        head + second + first + last,
        head + first + last,
        whole + b"x",
        whole[:50] + bytes([whole[50] ^ 1]) + whole[51:],
        whole[:20],
        b"",
    ):
        with pytest.raises(SealBroken):
            clear(wrong)


def test_it_opens_only_with_its_key_and_where_it_belongs() -> None:
    whole = sealed(b"made up")
    with pytest.raises(SealBroken):
        clear(whole, key=bytes(32))
    with pytest.raises(SealBroken):
        clear(whole, where=("m", "2", "file"))
    assert b"made up" not in whole
