"""The words of the red flags are found in every language, and turned round by a negation."""

import polars as pl
import pytest

from amparo_detect.flags.catalogue import catalogue
from amparo_detect.flags.finding import find
from amparo_detect.flags.patterns import compile_patterns, patterns, read
from amparo_detect.flags.score import carried
from amparo_detect.text.fold import fold

CARRIED = [
    ("documents_kept", "O passaporte fica com a patroa até ao fim."),
    ("documents_kept", "Your passport will be kept by the agency on arrival."),
    ("documents_kept", "Le passeport sera gardé par l'agence."),
    ("debt", "Descontamos a viagem no seu salário."),
    ("debt", "You pay back the ticket from your salary."),
    ("debt", "Nauli itakatwa kwenye mshahara."),
    ("secrecy", "Não conte à sua família nem aos vizinhos."),
    ("secrecy", "Don't tell your parents about this job"),
    ("minors_addressed", "Meninas dos 14 aos 17 anos".replace("aos", "a")),
    ("minors_addressed", "Girls aged 15 to 20 wanted"),
    ("no_papers", "Mesmo sem passaporte, passamos a fronteira."),
    ("advance_fee", "Pague a taxa de inscrição de 500 MT hoje."),
    ("advance_fee", "A refundable deposit is asked before travel"),
    ("confinement", "Não pode sair de casa nem usar telefone."),
    ("no_rest", "Trabalho sem folgas, todos os dias"),
    ("no_wage", "Só comida e dormida, por enquanto"),
    ("travel_arranged", "Viagem grátis para Dubai, visto incluído"),
    ("travel_arranged", "مطلوب للعمل في دبي، تذكرة مجانية"),
    ("no_experience_high_pay", "Sem experiência, salário muito alto"),
    ("no_experience_high_pay", "Hakuna uzoefu, mshahara mzuri sana"),
    ("others_speak", "As nossas meninas chegam todas as semanas"),
    ("registered_agency", "Agência com alvará n.º 12/2024 do Ministério do Trabalho"),
    ("no_fee", "Não cobramos nenhuma taxa aos candidatos"),
    ("contract_offered", "Contrato de trabalho assinado e INSS"),
]
NOT_CARRIED = [
    ("advance_fee", "Não cobramos nenhuma taxa aos candidatos"),
    ("minors_addressed", "Não aceitamos menores de 18 anos"),
    ("minors_addressed", "Cuidar de criança, dos 18 aos 35 anos"),
    ("documents_kept", "O passaporte fica por conta da empresa"),
    ("no_experience_high_pay", "Não precisa experiência"),
    ("travel_arranged", "Pagamos o transporte dentro da cidade"),
    ("secrecy", "Conte à sua família e traga um amigo"),
    ("confinement", "Pode sair e receber visitas quando quiser"),
]


def flags_of(text: str) -> set[str]:
    return set(carried(find(fold(pl.Series([text]))))["flag"])


@pytest.mark.parametrize(("flag", "text"), CARRIED)
def test_a_post_carries_what_it_says(flag: str, text: str) -> None:
    assert flag in flags_of(text)


@pytest.mark.parametrize(("flag", "text"), NOT_CARRIED)
def test_a_post_does_not_carry_what_it_denies_or_does_not_say(flag: str, text: str) -> None:
    assert flag not in flags_of(text)


def test_disguised_words_are_read_and_spans_are_of_the_original() -> None:
    text = (
        "🔥🔥 O p\u200bassаporte fic4 com a patroa, ok"  # zero-width space, Cyrillic а, a digit for a letter
    )
    found = carried(find(fold(pl.Series(["", text])))).row(0, named=True)
    assert found["post"] == 1
    assert text[found["start"] : found["end"]] == "p\u200bassаporte fic4 com a patroa"


def test_who_people_are_is_no_flag() -> None:
    """Language, nationality, origin, sex work, prices and looks: none of them is a pattern or a flag."""
    for text in (
        "Sou moçambicana, falo emakhuwa e vivo em Joanesburgo",
        "Trabalhadora do sexo independente, 2.000 MT por hora, em Maputo",
        "Independent escort, incall and outcall, 100 per hour",
        "Migrante congolesa procura quarto em Nampula",
        "Jovem bonita, alta e simpática procura emprego",
    ):
        known = catalogue()
        assert not flags_of(text) & set(known.flags), text


def test_every_pattern_belongs_to_a_flag_and_every_flag_has_patterns() -> None:
    known = catalogue()
    needed = {code for flag in (*known.flags.values(), *known.lowerings.values()) for code in flag.found_by}
    needed |= {flag.unless for flag in known.flags.values() if flag.unless is not None}
    needed |= {*known.warning.of, known.warning.unless}
    assert needed == set(patterns().codes)
    for flag in known.flags.values():
        assert flag.cites, flag.code


def test_a_long_post_and_a_post_of_markers_are_read_to_the_end() -> None:
    posts = pl.Series(["x " * 200_000 + "sem contrato", "🙂" * 1000, "sem contrato " * 20_000])
    assert find(fold(posts)).filter(pl.col("code") == "no_contract")["post"].to_list() == [0, 2]


def test_a_pattern_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="cannot read"):
        read("~3", code="x", language="pt")
    with pytest.raises(ValueError, match="too short"):
        compile_patterns({"negations": {"pt": "nao"}, "patterns": {"x": {"pt": ["ab*"]}}})


def test_an_alternative_of_two_words_is_a_pattern_of_its_own() -> None:
    assert [len(chain.elements) for chain in read("(a | b c) d", code="x", language="pt")] == [2, 3]


def test_words_beside_a_pattern_in_its_sentence_make_it_mean_something_else() -> None:
    assert "minors_addressed" not in flags_of("Rapazes de 15 a 17 anos, torneio")
    assert "minors_addressed" in flags_of("Rapazes de 15 a 17 anos. Torneio à parte")


def test_a_post_that_is_a_school_notice_offers_nothing() -> None:
    offer = "Girls aged 14 to 17. Registration fee R200."
    assert {"minors_addressed", "advance_fee"} <= flags_of(offer)
    assert not {"minors_addressed", "advance_fee"} & flags_of("School open day. " + offer)


def test_a_negation_reaches_over_a_link() -> None:
    assert "advance_fee" not in flags_of("no set-up or application fee")
    assert "advance_fee" in flags_of("no set-up, but application fee")


def test_words_around_patterns_that_are_no_table_are_refused() -> None:
    with pytest.raises(ValueError, match="not a table"):
        compile_patterns({"negations": "nao", "patterns": {}})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="not a table"):
        compile_patterns({"negations": {"pt": "nao"}, "words": {"pt": "x"}, "patterns": {"x": {"pt": ["a"]}}})


def test_words_that_nobody_named_are_refused() -> None:
    with pytest.raises(ValueError, match="no words are named 'papers'"):
        compile_patterns({"negations": {"pt": "nao"}, "patterns": {"x": {"pt": ["(<papers>)"]}}})
