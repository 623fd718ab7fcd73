"""Telephone numbers through every disguise, and what only looks like one. All numbers are made up."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amparo_detect.contacts import SCHEMA, find
from amparo_detect.text.fold import fold
from tests.detect.contacts.find_in import values

HOME = "+258840000012"


@pytest.mark.parametrize(
    "text",
    [
        "Ligue 84 000 0012 hoje",
        "840000012",
        "+258 84 000 0012",
        "(+258) 84-000-0012",
        "00258 84 000 0012",
        "258840000012",
        "84.000.0012",
        "84/000/0012",
        "(84) 000 0012",
        "84 OOO OO12",
        "84 QQO QQ12",
        "84+000+0012",
        "tel:%2B258%2084%20000%200012",
        "840 00 xx 0012",
        "zap840000012ok",
        "Curso com certificado. *84 000 0012*",
        "Matrícula 74-CD-32... 84 000 0012",
        "Zona: 12 ruas.\nSMS para 84 000 0012",
        "84OOO0O12",
        "84 0oo oolz",
        "8️⃣4️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣",
        "８４０００００１２",
        "٨٤٠٠٠٠٠١٢",
        "𝟠𝟜 𝟘𝟘𝟘 𝟘𝟘𝟙𝟚",
        "8 4 0 0 0 0 0 1 2",
        "84🔥000🔥0012",
        "84x000x0012",
        "84z000z0012",
        "84\n000\n0012",
        "8\u200b4 000\u200b 0012",
        "84 liga 000 depois 0012",
        "start with 84, next 000 and finish with 0012",
        "whatsapp oitenta e quatro zero zero zero zero zero um dois",
        "oito quatro zero zero zero zero zero um dois",
        "oitenta e quatro, zero zero, zero zero, zero um, dois",
        "oitoquatrozerozerozerozerozeroumdois",
        "call eighty four double zero zero zero zero one two",
        "eighty-four triple zero double oh twelve",
        "ochenta y cuatro cero cero cero cero cero doce",
        "quatre-vingt-quatre, zéro zéro, zéro zéro, zéro un, deux",
        "themanini na nne sifuri sifuri sifuri sifuri sifuri moja mbili",
        "nane nne mara mbili sifuri mara mbili sifuri sifuri moja mbili",
        "8 quatro zero 0 0 zero 0 um 2",
        "mais dois cinco oito oito quatro zero zero zero zero zero um dois",
        "https://wa.me/258840000012",
        "https://api.whatsapp.com/send?phone=258840000012&text=oi",
        "tel:+258-84-000-0012",
        "salário 15 000 MT, 22 a 30 anos, ligue 84 000 0012 (Sr. Zito)",
        "ligue 84 cinco zeros 12",
        "call 84 five times zero 12",
        "84 5x0 12",
        "nane nne mara mbili 0 mara tatu 0 moja mbili",
        "8 (oito) 4 (quatro) 0 (zero) 0 (zero) 0 (zero) 0 (zero) 0 (zero) 1 (um) 2 (dois)",
        "o i t o  q u a t r o  z e r o  z e r o  z e r o  z e r o  z e r o  u m  d o i s",
        "o-i-t-o / q-u-a-t-r-o / z-e-r-o / z-e-r-o / z-e-r-o / z-e-r-o / z-e-r-o / u-m / d-o-i-s",
        "84zero00zerozero12",
        "84 O00 00i2",
        "84 000 00!2",
        "84 ООО ООІ2",
        "84kk000kk0012",
        "84#000#0012",
        "84 + 000 + 0012",
        "84::000::0012",
        "[84] [000] [0012]",
        "8\n4\n0\n0\n0\n0\n0\n1\n2",
        "84, pausa, 000, pausa, 0012",
        "código 258, número 84 000 0012",
        "country code two five eight then 84 000 0012",
        "210000048 (ao contrário)",
        "https://wa.me/%2B258840000012",
        "https://api.whatsapp.com/send?phone=258%2084%20000%200012&text=oi",
        "viber://chat?number=%2B258840000012",
        "84&nbsp;000&nbsp;0012",
        "84&#8209;000&#8209;0012",
        "t€l€fon€ 84 000 0012",
        "84 (oito quatro) 000 (zero zero zero) 0012 (zero zero um dois)",
        "84 (3 zeros) 0012",
        "84 (zero 5 vezes) 12",
        "84 ∅∅∅ ∅∅12",
        "№840000012",
        "ligue ##840000012",
        "84h0000012",
        "☎️ 84.00.00.012 | recados",
        "começa com 84 no meio 000 e acaba com 0012, é o meu número",
        "Read it from right to left: 210000048",
        "84 000 0012 24/24",
        "1) 84 000 0012",
    ],
)
def test_a_home_number_is_found_however_it_hides(text: str) -> None:
    assert values(text, "phone") == [HOME]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ligue 082 000 0012", "+27820000012"),
        ("trabalho em Durban, 082 000 0012", "+27820000012"),
        ("job in Dubai, call 050 000 0012", "+971500000012"),
        ("trabalho em Riade: 050 000 0012", "+966500000012"),
        ("Doha, whatsapp 3300 0012", "+97433000012"),
        ("Lisboa, contacto 912 000 012", "+351912000012"),
        ("en España 612 00 00 12", "+34612000012"),
        ("zéro six douze zéro zéro zéro zéro douze", "+33612000012"),
        ("namba ya Kenya 0712 000 012", "+254712000012"),
        ("+44 (0) 7400 000012", "+447400000012"),
        ("+351 912 000 012", "+351912000012"),
        ("27 82 000 0012", "+27820000012"),
        ("Phone 🇿🇼 0772000012 after 5", "+263772000012"),
        ("🇧🇼 75 000 012", "+26775000012"),
        ("071 300 0012 (Tanzania) any time", "+255713000012"),
        ("نحن في دبي. اتصل على صفر خمسة صفر صفر صفر صفر صفر صفر واحد اثنين", "+971500000012"),
        ("WA: 081_20_00_00_01_2", "+6281200000012"),
        ("微信 861_50_00_00_00_12", "+8615000000012"),
        ("SMS для работы: звоните 0671000012", "+27671000012"),
        ("Johannesburg: o67 ooo 0OI Z", "+27670000012"),
        ("WhatsApp 067 0o0 0I2 A", "+27670000124"),
        ("00974 3300 0012", "+97433000012"),
        ("ligue (nr português) 930 029 012", "+351930029012"),
        ("find Ruth (Kenyan line) 0710 000 012", "+254710000012"),
        ("código 27, número 82 000 0012", "+27820000012"),
        ("(265) 880 000 012", "+265880000012"),
        ("ligue +265 (990) 02-24-12", "+265990022412"),
        ("quatre-vingt-quatre, zéro zéro neuf, vingt quatre-vingt-deux", "+258840092082"),
        ("+27 [SA] 820000012", "+27820000012"),
        ("Wapp +265 (Malawi) 88 800 0012", "+265888000012"),
        ("(265+) 88 800 0012", "+265888000012"),
        ("Enquiries: 71 300 0012 (+263)", "+263713000012"),
        ("Pedidos: 912000012 (indicativo 351)", "+351912000012"),
        ("Recife, fale pelo (81) 99000-0012", "+5581990000012"),
        ("Harare, Tel: (0242) 700-012", "+263242700012"),
        ("Tel: 020 0000012 Mombasa", "+254200000012"),
        ("Llamad al 620 00 00 12, Valencia", "+34620000012"),
        ("Benguela 📲 noventa e dois, oitenta, zero, zero, zero, doze", "+244928000012"),
        ("هاتف تسعة وثلاثون, صفر, صفر, صفر, أربعة وسبعون, خمسة المنامة", "+97339000745"),
        ("Hubungi: nol delapan satu dua nol nol nol nol satu tiga empat lima", "+6281200001345"),
        ("Lagos? No, Mbabane: call 78000012.0", "+26878000012"),
    ],
)
def test_a_number_of_another_country_is_named_by_its_code_its_form_or_the_post(
    text: str, number: str
) -> None:
    assert values(text, "phone") == [number]


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("Toll free 0800 222 777", "ZA", "+27800222777"),
        ("contact us on 0860 10 20 30", "ZA", "+27860102030"),
        ("Office 021-555 1234", "ZA", "+27215551234"),
        ("call 09061701461", "GB", "+449061701461"),
        ("Ligue 808 200 200", "PT", "+351808200200"),
        ("Llamar al 902 12 34 56", "ES", "+34902123456"),
        ("الرقم الموحد 920012345", "SA", "+966920012345"),
        ("ou 0800 123 4567", "BR", "+558001234567"),
    ],
)
def test_a_service_number_of_the_home_country_is_no_neighbours(text: str, country: str, number: str) -> None:
    assert values(text, "phone", country=country) == [number]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Ligue 9|2|0|0|0|0|7|6|0", ["+244920000760"]),
        ("WhatsApp 5|7|3|0|1|0|0|0|0|4|3|2", ["+573010000432"]),
        ("P1g4 sifuri nane nne sifuri sifuri sifuri sifuri sifuri moja mbili", ["+27840000012"]),
        ("Ligue 9️⃣2️⃣0️⃣0️⃣0️⃣0️⃣7️⃣6️⃣0️⃣", ["+244920000760"]),
        ("Call 27630000 + 027", ["+27630000027"]),
        ("Ligue 860003 + 548", ["+258860003548"]),
        ("jobs@mail.example/840000012", ["+258840000012"]),
    ],
)
def test_a_number_is_read_whole_or_not_at_all(text: str, numbers: list[str]) -> None:
    assert values(text, "phone") == numbers


def test_the_home_country_decides_what_a_local_number_is() -> None:
    assert values("call 082 000 0012", "phone", country="ZA") == ["+27820000012"]
    assert values("contacto 912 000 012", "phone", country="PT") == ["+351912000012"]


@pytest.mark.parametrize(
    "text",
    [
        "salário 15.000,00 MT por mês, bónus 1 500,50 MT",
        "Pagamos R 12 500 ou USD 1,200.50 e 850000000 MT",
        "dia 12/05/2027 às 14:30, até 2027-06-30",
        "NUIT 400123456, BI 110100234567B, passaporte AB1234567",
        "Ref. nº 840000012",
        "referência do anúncio: 840000012",
        "processo 84 000 0012",
        "-25.9653, 32.5892",
        "GPS -25.965312 32.589210",
        "NIB 0003 0108 0016 3671 0237 1",
        "MZ59 0003 0108 0016 3671 0237 1",
        "5412 7512 3412 3456",
        "84000001200000000000000000000",
        "25 vagas para jovens de 18 a 30 anos com 12 classe, 8 horas por dia",
        "um dois três, dez onze doze",
        "the address 82.123.45.67 answers",
        "De 2019-2023 e 2015, 2016, 2017",
        "Novelista (1802-1885)",
        "CIPC 2015/123456/07",
        "https://jobs.example/8400001200/apply",
        "jobs.example/vaga/840000012/ver",
        "mais rápido que 85 por hora (140 kph).\n-- 1987 e o resto",
        "Licence 837-B/2024 · two-language contract",
        "whatsapp: veja a guia 9027-05/26",
        "ligue até 97/03/2026",
        "código 840000012",
        "encomenda 84 000 0012",
        "jogo 2x1 às 15h30, 3x0 ontem, 5x0 hoje",
        "tamanhos 36 37 38 39 40 41 42",
        "logo 84 e logo 000",
        "Totoloto: 08 14 27 36 47 - 2.",
        "Lotto 02 13 21 37 49 bonus 8",
        "Números 38, 39, 40, 41, 42, 43 disponíveis",
        "Call for sizes 32 34 36 38 40 42 44 in stock",
        "Score 21-15 18-21 21-19",
        "Grade 12 (2019/2020/2021) results",
        "Company reg. 2012/743512/07",
        "P.O. Box 09538, 00741",
        "VAT no. 4237584470",
        "Acc no: 6358645262, Standard Bank",
        "DIRE 32198165B",
        "Localização: -28.774377, 17.297897. Whatsapp só à noite",
        "Terreno por 8.860.000, 00 MT.",
        "720 x 588 x 68 mm",
        "Total: 5.646.819,14; IVA 8.301.000,00",
        "paguei 35,000 bob",
        "router 192.168.85.179:8080",
        "call support about v20.5.13022.9751",
        "wifi: casa senha 80123205",
        "bilhete premiado, série 898: 65831, 31693",
        "O número acaba em 977, 84*****11. Ligue para 84 000 4xxx",
        "DUAT 87400/2010",
        "recurso 142/11/2021 e 823/11/2021",
        "População: 840 000 em 1997, 1 508 353 em 2017",
        "Hinos 865, 823 e 925",
        "*181*1*2*5212#",
        "Anexo DOC831052045.pdf",
        "Chassi JTDBR32E467098594",
        "Modelo 825900079-A.",
        "token 0x8552dce5747e925433113a0b",
        "Ryzen 5 5600, 3200MHz, 650W",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert values(text, "phone") == []


def test_several_numbers_in_a_row_stay_apart() -> None:
    expected = [HOME, "+258860000013"]
    for mark in (" / ", "/", " ", " ou ", "\n", ", ", " - "):
        assert values(f"840000012{mark}860000013", "phone") == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("84/86 000 0012", ["+258840000012", "+258860000012"]),
        ("ligue 84 000 0012/13", ["+258840000012", "+258840000013"]),
        ("84 / 83 000 0012", ["+258840000012", "+258830000012"]),
        ("O meu número é 84 ou 86 000 0012", ["+258840000012", "+258860000012"]),
        ("84 000 0012 / 94", ["+258840000012", "+258840000094"]),
        ("Manzini, phone 7900 0012/82 after 5", ["+26879000012", "+26879000082"]),
        ("82 000 0037 / 0031 / 0089", ["+258820000037", "+258820000031", "+258820000089"]),
        ("86/83/84 000 0012", ["+258860000012", "+258830000012", "+258840000012"]),
        ("87, 84, 82 000 0012", ["+258870000012", "+258840000012", "+258820000012"]),
        ("1. 84 000 0012 2. 86 000 0013 3. 82 000 0014", [HOME, "+258860000013", "+258820000014"]),
        ("Valencia: llamad al 620 00 00 12/3", ["+34620000012", "+34620000013"]),
        ("Luanda: 933 000 039, 040 ou 024", ["+244933000039", "+244933000040", "+244933000024"]),
        ("84 000 0012/05/2027", ["+258840000012"]),
        ("84 000 0012, 0013", ["+258840000012"]),
        ("84 000 0012/2027", ["+258840000012"]),
        ("84 000 0012/2 vagas", ["+258840000012"]),
    ],
)
def test_numbers_that_share_figures_are_all_found(text: str, numbers: list[str]) -> None:
    assert values(text, "phone") == numbers


def test_a_capital_b_is_an_eight_and_a_small_one_a_six() -> None:
    assert values("ligue 84 00B 0012", "phone") == ["+258840080012"]
    assert values("ligue 84 00b 0012", "phone") == ["+258840060012"]


def test_a_home_number_is_surer_than_a_neighbours_guess() -> None:
    texts = pl.Series(["84 000 0012", "082 000 0012", "contacto 912 000 012"])
    trust = find(texts, fold(texts), country="MZ")["confidence"].to_list()
    assert trust == sorted(trust, reverse=True)
    assert trust[0] > 0.9 > trust[1]


NATIONAL = st.tuples(st.sampled_from(["82", "83", "84", "85", "86", "87"]), st.integers(0, 99_999)).map(
    lambda parts: f"{parts[0]}{parts[1]:07d}"
)
_PT = ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"]
_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SW = ["sifuri", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa"]
DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": lambda n: n,
    "grouped": lambda n: f"{n[:2]} {n[2:5]} {n[5:]}",
    "coded": lambda n: f"+258 {n[:2]} {n[2:5]} {n[5:]}",
    "spaced": " ".join,
    "keycap": lambda n: "".join(f"{digit}\ufe0f\u20e3" for digit in n),
    "wide": lambda n: n.translate({48 + d: 0xFF10 + d for d in range(10)}),
    "arabic": lambda n: n.translate({48 + d: 0x660 + d for d in range(10)}),
    "emoji": lambda n: f"{n[:2]}🔥{n[2:5]}⭐{n[5:]}",
    "leet": lambda n: n[:2] + " " + n[2:].translate(str.maketrans("0158", "OlSB")),
    "portuguese": lambda n: " ".join(_PT[int(d)] for d in n),
    "english": lambda n: ", ".join(_EN[int(d)] for d in n),
    "swahili": lambda n: "-".join(_SW[int(d)] for d in n),
    "mixed": lambda n: " ".join(_PT[int(d)] if at % 3 == 0 else d for at, d in enumerate(n)),
    "link": lambda n: f"https://wa.me/258{n}",
}


@settings(max_examples=200, deadline=None)
@given(number=NATIONAL, disguise=st.sampled_from(sorted(DISGUISES)))
def test_any_number_in_any_disguise_is_found_where_it_stands(number: str, disguise: str) -> None:
    hidden = DISGUISES[disguise](number)
    text = f"Vagas em Pemba!\nContacto: {hidden} até sexta."
    texts = pl.Series([text])
    rows = find(texts, fold(texts), country="MZ").filter(pl.col("kind") == "phone").to_dicts()
    assert [row["value"] for row in rows] == [f"+258{number}"]
    assert text[rows[0]["start"] : rows[0]["end"]] == rows[0]["raw"]
    assert rows[0]["raw"] in hidden


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(st.text(max_size=120), max_size=4))
@example(["", "8" * 5000, "84 " * 3000, "oito" * 500, "@" * 50, "." * 50, "1.2.3.4.5.6", "\u20e3\ufe0f"])
def test_no_text_breaks_it_and_every_span_is_exact(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    column = pl.Series(texts, dtype=pl.String)
    frame = find(column, fold(column), country="MZ")
    assert frame.schema == pl.Schema(SCHEMA)
    for row in frame.iter_rows(named=True):
        assert texts[row["post"]][row["start"] : row["end"]] == row["raw"]
        assert row["raw"]
        assert 0 < row["confidence"] <= 1


def test_a_post_does_not_change_what_its_neighbours_say() -> None:
    texts = ["Ligue 84 000 0012", "", "Dubai 050 000 0012", "مرحبا", "ref 840000012", "八四"]
    together = pl.Series(texts)
    all_at_once = find(together, fold(together), country="MZ")
    for at, text in enumerate(texts):
        alone = pl.Series([text])
        expected = find(alone, fold(alone), country="MZ").drop("post")
        assert all_at_once.filter(pl.col("post") == at).drop("post").equals(expected)
