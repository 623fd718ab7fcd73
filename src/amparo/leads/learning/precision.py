"""Of the leads that a person judged, how many were confirmed: by red flag and by language. Codes only."""

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt

from amparo.accounts.models import Institution
from amparo.leads import wording
from amparo.leads.models import LeadState, Tally, TallyOf

FEWEST = 10  # judged leads below which a share says next to nothing
_Z = 1.96  # 95 %


@dataclass(frozen=True)
class Share:
    """Confirmed among judged, with Wilson's interval: what few judgements can say is little."""

    code: str
    words: str
    confirmed: int
    judged: int

    @property
    def percent(self) -> int:
        return round(100 * self.confirmed / self.judged)

    @property
    def span(self) -> tuple[int, int]:
        """The interval in percent (Wilson 1927, 95 %)."""
        n, p = self.judged, self.confirmed / self.judged
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0, round(100 * (middle - half))), min(100, round(100 * (middle + half)))

    @property
    def few(self) -> bool:
        return self.judged < FEWEST


def by_flag(institution: Institution) -> list[Share]:
    """Red flags, those most often judged first; what lowers a score is none."""
    return [Share(code, wording.flag(code), *counts) for code, counts in _shares(institution, TallyOf.FLAG)]


def by_language(institution: Institution) -> list[Share]:
    """The language of most posts of a lead."""
    rows = _shares(institution, TallyOf.LANGUAGE)
    return [Share(code, wording.language(code), *counts) for code, counts in rows]


def reasons(institution: Institution) -> list[tuple[str, int]]:
    """Why leads were dismissed: code and how many, most first."""
    rows = Tally.objects.filter(institution=institution, of=TallyOf.WHY, leads__gt=0)
    return list(rows.order_by("-leads", "code").values_list("code", "leads"))


def _shares(institution: Institution, of: TallyOf) -> list[tuple[str, tuple[int, int]]]:
    rows = Tally.objects.filter(institution=institution, of=of, leads__gt=0)
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for code, state, count in rows.values_list("code", "state", "leads"):
        counted[code][0] += count if state == LeadState.CONFIRMED else 0
        counted[code][1] += count
    order = sorted(counted.items(), key=lambda row: (-row[1][1], row[0]))
    return [(code, (confirmed, judged)) for code, (confirmed, judged) in order]
