"""What looks like a contact or a thing in real text and is none, and what is still found beside it."""

import polars as pl
import pytest

from amparo_detect.contacts import find
from amparo_detect.contacts.accounts import account_of
from amparo_detect.text.fold import fold
from tests.detect.contacts.find_in import found, values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Salary R25 an hour", "ZAR 25/hour"),
        ("We need cleaners, $15 an hour", "USD 15/hour"),
        ("$7.25 an hour is a starvation wage", "USD 7.25/hour"),
        ("cleaners wanted, R25/hr", "ZAR 25/hour"),
        ("general workers R25 p/h", "ZAR 25/hour"),
        ("packers, R15,- per hour", "ZAR 15/hour"),
        ("maids needed, Ksh 500/= a day", "KES 500/day"),
        ("vacancy for drivers, R4500 p/m", "ZAR 4500/month"),
        ("poste fixe, 30 000 euros par an", "EUR 30000/year"),
        ("salaire 30 000 euros/an", "EUR 30000/year"),
        ("Waiters needed, from R4500 per month", "ZAR 4500/month"),
        ("camareras, 1.400 euros al mes", "EUR 1400/month"),
        ("kazi ya dereva, Tsh 300,000 kwa mwezi", "TZS 300000/month"),
        ("مطلوب عمال، 1500 ريال شهريا", "SAR 1500/month"),
    ],
)
def test_a_wage_is_for_the_time_that_is_written(text: str, value: str) -> None:
    assert found(text, "wage", "price", "age") == [("wage", value)]


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("charged £5/month", ["GBP 5/month"]),
        ("Cost£1.50/pm, Max10mins", ["GBP 1.50/month"]),
        ("from $199 per month", ["USD 199/month"]),
        ("room to rent R4000 per month near work", ["ZAR 4000/month"]),
        ("aluguer 5000 MT por mês, perto do trabalho", ["MZN 5000/month"]),
        ("free entry 2 r £100 weekly draw", ["GBP 100/week"]),
        ("Take home R3000 and an advance before you leave", ["ZAR 3000"]),
        ("$500 an interview", ["USD 500"]),
        ("R50 at 5 pm", ["ZAR 50"]),
        ("R4500 ph 084 000 0012", ["ZAR 4500"]),
        ("e. g. 10 (to bid £10) to 83383", ["GBP 10"]),
        ("tkts to the EURO2004 CUP FINAL", []),
    ],
)
def test_what_something_costs_is_no_wage_and_a_name_no_sum(text: str, prices: list[str]) -> None:
    assert found(text, "wage", "price") == [("price", price) for price in prices]


