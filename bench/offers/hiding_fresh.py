"""How the fresh grammar writes a phone: kinds of its own, thought of apart from those of `dev` and `held`."""

from random import Random
from urllib.parse import quote

from hiding_dev import Hide, grouped
from numerals import PLUS, SPOKEN, words
from phones import HOME, Phone
from wording import Language

_STYLES = (
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "۰۱۲۳۴۵۶۷۸۹",
    "០១២៣៤៥៦៧៨៩",
)
_CYRILLIC = str.maketrans({"0": "О", "1": "І", "3": "З", "6": "б"})
_LABELS = ("Tel:", "WhatsApp:", "📞", "Cel.", "whats ", "Whatsapp ", "TEL ", "☎ ", "n° ", "Call/WhatsApp ")
_ARROWS = ("→", " > ", "•", " · ", "|", "=", " | ", "➡️", "…", "::", "#", " + ", "¬")
_PAIRS = ("()", "[]", "{}", "<>", "«»", '""')
_CODE = {
    "pt": ("código {a}, número {b}", "indicativo {a} e depois {b}", "código do país {a} {b}"),
    "en": ("country code {a}, number {b}", "code {a} then {b}"),
    "es": ("código {a}, número {b}", "prefijo {a} y luego {b}"),
    "fr": ("indicatif {a}, numéro {b}", "code {a} puis {b}"),
    "sw": ("kodi {a}, namba {b}",),
    "ar": ("رمز الدولة {a} الرقم {b}",),
}
_LONG = {
    "pt": (
        "o número começa com {a}, a seguir vem {b} e no fim {c}",
        "primeiro {a}, segundo {b}, terceiro {c}",
    ),
    "en": (
        "my number starts with {a}, after that comes {b} and at the end {c}",
        "first {a}, second {b}, third {c}",
    ),
    "es": (
        "mi número empieza con {a}, después viene {b} y al final {c}",
        "primero {a}, segundo {b}, tercero {c}",
    ),
    "fr": ("mon numéro commence par {a}, ensuite {b} et à la fin {c}", "d'abord {a}, puis {b}, enfin {c}"),
    "sw": ("namba inaanza na {a}, kisha {b} na mwisho {c}",),
    "ar": ("يبدأ الرقم ب {a} ثم {b} ثم {c}",),
}
_ZEROS = {"pt": "zeros", "en": "zeros", "es": "ceros", "fr": "zéros"}
_TIMES = {"pt": "vezes", "en": "times", "es": "veces", "fr": "fois"}
_BACKWARDS = {
    "pt": ("{a} (ao contrário)", "leia de trás para a frente: {a}"),
    "en": ("{a} (backwards)", "read backwards: {a}"),
    "es": ("{a} (al revés)", "léalo al revés: {a}"),
    "fr": ("{a} (à l'envers)", "lisez à l'envers : {a}"),
}
_HUNDRED = {
    "pt": "cento e {}",
    "en": "one hundred and {}",
    "es": "ciento {}",
    "fr": "cent {}",
    "sw": "mia moja na {}",
}


def _coded(phone: Phone, random: Random) -> bool:
    return phone.country.region != HOME or random.random() < 0.3


def _groups(phone: Phone, random: Random) -> list[str]:
    head = [random.choice(("+", "00")) + phone.country.code] if _coded(phone, random) else []
    return head + grouped(phone)


def regrouped(phone: Phone, _: Language, random: Random) -> str:
    """Groups as nobody's rules have them."""
    digits, groups = phone.national, []
    while digits:
        size = random.choice((2, 3, 3, 4))
        groups.append(digits[:size])
        digits = digits[size:]
    mark = random.choice((" ", " ", "-", "."))
    head = f"+{phone.country.code}" if _coded(phone, random) else ""
    return mark.join([head, *groups] if head else groups)


def labelled(phone: Phone, _: Language, random: Random) -> str:
    """Behind a word or a sign that speaks of calling, often without a space."""
    label = random.choice(_LABELS)
    if not _coded(phone, random):
        return label + phone.national
    return (
        label
        + random.choice(("+", "+", "00"))
        + phone.country.code
        + random.choice(("", " "))
        + phone.national
    )


