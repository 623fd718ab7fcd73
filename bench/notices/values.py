"""What slots hold: places, wages, dates, names, invented firms. A value is made once a post and kept."""

import re
from collections.abc import Callable
from functools import cache
from random import Random

from grammar import HERE, Language, Speaker

DESTINATIONS: dict[str, str] = {
    # where posts of a language offer work, beside the poster's own country; repeated for weight
    "pt": "za za pt pt ae br ao tz sa mz",
    "en": "za ae ae qa sa om gb kw mz bw na th",
    "es": "es es mx ae do us fr co",
    "fr": "fr be ca lb ae tn ci ma kw",
    "sw": "ae sa om qa ke tz lb jo",
    "ar": "ae sa qa kw om bh eg jo",
    "af": "za na gb ae mz nz",
    "tl": "ae sa qa kw sg hk jp kh",
    "hi": "ae sa qa om kh th kw bh",
    "id": "my sg hk kh sa jp tw kr",
}
CURRENCIES: dict[str, tuple[str, int, int, int]] = {
    # labels, least and greatest monthly wage, step
    "mz": ("MT MZN meticais Mts", 7000, 48000, 500),
    "za": ("R ZAR rand", 3800, 19000, 100),
    "pt": ("€ euros EUR", 820, 1900, 10),
    "br": ("R$ reais", 1500, 5200, 50),
    "ao": ("Kz AOA kwanzas", 70000, 320000, 5000),
    "ae": ("AED Dhs dirhams", 1200, 6500, 50),
    "sa": ("SAR riyals SR", 1200, 5500, 50),
    "qa": ("QAR QR", 1200, 6000, 50),
    "om": ("OMR", 90, 420, 5),
    "kw": ("KWD KD", 90, 450, 5),
    "bh": ("BHD BD", 100, 450, 5),
    "ke": ("KSh KES", 14000, 70000, 500),
    "tz": ("TSh TZS", 200000, 1300000, 10000),
    "gb": ("£ GBP", 1400, 2900, 20),
    "zm": ("ZMW K", 2500, 12000, 100),
    "mw": ("MWK MK", 90000, 600000, 5000),
    "bw": ("BWP P", 2200, 9000, 100),
    "na": ("N$ NAD", 3000, 14000, 100),
    "mx": ("MXN pesos", 8000, 32000, 200),
    "co": ("COP pesos", 1300000, 4500000, 50000),
    "ma": ("MAD DH", 3000, 12000, 100),
    "eg": ("EGP", 7000, 30000, 250),
    "ci": ("FCFA XOF", 80000, 450000, 5000),
    "my": ("RM MYR", 1500, 4500, 50),
    "sg": ("SGD S$", 600, 2400, 10),
    "in": ("INR Rs ₹", 12000, 60000, 500),
    "ph": ("PHP ₱", 15000, 60000, 500),
    "jp": ("¥ JPY", 150000, 290000, 1000),
}
CURRENCIES |= dict.fromkeys(("es", "fr", "be", "de"), CURRENCIES["pt"])
DOLLARS = ("USD US$ $ dollars", 300, 2600, 10)
DOLLAR = {"pt": "dólares", "es": "dólares", "ar": "دولار", "sw": "dola", "id": "dolar"}
ARABIC = {
    "ae": "درهم",
    "sa": "ريال",
    "qa": "ريال قطري",
    "kw": "دينار",
    "om": "ريال عماني",
    "bh": "دينار",
    "eg": "جنيه",
}
AMOUNT = re.compile(r"\d[\d., ]*\d")
ONSETS = [
    "B",
    "C",
    "D",
    "F",
    "G",
    "K",
    "L",
    "M",
    "N",
    "P",
    "R",
    "S",
    "T",
    "V",
    "Z",
    "Ch",
    "Kw",
    "Mb",
    "Nh",
    "Br",
    "Tr",
    "Gr",
    "Sh",
    "Th",
    "Ny",
    "Al",
    "Or",
]
CORES = [
    "a",
    "e",
    "i",
    "o",
    "u",
    "a",
    "o",
    "ai",
    "an",
    "en",
    "on",
    "ar",
    "or",
    "ila",
    "una",
    "ema",
    "ola",
    "ari",
    "ema",
    "ondo",
    "inga",
    "ura",
    "esta",
]
ENDS = [
    "ra",
    "la",
    "na",
    "to",
    "mar",
    "ton",
    "vel",
    "mba",
    "nga",
    "lis",
    "dor",
    "sa",
    "ka",
    "ne",
    "rex",
    "ria",
    "za",
    "via",
    "wa",
    "mi",
    "que",
    "lo",
]