@pytest.mark.parametrize(
    "text",
    [
        "Salary R25 an hour",
        "15 an hour",
        "in business for 15 years",
        "in business for more than 20 years",
        "15 years experience",
        "with over 20 years experience",
        "a warranty of 15 years",
        "20 years warranty",
        "Our girls' school celebrates 16 years of excellence",
        "lowest rate in 51yrs",
        "you get 5years of salary",
        "há 15 anos no mercado",
        "Visto rápido há 26 anos.",
        "há mais de 20 anos",
        "entre 15 e 20 anos de mercado",
        "De 15 a 20 anos de experiência no sector",
        "prática de 6 anos em hotel",
        "contrato de 20 anos",
        "Com 22 anos de casa aberta",
        "desde hace 20 años",
        "llevamos 20 años cuidando equipos",
        "Depuis 20 ans, nous formons du personnel",
        "garantie 20 ans",
        "uzoefu wa miaka 15",
        "mkataba wa miaka 20",
        "Kwa miaka 20, hoteli inajulikana",
        "منذ 20 سنة نخدم الفنادق",
        "خبرة 20 سنة",
        "kommt auf Gleis 7 an.",
        "10+ years",
        "ring +18 000 0000",
    ],
)
def test_how_long_something_lasts_is_no_age(text: str) -> None:
    assert values(text, "age") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18-year-old", "18"),
        ("I am 20 years", "20"),
        ("tenho 19 anos", "19"),
        ("girls 18 years", "18"),
        ("vijana wa miaka 20", "20"),
        ("umri wa miaka 18", "18"),
        ("zaidi ya miaka 18, walio tayari", "18"),
        ("miaka 18 hadi 25", "18-25"),
        ("maiores de 18 anos, com 10ª classe", "18"),
        ("pessoas a partir dos 21 anos.", "21"),
        ("plus de 18 ans, libres", "18"),
        ("mayores de 18 años", "18"),
        ("entre 18 y 30 años", "18-30"),
        ("joyeux de 20 à 30 ans, anglais", "20-30"),
        ("âgé de 22 ans", "22"),
        ("فوق 18 سنة", "18"),
        ("من 18 إلى 30 سنة", "18-30"),
        ("Requisitos: 18 anos, 10ª classe", "18"),
        ("18 years old with 2 years experience", "18"),
        ("18 anos de idade, experiência de 2 anos", "18"),
        ("talk, cooking, 18-25 yrs | earn: R25", "18-25"),
        ("18+ only", "18"),
        ("Hombres y mujeres +18", "18"),
    ],
)
def test_an_age_that_somebody_has_is_one(text: str, value: str) -> None:
    assert values(text, "age") == [value]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("apply at www.cleanjobs.co.za", ["cleanjobs.co.za"]),
        ("Apply online at careers.example.org", ["careers.example.org"]),
        ("T&C at www.t-c.biz", ["t-c.biz"]),
        ("see @ www.exemplo.co.mz", ["exemplo.co.mz"]),
        ("Log in at example.com", ["example.com"]),
        ("these at example.net", ["example.net"]),
        ("email us at example.org", ["example.org"]),
        ("contact us at gmail.com", ["gmail.com"]),
        ("travailler chez example.fr", ["example.fr"]),
        ("the desktop at one point\nat", []),
        ("the desktop at one point in time", []),
    ],
)
def test_an_at_before_a_host_alone_is_no_e_mail_address(text: str, urls: list[str]) -> None:
    assert found(text, "email", "url") == [("url", url) for url in urls]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("maria.exemplo at gmail.com", "maria.exemplo@gmail.com"),
        ("email: maria at exemplo.co.mz", "maria@exemplo.co.mz"),
        ("send your e-mail to maria at exemplo.co.mz", "maria@exemplo.co.mz"),
        ("barua pepe maria at exemplo.co.tz", "maria@exemplo.co.tz"),
        ("maria (at) exemplo.com", "maria@exemplo.com"),
        ("maria at exemplo ponto com", "maria@exemplo.com"),
        ("maria arroba exemplo.com", "maria@exemplo.com"),
        ("maria chez exemple point fr", "maria@exemple.fr"),
    ],
)
def test_an_at_with_another_sign_of_an_address_is_one(text: str, value: str) -> None:
    assert values(text, "email") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "*@example.com",
        "name\\@example.com",
        "@font-face {",
        "foreach (@Mail::Name",
        "push @ARGV",
        "@media (x)",
    ],
)
def test_a_word_of_a_program_is_no_handle(text: str) -> None:
    assert values(text, "handle") == []


@pytest.mark.parametrize(
    "text",
    [
        "Precisa-se de ama para cuidar de duas crianças",
        "O candidato usa o computador",
        "La empresa usa uniforme",
        "Gana 500 euros a la semana",
        "GANA 500 EUROS",
        "Trabajo en la colonia del Valle",
        "Nice personality and nice working environment",
        "Turkey and chicken processing plant",
        "Dun disturb u liao",
        "Mr Israel Moyo",
        "Sra. Kenya Banda",
        "Chelsea Paris / Kenya Banda",
        "Jordan Smith called",
        "Messina",
        "example.co.uk!16+ only",
        "cv@maputo.example.com",
        "id_rsa / RSA, DES",
        "<font face=Geneva>",
    ],
)
def test_a_word_a_name_or_a_piece_of_a_link_is_no_place(text: str) -> None:
    assert values(text, "place") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("work in Nice", ["Nice, FR"]),
        ("Nice, France", ["Nice, FR", "França, FR"]),
        ("vou para o Gana", ["Gana, GH"]),
        ("jobs in USA", ["Estados Unidos, US"]),
        ("trabalho nos EUA", ["Estados Unidos, US"]),
        ("Durban, RSA", ["Durban, ZA", "África do Sul, ZA"]),
        ("hotel in Jordan", ["Jordânia, JO"]),
        ("kazi kenya", ["Quénia, KE"]),
        ("Kenya, Uganda", ["Quénia, KE", "Uganda, UG"]),
        ("Nairobi Kenya", ["Nairobi, KE", "Quénia, KE"]),
        ("voyage à Paris", ["Paris, FR"]),
        ("Vagas em Maputo, Beira e Tete", ["Maputo, MZ", "Beira, MZ", "Tete, MZ"]),
        ("Maputo/Beira", ["Maputo, MZ", "Beira, MZ"]),
        ("VAGA NA BEIRA", ["Beira, MZ"]),
        ("Beira: precisa-se", ["Beira, MZ"]),
        ("Precisa-se motorista Tete", ["Tete, MZ"]),
        ("uk jobs", ["Reino Unido, GB"]),
        ("varias plazas (residencia: Granada).", ["Granada, ES"]),
        ("Padeiro / Beira // Valoriza-se inglês", ["Beira, MZ"]),
        ("maputo https://example.com", ["Maputo, MZ"]),
    ],
)
def test_a_place_is_found_where_one_can_stand(text: str, places: list[str]) -> None:
    assert values(text, "place") == places


