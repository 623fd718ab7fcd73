"""The automaton says of every number what the library says."""

import random

import numpy as np
import phonenumbers
import pytest

from amparo_detect.contacts.plans import FIXED, MOBILE, kinds_of, plans

REGIONS = ("MZ", "ZA", "AE", "PT", "ES", "BR", "GB", "IN", "KE", "QA", "US", "FR")


@pytest.mark.parametrize("region", REGIONS)
def test_a_national_number_is_valid_here_where_the_library_says_so(region: str) -> None:
    plan = plans(REGIONS)
    at = REGIONS.index(region)
    draw = random.Random(region)  # noqa: S311 (numbers to try, no secret)
    code = phonenumbers.country_code_for_region(region)
    seen = set()
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        example = phonenumbers.example_number_for_type(region, kind)
        assert example is not None
        for _ in range(300):
            digits = list(str(example.national_number))
            for _ in range(draw.randint(0, 3)):
                digits[draw.randrange(len(digits))] = str(draw.randint(0, 9))
            if draw.random() < 0.1:
                digits.append("0")
            if digits[0] == "0":
                continue
            national = "".join(digits)
            number = phonenumbers.PhoneNumber(country_code=code, national_number=int(national))
            row = np.array([int(digit) for digit in national], dtype=np.uint8)
            kinds = kinds_of(row, 0, len(row), plan.begin[at], plan.step, plan.accepts)
            expected = phonenumbers.is_valid_number_for_region(number, region)
            seen.add(expected)
            assert bool(kinds) == expected, national
            if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE and expected:
                assert kinds & MOBILE
    assert seen == {True, False}


def test_a_country_without_a_plan_is_refused() -> None:
    with pytest.raises(KeyError):
        plans(("XX",))


def test_kinds_are_told_apart() -> None:
    plan = plans(REGIONS)
    landline = np.array([2, 1, 0, 0, 0, 0, 1, 2], dtype=np.uint8)
    assert kinds_of(landline, 0, 8, plan.begin[0], plan.step, plan.accepts) & (MOBILE | FIXED) == FIXED
