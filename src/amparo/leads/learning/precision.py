"""Of the leads that a person judged, how many were confirmed: by red flag and by language. Codes only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from django.db import connection

from amparo.accounts.models import Institution
from amparo.leads import wording
from amparo.leads.models import LeadState

FEWEST = 10  # judged leads below which a share says next to nothing
_Z = 1.96  # 95 %

_BY_FLAG = """
SELECT flag, state, count(*) FROM leads_lead, jsonb_each_text(points) AS one(flag, points)
WHERE institution_id = %s AND state IN ('confirmed', 'dismissed') AND one.points::int > 0 GROUP BY flag, state
"""
_BY_LANGUAGE = """
SELECT coalesce(languages[1], 'und'), state, count(*) FROM leads_lead
WHERE institution_id = %s AND state IN ('confirmed', 'dismissed') GROUP BY 1, state
"""
_WHY = """
SELECT why, count(*) FROM leads_judgement JOIN leads_lead lead ON lead.id = lead_id
WHERE institution_id = %s AND verdict = 'dismiss' AND taken_back_at IS NULL GROUP BY why ORDER BY 2 DESC, 1
"""


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
    rows = _shares(_rows(_BY_FLAG, institution))
    return [Share(code, wording.flag(code), *counts) for code, counts in rows]


def by_language(institution: Institution) -> list[Share]:
    """The language of most posts of a lead."""
    rows = _shares(_rows(_BY_LANGUAGE, institution))
    return [Share(code, wording.language(code), *counts) for code, counts in rows]


def reasons(institution: Institution) -> list[tuple[str, int]]:
    """Why leads were dismissed: code and how many, most first."""
    with connection.cursor() as cursor:
        cursor.execute(_WHY, [institution.pk])
        return [(why, count) for why, count in cursor.fetchall()]


def _rows(query: str, institution: Institution) -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [institution.pk])
        return list(cursor.fetchall())


def _shares(rows: Iterable[tuple[str, str, int]]) -> list[tuple[str, tuple[int, int]]]:
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for code, state, count in rows:
        counted[code][0] += count if state == LeadState.CONFIRMED else 0
        counted[code][1] += count
    order = sorted(counted.items(), key=lambda row: (-row[1][1], row[0]))
    return [(code, (confirmed, judged)) for code, (confirmed, judged) in order]
