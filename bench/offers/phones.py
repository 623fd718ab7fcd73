"""Made-up phone numbers that a validator accepts: a mobile prefix, zeros, and a counter.

Each country has a block that starts with zeros (`+258 84 000 0xxx`, widened to `00x xxxx` and `0xx xxxx` when
more owners need a number: still made up). The counter is scrambled within the block, so that neighbours in
the plan are not neighbours in number, and no two owners ever get the same number.
"""

from dataclasses import dataclass
from random import Random

import phonenumbers


@dataclass(frozen=True)
class Country:
    """A country's block: calling code, mobile prefixes, digits after the prefix, trunk prefix, grouping."""

    region: str
    code: str
    prefixes: tuple[str, ...]
    rest: int
    trunk: str
    groups: tuple[int, ...]


COUNTRIES = {
    country.region: country
    for country in (
        Country("MZ", "258", ("82", "83", "84", "85", "86", "87"), 7, "", (2, 3, 4)),
        Country("ZA", "27", ("82", "83", "84", "72", "73", "76"), 7, "0", (2, 3, 4)),
        Country("ZW", "263", ("71", "77", "78"), 7, "0", (2, 3, 4)),
        Country("MW", "265", ("88", "99"), 7, "0", (3, 2, 2, 2)),
        Country("ZM", "260", ("95", "96", "97"), 7, "0", (2, 3, 4)),
        Country("TZ", "255", ("71", "74", "75", "76"), 7, "0", (3, 3, 3)),
        Country("KE", "254", ("70", "71", "72", "79"), 7, "0", (3, 3, 3)),
        Country("PT", "351", ("91", "92", "93", "96"), 7, "", (3, 3, 3)),
        Country("ES", "34", ("60", "61", "62", "63", "64"), 7, "", (3, 2, 2, 2)),
        Country("FR", "33", ("60", "61", "62", "66"), 7, "0", (1, 2, 2, 2, 2)),
        Country("AE", "971", ("50", "52", "54", "55", "56"), 7, "0", (2, 3, 4)),
        Country("SA", "966", ("50", "53", "54", "55"), 7, "0", (2, 3, 4)),
        Country("QA", "974", ("33", "55", "66", "77"), 6, "", (4, 4)),
        Country("OM", "968", ("92", "95", "99"), 6, "", (4, 4)),
        Country("KW", "965", ("50", "55", "66", "99"), 6, "", (4, 4)),
        Country("GB", "44", ("7400", "7450", "7500"), 6, "0", (4, 3, 3)),
    )
}
HOME = "MZ"
_STEP = 7_919  # coprime with every power of ten


@dataclass(frozen=True)
class Phone:
    """One number: its country and the national digits without the trunk prefix."""

    country: Country
    national: str

    @property
    def e164(self) -> str:
        return f"+{self.country.code}{self.national}"

    @property
    def local(self) -> str:
        """National digits as dialled within the country."""
        return self.country.trunk + self.national


def number(region: str, index: int, total: int) -> Phone:
    """Number `index` of `total` in a country: as many zeros after the prefix as leave room for all of them.

    A country whose block is too small gives way to the home country's; no two indices share a number.
    """
    country = COUNTRIES[region]
    free = 3
    while 10**free * len(country.prefixes) < total and free < country.rest:
        free += 1
    size = 10**free
    if index >= size * len(country.prefixes):
        return number(HOME, index, total)
    place, prefix = divmod(index, len(country.prefixes))
    return Phone(country, country.prefixes[prefix] + str(place * _STEP % size).zfill(country.rest))


def check(total: int, sample: int = 300) -> dict[str, float]:
    """Share of each country's first `total` numbers that a plain validator accepts, over a sample of them."""
    random = Random(0)
    shares = {}
    for region in COUNTRIES:
        drawn = [number(region, random.randrange(total), total) for _ in range(sample)]
        valid = [phonenumbers.is_valid_number(phonenumbers.parse(phone.e164)) for phone in drawn]
        shares[region] = sum(valid) / sample
    return shares
