"""How the held-out grammars write a phone: the same kinds as in development, made in other ways."""

from random import Random

from hiding_dev import Hide, grouped, international, local, local_abroad, pair_words, split_words
from numerals import DOUBLE, PLUS, SPOKEN, words
from phones import HOME, Phone
from wording import Language

_LEET = (
    {"0": "o", "1": "I", "5": "s"},
    {"0": "O", "1": "!", "2": "Z", "8": "B"},
    {"0": "o", "6": "b", "9": "g", "1": "i"},
)
_SIGNS = ("🟢", "🔹", "🌸", "➖", "✨", "🟡")
_ENCLOSED = (0x2460 - 1, 0x1D7CE, 0x1D7D8, 0x1D7EC, 0x1D7F6, 0x2080)


def _code(phone: Phone, random: Random) -> str:
    """The country code, always for a foreign number, for a home number in one of three."""
    if phone.country.region == HOME and random.random() < 0.67:
        return ""
    return (
        random.choice(("+", "00", "+ ", "")) + phone.country.code
        if phone.country.region == HOME
        else "+" + phone.country.code
    )


def _parts(phone: Phone, random: Random) -> list[str]:
    code = _code(phone, random)
    return [code, *grouped(phone)] if code else grouped(phone)


def separated(phone: Phone, _: Language, random: Random) -> str:
    mark = random.choice((" . ", "–", " / ", "\u00a0", "'", "  ", "·"))
    if random.random() < 0.3:
        cut = random.choice((3, 4))
        code = _code(phone, random)
        tail = [phone.national[at : at + cut] for at in range(0, len(phone.national), cut)]
        return mark.join([code, *tail] if code else tail)
    return mark.join(_parts(phone, random))


def parenthesised(phone: Phone, _: Language, random: Random) -> str:
    first, *rest = grouped(phone)
    if phone.country.region == HOME and random.random() < 0.5:
        return f"[{first}] {' '.join(rest)}"
    return f"+{phone.country.code} ({first}) {'-'.join(rest)}"


def spelled(phone: Phone, language: Language, random: Random) -> str | None:
    """Digit by digit, with other marks between, sometimes in capitals."""
    if language.code not in SPOKEN:
        return None
    said = random.choice((" ", ". ", "/", " ... ", "; ")).join(
        words(language.code, int(x)) for x in phone.national
    )
    said = _spoken_code(phone, language.code) + said
    return said.upper() if random.random() < 0.3 else said


def spelled_pairs(phone: Phone, language: Language, random: Random) -> str | None:
    """Group by group: pairs within each of the country's groups."""
    if language.code not in SPOKEN:
        return None
    said = []
    for group in grouped(phone):
        pairs = [group[at : at + 2] for at in range(0, len(group), 2)]
        said.append(" ".join(pair_words(language.code, pair) for pair in pairs))
    return _spoken_code(phone, language.code) + random.choice((", ", "; ", " / ")).join(said)


def spelled_double(phone: Phone, language: Language, random: Random) -> str | None:
    """Some digits as figures and every pair as "double 0"."""
    if language.code not in SPOKEN:
        return None
    said, at, digits = [], 0, phone.national
    while at < len(digits):
        twice = digits[at : at + 2] == digits[at] * 2
        name = words(language.code, int(digits[at]))
        said.append(f"{DOUBLE[language.code]} {random.choice((digits[at], name))}" if twice else name)
        at += 1 + twice
    return _spoken_code(phone, language.code) + random.choice((" ", ", ")).join(said)


def _spoken_code(phone: Phone, language: str) -> str:
    """The country code in words before a foreign number."""
    if phone.country.region == HOME:
        return ""
    return f"{PLUS[language]} {' '.join(words(language, int(digit)) for digit in phone.country.code)} "


def leet(phone: Phone, _: Language, random: Random) -> str:
    table = str.maketrans(random.choice(_LEET))
    first, *rest = _parts(phone, random)
    return random.choice((" ", "-", ".")).join([first, *(part.translate(table) for part in rest)])


def keycap(phone: Phone, _: Language, random: Random) -> str:
    """Keycaps without the variation selector, set apart; or only within the last groups."""
    capped = ["".join(f"{digit}\u20e3" for digit in group) for group in grouped(phone)]
    code = _code(phone, random)
    if random.random() < 0.4:
        capped[0] = grouped(phone)[0]
    return random.choice((" ", "-", "")).join([code, *capped] if code else capped)


def other_digits(phone: Phone, _: Language, random: Random) -> str:
    """Circled, mathematical, subscript, Persian or Devanagari digits."""
    start = random.choice((*_ENCLOSED, 0x06F0, 0x0966))

    def styled(digit: str) -> str:
        if start == _ENCLOSED[0] and digit == "0":
            return "⓪"
        return chr(start + int(digit))

    code = _code(phone, random)
    text = " ".join("".join(map(styled, group)) for group in grouped(phone))
    return f"{code} {text}" if code else text


def split_emoji(phone: Phone, _: Language, random: Random) -> str:
    mark = random.choice(_SIGNS)
    return (
        f" {mark} ".join(_parts(phone, random))
        if random.random() < 0.5
        else (mark * 2).join(_parts(phone, random))
    )


def messenger(phone: Phone, _: Language, random: Random) -> str:
    start = random.choice(
        ("https://api.whatsapp.com/send?phone=", "whatsapp://send?phone=", "https://wa.me/")
    )
    tail = "?text=Ola" if start.endswith("wa.me/") else ""
    return start + phone.country.code + phone.national + tail


def tel(phone: Phone, _: Language, random: Random) -> str:
    return random.choice(("tel:00", "TEL:+", "callto:+")) + phone.country.code + phone.national


def mixed(phone: Phone, language: Language, random: Random) -> str | None:
    """One group in words, the others in digits."""
    if language.code not in SPOKEN:
        return None
    parts = grouped(phone)
    chosen = random.randrange(len(parts))
    parts[chosen] = " ".join(words(language.code, int(digit)) for digit in parts[chosen])
    code = _code(phone, random)
    return random.choice((" ", " - ")).join([code, *parts] if code else parts)


def letters_between(phone: Phone, _: Language, random: Random) -> str:
    mark = random.choice(("kk", "#", "w", "^", "||", "a"))
    return mark.join(_parts(phone, random))


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
