"""Made-up numbers, each with a run of zeros, and the ways in which people write and hide them."""

from dataclasses import dataclass
from itertools import accumulate

from dice import Dice

RESERVED = 64  # the first serials of a country belong to portals and newspapers


@dataclass(slots=True, frozen=True)
class Country:
    code: str
    prefixes: tuple[str, ...]
    free: int  # digits after the prefix
    trunk: str
    groups: tuple[int, ...]


def _country(code: int, prefixes: str, free: int, trunk: str = "", groups: str = "234") -> Country:
    return Country(str(code), tuple(prefixes.split()), free, trunk, tuple(map(int, groups)))


COUNTRIES = {
    "MZ": _country(258, "84 82 85 86 87 83", 7),
    "ZA": _country(27, "82 61 62 63 71 72 73 74 76 78 79 83 84", 7, "0"),
    "ZW": _country(263, "77 71 78", 7, "0"),
    "MW": _country(265, "99 88 98", 7, "0"),
    "ZM": _country(260, "97 95 96", 7, "0"),
    "TZ": _country(255, "71 74 75 76 78 65 68", 7, "0", "333"),
    "KE": _country(254, "72 70 71 79 11", 7, "0", "333"),
    "UG": _country(256, "77 78 70 75", 7, "0", "333"),
    "AE": _country(971, "50 52 54 55 56 58", 7, "0"),
    "SA": _country(966, "50 53 54 55 56 59", 7, "0"),
    "QA": _country(974, "3 5 6 7", 7, "", "44"),
    "EG": _country(20, "10 11 12 15", 8, "0", "334"),
    "PT": _country(351, "91 92 93 96", 7, "", "333"),
    "ES": _country(34, "6", 8, "", "3222"),
    "FR": _country(33, "61 62 64 66 67 68", 7, "0", "12222"),
    "BR": _country(55, "119 219 319 629 859 929", 8, "", "254"),
    "AO": _country(244, "92 91 93 94", 7, "", "333"),
    "CO": _country(57, "300 301 310 311 320", 7, "", "334"),
    "MX": _country(52, "55 33 81", 8, "", "244"),
    "PE": _country(51, "9", 8, "", "333"),
    "MA": _country(212, "61 66 67", 7, "0", "12222"),
    "SN": _country(221, "77 78", 7, "", "2322"),
    "CI": _country(225, "07 05", 8, "", "22222"),
    "CD": _country(243, "81 82 99", 7, "0", "333"),
    "GB": _country(44, "74 75 77 78", 8, "0", "433"),
    "ID": _country(62, "812 813 852", 8, "0", "344"),
    "RO": _country(40, "72 73 74", 7, "0", "333"),
    "CN": _country(86, "138 139 150", 8, "", "344"),
}
NAMES = list(COUNTRIES)
WAYS = (
    ("plain", 26),
    ("local", 19),
    ("zero-prefix", 6),
    ("separators", 7),
    ("spelled", 6),
    ("part-spelled", 6),
    ("keycap", 5),
    ("leet-digits", 6),
    ("link", 6),
    ("other-digits", 5),
    ("split", 5),
    ("bracketed", 5),
)
WAY_NAMES = [way for way, _ in WAYS]
WAY_ENDS = list(accumulate(weight for _, weight in WAYS))
OPEN = frozenset({"plain", "local", "zero-prefix", "link"})


def national(name: str, serial: int) -> str:
    """The digits of a country's `serial`-th number: a prefix, then free digits with the run `000` in them.

    Raises ValueError when the country has no more of them (Mozambique: after 270,600).
    """
    country = COUNTRIES[name]
    count = country.free - 3
    rest, which = divmod(serial, len(country.prefixes))
    block = 10**count
    for before in range(min(5, count + 1)):
        size = block if before == 0 else block // 10 * 9
        size = size // 10 * 9 if before == 4 else size  # with a first digit that is not 0: see below
        if rest < size:
            break
        rest -= size
    else:
        raise ValueError(f"{name} has no {serial}-th number")
    if before == 0:
        digits = f"{rest:0{count}d}"
    else:  # the digit before the run is never 0, so that no number comes twice
        rest, last = divmod(rest, 9)
        rest += 10 ** (count - 2) if before == 4 else 0
        other = f"{rest:0{count - 1}d}"
        digits = other[: before - 1] + str(last + 1) + other[before - 1 :]
    return country.prefixes[which] + digits[:before] + "000" + digits[before:]


