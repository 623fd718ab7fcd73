"""How the development grammars write a phone: each function returns the text that stands in the post."""

from collections.abc import Callable
from random import Random

from numerals import DOUBLE, PLUS, SPOKEN, words
from phones import HOME, Phone
from wording import Language

Hide = Callable[[Phone, Language, Random], str | None]

_KEYCAP = {str(digit): f"{digit}\ufe0f\u20e3" for digit in range(10)}
_LEET = str.maketrans({"0": "O", "1": "l", "5": "S", "8": "B"})
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in b"0123456789+"})
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_EMOJI = "📞☎️🔥✅⭐👉📲💬🙏🌍"


def grouped(phone: Phone) -> list[str]:
    """The national digits in the country's usual groups."""
    groups, at = [], 0
    for length in phone.country.groups:
        groups.append(phone.national[at : at + length])
        at += length
    return groups


def _abroad(phone: Phone, random: Random) -> bool:
    return phone.country.region != HOME or random.random() < 0.3


def _head(phone: Phone, random: Random) -> str:
    """The country code as digits, empty for most home numbers."""
    if not _abroad(phone, random):
        return ""
    return random.choice(("+", "+", "00")) + phone.country.code


def local(phone: Phone, _: Language, random: Random) -> str | None:
    if phone.country.region != HOME:
        return None
    return phone.national if random.random() < 0.5 else " ".join(grouped(phone))


def local_abroad(phone: Phone, language: Language, random: Random) -> str | None:
    """The foreign local form, after the name of the country."""
    lead = language.sections.get(f"abroad {phone.country.region}")
    return f"{random.choice(lead)} {phone.country.trunk}{' '.join(grouped(phone))}" if lead else None


def international(phone: Phone, _: Language, random: Random) -> str:
    head = random.choice(("+", "+", "+", "00")) + phone.country.code
    return head + phone.national if random.random() < 0.4 else f"{head} {' '.join(grouped(phone))}"


def separated(phone: Phone, _: Language, random: Random) -> str:
    mark = random.choice((".", "-", " ", " - ", "/", ". "))
    head = _head(phone, random)
    groups = grouped(phone)
    if random.random() < 0.3:
        groups = [phone.national[at : at + 2] for at in range(0, len(phone.national), 2)]
    if mark == " " and random.random() < 0.5:
        groups = list(phone.national)
    return mark.join([head, *groups] if head else groups)


def parenthesised(phone: Phone, _: Language, random: Random) -> str:
    first, *others = grouped(phone)
    if _abroad(phone, random):
        return f"(+{phone.country.code}) {first} {' '.join(others)}"
    return f"({first}) {random.choice((' ', '-', '')).join(others)}"


def spelled(phone: Phone, language: Language, random: Random) -> str | None:
    """Digit by digit."""
    if language.code not in SPOKEN:
        return None
    said = [words(language.code, int(digit)) for digit in _spoken_digits(phone, random)]
    lead = f"{PLUS[language.code]} " if len(said) > len(phone.national) else ""
    return lead + random.choice((" ", " ", ", ", "-")).join(said)


def spelled_pairs(phone: Phone, language: Language, random: Random) -> str | None:
    """Two digits at a time: "oitenta e quatro, zero zero, …"."""
    if language.code not in SPOKEN:
        return None
    digits = _spoken_digits(phone, random)
    lead = f"{PLUS[language.code]} " if len(digits) > len(phone.national) else ""
    said = [pair_words(language.code, digits[at : at + 2]) for at in range(0, len(digits), 2)]
    return lead + random.choice((", ", " ", " - ")).join(said)


def spelled_double(phone: Phone, language: Language, random: Random) -> str | None:
    """Digit by digit, a digit said twice as "double zero"."""
    if language.code not in SPOKEN:
        return None
    digits, said, at = _spoken_digits(phone, random), [], 0
    while at < len(digits):
        twice = digits[at : at + 2] == digits[at] * 2
        word = words(language.code, int(digits[at]))
        said.append(f"{DOUBLE[language.code]} {word}" if twice else word)
        at += 1 + twice
    lead = f"{PLUS[language.code]} " if len(digits) > len(phone.national) else ""
    return lead + " ".join(said)


