"""Columns are recognised by name and by content, in four languages."""

import polars as pl
import pytest

from amparo_detect.records.fields import plan
from amparo_detect.records.roles import recognise

PEOPLE = {
    "given": ["Maria", "José", "Ana", "Carlos"] * 5,
    "surname": ["Machava", "Sitoe", "Cossa", "Tembe"] * 5,
    "birth": ["1980-02-03", "1999-12-25", "1971-07-14", "2004-05-30"] * 5,
    "phone": ["+258 84 000 0012", "84 000 0099", "840000145", "84-000-0333"] * 5,
    "sex": ["F", "M", "F", "M"] * 5,
}


def _named(names: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame({name: PEOPLE[role] for name, role in names.items()})


@pytest.mark.parametrize(
    "names",
    [
        {
            "Nome": "given",
            "Apelido": "surname",
            "Data de Nascimento": "birth",
            "Telemóvel": "phone",
            "Género": "sex",
        },
        {
            "firstName": "given",
            "LAST NAME": "surname",
            "D.O.B": "birth",
            "mobile no": "phone",
            "Gender": "sex",
        },
        {
            "nombres": "given",
            "apellidos": "surname",
            "fecha_nacimiento": "birth",
            "teléfono": "phone",
            "sexo": "sex",
        },
        {
            "Prénom": "given",
            "Nom": "surname",
            "date de naissance": "birth",
            "téléphone": "phone",
            "sexe": "sex",
        },
    ],
)
def test_names_of_columns_in_four_languages(names: dict[str, str]) -> None:
    frame = _named(names)
    if "D.O.B" in names:
        frame, names = (
            frame.rename({"D.O.B": "dob"}),
            {("dob" if k == "D.O.B" else k): v for k, v in names.items()},
        )
    assert recognise(frame) == names


def test_unnamed_columns_by_what_is_in_them() -> None:
    roles = recognise(
        _named({"column_1": "given", "column_2": "birth", "column_3": "phone", "column_4": "sex"})
    )
    assert roles == {"column_1": "given", "column_2": "birth", "column_3": "phone", "column_4": "sex"}


def test_a_name_that_the_content_belies_is_not_believed() -> None:
    frame = pl.DataFrame({"telefone": ["casa azul", "ao lado da igreja"], "nome": ["Ana Cossa", "Rui Bila"]})
    assert recognise(frame)["telefone"] != "phone"


def test_dates_of_registration_are_no_births() -> None:
    assert (
        recognise(pl.DataFrame({"quando": ["2025-03-01", "2025-03-02", "2025-04-01"]}))["quando"] == "other"
    )


def test_an_empty_column_has_no_role() -> None:
    assert recognise(pl.DataFrame({"nome": pl.Series([None, None], dtype=pl.String)})) == {"nome": None}


def test_name_alone_is_the_whole_name_and_lists_with_parts_are_split_alike() -> None:
    whole = recognise(pl.DataFrame({"nome": ["Maria Machava", "José Sitoe"]}))
    parts = recognise(_named({"nome": "given", "apelido": "surname"}))
    assert whole == {"nome": "full_name"}
    assert [field.name for field in plan(whole, parts)] == ["given", "surname", "middle"]
