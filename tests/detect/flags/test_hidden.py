"""Which ways of writing a number count as hiding it from a filter."""

import polars as pl
import pytest

from amparo_detect.flags.structure import ORDINARY


@pytest.mark.parametrize(
    ("raw", "hidden"),
    [
        ("84 000 0012", False),
        ("(+258) 84-000-0012", False),
        ("84&nbsp;000<br>0012", False),
        ("84&#8209;000&#x2d;0012", False),
        ("258%2084%20000%200012", False),
        ("٨٤٠٠٠٠٠١٢", False),
        ("84 OOO OO12", True),
        ("oito 4 000 0012", True),
        ("84🔥000🔥0012", True),
    ],
)
def test_what_hides_a_number(raw: str, hidden: bool) -> None:
    left = pl.Series([raw]).str.replace_all(ORDINARY, "").str.len_chars().item()
    assert bool(left) == hidden