def pair_words(language: str, pair: str) -> str:
    """One or two digits as said: a leading zero is said by itself."""
    if pair[0] == "0" or len(pair) == 1:
        return " ".join(words(language, int(digit)) for digit in pair)
    return words(language, int(pair))


def _spoken_digits(phone: Phone, random: Random) -> str:
    return phone.country.code + phone.national if _abroad(phone, random) else phone.national


def leet(phone: Phone, _: Language, random: Random) -> str:
    """Letters for some of the digits, never for the first of the number."""
    groups = grouped(phone)
    hidden = " ".join([groups[0], *(group.translate(_LEET) for group in groups[1:])])
    if random.random() < 0.3:
        hidden = hidden.replace(" ", "")
    head = _head(phone, random)
    return f"{head} {hidden}" if head else hidden


def keycap(phone: Phone, _: Language, random: Random) -> str:
    head = _head(phone, random)
    glue = random.choice(("", " "))
    return glue.join(_KEYCAP.get(digit, digit) for digit in head + phone.national)


def other_digits(phone: Phone, language: Language, random: Random) -> str:
    """Full-width or Arabic-Indic digits."""
    table = _ARABIC if language.code == "ar" or random.random() < 0.3 else _WIDE
    head = _head(phone, random)
    return " ".join([head, *grouped(phone)] if head else grouped(phone)).translate(table)


def split_words(phone: Phone, language: Language, random: Random) -> str | None:
    """Groups with words between: "call 84 then 000 then 0012"."""
    if "call" not in language.sections:
        return None
    first, second, *rest = grouped(phone)
    head = _head(phone, random)
    return language.draw("call", random).format(
        a=f"{head} {first}" if head else first, b=second, c="".join(rest)
    )


def split_emoji(phone: Phone, _: Language, random: Random) -> str:
    mark = random.choice(_EMOJI.replace("\ufe0f", ""))
    parts = grouped(phone) if random.random() < 0.5 else list(phone.national)
    head = _head(phone, random)
    return mark.join([head, *parts] if head else parts)


def messenger(phone: Phone, _: Language, random: Random) -> str:
    return random.choice(("https://wa.me/", "wa.me/", "http://wa.me/+")) + phone.country.code + phone.national


def tel(phone: Phone, _: Language, random: Random) -> str:
    return f"tel:+{phone.country.code}" + random.choice(("", "-")).join(["", *grouped(phone)])


def mixed(phone: Phone, language: Language, random: Random) -> str | None:
    """Some digits as words, the others as digits."""
    if language.code not in SPOKEN:
        return None
    head = _head(phone, random)
    said = [words(language.code, int(digit)) if random.random() < 0.4 else digit for digit in phone.national]
    return " ".join([head, *said] if head else said)


def letters_between(phone: Phone, _: Language, random: Random) -> str:
    """A letter or a mark after every group or digit: "84x000x0012"."""
    mark = random.choice(("x", "_", "*", "z", "~"))
    head = _head(phone, random)
    parts = grouped(phone) if random.random() < 0.6 else list(phone.national)
    return mark.join([head, *parts] if head else parts)


PLAIN: dict[str, Hide] = {"local": local, "international": international, "separated": separated}
HIDDEN: dict[str, Hide] = {
    "local abroad": local_abroad,
    "parenthesised": parenthesised,
    "spelled": spelled,
    "spelled pairs": spelled_pairs,
    "spelled double": spelled_double,
    "leet": leet,
    "keycap": keycap,
    "other digits": other_digits,
    "split by words": split_words,
    "split by emoji": split_emoji,
    "messenger link": messenger,
    "tel link": tel,
    "words and digits": mixed,
    "letters between": letters_between,
}