def _dates(text: str, language: str) -> list[str]:
    texts = pl.Series([text])
    rows = find(texts, fold(texts), country="MZ", languages=pl.Series([language]))
    return rows.filter(pl.col("kind") == "date")["value"].to_list()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm going out 4 dinner", "en"),
        ("chat 2 set up meet", "en"),
        ("u guys out 2nite", "en"),
        ("may 5 people come", "en"),
        ("ladies over 18 may apply", "en"),
        ("march 5 miles", "en"),
        ("2 ago I was there", "en"),
        ("https://t.co/Feb6dhctQo", "en"),
        ("male and female may 4pply", "en"),
        ("quartos de 9, a dez minutos do trabalho", "pt"),
    ],
)
def test_a_word_that_is_a_month_elsewhere_is_no_date(text: str, language: str) -> None:
    assert _dates(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("no dia 4 out", "pt", "--10-04"),
        ("4/set", "und", "--09-04"),
        ("4 de out", "und", "--10-04"),
        ("2 set 2027", "en", "2027-09-02"),
        ("on 12 May", "en", "--05-12"),
        ("May 12", "en", "--05-12"),
        ("March 5", "und", "--03-05"),
        ("before 10 march", "en", "--03-10"),
        ("le 15 mars", "fr", "--03-15"),
        ("el 4 oct", "es", "--10-04"),
        ("Jan. 5", "en", "--01-05"),
        ("tarehe 12 mei", "sw", "--05-12"),
    ],
)
def test_a_month_of_the_posts_language_or_with_a_second_sign_is_a_date(
    text: str, language: str, date: str
) -> None:
    assert _dates(text, language) == [date]


def test_a_manual_is_no_document_and_a_vote_keeps_no_ticket() -> None:
    assert values("Voltar para a Documentação do Model", "document") == []
    assert values("documentação tratada pela empresa", "document") == ["documents arranged"]
    assert values("trazer documentos", "document") == ["documents"]
    assert values("vote down the ticket, and then hold them accountable", "document") == ["ticket"]
    assert values("we hold your ticket", "document") == ["ticket kept"]


@pytest.mark.parametrize(
    "text", ["0.860 2.627 0.039 0.99 0.57 0.01 T_HTML", "0.000 0.000 0.000 0.00 0.00 0.01"]
)
def test_a_table_of_figures_is_no_account(text: str) -> None:
    assert values(text, "bank_account") == []


@pytest.mark.parametrize(
    "text",
    [
        "NIB 0003 0108 0016 3671 0237 1",
        "0003 0108 0016 3671 0237 1",
        "000301080016367102371",
        "0003 0108 00163671023 71",
        "conta 0003.0108 0016.3671 0237 1",
    ],
)
def test_an_account_is_found_in_its_usual_groups_or_behind_its_name(text: str) -> None:
    assert values(text, "bank_account") == ["MZ59000301080016367102371"]


def test_figures_in_unusual_groups_are_an_account_only_where_one_is_named() -> None:
    written = "00 0301080016 3671 02371"
    assert account_of(written) is None
    assert account_of(written, cued="account") is not None


def test_a_year_behind_a_service_is_no_agents_number() -> None:
    assert values("un memo della Western Union, 1877", "mobile_money") == ["western-union"]
    assert values("M-Pesa agente 1987", "mobile_money") == ["m-pesa:1987"]
