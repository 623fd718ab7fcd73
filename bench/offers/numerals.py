"""Numbers below a hundred as people say them when they read a phone aloud."""

from functools import cache

_ONES = {
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezasseis dezassete dezoito dezanove",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf",
    "sw": "sifuri moja mbili tatu nne tano sita saba nane tisa kumi",
}
_TENS = {
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt",
    "sw": "ishirini thelathini arobaini hamsini sitini sabini themanini tisini",
}
PLUS = {"pt": "mais", "en": "plus", "es": "más", "fr": "plus", "sw": "jumlisha"}
DOUBLE = {"pt": "duplo", "en": "double", "es": "doble", "fr": "double", "sw": "mara mbili"}
SPOKEN = frozenset(_ONES)


@cache
def words(language: str, number: int) -> str:
    """A number from 0 to 99 in words."""
    ones, tens = _ONES[language].split(), _TENS[language].split()
    if number < len(ones):
        return ones[number]
    if language == "sw" and number < 20:
        return f"kumi na {ones[number - 10]}"
    ten, one = divmod(number, 10)
    if language == "fr":
        return _french(ten, one, ones, tens)
    if not one:
        return tens[ten - 2]
    if language == "es" and ten == 2:
        return "veinti" + {2: "dós", 3: "trés", 6: "séis"}.get(one, ones[one])
    joint = {"pt": " e ", "en": "-", "es": " y ", "sw": " na "}[language]
    return tens[ten - 2] + joint + ones[one]


def _french(ten: int, one: int, ones: list[str], tens: list[str]) -> str:
    if ten in (7, 9):
        one += 10
    if ten == 8 and not one:
        return "quatre-vingts"
    joint = " et " if one in (1, 11) and ten not in (8, 9) else "-"
    return tens[ten - 2] + (joint + ones[one] if one else "")
