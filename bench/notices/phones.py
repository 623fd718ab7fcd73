"""Phone numbers plainly made up (a run of zeros in each), and the many ways posts write them."""

from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
import numpy.typing as npt

COUNTRIES: dict[str, tuple[str, str, int, str]] = {
    # country: calling code, prefixes, digits after the prefix, how locals group the national number
    "mz": ("258", "82 83 84 85 86 87", 7, "2 3 4"),
    "za": ("27", " ".join(str(n) for n in range(60, 85)), 7, "2 3 4"),
    "pt": ("351", "91 92 93 96", 7, "3 3 3"),
    "br": ("55", "119 129 199 219 279 319 419 489 519 619 629 719 819 859 919", 8, "2 5 4"),
    "ao": ("244", "91 92 93 94 95", 7, "3 3 3"),
    "zw": ("263", "71 77 78", 7, "2 3 4"),
    "zm": ("260", "95 96 97 76 77", 7, "2 3 4"),
    "mw": ("265", "88 99 98 31", 7, "3 3 3"),
    "bw": ("267", "71 72 73 74 75 76 77", 6, "2 3 3"),
    "na": ("264", "81 85 60", 7, "2 3 4"),
    "ls": ("266", "58 59 62 63 56", 6, "4 4"),
    "ae": ("971", "50 52 54 55 56 58", 7, "2 3 4"),
    "sa": ("966", "50 51 53 54 55 56 57 58 59", 7, "2 3 4"),
    "qa": ("974", "33 55 66 77 30 50", 6, "4 4"),
    "om": ("968", "91 92 93 94 95 96 97 98 99 79 78", 6, "4 4"),
    "kw": ("965", "50 55 66 90 94 97 99", 6, "4 4"),
    "bh": ("973", "33 34 36 37 39", 6, "4 4"),
    "ke": ("254", "70 71 72 74 79 11 75 76", 7, "3 3 3"),
    "tz": ("255", "61 62 65 67 68 69 71 74 75 76 77 78", 7, "3 3 3"),
    "ug": ("256", "70 74 75 76 77 78", 7, "3 6"),
    "es": ("34", "60 61 62 63 64 65 66 67 68 69 71 72", 7, "3 2 2 2"),
    "fr": ("33", "60 61 62 64 65 66 67 68 75 76 77", 7, "1 2 2 2 2"),
    "be": ("32", "46 47 48 49", 7, "3 2 2 2"),
    "cd": ("243", "80 81 82 84 85 89 97 99 90", 7, "2 3 4"),
    "cm": ("237", "65 67 68 69", 7, "3 2 2 2"),
    "ci": ("225", "01 05 07", 8, "2 2 2 2 2"),
    "sn": ("221", "70 76 77 78", 7, "2 3 2 2"),
    "ma": ("212", "60 61 62 66 67 70", 7, "1 2 2 2 2"),
    "eg": ("20", "10 11 12 15", 8, "3 3 4"),
    "tn": ("216", "20 21 22 50 52 55 97 98", 6, "2 3 3"),
    "co": ("57", "300 301 304 310 311 312 313 314 315 320", 7, "3 3 4"),
    "pe": ("51", "91 92 93 94 95 96 97 98 99", 7, "3 3 3"),
    "mx": ("52", "55 33 81", 8, "2 4 4"),
    "ve": ("58", "412 414 416 424", 7, "3 3 4"),
    "do": ("1", "809 829 849", 7, "3 3 4"),
    "gq": ("240", "222 555", 6, "3 3 3"),
    "ph": ("63", "905 906 915 916 917 926 927 935 945 955 995 998 999", 7, "3 3 4"),
    "in": ("91", "98 99 97 96 95 94 93 90 88 87", 8, "5 5"),
    "id": ("62", "811 812 813 815 816 817 818 819 821 852", 7, "3 3 4"),
    "gb": ("44", "74 75 77 78 79", 8, "4 6"),
    "ng": ("234", "803 805 806 807 810 813 703 706 903", 7, "3 3 4"),
    "gh": ("233", "20 24 54 55 26 27", 7, "2 3 4"),
}
TRUNK = dict.fromkeys(
    [
        "za",
        "zw",
        "zm",
        "mw",
        "na",
        "ae",
        "sa",
        "ke",
        "tz",
        "ug",
        "fr",
        "be",
        "cd",
        "ma",
        "eg",
        "ph",
        "id",
        "gb",
        "ng",
        "gh",
        "ve",
    ],
    "0",
)
STRIDE = 1_000_003  # a prime: neighbours in the count are no neighbours on the dial


@cache
def tails(digits: int) -> npt.NDArray[np.int64]:
    """Every ending of so many digits that holds a run of zeros: three, or four if it is a long one."""
    zeros = 3 if digits < 8 else 4
    parts = []
    for after in range(digits - zeros + 1):
        high = np.arange(10 ** (digits - zeros - after), dtype=np.int64) * 10 ** (zeros + after)
        parts.append((high[:, None] + np.arange(10**after)).ravel())
    shuffled = np.unique(np.concatenate(parts))
    np.random.default_rng(7).shuffle(shuffled)
    return shuffled


