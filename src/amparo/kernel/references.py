"""Numbers that people read aloud: a secret receipt and a public reference, with a check character."""

import re
import secrets
from typing import NamedTuple

from stdnum import damm
from stdnum.iso7064 import mod_37_36

RECEIPT_DIGITS = 16  # 10^16 = 53.15 bits; the check digit comes on top and carries none
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which are misread and misheard


class Receipt(NamedTuple):
    """Sixteen secret digits. `str()` shows them as 'dddd dddd dddd dddd-c'."""

    digits: str

    def __str__(self) -> str:
        groups = " ".join(self.digits[start : start + 4] for start in range(0, RECEIPT_DIGITS, 4))
        return f"{groups}-{damm.calc_check_digit(self.digits)}"


class BadReceipt(ValueError):
    """What was typed cannot be a receipt; `reason` is 'length' or 'check'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_receipt() -> Receipt:
    """A fresh receipt from the system's random source."""
    return Receipt(f"{secrets.randbelow(10**RECEIPT_DIGITS):0{RECEIPT_DIGITS}d}")


def read_receipt(typed: str) -> Receipt:
    """What a person typed, spaces and dashes in any place, any script's digits.

    Raises BadReceipt: the check digit (Damm) finds every single wrong digit and every swap of neighbours.
    """
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    if len(digits) != RECEIPT_DIGITS + 1 or re.search(r"[^\W\d_]", typed):
        raise BadReceipt("length")
    if not damm.is_valid(digits):
        raise BadReceipt("check")
    return Receipt(digits[:RECEIPT_DIGITS])


def new_reference(letter: str, year: int) -> str:
    """A non-secret reference such as 'R26-7KQ4-M2XH-C': random, so it does not tell how many there are.

    `letter` says of what (R report, C case); the last character checks (ISO/IEC 7064, MOD 37,36).
    """
    body = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    head = f"{letter}{year % 100:02d}"
    check = mod_37_36.calc_check_digit(head + body)
    return f"{head}-{body[:4]}-{body[4:]}-{check}"


def is_reference(typed: str) -> bool:
    """Whether the check character of a reference holds."""
    compact = typed.replace("-", "").replace(" ", "").upper()
    return bool(re.fullmatch(r"[A-Z]\d\d[A-Z0-9]{9}", compact)) and bool(mod_37_36.is_valid(compact))
