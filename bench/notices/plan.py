"""Who posts what: the sizes of campaigns, their owners, and which rows are theirs. The same for a seed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

LANGUAGES: dict[str, tuple[float, dict[str, float]]] = {
    # language: its share, and the countries its posters live in
    "pt": (0.33, {"mz": 0.56, "pt": 0.16, "br": 0.15, "ao": 0.13}),
    "en": (
        0.24,
        {
            "za": 0.3,
            "zw": 0.1,
            "zm": 0.1,
            "mw": 0.08,
            "bw": 0.04,
            "na": 0.04,
            "ae": 0.12,
            "ke": 0.08,
            "ng": 0.07,
            "gb": 0.07,
        },
    ),
    "es": (0.09, {"es": 0.25, "co": 0.2, "pe": 0.14, "mx": 0.13, "ve": 0.1, "do": 0.1, "gq": 0.08}),
    "fr": (0.08, {"fr": 0.2, "be": 0.08, "cd": 0.22, "cm": 0.16, "ci": 0.14, "sn": 0.12, "ma": 0.08}),
    "sw": (0.08, {"tz": 0.45, "ke": 0.45, "ug": 0.1}),
    "ar": (
        0.09,
        {"ae": 0.2, "sa": 0.22, "eg": 0.2, "kw": 0.1, "qa": 0.1, "om": 0.06, "ma": 0.07, "tn": 0.05},
    ),
    "af": (0.025, {"za": 0.8, "na": 0.2}),
    "tl": (0.025, {"ph": 0.7, "ae": 0.2, "sa": 0.1}),
    "hi": (0.02, {"in": 0.8, "ae": 0.2}),
    "id": (0.02, {"id": 1.0}),
}
CODES = tuple(LANGUAGES)
COUNTRIES = tuple(sorted({country for _, homes in LANGUAGES.values() for country in homes}))
LARGEST_SHARE = 200
"""No campaign is larger than the posts divided by this (but 40 at least)."""
ROTATED_AT_MOST = 600


@dataclass(frozen=True, slots=True)
class Plan:
    """Scripts in their order: campaigns first, then strangers, who are scripts of one post."""

    seed: int
    rows: Numbers
    """Rows in the order of scripts."""
    starts: Numbers
    """Where a script's rows start in `rows`; one more at the end."""
    campaigns: int
    language: Numbers
    country: Numbers
    network: Numbers
    phone_start: Numbers
    phone_count: Numbers
    twin: Numbers
    """Of campaigns that share a paragraph with another campaign: which paragraph; -1 for the others."""


def campaign_sizes(posts: int, rng: np.random.Generator) -> Numbers:
    """Sizes of a power law, from 2, that add up to half of the posts."""
    wanted, largest = posts // 2, max(40, posts // LARGEST_SHARE)
    sizes = np.arange(2, largest + 1)
    odds = sizes**-2.0
    drawn = rng.choice(sizes, size=wanted // 2 + 1, p=odds / odds.sum())
    enough = int(np.searchsorted(np.cumsum(drawn), wanted)) + 1
    return drawn[:enough].astype(np.int64)


def networks_of(campaigns: int, rng: np.random.Generator) -> Numbers:
    """Two of three owners have one campaign; the others two to six."""
    counts = np.where(rng.random(campaigns) < 0.66, 1, rng.integers(2, 7, campaigns))
    return np.repeat(np.arange(campaigns), counts)[:campaigns]


def pools(network: Numbers, sizes: Numbers, rng: np.random.Generator) -> Numbers:
    """How many phones each network has: one, a few, or ever new ones."""
    count = int(network.max()) + 1
    posts = np.bincount(network, weights=sizes, minlength=count)
    policy = rng.random(count)
    few = rng.integers(2, 7, count)
    rotated = np.minimum(np.ceil(posts / rng.integers(1, 5, count)), ROTATED_AT_MOST).astype(np.int64)
    return np.where(policy < 0.4, 1, np.where(policy < 0.72, np.minimum(few, posts), rotated)).astype(
        np.int64
    )


def homes(language: Numbers, rng: np.random.Generator) -> Numbers:
    found = np.empty(len(language), dtype=np.int64)
    for i, code in enumerate(CODES):
        shares = LANGUAGES[code][1]
        mine = np.flatnonzero(language == i)
        odds = np.array(list(shares.values()))
        chosen = rng.choice(len(odds), size=len(mine), p=odds / odds.sum())
        found[mine] = np.array([COUNTRIES.index(country) for country in shares])[chosen]
    return found


def phone_starts(country: Numbers, counts: Numbers) -> Numbers:
    """Each owner's first number in the count of its country, so that no two owners share one by accident."""
    starts = np.empty(len(country), dtype=np.int64)
    for i in range(len(COUNTRIES)):
        mine = np.flatnonzero(country == i)
        starts[mine] = np.cumsum(counts[mine]) - counts[mine]
    return starts


def paragraphs(language: Numbers, rng: np.random.Generator) -> Numbers:
    """One campaign of twelve shares a paragraph with the next such campaign of its language."""
    twin = np.full(len(language), -1, dtype=np.int64)
    for i in range(len(CODES)):
        mine = np.flatnonzero((language == i) & (rng.random(len(language)) < 1 / 12))
        twin[mine] = i * 1_000_000 + np.arange(len(mine)) // 2
    return twin


def plan(posts: int, seed: int) -> Plan:
    rng = np.random.default_rng([seed, posts])
    sizes = campaign_sizes(posts, rng)
    campaigns = len(sizes)
    strangers = max(0, posts - int(sizes.sum()))
    network = networks_of(campaigns, rng)
    counts = pools(network, sizes, rng)
    owners = len(counts) + strangers
    odds = np.array([share for share, _ in LANGUAGES.values()])
    language = rng.choice(len(CODES), size=owners, p=odds / odds.sum())
    country = homes(language, rng)
    everyone = np.concatenate([counts, np.ones(strangers, dtype=np.int64)])
    start = phone_starts(country, everyone)
    owner = np.concatenate([network, np.arange(len(counts), owners)])
    total = np.concatenate([sizes, np.ones(strangers, dtype=np.int64)])
    starts = np.concatenate([[0], np.cumsum(total)])
    return Plan(
        seed=seed,
        rows=rng.permutation(int(total.sum())),
        starts=starts,
        campaigns=campaigns,
        language=language[owner],
        country=country[owner],
        network=np.concatenate([network, np.full(strangers, -1)]),
        phone_start=start[owner],
        phone_count=everyone[owner],
        twin=np.concatenate([paragraphs(language[network], rng), np.full(strangers, -1)]),
    )
