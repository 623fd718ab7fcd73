"""Languages are told from short offers, and a language nobody can tell is called unknown."""

import polars as pl
import pytest

from amparo_detect.text.language import languages

OFFERS = {
    "pt": [
        "Precisa-se de meninas para trabalhar na África do Sul. Alojamento grátis, mano, maningue taco.",
        "Vaga pra empregada doméstica em Nelspruit, patrão paga passaporte, chapa e comida, ligue já",
        "Recrutamento para machamba em Chókwè: não precisa ter experiência, a gente paga o chapa",
    ],
    "en": [
        "Urgent hiring! Housemaids needed in Dubai, no experience required, free visa and ticket.",
        "Waitresses wanted Jozi, free accommodation, call now",
    ],
    "fr": ["Recrutement urgent : jeunes femmes pour travailler au Liban, billet et visa gratuits."],
    "es": ["Se necesita personal de limpieza en Madrid, buen sueldo y alojamiento incluido."],
    "sw": [
        "Nafasi za kazi nchini Oman kwa wasichana, mshahara mzuri, hakuna uzoefu unaohitajika.",
        "Tunatafuta wafanyakazi wa ndani Dubai, malazi bure",
    ],
    "ar": ["مطلوب خادمات للعمل في عمان، الراتب ممتاز والسكن مجاني، التواصل عبر الواتساب فقط"],
    "de": ["Gesucht: Reinigungskräfte für Hotel in Berlin, gute Bezahlung, bitte anrufen"],
    "ur": ["دبئی میں کام کے لیے لڑکیوں کی ضرورت ہے، تنخواہ بہت اچھی، ویزا مفت"],
}
UNKNOWN = [
    "Atthu otheene aniyaria oolikana ni owilamula moota ontthunaya okhala",  # Emakhuwa
    "Yoosera muteko wo oSouth Africa, anamwane a miyaakha muloko ni nethanu",  # Emakhuwa
    "Vanhu hinkwavu va pswaliwa na va fana ni tifanelo, va ni ku tiva kutsakisa",  # Xichangana
    "Ku laveka vanhwana vo tirha eAfrika-Dzonga, muholo lowukulu, founela nomboro leyi",  # Xitsonga
    "Vanu vohe vaidile n'chilambo valendene. Vanijaliwa ulanda na malove",  # Shimakonde
    "Wanamuke wakutenda kazi Pemba, musurukhu muwulu, upikite simu inu",  # close to Swahili, not Swahili
    "Anthu onsene asabadwa mwakusuduka na akulingana pa ulemu na ufulu wao",  # Cisena
    "ligue 84 000 0012",
    "🔥🔥🔥💰💰 +971 50 000 0012",
    "\x00\x01\x02 \ud7ff￿",
    "a" * 3000,
    "",
    None,
]


# One sentence each, as people write them in a hurry: no accents, all capitals, a number, a few words.
SENTENCES = {
    "pt": [
        "Preciso de ajudante",
        "procuro moca que saiba cozinhar",
        "quem quer viajar comigo amanha?",
        "Salario bom, alojamento gratis",
        "preciso duma baba em maputo urgente",
        "trabalho serio na africa do sul",
        "QUERO TRABALHAR NA COZINHA",
        "mana ha servico bom em Pemba",
    ],
    "en": [
        "need a maid asap",
        "good pay, call me",
        "looking 4 girls to work in dubai",
        "HIRING NOW, WhatsApp 084 000 0012",
        "we need two cooks",
        "send me your cv",
    ],
    "fr": [
        "cherche nounou a Paris",
        "je recrute serveuse urgent",
        "appelle moi ce soir",
        "BESOIN D'UN CUISINIER",
        "contact whatsapp pour plus d'infos",
    ],
    "es": [
        "busco chica para limpiar",
        "SE NECESITA CAMARERA",
        "llamame al 612 00 00 12 para mas informacion",
        "necesito cocinero urgente",
        "se busca chofer con experiencia",
    ],
    "sw": [
        "natafuta dada wa kazi",
        "nahitaji mpishi haraka",
        "mshahara laki tatu",
        "njoo tufanye kazi pamoja",
        "tunaajiri madereva wawili",
    ],
    "ar": ["مطلوب سائق خاص", "عمل في دبي براتب جيد", "وظائف شاغرة للشباب"],
}
# Too little to tell by: unknown, and never another language.
UNSURE = [
    "VAGAS BEIRA liga 84 000 0012",
    "kazi nzuri dubai",
    "piga simu 0712 000 012",
    "Ni lavela ntirho eJoni, mali yinene",
    "Kinaphavela muteko oNampula, mukorocero",
    "Ndikufuna ntchito ku Tete, malipiro abwino",
    "Ndinoda basa kuHarare, mari yakanaka",
    "Beira Maputo Tete Pemba",
]


@pytest.mark.parametrize("language", SENTENCES)
def test_a_single_sentence_is_told(language: str) -> None:
    assert languages(pl.Series(SENTENCES[language])).to_list() == [language] * len(SENTENCES[language])


def test_too_little_is_unknown() -> None:
    assert languages(pl.Series(UNSURE)).to_list() == ["und"] * len(UNSURE)


@pytest.mark.parametrize("language", OFFERS)
def test_a_short_offer_is_told(language: str) -> None:
    assert languages(pl.Series(OFFERS[language])).to_list() == [language] * len(OFFERS[language])


def test_what_cannot_be_known_is_unknown() -> None:
    assert languages(pl.Series(UNKNOWN)).to_list() == ["und"] * len(UNKNOWN)


def test_lookalike_letters_do_not_hide_a_language() -> None:
    text = "Prеcisa-sе de mеninas pаra trabаlhar em Тete com alojamento, nao precisa ter dinheiro"
    assert languages(pl.Series([text])).to_list() == ["pt"]


def test_the_answer_depends_on_nothing_but_the_text() -> None:
    texts = [text for offers in OFFERS.values() for text in offers] + UNKNOWN
    alone = [languages(pl.Series([text], dtype=pl.String)).item() for text in texts]
    assert languages(pl.Series(texts * 50, dtype=pl.String)).to_list() == alone * 50


def test_an_empty_batch_has_no_languages() -> None:
    assert languages(pl.Series([], dtype=pl.String)).to_list() == []