@cache
def places() -> dict[str, list[str]]:
    """Towns by country."""
    found = {}
    for line in (HERE / "places.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(";;"):
            country, names = line.split(": ", 1)
            found[country] = names.split(" | ")
    return found


def coined(rng: Random) -> str:
    """A name that no firm has."""
    stem = rng.choice(ONSETS) + rng.choice(CORES)
    if rng.random() < 0.5:
        stem += rng.choice(ONSETS).lower() + rng.choice(CORES)
    return stem + rng.choice(ENDS)


class Values(dict[str, str]):
    """The slots of one post; those a script has fixed are there from the start."""

    def __init__(self, rng: Random, language: Language, home: str, destination: str) -> None:
        super().__init__()
        self.rng, self.language, self.home, self.destination = rng, language, home, destination
        self.speaker = Speaker(rng, self, language, "- ")

    def __missing__(self, name: str) -> str:
        base = name.rstrip("23")
        maker = MAKERS.get(name) or MAKERS.get(base)
        value = maker(self) if maker else self.pooled(base)
        self[name] = value
        return value

    def pooled(self, name: str) -> str:
        pool = self.language.pools.get(name)
        if pool is None and name.startswith("country."):
            return town(self, name[8:])
        if pool is None:
            raise KeyError(name)
        return self.speaker.say(pool[int(self.rng.random() * len(pool))])


def town(values: Values, country: str) -> str:
    own = f"town.{country}"
    if own in values.language.pools:
        return values.pooled(own)
    known = places()
    return values.rng.choice(known.get(country) or known["ae"])


def thousands(number: int, language: str, rng: Random) -> str:
    mark = rng.choice([".", " ", "", "."] if language in {"pt", "es", "fr", "id"} else [",", "", " ", ","])
    return f"{number:,}".replace(",", mark)


def money(values: Values, share: float) -> str:
    """A wage, or a share of one, in the destination's money; every eighth in dollars."""
    rng, code = values.rng, values.language.code
    country = values.destination
    labels, low, high, step = CURRENCIES.get(country, DOLLARS) if rng.random() < 0.875 else DOLLARS
    amount = max(step, int(rng.randrange(low, high, step) * share) // step * step)
    label = rng.choice(labels.split())
    if label == "dollars":
        label = DOLLAR.get(code, label)
    if code == "ar" and country in ARABIC and label in CURRENCIES[country][0].split():
        label = ARABIC[country]
    said = thousands(amount, code, rng)
    if label in {"R", "R$", "€", "$", "US$", "£", "N$", "P", "K", "₹", "Rs", "S$", "RM", "₱", "¥", "KSh"}:
        before = label != "€" or rng.random() < 0.3
        return f"{label}{rng.choice(['', ' '])}{said}" if before else f"{said}{rng.choice(['', ' '])}{label}"
    return f"{said} {label}" if rng.random() < 0.8 or code == "ar" else f"{label} {said}"


def raised(values: Values) -> str:
    """A better wage than the post's, written alike."""
    wage = values["wage"]
    found = AMOUNT.search(wage)
    if not found:
        return wage
    written = found.group()
    amount = int("".join(letter for letter in written if letter.isdigit()))
    more = max(amount + 10, int(float(f"{amount * values.rng.uniform(1.1, 1.7):.2g}")))
    mark = next((letter for letter in written if not letter.isdigit()), "")
    return wage.replace(written, f"{more:,}".replace(",", mark))


def firm(values: Values) -> str:
    if "coinedar" in values.language.pools:
        name = f"{values.pooled('coinedar')} {values.pooled('coinedar')}"
    else:
        name = coined(values.rng)
        if values.rng.random() < 0.4:
            name += " " + coined(values.rng)
    return values.pooled("firm").replace("*", name)


def person(values: Values, pool: str) -> str:
    first = values.pooled(pool)
    return f"{first} {values.pooled('surname')}" if values.rng.random() < 0.4 else first


def ages(values: Values) -> str:
    low = values.rng.choice([18, 18, 19, 20, 21, 22, 23, 25])
    return values.pooled("agespan").replace("*", str(low)).replace("#", str(low + values.rng.randint(4, 22)))


def date(values: Values) -> str:
    rng = values.rng
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.choice([2023, 2024, 2025])
    return rng.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}",
            f"{day:02}.{month:02}.{year % 100}",
            f"{day} {values.pooled('monthof')}",
            f"{day:02}-{month:02}-{year}",
        ]
    )