def international(name: str, digits: str) -> str:
    """E.164."""
    return f"+{COUNTRIES[name].code}{digits}"


def grouped(digits: str, groups: tuple[int, ...], mark: str = " ") -> str:
    found, at = [], 0
    for size in groups:
        if digits[at : at + size]:
            found.append(digits[at : at + size])
        at += size
    if digits[at:]:
        found.append(digits[at:])
    return mark.join(found)


LEET = {"0": "Oo", "1": "Il", "5": "S", "8": "B", "2": "Z", "4": "A"}
DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨")
SPLITS = (" (…) ", " *** ", " -> ", " + ", " ➕ ", "\n", " xx ")


def write(rng: Dice, name: str, digits: str, way: str, words: list[str]) -> str:
    """The number as one poster writes it, in the given way; `words` are the ten names of digits."""
    country = COUNTRIES[name]
    near = rng.random() < 0.5
    local = country.trunk + digits
    shown = local if near else country.code + digits
    if way == "plain":
        mark = rng.choice((" ", " ", "", "-"))
        return f"+{country.code}{rng.choice((' ', '', ' '))}{grouped(digits, country.groups, mark)}"
    if way == "local":
        head, *groups = country.groups
        return grouped(local, (head + len(country.trunk), *groups), rng.choice((" ", "", " ", "-")))
    if way == "zero-prefix":
        return (
            f"00{country.code}{rng.choice((' ', ''))}{grouped(digits, country.groups, rng.choice((' ', '')))}"
        )
    if way == "link":
        return rng.choice(("wa.me/{}", "https://wa.me/{}", "api.whatsapp.com/send?phone={}")).format(
            country.code + digits
        )
    if way == "separators":
        mark = rng.choice((".", "/", "_", " - ", "·", "*", " . "))
        return mark.join(shown) if rng.random() < 0.4 else grouped(shown, (3, 2, 2, 2, 2), mark)
    return hidden(rng, shown, way, words)


def hidden(rng: Dice, shown: str, way: str, words: list[str]) -> str:
    if way == "spelled":
        return rng.choice((" ", " ", "-", ", ")).join(words[int(digit)] for digit in shown)
    if way == "part-spelled":
        cut = rng.randrange(2, len(shown) - 2)
        said = " ".join(words[int(digit)] for digit in shown[cut:])
        if rng.random() < 0.4:
            return " ".join(words[int(d)] if rng.random() < 0.5 else d for d in shown)
        return f"{shown[:cut]} {said}"
    if way == "keycap":
        return rng.choice(("", " ")).join(f"{digit}\ufe0f\u20e3" for digit in shown)
    if way == "leet-digits":
        turned = [rng.choice(LEET[d]) if d in LEET and rng.random() < 0.6 else d for d in shown]
        return grouped("".join(turned), (3, 3, 3, 3), rng.choice((" ", "", "-")))
    if way == "other-digits":
        return grouped(shown, (3, 3, 3, 3), rng.choice((" ", ""))).translate(
            str.maketrans("0123456789", rng.choice(DIGITS))
        )
    if way == "split":
        cut = rng.randrange(3, len(shown) - 2)
        return f"{shown[:cut]}{rng.choice(SPLITS)}{shown[cut:]}"
    mark = rng.choice(("({})", "[{}]", "{}✨", "{}|", "~{}"))
    return "".join(mark.format(digit) for digit in shown)
