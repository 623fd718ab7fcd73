"""Where money goes, what is paid in words, how old people are, and what is done with papers."""

import pytest

from tests.detect.contacts.find_in import found, values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("000800 000.000000001249", "MZ59000800000000000001249"),  # a known bank's code, in any groups
        ("pague para 0008 0000 00000000012 49 até amanhã", "MZ59000800000000000001249"),
        ("conta BCI 0000001234567 em nome de Maria", "BCI:0000001234567"),
        ("conta 0000001234567 do BCI", "BCI:0000001234567"),
        ("Millennium BIM conta nr 123 456 789", "BIM:123456789"),
        ("FNB acc no 62000000012", "FNB:62000000012"),
        ("FNB acc no 62000000012 084 000 0012", "FNB:62000000012"),
        ("Capitec savings account 1400000012", "Capitec:1400000012"),
        ("Absa account number 4000000012 branch 632005", "Absa:4000000012"),
        ("Standard Bank acc 000000012 ref 84 000 0012", "Standard Bank:000000012"),
        ("chave pix 111.444.777-35", "PIX:11144477735"),
        ("PIX: 11444777000161", "PIX:11444777000161"),
        ("pix 123e4567-e89b-12d3-a456-426655440000", "PIX:123e4567-e89b-12d3-a456-426655440000"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S"),
        ("MU17 BOMM 0101 1010 3030 0200 000M UR", "MU17BOMM0101101030300200000MUR"),
        ("SN08 SN01 0015 2000 0485 0000 3035", "SN08SN0100152000048500003035"),
        ("AE07 0331 2345 6789 0123 456", "AE070331234567890123456"),
        ("BR18 0036 0305 0000 1000 9795 493C 1", "BR1800360305000010009795493C1"),
    ],
)
def test_an_account_is_known_by_its_check_digits_or_its_bank(text: str, value: str) -> None:
    assert values(text, "bank_account") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "conta BCI, contacto 84 000 0012",
        "Ligue BCI 84 000 0012",
        "NUIT 400000012",
        "conta aberta, NUIT 400000012 no BCI",
        "reserva 400000012, conta do hotel",
        "FNB acc no 620000000",  # too short for this bank
        "CPF 111.444.777-35",
        "chave pix 111.444.777-36",
        "MZ59 0008 0000 0000 0000 0124 8",
        "0.001 0.002 0.003 0.004 0.005 0.006 0.007",
    ],
)
def test_a_telephone_a_booking_or_a_tax_number_is_no_account(text: str) -> None:
    assert values(text, "bank_account") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Paybill 247247 account 0012345", "m-pesa:247247"),
        ("till number 512345", "m-pesa:512345"),
        ("lipa namba 5123456", "m-pesa:5123456"),
        ("EcoCash merchant code 12345", "ecocash:12345"),
        ("Airtel Money agent 445566", "airtel-money:445566"),
        ("TNM Mpamba agent code 12345", "tnm-mpamba:12345"),
        ("Bizum 600 000 012", "bizum"),
        ("manda por pix", "pix"),
    ],
)
def test_a_till_or_an_agent_is_found(text: str, value: str) -> None:
    assert values(text, "mobile_money") == [value]


@pytest.mark.parametrize("text", ["we buy goods till late", "send pix of you", "tell me till no end"])
def test_a_word_of_every_day_is_no_service(text: str) -> None:
    assert values(text, "mobile_money") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("girls 18-25", "18-25"),
        ("tenho 17 aninhos", "17"),
        ("entre os 18 e os 25", "18-25"),
        ("de 18 a 25 anos", "18-25"),
        ("18+", "18"),
        ("menores de 20", "<20"),
        ("maiores de 21", "21"),
        ("mayores de 18", "18"),
        ("Ladies 20 to 30 wanted", "20-30"),
        ("filles de 18 à 25 ans", "18-25"),
        ("entre los 18 y los 25 años", "18-25"),
        ("wasichana 18-25", "18-25"),
        ("مطلوب بنات من 18 الى 25", "18-25"),
    ],
)
def test_an_age_needs_no_word_for_years(text: str, value: str) -> None:
    assert values(text, "age") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "25 anos de experiência", "25 anos de garantia", "meninas 18-25 vagas", "mulheres 18-20 de maio",
        "girls 10-12 km", "menores de 20 MT", "men 18:30", "women 18-25% off", "entre os 18 e os 25 dias",
    ],
)  # fmt: skip
def test_a_count_a_date_or_a_sum_is_no_age(text: str) -> None:
    assert values(text, "age") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ganha trinta mil por mês", "30000/month"),
        ("ganha 30 mil por mês", "30000/month"),
        ("two thousand dirhams a month", "AED 2000/month"),
        ("salário de quinze mil meticais", "MZN 15000"),
        ("pagamos vinte e cinco mil meticais mensais", "MZN 25000/month"),
        ("dois milhões de meticais por mês de salário", "MZN 2000000/month"),
        ("sueldo mil quinientos euros al mes", "EUR 1500/month"),
        ("salaire deux cent mille francs par mois", "FRS 200000/month"),
        ("quatre vingt mille francs par mois salaire", "FRS 80000/month"),
        ("mshahara elfu mia tatu kwa mwezi", "300000/month"),
        ("laki tatu kwa mwezi mshahara", "300000/month"),
        ("salary five hundred dollars per week", "USD 500/week"),
        ("راتب ثلاثة آلاف ريال شهريا", "SAR 3000/month"),
        ("راتب الفين درهم شهريا", "AED 2000/month"),
    ],
)
def test_a_wage_in_words_has_its_currency_and_period(text: str, value: str) -> None:
    assert values(text, "wage") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "three hundred people came", "mil novecentos e noventa e cinco", "thousand thanks",
        "um milhão de razões", "trinta mil pessoas por mês", "uma vez por mês",
    ],
)  # fmt: skip
def test_a_number_in_words_is_no_sum_by_itself(text: str) -> None:
    assert found(text, "wage", "price") == []


def test_a_deed_across_an_until_or_a_never_is_not_done_with_the_document() -> None:
    assert values("Keep it to yourself until the visa is out", "document") == ["visa"]
    assert values("A agência nunca fica com os documentos", "document") == ["documents"]
    assert values("o passaporte fica com a agência", "document") == ["passport kept"]
