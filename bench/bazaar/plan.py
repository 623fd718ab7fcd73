"""Who wrote each post: campaigns, languages, countries, networks and serials of phones, all at once."""

from dataclasses import dataclass

import numpy as np
import phones

LANGUAGES = ("pt", "en", "es", "fr", "sw", "ar", "id", "ro", "zh")
SHARES = (0.34, 0.2, 0.13, 0.09, 0.07, 0.07, 0.04, 0.03, 0.03)
HOMES = {
    "pt": {"MZ": 0.54, "BR": 0.2, "PT": 0.12, "AO": 0.08, "ZA": 0.06},
    "en": {
        "ZA": 0.3,
        "ZW": 0.15,
        "MW": 0.08,
        "ZM": 0.1,
        "KE": 0.12,
        "UG": 0.05,
        "AE": 0.1,
        "GB": 0.05,
        "QA": 0.05,
    },
    "es": {"ES": 0.4, "CO": 0.25, "MX": 0.2, "PE": 0.15},
    "fr": {"FR": 0.3, "MA": 0.15, "SN": 0.2, "CI": 0.2, "CD": 0.15},
    "sw": {"TZ": 0.6, "KE": 0.3, "UG": 0.1},
    "ar": {"AE": 0.35, "SA": 0.25, "QA": 0.1, "EG": 0.3},
    "id": {"ID": 1.0},
    "ro": {"RO": 0.8, "GB": 0.1, "ES": 0.1},
    "zh": {"CN": 0.8, "AE": 0.2},
}
POOL = 4  # phones that a network owns
EXPONENT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Places 0 … M-1 are the posts of campaigns in order, the rest are strangers; `ids` scatters them."""

    posts: int
    seed: int
    ids: np.ndarray  # of each place
    first: np.ndarray  # place of each campaign's first post, and M at the end
    network: np.ndarray  # of each campaign
    language: np.ndarray  # of each place
    country: np.ndarray  # of each place, index into phones.NAMES
    serial: np.ndarray  # of each place, each network's pool, and each sixteenth place's second phone
    networks: int

    def campaign(self, place: int) -> int:
        """-1 for a stranger."""
        if place >= self.first[-1]:
            return -1
        return int(np.searchsorted(self.first, place, side="right")) - 1

    def pool(self, network: int, which: int) -> int:
        return int(self.serial[self.posts + network * POOL + which % POOL])

    def second(self, place: int) -> int:
        return int(self.serial[self.posts + self.networks * POOL + place // 16])


def sizes_of(posts: int, rng: np.random.Generator) -> np.ndarray:
    """Sizes by a power law from 2 to posts/300, in all about half of the posts."""
    largest = max(12, posts // 300)
    values = np.arange(2, largest + 1)
    weights = values**-EXPONENT
    drawn = rng.choice(values, size=posts // 4 + 1, p=weights / weights.sum())
    ends = np.cumsum(drawn)
    return drawn[: int(np.searchsorted(ends, posts // 2))]


def networks_of(campaigns: int, rng: np.random.Generator) -> np.ndarray:
    """Two of three operators run one campaign, the others two to five."""
    sizes = rng.choice([1, 2, 3, 4, 5], size=campaigns, p=[0.66, 0.16, 0.09, 0.06, 0.03])
    return np.repeat(np.arange(campaigns), sizes)[:campaigns]


def places_of(languages: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    found = np.zeros(len(languages), dtype=np.uint8)
    for index, language in enumerate(LANGUAGES):
        homes = HOMES[language]
        here = languages == index
        names = np.array([phones.NAMES.index(name) for name in homes], dtype=np.uint8)
        shares = np.array(list(homes.values()))
        found[here] = rng.choice(names, size=int(here.sum()), p=shares / shares.sum())
    return found


def ranks(countries: np.ndarray) -> np.ndarray:
    """How many of the same country came before."""
    order = np.argsort(countries, kind="stable")
    ordered = countries[order]
    starts = np.searchsorted(ordered, np.arange(256))
    found = np.empty(len(countries), dtype=np.int64)
    found[order] = np.arange(len(countries)) - starts[ordered]
    return found


def make_plan(posts: int, seed: int) -> Plan:
    rng = np.random.default_rng([seed, posts, 4])
    sizes = sizes_of(posts, rng)
    network = networks_of(len(sizes), rng)
    count = int(network.max()) + 1
    home_language = rng.choice(len(LANGUAGES), size=count, p=SHARES).astype(np.uint8)
    home_country = places_of(home_language, rng)
    strangers = posts - int(sizes.sum())
    own = rng.choice(len(LANGUAGES), size=strangers, p=SHARES).astype(np.uint8)
    language = np.concatenate([np.repeat(home_language[network], sizes), own])
    country = np.concatenate([np.repeat(home_country[network], sizes), places_of(own, rng)])
    callers = np.concatenate([country, np.repeat(home_country, POOL), country[::16]])
    return Plan(
        posts,
        seed,
        rng.permutation(posts),
        np.concatenate([[0], np.cumsum(sizes)]),
        network,
        language,
        country,
        ranks(callers) + phones.RESERVED,
        count,
    )
