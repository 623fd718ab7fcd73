"""The same thing written differently becomes the same value."""

import polars as pl
import pytest

from amparo_detect.records.birth import parsed
from amparo_detect.records.fields import Field
from amparo_detect.records.values import canonical, sounds


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1980", (1980, None, None)),
        ("1980.0", (1980, None, None)),
        ("19800203", (1980, 2, 3)),
        ("03/02/1980", (1980, 2, 3)),
        ("25-12-79", (1979, 12, 25)),
        ("5 de Março de 1980", (1980, 3, 5)),
        ("March 5, 1980", (1980, 3, 5)),
        ("5 mars 1980", (1980, 3, 5)),
        ("1980-02-03 00:00:00", (1980, 2, 3)),
        ("31/31/1980", (1980, None, None)),
        ("desconhecida", (None, None, None)),
    ],
)
def test_dates_in_any_spelling(written: str, read: tuple[int | None, ...]) -> None:
    assert tuple(parsed(pl.Series([written])).struct.unnest().row(0)) == read


def test_the_column_tells_whether_the_month_comes_first() -> None:
    months_first = parsed(pl.Series(["12/25/1990", "03/02/1980"])).struct.unnest().rows()
    assert months_first == [(1990, 12, 25), (1980, 3, 2)]


def _made(name: str, kind: str, values: list[str]) -> pl.DataFrame:
    field = Field(name, kind, (("c",), ("c",)))  # type: ignore[arg-type]
    return canonical(pl.DataFrame({"c": values}), [field], 0, 0)


def test_phones_without_country_code_and_several_in_a_cell() -> None:
    made = _made("phone", "codes", ["+258 84 000 0012", "84-000-0012 / 84 000 0099", "00258840000012"])
    assert made["phone"].to_list() == ["840000012"] * 3
    assert made["phone_all"].to_list()[1] == ["840000012", "840000099"]


def test_streets_written_short() -> None:
    made = _made("street", "text", ["Av. Eduardo Mondlane", "Avenida Eduardo  Mondlane"])
    assert made["street"].n_unique() == 1


def test_in_a_spanish_list_m_is_a_woman() -> None:
    assert _made("sex", "sex", ["H", "M"])["sex"].to_list() == ["m", "f"]
    assert _made("sex", "sex", ["F", "M"])["sex"].to_list() == ["f", "m"]


def test_names_that_sound_alike() -> None:
    heard = pl.DataFrame({"n": ["souza", "sousa", "philipe", "filipe", "yussuf", "iussufo"]}).select(
        sounds(pl.col("n"))
    )
    first, same, third, fourth, fifth, sixth = heard.to_series().to_list()
    assert (first, third, fifth) == (same, fourth, sixth)


def test_a_short_form_stands_for_its_names() -> None:
    assert _made("given", "given", ["Zé", "José"])["given_formal"].to_list() == [["jose"], ["jose"]]