@dataclass(frozen=True, slots=True)
class Phone:
    country: str
    national: str

    @property
    def e164(self) -> str:
        return f"+{COUNTRIES[self.country][0]}{self.national}"

    @property
    def local(self) -> str:
        return TRUNK.get(self.country, "") + self.national

    def groups(self) -> list[str]:
        out, at = [], 0
        for size in COUNTRIES[self.country][3].split():
            out.append(self.national[at : at + int(size)])
            at += int(size)
        return out


def capacity(country: str) -> int:
    _, prefixes, digits, _ = COUNTRIES[country]
    return len(prefixes.split()) * len(tails(digits))


def phone(country: str, index: int) -> Phone:
    """The index-th number of a country; past the country's capacity (10⁴ to 10⁶) numbers come again."""
    _, prefixes, digits, _ = COUNTRIES[country]
    starts, ends = prefixes.split(), tails(digits)
    place = index * STRIDE % capacity(country)
    return Phone(country, starts[place // len(ends)] + str(ends[place % len(ends)]).zfill(digits))


KEYCAP = {str(d): f"{d}\ufe0f\u20e3" for d in range(10)}
FULL = {str(d): chr(0xFF10 + d) for d in range(10)}
CIRCLED = {"0": "⓪", **{str(d): chr(0x2460 + d - 1) for d in range(1, 10)}}
BOLD = {str(d): chr(0x1D7CE + d) for d in range(10)}
ARABIC = {str(d): chr(0x0660 + d) for d in range(10)}
LEET = {"0": "Oo", "1": "lI", "5": "S", "8": "B", "2": "Z"}
WORDS = {
    "pt": "zero um dois três quatro cinco seis sete oito nove",
    "en": "zero one two three four five six seven eight nine",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "sw": "sifuri moja mbili tatu nne tano sita saba nane tisa",
    "ar": "صفر واحد اثنين ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة",
    "af": "nul een twee drie vier vyf ses sewe agt nege",
    "tl": "zero isa dalawa tatlo apat lima anim pito walo siyam",
    "hi": "zero ek do teen char paanch chhe saat aath nau",
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan",
}
PLAIN = ("international", "local", "local", "grouped", "grouped", "dashes", "zeros-prefix", "compact")
HIDDEN = ("words", "mixed", "keycaps", "leet", "spaced", "odd-marks", "link", "wide", "brackets", "noise")
RESCUE = {"ar": ("arabic-digits", "arabic-digits")}


def ways(language: str, rng: Random, hiding: float) -> tuple[str, ...]:
    """Two habits of one who writes numbers."""
    plain = PLAIN + RESCUE.get(language, ())
    return tuple(rng.choice(HIDDEN if rng.random() < hiding else plain) for _ in range(2))


def grouped(number: Phone, mark: str, coded: bool) -> str:
    parts = number.groups()
    if coded:
        return "+" + mark.join([COUNTRIES[number.country][0], *parts])
    parts[0] = TRUNK.get(number.country, "") + parts[0]
    return mark.join(parts)


def swapped(digits: str, table: dict[str, str]) -> str:
    return "".join(table.get(d, d) for d in digits)


def spelled(number: Phone, language: str, rng: Random, share: float) -> str:
    words = WORDS[language].split()
    if language == "en" and rng.random() < 0.3:
        words[0] = rng.choice(["oh", "nought"])
    out = [words[int(d)] if rng.random() < share else d for d in number.local]
    if share == 1.0 and rng.random() < 0.2:
        out = [word.capitalize() for word in out]
    return rng.choice([" ", " ", " ", "-", ", "]).join(out)


def written(number: Phone, way: str, language: str, rng: Random) -> str:
    """The number as a post has it."""
    code = COUNTRIES[number.country][0]
    digits = number.local
    match way:
        case "international":
            return number.e164
        case "local":
            return digits
        case "compact":
            return code + number.national
        case "grouped":
            return grouped(number, rng.choice([" ", " ", "  ", "\u00a0"]), rng.random() < 0.5)
        case "dashes":
            return grouped(number, rng.choice(["-", ".", "/", " - "]), rng.random() < 0.3)
        case "zeros-prefix":
            return f"00{code}{rng.choice(['', ' '])}{number.national}"
        case "words":
            return spelled(number, language, rng, 1.0)
        case "mixed":
            return spelled(number, language, rng, 0.5)
        case "keycaps":
            return rng.choice(["", " "]).join(swapped(d, KEYCAP) for d in digits)
        case "leet":
            return "".join(rng.choice(LEET[d]) if d in LEET and rng.random() < 0.7 else d for d in digits)
        case "spaced":
            return " ".join(digits)
        case "odd-marks":
            return rng.choice(["*", "_", "~", "·", "…", "|", "•"]).join(number.groups())
        case "link":
            return rng.choice(
                [
                    f"https://wa.me/{code}{number.national}",
                    f"wa.me/{code}{number.national}",
                    f"https://api.whatsapp.com/send?phone={code}{number.national}",
                ]
            )
        case "wide":
            return swapped(digits, rng.choice([FULL, CIRCLED, BOLD]))
        case "brackets":
            first, *rest = number.groups()
            return (
                f"(+{code}) {first}.{''.join(rest)}" if rng.random() < 0.5 else f"[{first}] {'-'.join(rest)}"
            )
        case "noise":
            mark = rng.choice(["x", "🔥", "❤", "#", "'", "\u200b"])
            return f" {mark} ".join(number.groups()) if mark != "\u200b" else mark.join(digits)
        case "arabic-digits":
            return swapped(digits, ARABIC)
    raise ValueError(way)
