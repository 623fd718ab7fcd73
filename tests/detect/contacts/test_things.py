"""Everything beside telephone numbers: addresses, accounts, sums, places, ages, documents, dates."""

import pytest

from amparo_detect.contacts import gazetteer
from tests.detect.contacts.find_in import found, values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("escreva para maria@exemplo.co.mz.", "maria@exemplo.co.mz"),
        ("Maria.Silva+vagas@Exemplo.com", "maria.silva+vagas@exemplo.com"),
        ("joao.silva(arroba)exemplo ponto com", "joao.silva@exemplo.com"),
        ("joao [at] exemplo [dot] org", "joao@exemplo.org"),
        ("maria at exemplo dot co dot mz", "maria@exemplo.co.mz"),
    ],
)
def test_an_e_mail_address_is_found_as_typed_and_as_said(text: str, value: str) -> None:
    assert values(text, "email") == [value]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("https://www.facebook.com/maria.exemplo?ref=1", "handle", "facebook:maria.exemplo"),
        ("facebook.com/profile.php?id=100000000012", "handle", "facebook:100000000012"),
        ("https://www.tiktok.com/@maria_exemplo", "handle", "tiktok:maria_exemplo"),
        ("veja instagram.com/maria.exemplo/ já", "handle", "instagram:maria.exemplo"),
        ("https://t.me/canal_exemplo", "handle", "telegram:canal_exemplo"),
        ("segue @maria_exemplo", "handle", "@maria_exemplo"),
        ("https://chat.whatsapp.com/AbCdEf123", "invite", "chat.whatsapp.com/AbCdEf123"),
        ("t.me/joinchat/AbCd", "invite", "t.me/joinchat/AbCd"),
        ("discord.gg/AbCd", "invite", "discord.gg/AbCd"),
        ("bit.ly/3xAmpl", "short_url", "bit.ly/3xAmpl"),
        ("www.exemplo.co.mz/vagas.", "url", "exemplo.co.mz/vagas"),
        ("M-Pesa agente 123456", "mobile_money", "m-pesa:123456"),
        ("pague por e-Mola", "mobile_money", "e-mola"),
        ("NIB 0003 0108 0016 3671 0237 1", "bank_account", "MZ59000301080016367102371"),
        ("IBAN PT50 0002 0123 1234 5678 9015 4 hoje", "bank_account", "PT50000201231234567890154"),
        ("GB29 NWBK 6016 1331 9268 19", "bank_account", "GB29NWBK60161331926819"),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "crypto", "BTC:1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        (
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "crypto",
            "BTC:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        ),
        (
            "ETH 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "crypto",
            "ETH:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        ),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "crypto", "TRON:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ],
)
def test_where_to_reach_and_to_pay_is_found(text: str, kind: str, value: str) -> None:
    assert values(text, kind) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyX",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdz",
        "NIB 0003 0108 0016 3671 0237 2",
        "fim.De semana",
    ],
)
def test_a_wrong_check_digit_is_no_account_and_a_sentence_no_link(text: str) -> None:
    assert found(text, "crypto", "bank_account", "url") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("salário 15.000,00 MT por mês", "wage", "MZN 15000/month"),
        ("15 000 a 20 000 meticais mensais", "wage", "MZN 15000-20000/month"),
        ("R 4 500/mês", "wage", "ZAR 4500/month"),
        ("USD 1,200-1,500 per month", "wage", "USD 1200-1500/month"),
        ("ganhe 50 mil meticais", "wage", "MZN 50000"),
        ("راتب 1500 ريال شهريا", "wage", "SAR 1500/month"),
        ("Tsh 300,000 kwa mwezi", "wage", "TZS 300000/month"),
        ("custa $25.50", "price", "USD 25.50"),
        ("taxa de 300€", "price", "EUR 300"),
        ("R$ 300", "price", "BRL 300"),
        ("18 a 25 anos", "age", "18-25"),
        ("aged 22-30", "age", "22-30"),
        ("idade: 19", "age", "19"),
        ("menores de 18 anos", "age", "<18"),
        ("umri 20-35", "age", "20-35"),
        ("12/05/2027", "date", "2027-05-12"),
        ("2027-05-12", "date", "2027-05-12"),
        ("12 de maio de 2027", "date", "2027-05-12"),
        ("May 12, 2027", "date", "2027-05-12"),
        ("7th of May", "date", "--05-07"),
        ("o passaporte fica com a agência", "document", "passport kept"),
        ("we keep your passport", "document", "passport kept"),
        ("nous gardons votre passeport", "document", "passport kept"),
        ("visto tratado pela empresa", "document", "visa arranged"),
        ("tiketi bure", "document", "ticket paid"),
        ("sem visto", "document", "visa without"),
    ],
)
def test_what_is_promised_is_found(text: str, kind: str, value: str) -> None:
    assert values(text, kind) == [value]


def test_years_of_experience_are_no_age() -> None:
    assert values("10 anos de experiência", "age") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("de Nampula para a África do Sul", ["Nampula, MZ", "África do Sul, ZA"]),
        ("AFRICA DO SUL, joanesburgo", ["África do Sul, ZA", "Johannesburg, ZA"]),
        ("Mocimboa da Praia", ["Mocímboa da Praia, MZ"]),
        ("عمل في دبي", ["Dubai, AE"]),
        ("vou para Tete", ["Tete, MZ"]),
        ("ma tête, a minha tete", []),
        ("à beira da estrada", []),
        ("sai da Beira", ["Beira, MZ"]),
        ("no lago grande", []),
    ],
)
def test_a_place_is_found_and_a_common_word_is_none(text: str, places: list[str]) -> None:
    assert values(text, "place") == places


def test_the_gazetteer_holds_every_province_and_sane_coordinates() -> None:
    known = gazetteer.by_key()
    assert len(known) == len(gazetteer.places())
    for name in (
        "Cabo Delgado",
        "Niassa",
        "Nampula",
        "Zambézia",
        "Tete",
        "Manica",
        "Sofala",
        "Inhambane",
        "Gaza",
    ):
        assert known[f"{name}, MZ"].country == "MZ"
    for place in known.values():
        assert place.names or place.strict
        if place.latitude is not None and place.longitude is not None:
            assert -60 < place.latitude < 72
            assert -180 <= place.longitude <= 180
    maputo = known["Maputo, MZ"]
    assert (maputo.latitude, maputo.longitude) == (-25.97, 32.58)
