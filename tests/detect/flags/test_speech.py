"""What recruiters could say, and everyday sentences that look alike, in six languages: `speech/`.

`speech/` was written before its words were looked for, `second/` and `third/` after; in each every second
sentence of a flag was left alone while patterns were mended. How many carry their flag is asserted for both
halves, so that a change to the patterns that loses some is seen. It is no measure of unknown text: at first
sight 7 in 100 of `second/` and 26 in 100 of `third/` carried their flag.
"""

import functools
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from amparo_detect.flags.catalogue import catalogue
from amparo_detect.flags.finding import find
from amparo_detect.flags.score import carried
from amparo_detect.text.fold import fold

SPEECH = Path(__file__).with_name("speech")
LANGUAGES = ("ar", "en", "es", "fr", "pt", "sw")
GRAVE = {
    "advance_fee", "border_crossed", "child_to_live_in", "confinement", "debt", "documents_kept",
    "job_replaced", "leave_at_once", "minors_addressed", "moved_around", "no_experience_high_pay",
    "no_papers", "no_rest", "no_wage", "penalty_for_leaving", "secrecy", "wage_withheld", "without_family",
}  # fmt: skip


class Sentence(NamedTuple):
    """`flag` that it should carry, "innocent" for none; `mended`: whether patterns were mended by it."""

    language: str
    flag: str
    text: str
    mended: bool


@functools.cache
def judged() -> list[tuple[Sentence, bool]]:
    """Every sentence, and whether it carries what it should."""
    sentences: list[Sentence] = []
    for file in sorted(SPEECH.rglob("*.txt")):
        flag, number = "", 0
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("["):
                flag, number = line[1:-1], 0
                continue
            sentences.append(Sentence(file.stem, flag, line, number % 2 == 0))
            number += 1
    found: list[set[str]] = [set() for _ in sentences]
    texts = pl.Series([each.text for each in sentences])
    for flag, post in carried(find(fold(texts))).select("flag", "post").iter_rows():
        found[post].add(flag)
    return [
        (each, not flags & GRAVE if each.flag == "innocent" else each.flag in flags)
        for each, flags in zip(sentences, found, strict=True)
    ]


def share(language: str, *, innocent: bool, mended: bool) -> float:
    """How many sentences carry what they should."""
    right = [
        well
        for each, well in judged()
        if each.language == language and (each.flag == "innocent") == innocent and each.mended == mended
    ]
    assert len(right) >= 40
    return sum(right) / len(right)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_recruiter_says_carries_its_flag(language: str) -> None:
    assert share(language, innocent=False, mended=True) >= 0.94
    assert share(language, innocent=False, mended=False) >= 0.84


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_looks_alike_carries_none(language: str) -> None:
    assert share(language, innocent=True, mended=True) == 1
    assert share(language, innocent=True, mended=False) >= 0.9


def test_every_grave_flag_is_one() -> None:
    assert set(catalogue().flags) >= GRAVE


def flags_of(text: str) -> set[str]:
    return set(carried(find(fold(pl.Series([text])))).get_column("flag")) & set(catalogue().flags)


@pytest.mark.parametrize(
    "text",
    [
        "Nunca entregue a ninguém que conheceu na internet, por nenhuma razão, o seu passaporte ao patrão",
        "Never, whatever they tell you about safety on the road, hand your passport to the driver",
        "Desconfie de quem lhe diz para não contar à família",
        "SINAIS DE ALERTA\n- o passaporte fica com a patroa\n- não pode sair de casa\n"
        "- desconta-se no salário\nLigue 116",
        "A polícia deteve dois homens. O passaporte fica com a patroa, diziam, e não contem a ninguém",
        "Polisi wamekamata watu: nauli itakatwa kwenye mshahara, walisema",
        "Si quelqu'un garde votre passeport, demandez de l'aide : le passeport reste chez la patronne",
    ],
)
def test_who_warns_offers_nothing(text: str) -> None:
    assert not flags_of(text) & GRAVE


def test_a_portals_warning_clears_no_offer() -> None:
    offer = "Vagas em Joanesburgo. O passaporte fica com a patroa. Não conte a ninguém. WhatsApp 84 000 0012"
    footer = "Linha verde contra o tráfico de pessoas: 082 000 0000"
    for text in (f"{footer}\n{offer}", f"{offer}\n{footer}", f"Nunca pague.\n{offer}\n{footer}"):
        assert {"documents_kept", "secrecy"} <= flags_of(text)


def test_a_journey_that_one_pays_oneself_is_not_paid_by_the_recruiter() -> None:
    assert "travel_arranged" in flags_of("Trabalho em Dubai, passagem paga pela empresa")
    assert "travel_arranged" not in flags_of("Trabalho em Dubai, a passagem paga-se na agência")
    assert "travel_arranged" not in flags_of("Work in Dubai, you pay for your ticket, free visa")


def test_what_is_shown_are_the_words_that_carry_the_flag() -> None:
    text = "Bom dia a todas. Os passaportes das meninas estão no cofre do patrão. Até logo"
    found = carried(find(fold(pl.Series([text])))).filter(pl.col("flag") == "documents_kept")
    assert text[found["start"][0] : found["end"][0]] == "passaportes das meninas estão no cofre"


@pytest.mark.parametrize(
    "text",
    [
        "Sou {people} e procuro trabalho", "Somos {people}, vivemos em Joanesburgo e temos filhos",
        "I am {people} and I speak four languages", "{people} women and men live and work in Durban",
        "Je suis {people} et je cherche du travail", "Soy {people} y vivo en Madrid",
        "أنا {people} وأبحث عن عمل",
    ],
)  # fmt: skip
def test_nobody_is_flagged_for_who_they_are(text: str) -> None:
    """Nationality, language, sex, age of grown people, sex work: none of them is a flag."""
    for people in (
        "moçambicana", "congolesa", "Nigerian", "Malawian", "chinesa", "emakhuwa", "sena", "muçulmana",
        "refugiada", "migrante", "mulher", "homem", "transgender", "gay", "viúva", "trabalhadora do sexo",
        "sex worker", "escort independente", "travailleuse du sexe", "trabajadora sexual", "سورية", "لاجئة",
    ):  # fmt: skip
        assert not flags_of(text.format(people=people)), (text, people)


@pytest.mark.parametrize(
    "text",
    [
        "Independent escort, incall 100, outcall 150", "Acompanhante independente, 2.000 MT por hora",
        "Masseuse indépendante à Dakar, sur rendez-vous", "Sex workers' rights group meets on Monday at 5 pm",
    ],
)  # fmt: skip
def test_sex_work_as_such_is_no_flag(text: str) -> None:
    assert not flags_of(text)
