"""Find contacts in texts written out in a test."""

import polars as pl

from amparo_detect.contacts import find
from amparo_detect.text.fold import fold


def found(text: str, *kinds: str, country: str = "MZ") -> list[tuple[str, str]]:
    """`(kind, value)` of every contact of one text, in reading order; of `kinds` only, where given."""
    texts = pl.Series([text])
    rows = find(texts, fold(texts), country=country).iter_rows(named=True)
    return [(row["kind"], row["value"]) for row in rows if not kinds or row["kind"] in kinds]


def values(text: str, kind: str, country: str = "MZ") -> list[str]:
    """The values of one kind."""
    return [value for _, value in found(text, kind, country=country)]