def hours(values: Values) -> str:
    start = values.rng.randint(6, 10)
    end = values.rng.randint(15, 20)
    return values.pooled("hourspan").replace("*", str(start)).replace("#", str(end))


def slug(values: Values) -> str:
    return "".join(letter for letter in values["company"].lower() if letter.isascii() and letter.isalnum())[
        :14
    ]


def email(values: Values) -> str:
    rng = values.rng
    who = rng.choice(["rh", "vagas", "jobs", "recruit", "info", "office", "cv", "hr", "empleo", "contact"])
    name = slug(values) or coined(rng).lower()
    return rng.choice([f"{who}@{name}.example", f"{name}.{who}{rng.randint(1, 99)}@mail.example"])


MAKERS: dict[str, Callable[[Values], str]] = {
    "place": lambda v: town(v, v.destination),
    "home": lambda v: town(v, v.home),
    "country": lambda v: v.pooled(f"country.{v.destination}"),
    "homeland": lambda v: v.pooled(f"country.{v.home}"),
    "company": firm,
    "woman": lambda v: person(v, "she"),
    "man": lambda v: person(v, "he"),
    "name": lambda v: person(v, "she" if v.rng.random() < 0.5 else "he"),
    "boss": lambda v: f"{v.pooled('title')} {v.pooled('surname')}",
    "wage": lambda v: money(v, 1.0),
    "fee": lambda v: money(v, 0.12),
    "wage2": raised,
    "number": lambda v: str(v.rng.choice([2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 50, 60, 80])),
    "small": lambda v: str(v.rng.randint(2, 9)),
    "years": lambda v: str(v.rng.randint(2, 17)),
    "age": ages,
    "old": lambda v: str(v.rng.randint(19, 46)),
    "date": date,
    "hours": hours,
    "year": lambda v: str(v.rng.randint(2009, 2024)),
    "days": lambda v: str(v.rng.choice([3, 5, 7, 10, 14, 15, 20, 21, 30, 45])),
    "ref": lambda v: (
        f"{v.rng.choice('ABCDEFGHJKLMNPRSTVX')}{v.rng.choice('ABCDEFGH')}{v.rng.randint(100, 99999)}"
    ),
    "house": lambda v: str(v.rng.randint(3, 1980)),
    "email": email,
    "site": lambda v: f"www.{slug(v) or coined(v.rng).lower()}.example",
    "page": lambda v: str(v.rng.randint(2, 31)),
    "adnumber": lambda v: str(v.rng.randint(1000, 9999999)),
    "adref": lambda v: f"{v.rng.choice('ABCDEFGHJKLM')}{v.rng.randint(10000, 9999999)}",
    "coined": lambda v: coined(v.rng),
}
