"""Sealing holds under every change that we can think of, and tells little about what it holds."""

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from amparo.kernel import sealing
from amparo.kernel.errors import SealBroken

PLAIN = st.binary(max_size=1200)
CONTEXT = st.tuples(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
KEY = st.binary(min_size=32, max_size=32)


@given(PLAIN, KEY, CONTEXT)
def test_what_was_sealed_opens(plain: bytes, key: bytes, context: sealing.Context) -> None:
    assert sealing.open_sealed(sealing.seal(plain, key, context), key, context) == plain


@given(PLAIN, CONTEXT)
def test_what_was_sealed_to_a_public_key_opens(plain: bytes, context: sealing.Context) -> None:
    pair = sealing.new_pair()
    assert sealing.open_box(pair.private, sealing.seal_to(pair.public, plain, context), context) == plain


@effort(max_examples=30)
@given(PLAIN, st.data())
def test_any_altered_byte_is_noticed(plain: bytes, data: st.DataObject) -> None:
    key, pair, context = sealing.new_key(), sealing.new_pair(), ("m", "1", "f")
    sealed, box = sealing.seal(plain, key, context), sealing.seal_to(pair.public, plain, context)
    with pytest.raises(SealBroken):
        sealing.open_sealed(_altered(sealed, data), key, context)
    with pytest.raises(SealBroken):
        sealing.open_box(pair.private, _altered(box, data), context)


def _altered(whole: bytes, data: st.DataObject) -> bytes:
    place, flip = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    return whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]


def test_every_single_byte_of_one_ciphertext_counts() -> None:
    key, pair, context = sealing.new_key(), sealing.new_pair(), ("m", "1", "f")
    sealed, box = sealing.seal(b"story", key, context), sealing.seal_to(pair.public, b"story", context)
    for place in range(len(sealed)):
        with pytest.raises(SealBroken):
            sealing.open_sealed(_flipped(sealed, place), key, context)
    for place in range(len(box)):
        with pytest.raises(SealBroken):
            sealing.open_box(pair.private, _flipped(box, place), context)


def _flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


@given(PLAIN, CONTEXT, CONTEXT)
def test_a_ciphertext_cannot_be_moved(plain: bytes, here: sealing.Context, there: sealing.Context) -> None:
    key, pair = sealing.new_key(), sealing.new_pair()
    if here == there:
        there = (*there[:2], there[2] + "'")
    with pytest.raises(SealBroken):
        sealing.open_sealed(sealing.seal(plain, key, here), key, there)
    with pytest.raises(SealBroken):
        sealing.open_box(pair.private, sealing.seal_to(pair.public, plain, here), there)


@given(st.text(max_size=10), st.text(max_size=10), st.characters())
def test_parts_of_a_context_do_not_run_together(row: str, field: str, sign: str) -> None:
    key = sealing.new_key()
    here, there = ("m", row, sign + field), ("m", row + sign, field)
    with pytest.raises(SealBroken):
        sealing.open_sealed(sealing.seal(b"x", key, here), key, there)


@given(PLAIN, KEY, KEY)
def test_another_key_opens_nothing(plain: bytes, key: bytes, other: bytes) -> None:
    context = ("m", "1", "f")
    if key != other:
        with pytest.raises(SealBroken):
            sealing.open_sealed(sealing.seal(plain, key, context), other, context)
    box = sealing.seal_to(sealing.new_pair().public, plain, context)
    with pytest.raises(SealBroken):
        sealing.open_box(sealing.new_pair().private, box, context)


@given(st.integers(0, 5), st.integers(0, 255), st.integers(0, 255))
def test_lengths_within_a_block_look_the_same(block: int, one: int, other: int) -> None:
    key, context = sealing.new_key(), ("m", "1", "f")
    start = block * sealing.BLOCK_BYTES
    lengths = {len(sealing.seal(b"x" * (start + size), key, context)) for size in (one, other)}
    assert len(lengths) == 1


def test_the_same_text_never_looks_the_same() -> None:
    key, pair, context = sealing.new_key(), sealing.new_pair(), ("m", "1", "f")
    assert len({sealing.seal(b"same", key, context) for _ in range(50)}) == 50
    assert len({sealing.seal_to(pair.public, b"same", context) for _ in range(50)}) == 50


@pytest.mark.parametrize("rubbish", [b"", b"short", b"\0" * 24, b"\0" * 40, b"\0" * 500])
def test_rubbish_is_broken_and_not_a_crash(rubbish: bytes) -> None:
    with pytest.raises(SealBroken):
        sealing.open_sealed(rubbish, sealing.new_key(), ("m", "1", "f"))
    with pytest.raises(SealBroken):
        sealing.open_box(sealing.new_pair().private, rubbish, ("m", "1", "f"))


def test_a_password_stretches_to_one_key_for_one_salt() -> None:
    assert sealing.stretch("palavra", b"a" * 16) == sealing.stretch("palavra", b"a" * 16)
    assert sealing.stretch("palavra", b"a" * 16) != sealing.stretch("palavra", b"b" * 16)
    assert sealing.stretch("palavra", b"a" * 16) != sealing.stretch("Palavra", b"a" * 16)


def test_server_keys_differ_by_purpose_and_pepper(settings: Settings) -> None:
    before = {sealing.derive(purpose) for purpose in ("sessions", "staff-names", "blind-index")}
    assert len(before) == 3
    settings.AMPARO_PEPPER = "another-0123456789abcdefghijklmnopqrstuvwxyz-pepper"
    assert sealing.derive("sessions") not in before


def test_equal_identifiers_meet_and_kinds_do_not() -> None:
    assert sealing.blind_index("phone", "+258840000012") == sealing.blind_index("phone", "+258840000012")
    assert sealing.blind_index("phone", "+258840000012") != sealing.blind_index("phone", "+258840000013")
    assert sealing.blind_index("phone", "1") != sealing.blind_index("document", "1")
