"""Receipts and references: hard to guess, easy to read aloud, and a slip is noticed."""

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amparo.kernel.references import (
    RECEIPT_DIGITS,
    BadReceipt,
    Receipt,
    is_reference,
    new_receipt,
    new_reference,
    read_receipt,
)

DIGITS = st.text("0123456789", min_size=RECEIPT_DIGITS, max_size=RECEIPT_DIGITS)


@given(DIGITS)
def test_what_is_shown_can_be_typed(digits: str) -> None:
    assert read_receipt(str(Receipt(digits))) == Receipt(digits)


@given(DIGITS)
def test_every_single_wrong_digit_is_found(digits: str) -> None:
    shown = _compact(Receipt(digits))
    for place, sign in enumerate(shown):
        for other in set("0123456789") - {sign}:
            with pytest.raises(BadReceipt) as refused:
                read_receipt(shown[:place] + other + shown[place + 1 :])
            assert refused.value.reason == "check"


@given(DIGITS)
def test_every_swap_of_neighbours_is_found(digits: str) -> None:
    shown = _compact(Receipt(digits))
    for place in range(len(shown) - 1):
        one, other = shown[place], shown[place + 1]
        if one != other:
            with pytest.raises(BadReceipt):
                read_receipt(shown[:place] + other + one + shown[place + 2 :])


@given(DIGITS, st.sampled_from([" ", "-", ".", " - ", " "]))
def test_spaces_and_dashes_do_not_matter(digits: str, between: str) -> None:
    assert read_receipt(between.join(_compact(Receipt(digits)))) == Receipt(digits)


def test_digits_of_other_scripts_are_digits() -> None:
    receipt = new_receipt()
    eastern = _compact(receipt).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert read_receipt(eastern) == receipt


@pytest.mark.parametrize("typed", ["", "12", "1" * 16, "1" * 18, "abcd " * 4, "x" + "1" * 17, "²" * 17])
def test_what_cannot_be_a_receipt_says_so(typed: str) -> None:
    with pytest.raises(BadReceipt):
        read_receipt(typed)


def test_a_receipt_carries_at_least_fifty_bits() -> None:
    assert RECEIPT_DIGITS * math.log2(10) >= 50
    drawn = [new_receipt().digits for _ in range(2000)]
    assert len(set(drawn)) == 2000
    for place in range(RECEIPT_DIGITS):  # every place uses every digit: nothing is fixed or derived
        assert {digits[place] for digits in drawn} == set("0123456789")


@given(st.sampled_from("RC"), st.integers(2020, 2099))
def test_a_reference_checks(letter: str, year: int) -> None:
    reference = new_reference(letter, year)
    assert is_reference(reference)
    assert is_reference(reference.lower().replace("-", " "))
    assert reference.startswith(f"{letter}{year % 100:02d}-")
    assert not set(reference[4:-2]) & set("01OIL")


@given(st.randoms(use_true_random=False), st.integers(2020, 2099))
def test_a_slip_in_a_reference_is_found(chance: random.Random, year: int) -> None:
    compact = new_reference("R", year).replace("-", "")
    place = chance.randrange(len(compact))
    other = chance.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assume(other != compact[place])
    assert not is_reference(compact[:place] + other + compact[place + 1 :])


@pytest.mark.parametrize("typed", ["", "R26", "R26-7KQ4-M2XH-", "R26-7KQ4-M2XH-*", "é" * 12])
def test_what_cannot_be_a_reference(typed: str) -> None:
    assert not is_reference(typed)


def _compact(receipt: Receipt) -> str:
    return "".join(sign for sign in str(receipt) if sign.isdigit())