def bracketed_code(phone: Phone, _: Language, random: Random) -> str:
    first, *rest = grouped(phone)
    form = random.choice(
        ("({c}) {a} {b}", "+{c}({a}){b}", "(+{c}){a}{b}", "(00{c}) {a}-{b}", "[+{c}] {a} {b}")
    )
    return form.format(c=phone.country.code, a=first, b="".join(rest))


def counted_zeros(phone: Phone, language: Language, random: Random) -> str | None:
    """A run of zeros is counted: "84 five zeros 12", "84 5x0 12", "84 five times zero 12"."""
    digits = phone.national
    run = max((run for run in range(2, 8) if "0" * run in digits), default=0)
    if not run or language.code not in _ZEROS:
        return None
    before, _, after = digits.partition("0" * run)
    many = words(language.code, run) if random.random() < 0.6 else str(run)
    said = random.choice(
        (
            f"{many} {_ZEROS[language.code]}",
            f"{many} {_TIMES[language.code]} {words(language.code, 0)}",
            f"{run}x0",
        )
    )
    head = f"+{phone.country.code} " if _coded(phone, random) else ""
    return f"{head}{before} {said} {after}".strip()


def spoken_hundreds(phone: Phone, language: Language, random: Random) -> str | None:
    """Groups of three as one number where that can be said so: "cento e vinte e três"."""
    if language.code not in SPOKEN:
        return None
    digits = phone.country.code + phone.national if _coded(phone, random) else phone.national
    said, at = [], 0
    while at < len(digits):
        three = digits[at : at + 3]
        if len(three) == 3 and three[0] == "1" and three[1] != "0":
            said.append(_HUNDRED[language.code].format(words(language.code, int(three[1:]))))
            at += 3
        elif digits[at] != "0" and len(digits) - at >= 2:
            said.append(words(language.code, int(digits[at : at + 2])))
            at += 2
        else:
            said.append(words(language.code, int(digits[at])))
            at += 1
    lead = f"{PLUS[language.code]} " if len(digits) > len(phone.national) else ""
    return lead + ", ".join(said)


def styled(phone: Phone, _: Language, random: Random) -> str:
    """Digits of mathematics, raised, lowered, circled, of India, Iran and Cambodia."""
    table = str.maketrans("0123456789", random.choice(_STYLES))
    return random.choice((" ", "", "-")).join(_groups(phone, random)).translate(table)


def code_in_words(phone: Phone, language: Language, random: Random) -> str | None:
    if language.code not in _CODE:
        return None
    code = phone.country.code
    if language.code in SPOKEN and random.random() < 0.6:
        code = " ".join(words(language.code, int(digit)) for digit in code)
    return random.choice(_CODE[language.code]).format(a=code, b=" ".join(grouped(phone)))


def each_bracketed(phone: Phone, _: Language, random: Random) -> str:
    left, right = random.choice(_PAIRS)
    parts = _groups(phone, random) if random.random() < 0.5 else list(phone.national)
    if len(parts) > 7 and phone.country.region != HOME:
        parts = [f"+{phone.country.code}", *parts]
    return random.choice(("", " ")).join(f"{left}{part}{right}" for part in parts)


def arrows(phone: Phone, _: Language, random: Random) -> str:
    return random.choice(_ARROWS).join(_groups(phone, random))


def line_each(phone: Phone, _: Language, random: Random) -> str:
    """One digit or one group on each line."""
    parts = _groups(phone, random)
    if random.random() < 0.5:
        parts = [*parts[: -len(grouped(phone))], *phone.national]
    return random.choice(("\n", "\n", " \n", "\n- ")).join(parts)


def encoded_link(phone: Phone, _: Language, random: Random) -> str:
    number = (
        random.choice(("+", "")) + phone.country.code + random.choice(("", " ")) + " ".join(grouped(phone))
    )
    written = quote(number if random.random() < 0.5 else number.replace(" ", ""), safe="")
    host = random.choice(
        ("https://api.whatsapp.com/send?phone=", "https://wa.me/", "https://api.whatsapp.com/send/?phone=")
    )
    return host + written + random.choice(("", "?text=oi", "&text=oi") if "?" in host else ("", "?text=oi"))


