"""Which ways of writing a number count as hiding it from a filter."""

import polars as pl
import pytest

from amparo_detect.flags.structure import hides


@pytest.mark.parametrize(
    ("raw", "hidden"),
    [
        ("84 000 0012", False),
        ("(+258) 84-000-0012", False),
        ("84\u2011000\u20110012", False),
        ("84&nbsp;000<br>0012", False),
        ("84&#8209;000&#x2d;0012", False),
        ("258%2084%20000%200012", False),
        ("٨٤٠٠٠٠٠١٢", False),
        ("84 OOO OO12", True),
        ("oito 4 000 0012", True),
        ("84🔥000🔥0012", True),
        ("84x000x0012", True),
        ("84 then 000 then 0012", True),
        ("8O 0o0 OO12", True),
        ("2001-11-14T17:38", False),
        ("2026-03-02T08:00:00", False),
        ("2.61 ... ZAP Audio Player 1.20 3.1.0.2", False),
        ("8569ZaXP5-772uMul47", False),
    ],
)
def test_what_hides_a_number(raw: str, hidden: bool) -> None:
    assert pl.DataFrame({"raw": [raw]}).select(hides(pl.col("raw"))).item() == hidden
