"""How leads and judgements spread over languages, countries and nationalities, beside all posts.

A lead must not come from what people are. Where a group has a far larger share of the posts that lie in
leads than of all posts, a person looks why. Posts are set beside posts: a lead of many posts names many
places, so that of leads nearly every country would seem to have too many. Counts only: of posts as each
collection's last run counted them, of leads as judged.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.leads import wording
from amparo.leads.models import Run, RunState, Tally

MUCH = 2.0  # times its share of all posts from which on a share of the posts in leads is pointed out
FEWEST = 5  # leads below which chance explains it
MOST = 30  # rows of a table

DIMENSIONS: dict[str, Promise] = {
    "languages": _("Language of most posts"),
    "countries": _("Countries whose places are named"),
    "nationalities": _("Nationalities mentioned"),
}


@dataclass(frozen=True)
class Row:
    """One group: posts and leads with it, and what people decided about the leads."""

    words: str
    posts: int
    leads: int
    confirmed: int
    dismissed: int
    post_share: float  # 0 to 1, of all posts
    lead_share: float  # 0 to 1, of the posts that lie in leads

    @property
    def stands_out(self) -> bool:
        """Whether the group has far more of the posts in leads than of all posts."""
        return self.leads >= FEWEST and self.lead_share >= MUCH * self.post_share


@dataclass(frozen=True)
class Table:
    """One dimension."""

    title: Promise
    rows: list[Row]


def tables(institution: Institution) -> list[Table]:
    """Every dimension; groups with most leads first."""
    runs = Run.objects.filter(collection__institution=institution, state=RunState.DONE)
    latest = (
        runs.order_by("collection", "-started_at").distinct("collection").values_list("shares", flat=True)
    )
    shares = [one for one in latest if one and "in_leads" in one]  # earlier runs did not count that
    all_posts = sum(one["posts"] for one in shares)
    all_inside = sum(one["in_leads"]["posts"] for one in shares)
    found = []
    for name, title in DIMENSIONS.items():
        posts: Counter[str] = Counter()
        leads: Counter[str] = Counter()
        inside: Counter[str] = Counter()
        for one in shares:
            posts.update(one[name])
            leads.update(one["leads"][name])
            inside.update(one["in_leads"][name])
        judged = _judged(institution, name)
        codes = sorted(set(posts) | set(leads), key=lambda code: (-leads[code], -posts[code], code))
        rows = [
            Row(
                wording.language(code) if name == "languages" else wording.country(code),
                posts[code],
                leads[code],
                judged.get((code, "confirmed"), 0),
                judged.get((code, "dismissed"), 0),
                posts[code] / all_posts if all_posts else 0.0,
                inside[code] / all_inside if all_inside else 0.0,
            )
            for code in codes[:MOST]
        ]
        found.append(Table(title, rows))
    return found


def _judged(institution: Institution, name: str) -> dict[tuple[str, str], int]:
    """(code, state) → how many judged leads."""
    rows = Tally.objects.filter(institution=institution, of=name)
    return {(code, state): count for code, state, count in rows.values_list("code", "state", "leads")}
