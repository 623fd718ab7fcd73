"""Who posts what: which row belongs to which campaign, and which campaigns to which network."""

from dataclasses import dataclass

import numpy as np

SHARE_OF_STRANGERS = 0.5
PHONES_PER_NETWORK = 8
LARGEST = 6_000
_EXPONENT = 1.75


@dataclass(frozen=True)
class Plan:
    """`campaign[row]` is −1 for strangers; `network[campaign]` and `sizes[campaign]` are a campaign's."""

    campaign: np.ndarray
    network: np.ndarray
    sizes: np.ndarray

    @property
    def networks(self) -> int:
        return int(self.network[-1]) + 1

    def has_sisters(self, campaign: int) -> bool:
        """Whether the network of a campaign has others: other scripts with the same phones and accounts."""
        around = self.network[max(0, campaign - 1) : campaign + 2]
        return int((around == self.network[campaign]).sum()) > 1

    def phone_of_network(self, network: int, place: int) -> int:
        """Index of a network's own phone: after those of the rows."""
        return len(self.campaign) + network * PHONES_PER_NETWORK + place

    def phone_of_portal(self, portal: int) -> int:
        """Index of a portal's phone: after those of the networks."""
        return self.phone_of_network(self.networks, portal)

    @property
    def phones(self) -> int:
        """Indices in use at most."""
        return self.phone_of_portal(10_000)


def draw(posts: int, seed: int) -> Plan:
    """A plan for `posts` rows: half of them strangers, the others in campaigns of power-law size.

    The largest campaign has a 25th of the campaign posts, at most 6,000: pairs are ruled by the largest, and
    a score that hangs on one or two campaigns says little.
    """
    random = np.random.default_rng([seed, posts])
    wanted = int(posts * (1 - SHARE_OF_STRANGERS))
    cap = max(3, min(LARGEST, wanted // 25))
    support = np.arange(2, cap + 1)
    weights = support**-_EXPONENT
    drawn = random.choice(support, size=wanted // 2 + 1, p=weights / weights.sum())
    count = int(np.searchsorted(np.cumsum(drawn), wanted, side="right"))
    sizes = drawn[: max(count, 1)]
    campaign = np.full(posts, -1, dtype=np.int32)
    filled = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:posts]
    campaign[: len(filled)] = filled
    random.shuffle(campaign)
    members = random.choice([1, 2, 3, 4], size=len(sizes), p=[0.75, 0.14, 0.07, 0.04])
    network = np.repeat(np.arange(len(sizes), dtype=np.int32), members)[: len(sizes)]
    return Plan(campaign, network, sizes)