def other_app(phone: Phone, _: Language, random: Random) -> str:
    lead = random.choice(
        (
            "whatsapp://send?phone=",
            "sms:+",
            "viber://chat?number=%2B",
            "https://signal.me/#p/+",
            "https://t.me/+",
            "callto:+",
            "https://web.whatsapp.com/send?phone=",
        )
    )
    return lead + phone.country.code + phone.national


def glued(phone: Phone, language: Language, random: Random) -> str | None:
    """Digits and number words without a space between: "84zero00zero12"."""
    if language.code not in SPOKEN:
        return None
    at = set(random.sample(range(1, len(phone.national)), 2))
    said = [words(language.code, int(digit)) if n in at else digit for n, digit in enumerate(phone.national)]
    return (f"+{phone.country.code} " if _coded(phone, random) else "") + "".join(said)


def spaced_words(phone: Phone, language: Language, random: Random) -> str | None:
    """The letters of the words apart: "o i t o  q u a t r o"."""
    if language.code not in SPOKEN:
        return None
    mark = random.choice((" ", ".", "-"))
    said = [mark.join(words(language.code, int(digit))) for digit in phone.national]
    lead = f"+{phone.country.code} " if _coded(phone, random) else ""
    return lead + random.choice(("  ", " / ", ", ")).join(said)


def html_left(phone: Phone, _: Language, random: Random) -> str:
    """What a page's source leaves between the groups."""
    return random.choice(("&nbsp;", "<br>", "<b></b>", "&#8209;", "%20", "&#x2d;")).join(
        _groups(phone, random)
    )


def backwards(phone: Phone, language: Language, random: Random) -> str | None:
    if language.code not in _BACKWARDS:
        return None
    digits = phone.country.code + phone.national if _coded(phone, random) else phone.national
    return random.choice(_BACKWARDS[language.code]).format(a=digits[::-1])


def cyrillic(phone: Phone, _: Language, random: Random) -> str:
    groups = _groups(phone, random)
    return " ".join([groups[0], *(group.translate(_CYRILLIC) for group in groups[1:])])


def said_twice(phone: Phone, language: Language, random: Random) -> str | None:
    """Each digit with its word behind: "8 (oito) 4 (quatro)"."""
    if language.code not in SPOKEN:
        return None
    lead = f"+{phone.country.code} " if phone.country.region != HOME else ""
    return lead + " ".join(f"{digit} ({words(language.code, int(digit))})" for digit in phone.national)


def long_way(phone: Phone, language: Language, random: Random) -> str | None:
    if language.code not in _LONG:
        return None
    *first, second, third = _groups(phone, random)
    return random.choice(_LONG[language.code]).format(a=" ".join(first) or second, b=second, c=third)


def other_tongue(phone: Phone, language: Language, random: Random) -> str:
    """In the words of another language than the post's."""
    code = random.choice(sorted(SPOKEN - {language.code}))
    lead = f"+{phone.country.code} " if _coded(phone, random) else ""
    return lead + random.choice((" ", "-")).join(words(code, int(digit)) for digit in phone.national)


def of_all_sorts(phone: Phone, language: Language, random: Random) -> str:
    """Digits, keycaps, words and letters for digits in one number."""
    code = language.code if language.code in SPOKEN else "en"

    def one(digit: str) -> str:
        way = random.random()
        if way < 0.25:
            return f"{digit}\ufe0f\u20e3"
        if way < 0.5:
            return words(code, int(digit))
        if way < 0.6 and digit == "0":
            return "O"
        return digit

    first = phone.national[0]
    lead = f"+{phone.country.code} " if _coded(phone, random) else ""
    return lead + " ".join([first, *map(one, phone.national[1:])])


PLAIN: dict[str, Hide] = {"regrouped": regrouped, "labelled": labelled, "international": bracketed_code}
HIDDEN: dict[str, Hide] = {
    "counted zeros": counted_zeros,
    "spoken hundreds": spoken_hundreds,
    "styled digits": styled,
    "code in words": code_in_words,
    "each bracketed": each_bracketed,
    "arrows": arrows,
    "a line each": line_each,
    "encoded link": encoded_link,
    "other app": other_app,
    "glued": glued,
    "spaced words": spaced_words,
    "html left": html_left,
    "backwards": backwards,
    "cyrillic": cyrillic,
    "said twice": said_twice,
    "long way": long_way,
    "other tongue": other_tongue,
    "of all sorts": of_all_sorts,
}
